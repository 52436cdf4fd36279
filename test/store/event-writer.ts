import { claimAnalysis } from '../../src/store/analyses.ts'
import { appendEvents } from '../../src/store/events.ts'
import { openStore, type StoreSettings } from '../../src/store/open.ts'
import { makeAnalysis, makeWorkspace } from '../support/rows.ts'

/** Writes events one by one for ever, and says after each that it is written. */
process.once('message', async (settings: StoreSettings) => {
  const { db } = await openStore({ ...settings, log: () => {} })
  const analysisId = await makeAnalysis(db, await makeWorkspace(db))
  const attempt = (await claimAnalysis(db, analysisId, 'writer', 60)) ?? 0
  for (let seq = 1; ; seq++) {
    const event = { at: seq * 1000, event: { kind: 'stage-started', stage: 'decode' } } as const
    await appendEvents(db, analysisId, attempt, seq, [event])
    process.send?.({ analysisId, seq })
  }
})
