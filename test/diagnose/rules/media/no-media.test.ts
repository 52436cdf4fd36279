import { expect, test } from 'vitest'
import { noMedia } from '../../../../src/diagnose/rules/media/no-media.ts'
import { ladder } from '../../../support/ladder.ts'
import { diagnosed, testRule } from '../../../support/test-rule.ts'

const call = (seconds: number, more = '', offer = 'PCMU') => ladder`
  0   203.0.113.1 > 203.0.113.7 INVITE sdp audio 203.0.113.1:4000 ${offer}
  0.1 203.0.113.7 > 203.0.113.1 200    sdp audio 203.0.113.7:5000 PCMU
  0.2 203.0.113.1 > 203.0.113.7 ACK
  ${more}
  ${0.1 + seconds} 203.0.113.1 > 203.0.113.7 BYE`
const OTHER_RTP = '1 203.0.113.7:9000 > 198.51.100.9:7000 rtp PCMU 100'

testRule(noMedia, {
  quiet: {
    'there is media': call(30, '0.3 203.0.113.1:4000 > 203.0.113.7:5000 rtp PCMU 100'),
    'a call of four seconds': call(4, OTHER_RTP),
    'on hold from the start': call(30, OTHER_RTP, 'PCMU inactive'),
  },
  fires: {
    'RTP of another call of that host is there': [call(30, OTHER_RTP), { icmp: false }, 'critical'],
    'the negotiated port is refused': [
      call(30, '1 203.0.113.7 > 203.0.113.1 icmp port-unreachable for 203.0.113.1:4000 > 203.0.113.7:5000'),
      { icmp: true },
      'critical',
    ],
    'given up within ten seconds': [call(8, OTHER_RTP), {}, 'high'],
  },
  unproven: {
    'a capture of signaling only': [call(30), 'no-rtp-in-capture'],
    'RTP of strangers only': [call(30, '1 198.51.100.8:9000 > 198.51.100.9:7000 rtp PCMU 100'), 'no-rtp-in-capture'],
    text: [
      ladder`
        203.0.113.1 > 203.0.113.7 INVITE sdp audio 203.0.113.1:4000 PCMU
        203.0.113.7 > 203.0.113.1 200    sdp audio 203.0.113.7:5000 PCMU`,
      'no-rtp-in-capture',
    ],
  },
})

test('it explains why the call was short', () => {
  const { findings } = diagnosed(call(8, OTHER_RTP))
  const cause = findings.find(({ rule }) => rule === 'media.no-media')!
  expect(findings.find(({ rule }) => rule === 'signaling.short-call')).toMatchObject({ causedBy: cause.id })
})
