import { describe, expect, test } from 'vitest'
import { createAnalyzer } from '../../src/analyze.ts'
import { rule } from '../../src/diagnose/rule.ts'
import type { AnalysisEvent } from '../../src/model/events.ts'
import type { AnalyzeOptions } from '../../src/model/options.ts'
import { type Ladder, ladderOf } from '../support/ladder.ts'
import { diagnosed, testRule } from '../support/test-rule.ts'

const SBC = '10.0.0.1'
const TRUNK = '203.0.113.9'
const called = 'uri sip:2025550111@203.0.113.9'

/** A call that the trunk refuses, and what the B2BUA before it makes of that. */
const refused = (below: string, above: string): string => `
  0     10.0.0.5 > ${SBC}    INVITE call a uri sip:2025550111@10.0.0.1 sdp audio 10.0.0.5:4000 PCMU
  0.01  ${SBC} > 10.0.0.5    100 INVITE call a
  0.1   ${SBC} > ${TRUNK}    INVITE call b ${called} sdp audio 10.0.0.5:4000 PCMU
  0.5   ${TRUNK} > ${SBC}    ${below} INVITE call b
  0.51  ${SBC} > ${TRUNK}    ACK call b
  0.6   ${SBC} > 10.0.0.5    ${above} INVITE call a
  0.7   10.0.0.5 > ${SBC}    ACK call a`

/** A call that goes well, of whose media the capture holds none. */
const answered = `
  0     10.0.0.5 > ${SBC}    INVITE call a uri sip:2025550111@10.0.0.1 sdp audio 10.0.0.5:4000 PCMU
  0.1   ${SBC} > ${TRUNK}    INVITE call b ${called} sdp audio 203.0.113.1:4000 PCMU
  0.5   ${TRUNK} > ${SBC}    200 INVITE call b sdp audio 203.0.113.9:5000 PCMU
  0.51  ${SBC} > ${TRUNK}    ACK call b
  0.6   ${SBC} > 10.0.0.5    200 INVITE call a sdp audio 10.0.0.1:5000 PCMU
  0.7   10.0.0.5 > ${SBC}    ACK call a
  9     10.0.0.5 > ${SBC}    BYE call a
  9.1   ${SBC} > 10.0.0.5    200 BYE call a
  9.2   ${SBC} > ${TRUNK}    BYE call b
  9.3   ${TRUNK} > ${SBC}    200 BYE call b`

/** The end of the input far enough from all of it. */
const later = '\n  90  10.0.0.77 > 10.0.0.78  OPTIONS\n  90.1  10.0.0.78 > 10.0.0.77  200 OPTIONS'

const told = (drawn: Ladder) =>
  diagnosed(drawn)
    .findings.filter((one) => one.rule?.includes('response-5xx') || one.rule?.includes('call-failed'))
    .map(({ rule: id, severity, calls, count, causedBy }) => ({
      id,
      severity,
      calls,
      count,
      caused: causedBy !== undefined,
    }))

describe('one failure through a B2BUA is one headline', () => {
  test('the same status on both legs counts once, with both legs named', () => {
    expect(told(ladderOf(refused('503', '503') + later))).toEqual([
      { id: 'signaling.response-5xx', severity: 'high', calls: [1, 2], count: 1, caused: false },
    ])
  })

  test('another status on the way to the caller is caused by the one it was made of', () => {
    const findings = told(ladderOf(refused('503', '500') + later))
    expect(findings).toEqual([
      expect.objectContaining({ calls: [2], severity: 'high', caused: false }),
      expect.objectContaining({ calls: [1], severity: 'medium', caused: true }),
    ])
  })

  test('a refusal of the user that was made a failure on the way stays a failure', () => {
    expect(told(ladderOf(refused('486', '503') + later))).toEqual([
      expect.objectContaining({ calls: [1], severity: 'high', caused: false }),
    ])
  })

  test('two calls that fail side by side stay two', () => {
    const drawn = ladderOf(`
      0     10.0.0.5 > ${SBC}      INVITE call a uri sip:2025550111@10.0.0.1
      0.1   10.0.0.6 > ${TRUNK}    INVITE call b uri sip:2025550122@203.0.113.9
      0.5   ${TRUNK} > 10.0.0.6    503 INVITE call b
      0.51  10.0.0.6 > ${TRUNK}    ACK call b
      0.6   ${SBC} > 10.0.0.5      503 INVITE call a
      0.7   10.0.0.5 > ${SBC}      ACK call a${later}`)
    expect(told(drawn)).toEqual([expect.objectContaining({ count: 2, calls: [1, 2] })])
  })

  test.each([refused('503', '500'), answered])('however the input is cut', (drawn) => {
    const { bytes, options } = ladderOf(drawn + later)
    const reported = (chunkBytes: number) => {
      const events = analysed(bytes, options, chunkBytes)
      const last = events.at(-1)
      return last?.kind === 'verdict' ? last.report.findings : []
    }
    expect(reported(97)).toEqual(reported(bytes.length))
  })
})

function analysed(bytes: Uint8Array, options: AnalyzeOptions, chunkBytes = bytes.length): readonly AnalysisEvent[] {
  const analyzer = createAnalyzer(options)
  const events: AnalysisEvent[] = []
  for (let at = 0; at < bytes.length; at += chunkBytes)
    events.push(...analyzer.push(bytes.subarray(at, at + chunkBytes)))
  return [...events, ...analyzer.end()]
}

describe('what is told of a joined call', () => {
  test('each leg is told of once all are over, with the whole of it', () => {
    const { bytes, options } = ladderOf(refused('503', '500') + later)
    const closed = analysed(bytes, options).flatMap((event) => (event.kind === 'call-closed' ? [event.call] : []))
    expect(closed.map(({ number }) => number)).toEqual([1, 2])
    for (const { joined } of closed)
      expect(joined).toMatchObject({
        number: 1,
        legs: [{ number: 1 }, { number: 2 }],
        failures: [{ leg: 1, cause: 2 }],
      })
  })

  test('a call that is joined to none is told of by itself', () => {
    const { bytes, options } = ladderOf(`
      0     10.0.0.5 > ${SBC}   INVITE call a uri sip:2025550111@10.0.0.1
      0.5   ${SBC} > 10.0.0.5   486 INVITE call a
      0.6   10.0.0.5 > ${SBC}   ACK call a`)
    const closed = analysed(bytes, options).flatMap((event) => (event.kind === 'call-closed' ? [event.call] : []))
    expect(closed).toHaveLength(1)
    expect(closed[0]!.joined).toBeUndefined()
  })
})

/** Says of each joined call how many legs it has. */
const legsCounted = rule<'joinedCall', { readonly legs: number }>({
  id: 'general.legs-counted',
  category: 'general',
  severity: 'info',
  sources: ['RFC 7092 §3'],
  title: 'Several legs',
  examines: 'joinedCall',
  meaning: 'For tests.',
  fires: 'Always.',
  quiet: 'Never.',
  recommendation: '',
  *check({ legs }) {
    const [first] = legs
    yield { values: { legs: legs.length }, proof: [{ message: first!.messages[0]! }], scope: [`${legs.length}`] }
  },
  detail: ({ legs }) => `It has ${legs} legs.`,
})

testRule(legsCounted, {
  quiet: {
    'a call by itself': ladderOf(`
      0     10.0.0.5 > ${SBC}   INVITE call a
      0.5   ${SBC} > 10.0.0.5   486 INVITE call a`),
  },
  fires: { 'two legs': [ladderOf(refused('503', '500') + later), { legs: 2 }, 'info'] },
})

test('a finding of a joined call names all its legs', () => {
  expect(diagnosed(ladderOf(refused('503', '500') + later), [legsCounted]).findings).toMatchObject([{ calls: [1, 2] }])
})
