import { expect, test } from 'vitest'
import { Story } from '../../src/diagnose/summary.ts'
import { TallyKeeper } from '../../src/diagnose/tally.ts'
import type { Finding } from '../../src/model/finding.ts'
import { finding } from '../support/finding.ts'
import { correlated, ladder, ladderOf } from '../support/ladder.ts'
import { diagnosed } from '../support/test-rule.ts'

const call = (i: number, status: number) => `
  ${i}   10.0.0.5 > 10.0.0.9 INVITE call c${i}
  ${i}.1 10.0.0.9 > 10.0.0.5 ${status} call c${i}
  ${i}.2 10.0.0.5 > 10.0.0.9 ACK call c${i}`

test.each([
  [
    'how a call ended is said once',
    call(0, 403),
    /^The call from \S+ to \S+ failed\. INVITE sip:bob@10\.0\.0\.9 was answered with 403 Forbidden by 10\.0\.0\.9\./,
  ],
  [
    'so is how a registration ended',
    `10.0.0.5 > 10.0.0.9 REGISTER
     10.0.0.9 > 10.0.0.5 403`,
    /^The registration of sip:alice@10\.0\.0\.9 at sip:10\.0\.0\.9 was refused with 403 Forbidden and never succeeded\.$/,
  ],
  [
    'one that shows no success',
    `10.0.0.5 > 10.0.0.9 REGISTER
     10.0.0.9 > 10.0.0.5 401`,
    /^No successful registration of sip:alice@10\.0\.0\.9 is in the input\. No fault found/,
  ],
  [
    'several calls',
    [200, 404, 486].map((status, i) => call(i, status)).join('\n'),
    /^Of 3 calls, 1 was answered and 1 failed; the other was busy/,
  ],
  [
    'more that ended otherwise',
    [404, 486, 486].map((status, i) => call(i, status)).join('\n'),
    /0 were answered and 1 failed; the other 2 were busy/,
  ],
  [
    'what the input cannot show',
    `10.0.0.5 > 10.0.0.9 INVITE
     10.0.0.9 > 10.0.0.5 200`,
    /No fault found in what the input shows\. The input holds no RTP of this call.*; no usable times/,
  ],
  [
    'a capture without anything',
    '0 10.0.0.5 > 10.0.0.9 icmp port-unreachable',
    /^The capture holds neither SIP that can be read nor RTP\. There is nothing to judge\.$/,
  ],
  [
    'log lines',
    'log "ERROR: SSL certificate verify failed"',
    /^The input holds log lines about SIP, but no SIP message\./,
  ],
])('%s', (_, text, words) => {
  expect(diagnosed(ladderOf(text)).summary).toMatch(words)
})

test('a brief call is told in milliseconds', () => {
  const { summary } = diagnosed(ladder`
    0    10.0.0.5 > 10.0.0.9 INVITE
    0.1  10.0.0.9 > 10.0.0.5 200
    0.2  10.0.0.5 > 10.0.0.9 ACK
    0.35 10.0.0.5 > 10.0.0.9 BYE`)
  expect(summary).toContain('was answered and ended 250 ms later.')
})

function toldOf(findings: readonly Finding[]): string {
  const { facts: capture } = correlated(ladder`10.0.0.5 > 10.0.0.9 OPTIONS`)
  return new Story().tell({ findings, capture, tally: new TallyKeeper().read(), issue: undefined })
}

test.each([
  [3, 'B; C.'],
  [5, 'B; C; and 2 more findings of medium severity or above.'],
])('names what else is grave, of %i', (count, words) => {
  const titles = ['A', 'B', 'C', 'D', 'E'].slice(0, count)
  const findings = titles.map((title) => finding({ id: title, title, severity: 'high', detail: 'So it is.' }))
  expect(toldOf(findings)).toMatch(`Root cause: A. So it is. Besides: ${words}`)
})

test('what an effect causes is explained by the root too', () => {
  const chain = [
    finding({ id: 'a', title: 'A', severity: 'high', detail: 'So it is.' }),
    finding({ id: 'b', title: 'B', causedBy: 'a' }),
    finding({ id: 'c', title: 'C', causedBy: 'b' }),
    finding({ id: 'd', title: 'D', causedBy: 'nothing here' }),
  ]
  expect(toldOf(chain)).toMatch('Root cause: A. So it is. It explains: B; C. Besides: D.')
})
