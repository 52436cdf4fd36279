import { describe, expect, test } from 'vitest'
import type { Finding } from '../../src/model/finding.ts'
import { LADDER_START, ladderOf } from '../support/ladder.ts'
import { report } from '../support/report.ts'

const A = '198.51.100.7'
const B = '203.0.113.9'
const OPEN = `0 ${A} > ${B} INVITE sdp audio ${A}:4000 PCMU,PCMA\n0.1 ${B} > ${A} 100`
const ANSWERED = `${OPEN}
  1   ${B} > ${A} 200 sdp audio ${B}:5000 PCMU
  1.1 ${A} > ${B} ACK
  60  ${A} > ${B} BYE
  60.1 ${B} > ${A} 200`
const log = (at: number, line: string) => `${at} log "${line}"`

const TELLING = /^(?:signaling\.(?:response|call|q850)|routing\.response|reg\.)/
const told = (drawing: string): readonly Finding[] =>
  report(ladderOf(drawing)).findings.filter(({ rule }) => TELLING.test(rule ?? ''))
const asWords = (findings: readonly Finding[]) => findings.map(({ severity, rule }) => `${severity} ${rule}`)

const CASES: Readonly<Record<string, readonly [drawing: string, findings: readonly string[]]>> = {
  'a refusal that only the log tells of': [
    `${OPEN}\n${log(0.2, 'call rejected with 404 Not Found')}`,
    ['medium routing.response-404'],
  ],
  'with its cause': [
    `${OPEN}\n${log(0.2, 'call rejected with 503 Service Unavailable, Q.850;cause=38')}`,
    ['medium signaling.response-5xx'],
  ],
  'a cause alone': [`${OPEN}\n${log(0.2, 'hangup cause: 34')}`, ['medium signaling.q850-cause']],
  'the cause of a user': [`${OPEN}\n${log(0.2, 'hangup cause: USER_BUSY')}`, ['info signaling.q850-cause']],
  'an outcome of the user': [`${OPEN}\n${log(0.2, 'got 486 Busy Here')}`, ['info signaling.response-486-600']],
  'what was passed on is the second': [
    `${OPEN}\n${log(0.2, 'leg 2 rejected with 404 Not Found')}\n${log(0.3, 'call rejected with 500 Server Internal Error')}`,
    ['medium routing.response-404', 'low signaling.response-5xx'],
  ],
  'the same line again and again': [
    `${OPEN}\n${log(0.2, 'call rejected with 404 Not Found')}\n${log(0.4, 'call rejected with 404 Not Found')}`,
    ['medium routing.response-404'],
  ],
  'a registration': [
    `${OPEN}\n${log(0.2, 'provider Failed Registration with status Forbidden [403]. failure 4')}`,
    ['high reg.failed'],
  ],
  'beside the message that says it': [
    `${OPEN}\n0.2 ${B} > ${A} 404\n0.3 ${A} > ${B} ACK\n${log(0.4, 'call rejected with 404 Not Found')}`,
    ['high routing.response-404'],
  ],
  'beside a message that says it otherwise': [
    `${OPEN}\n0.2 ${B} > ${A} 404\n0.3 ${A} > ${B} ACK\n${log(0.4, 'hangup cause: 34')}\n${log(0.5, 'got 500 Server Internal Error for INVITE')}`,
    ['high routing.response-404'],
  ],
  'beside a call that was answered': [
    `${ANSWERED}\n${log(61, 'call rejected with 404 Not Found')}`,
    ['low routing.response-404'],
  ],
  'beside a registration that works': [
    `0 ${A} > ${B} REGISTER expires 60\n0.1 ${B} > ${A} 200\n${log(61, 'Registration refused with 403 Forbidden')}`,
    ['low reg.failed'],
  ],
  'a normal end': [`${ANSWERED}\n${log(61, 'hangup cause: NORMAL_CLEARING')}`, []],
}

describe('what only a log line says', () => {
  test.each(Object.entries(CASES))('%s', (_, [drawing, findings]) => {
    expect(asWords(told(drawing))).toEqual(findings)
  })

  test('is said to be so, with the line for proof, of the one call that has no end', () => {
    const [finding] = told(`${OPEN}\n${log(0.2, 'leg 2 rejected with 404 - Not Found Reason: Q.850;cause=1')}`)
    expect(finding).toMatchObject({
      calls: [1],
      confidence: 0.6,
      severityReason: 'Only a log line says so',
      detail:
        'A log line says that a call ended with 404 Not Found and Q.850 cause 1 (unallocated number); no message of the input shows it. The user or number is not known where the request was sent.',
    })
    expect(finding!.evidence).toMatchObject([
      { kind: 'log', excerpt: 'leg 2 rejected with 404 - Not Found Reason: Q.850;cause=1' },
    ])
    const { coverage } = report(ladderOf(`${OPEN}\n${log(0.2, 'call rejected with 404 Not Found')}`))
    expect(coverage).toContainEqual(expect.objectContaining({ rule: 'routing.response-404', verdict: 'fired' }))
  })

  test('is enough for an input without any message', () => {
    const bytes = Buffer.from('our carrier answers with SIP/2.0 503 Service Unavailable, what is wrong?\n')
    const { findings, input } = report({ bytes, options: { analysedAt: LADDER_START } })
    expect(input.messages).toBe(0)
    expect(asWords(findings)).toContain('medium signaling.response-5xx')
  })

  test('of a line far longer than evidence is, the part that says it is shown', () => {
    const line = `${'x'.repeat(3_000)} call rejected with 404 Not Found`
    const { findings } = report({ bytes: Buffer.from(`${line}\n`), options: { analysedAt: LADDER_START } })
    const proof = findings.find(({ rule }) => rule === 'routing.response-404')!.evidence[0]!
    expect(proof.excerpt).toContain('rejected with 404 Not Found')
    expect(line).toContain(proof.excerpt)
  })
})
