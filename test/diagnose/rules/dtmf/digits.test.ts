import { expect, test } from 'vitest'
import type { AnyRule } from '../../../../src/diagnose/rule.ts'
import { dtmfDigits } from '../../../../src/diagnose/rules/dtmf/digits.ts'
import { ladder } from '../../../support/ladder.ts'
import { diagnosed, testRule } from '../../../support/test-rule.ts'

const call = (rest: string) => ladder`
  0    192.0.2.5 > 192.0.2.7  INVITE sdp audio 192.0.2.5:4000 PCMU,telephone-event
  1    192.0.2.7 > 192.0.2.5  200 sdp audio 192.0.2.7:5000 PCMU,telephone-event
  1.1  192.0.2.5 > 192.0.2.7  ACK
  1.2  192.0.2.5:4000 > 192.0.2.7:5000 rtp PCMU 200
  ${rest}`
const INFO = '2 192.0.2.5 > 192.0.2.7  INFO body "application/dtmf-relay" "Signal=7\\nDuration=160"'
const EVENTS = '2 192.0.2.5:4000 > 192.0.2.7:5000 dtmf 94715 every 500'

testRule(dtmfDigits, {
  quiet: {
    'no digits': call(''),
    'another INFO': call('2 192.0.2.5 > 192.0.2.7  INFO body "text/plain" "7"'),
  },
  fires: {
    'by INFO': [call(INFO), { sums: [expect.objectContaining({ by: 'caller', means: 'info', digits: 1 })] }, 'info'],
    'by RTP': [
      call(EVENTS),
      { sums: [expect.objectContaining({ by: 'caller', means: 'rtp', digits: 5, unended: 0 })] },
      'info',
    ],
  },
  unproven: {
    'the media is encrypted': [
      ladder`
        0    192.0.2.5 > 192.0.2.7  INVITE sdp audio 192.0.2.5:4000 opus,telephone-event profile RTP/SAVP
        1    192.0.2.7 > 192.0.2.5  200 sdp audio 192.0.2.7:5000 opus,telephone-event profile RTP/SAVP
        1.1  192.0.2.5 > 192.0.2.7  ACK
        1.2  192.0.2.5:4000 > 192.0.2.7:5000 rtp opus 200`,
      'encrypted',
    ],
  },
})

test('which digits they were is told nowhere', () => {
  const { findings } = diagnosed(call(`${EVENTS}\n${INFO}`), [dtmfDigits as unknown as AnyRule])
  const told = JSON.stringify(findings.map(({ title, detail, evidence }) => ({ title, detail, evidence })))
  expect(told).not.toMatch(/94715|Signal=7/)
  expect(findings[0]!.detail).toContain('The caller sent *5* (5 digits, masked) by RTP event, one every 500 ms.')
})
