import { expect, test } from 'vitest'
import { analyze } from '../src/analyze.ts'
import type { AnalysisEvent } from '../src/model/events.ts'
import { sipRequest } from './support/capture-reading.ts'
import { writePcap } from './support/capture-writer.ts'
import { ROOT, SERVER } from './support/certificates.ts'
import { framesOf, segmentsOf } from './support/tcp-frames.ts'
import { recordSession, say } from './support/tls-session.ts'

test('with a key log SIP over TLS is analysed, and nothing that comes out holds any of it', async () => {
  const session = await recordSession(SERVER, { ca: ROOT, servername: 'sip.example.com' }, async (client, server) => {
    await say(client, server, sipRequest('a', 0, 'INVITE'))
  })
  const file = writePcap(framesOf(segmentsOf(session.chunks, { ending: 'fin' })))
  const eventsWith = async (keyLog: string | undefined): Promise<AnalysisEvent[]> => {
    const events: AnalysisEvent[] = []
    async function* source() {
      yield file
    }
    const options = { analysedAt: 0, transcriptChars: 100_000, keyLog }
    for await (const batch of analyze(source(), options)) events.push(...batch)
    return events
  }
  const blind = await eventsWith(undefined)
  const seeing = await eventsWith(session.keyLog)
  expect(blind.at(-1)).toMatchObject({ kind: 'verdict', report: { input: { messages: 0 } } })
  expect(seeing.at(-1)).toMatchObject({ kind: 'verdict', report: { input: { messages: 1, flaws: [] } } })
  const told = JSON.stringify(seeing)
  for (const [secret] of session.keyLog.matchAll(/[0-9a-f]{40,}/g)) expect(told).not.toContain(secret.slice(0, 16))
})
