import { fork } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { appendEvents, eventsAfter } from '../../src/store/events.ts'
import { openStore } from '../../src/store/open.ts'
import { describeEachDatabase } from '../support/database.ts'

describeEachDatabase('a process killed while it writes', (open) => {
  it('has lost no event it was told is written', async () => {
    const settings = await open.settings()
    const child = fork(new URL('./event-writer.ts', import.meta.url))
    let analysisId = ''
    let acknowledged = 0
    child.on('message', (message: { analysisId: string; seq: number }) => {
      analysisId = message.analysisId
      acknowledged = message.seq
      if (acknowledged === 300) child.kill('SIGKILL')
    })
    child.send(settings)
    await once(child, 'exit')
    expect(acknowledged).toBeGreaterThanOrEqual(300)

    const store = await openStore(settings)
    try {
      const events = await eventsAfter(store.db, analysisId, 0, 100_000)
      expect(events.length).toBeGreaterThanOrEqual(acknowledged)
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
      // And the log goes on where it stopped.
      const event = { at: 0, event: { kind: 'analysis-completed' } } as const
      expect(await appendEvents(store.db, analysisId, 1, events.length + 1, [event])).toBe(true)
    } finally {
      await store.close()
    }
  })

  it('cannot be joined by a second one on the embedded database', async ({ skip }) => {
    skip(open.kind === 'postgres', 'PostgreSQL is there for several')
    const settings = await open.settings()
    const store = await openStore(settings)
    await expect(openStore(settings)).rejects.toThrow(/^The data directory .* is in use by another process \(pid \d+\)/)
    await store.close()
    await (await openStore(settings)).close()
  })
})
