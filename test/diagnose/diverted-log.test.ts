import { describe, expect, test } from 'vitest'
import { createFlawLedger } from '../../src/correlate/flaw-ledger.ts'
import { DivertedLog } from '../../src/diagnose/diverted-log.ts'
import { REDIRECTS_CAP } from '../../src/diagnose/thresholds/security.ts'
import { conversationsOf, type Ladder, ladder } from '../support/ladder.ts'

const REDIRECTED = ladder`
  198.51.100.5 > 203.0.113.7  INVITE  uri sip:+12025550147@203.0.113.7
  203.0.113.7 > 198.51.100.5  302     header "Contact: <sip:+252615550100@203.0.113.9>"
  198.51.100.5 > 203.0.113.7  ACK`
const CHALLENGED = ladder`
  203.0.113.7 > 198.51.100.5  INVITE
  198.51.100.5 > 203.0.113.7  200
  203.0.113.7 > 198.51.100.5  ACK
  198.51.100.5 > 203.0.113.7  BYE
  203.0.113.7 > 198.51.100.5  401  header "WWW-Authenticate: Digest realm=asterisk, nonce=n"
  198.51.100.5 > 203.0.113.7  BYE  header "Authorization: Digest username=alice, realm=asterisk, nonce=n"
  203.0.113.7 > 198.51.100.5  200`

function afterTaking(drawn: Ladder, times: number) {
  const flaws = createFlawLedger()
  const log = new DivertedLog(flaws.complain)
  for (const conversation of conversationsOf(drawn)) for (let i = 0; i < times; i++) log.take(conversation)
  return { ...log.read(), flaws: flaws.flaws() }
}

describe('where calls were sent on to, and phones that were challenged', () => {
  test.each([
    ['redirects', REDIRECTED, '3xx by 203.0.113.7'],
    ['leaks', CHALLENGED, '198.51.100.5'],
  ] as const)('%s are remembered up to the cap, and counted past it', (what, drawn, example) => {
    const full = afterTaking(drawn, REDIRECTS_CAP)
    expect([full[what].length, full.flaws]).toEqual([REDIRECTS_CAP, []])
    const over = afterTaking(drawn, REDIRECTS_CAP + 2)
    expect(over[what].length).toBe(REDIRECTS_CAP)
    expect(over.flaws).toMatchObject([{ kind: 'diverted-capped', count: 2, example }])
  })

  test('what is neither counts for nothing', () => {
    const drawn = ladder`
      198.51.100.5 > 203.0.113.7  INVITE  uri sip:4711@203.0.113.7
      203.0.113.7 > 198.51.100.5  302     header "Contact: <sip:4712@203.0.113.9>"`
    expect(afterTaking(drawn, REDIRECTS_CAP + 2)).toEqual({ redirects: [], leaks: [], flaws: [] })
  })
})
