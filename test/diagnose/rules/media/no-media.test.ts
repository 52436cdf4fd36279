import { expect, test } from 'vitest'
import { noMedia } from '../../../../src/diagnose/rules/media/no-media.ts'
import { withoutFirst } from '../../../support/drawn-packets.ts'
import { ladder } from '../../../support/ladder.ts'
import { diagnosed, testRule } from '../../../support/test-rule.ts'

const call = (seconds: number, more = '', offer = 'PCMU') => ladder`
  0   203.0.113.1 > 203.0.113.7 INVITE sdp audio 203.0.113.1:4000 ${offer}
  0.1 203.0.113.7 > 203.0.113.1 200    sdp audio 203.0.113.7:5000 PCMU
  0.2 203.0.113.1 > 203.0.113.7 ACK
  ${more}
  ${0.1 + seconds} 203.0.113.1 > 203.0.113.7 BYE`
const OTHER_RTP = '1 203.0.113.7:9000 > 198.51.100.9:7000 rtp PCMU 100'

const proxied = (more: string) => ladder`
  0    198.51.100.1 > 203.0.113.9 INVITE sdp audio 198.51.100.1:4000 PCMU
  0.1  203.0.113.9 > 203.0.113.7  INVITE forwarded
  0.2  203.0.113.7 > 203.0.113.9  200    sdp audio 203.0.113.7:5000 PCMU
  0.3  203.0.113.9 > 198.51.100.1 200    forwarded
  0.4  198.51.100.1 > 203.0.113.9 ACK
  0.5  203.0.113.9 > 203.0.113.7  ACK    forwarded
  ${more}
  30   198.51.100.1 > 203.0.113.9 BYE`

testRule(noMedia, {
  quiet: {
    'there is media': call(30, '0.3 203.0.113.1:4000 > 203.0.113.7:5000 rtp PCMU 100'),
    'a call of four seconds': call(4, OTHER_RTP),
    'on hold after four seconds': call(
      30,
      `${OTHER_RTP}
      4    203.0.113.1 > 203.0.113.7 INVITE sdp audio 203.0.113.1:4000 PCMU inactive
      4.1  203.0.113.7 > 203.0.113.1 200 INVITE sdp audio 203.0.113.7:5000 PCMU inactive
      4.2  203.0.113.1 > 203.0.113.7 ACK`,
    ),
    'a fax': call(
      30,
      `${OTHER_RTP}
      8    203.0.113.7 > 203.0.113.1 INVITE sdp image 203.0.113.7:5000 t38
      8.1  203.0.113.1 > 203.0.113.7 200 INVITE sdp image 203.0.113.1:4000 t38
      8.2  203.0.113.7 > 203.0.113.1 ACK`,
    ),
    'on hold from the start': call(30, OTHER_RTP, 'PCMU inactive'),
  },
  fires: {
    'RTP of another call of that host is there': [call(30, OTHER_RTP), { icmp: false }, 'critical'],
    'the negotiated port is refused': [
      call(30, '1 203.0.113.7 > 203.0.113.1 icmp port-unreachable for 203.0.113.1:4000 > 203.0.113.7:5000'),
      { icmp: true },
      'critical',
    ],
    'it had a line for video as well': [
      ladder`
        0    203.0.113.1 > 203.0.113.7 INVITE sdp audio 203.0.113.1:4000 PCMU and video 203.0.113.1:4002 H264
        0.1  203.0.113.7 > 203.0.113.1 200    sdp audio 203.0.113.7:5000 PCMU and video 203.0.113.7:5002 H264
        0.2  203.0.113.1 > 203.0.113.7 ACK
        ${OTHER_RTP}
        30.1 203.0.113.1 > 203.0.113.7 BYE`,
      {},
      'critical',
    ],
    'put on hold after twenty seconds of silence': [
      call(
        60,
        `${OTHER_RTP}
        20   203.0.113.1 > 203.0.113.7 INVITE sdp audio 203.0.113.1:4000 PCMU sendonly
        20.1 203.0.113.7 > 203.0.113.1 200 INVITE sdp audio 203.0.113.7:5000 PCMU recvonly
        20.2 203.0.113.1 > 203.0.113.7 ACK`,
      ),
      {},
      'critical',
    ],
    'through a proxy, between hosts whose RTP of another call is there': [
      proxied('40 198.51.100.1:9000 > 203.0.113.7:7000 rtp PCMU 100'),
      { places: ['198.51.100.1:4000', '203.0.113.7:5000'] },
      'critical',
    ],
    'through a proxy, to a gateway with which others have RTP': [
      proxied(`1 198.51.100.8:9000 > 203.0.113.7:7000 rtp PCMU 100
        2 198.51.100.9:9000 > 203.0.113.7:7002 rtp PCMU 100`),
      {},
      'critical',
    ],
    'of a phone behind a translator': [
      ladder`
        0    198.51.100.1 > 203.0.113.7 INVITE sdp audio 192.168.1.5:4000 PCMU
        0.1  203.0.113.7 > 198.51.100.1 200    sdp audio 203.0.113.7:5000 PCMU
        0.2  198.51.100.1 > 203.0.113.7 ACK
        1    198.51.100.9:9000 > 203.0.113.7:7000 rtp PCMU 100
        30.1 198.51.100.1 > 203.0.113.7 BYE`,
      {},
      'critical',
    ],
    'given up within ten seconds': [call(8, OTHER_RTP), {}, 'high'],
  },
  unproven: {
    'a capture of signaling only': [call(30), 'no-rtp-in-capture'],
    'the input begins within the call, and its media was announced before': [
      withoutFirst(
        call(
          40,
          `${OTHER_RTP}
          10   203.0.113.1 > 203.0.113.7 INVITE sdp audio 203.0.113.1:4000 PCMU
          10.1 203.0.113.7 > 203.0.113.1 200    sdp audio 203.0.113.7:5000 PCMU
          10.2 203.0.113.1 > 203.0.113.7 ACK`,
        ),
        3,
      ),
      'starts-mid-dialog',
    ],
    'RTP of strangers only': [call(30, '1 198.51.100.8:9000 > 198.51.100.9:7000 rtp PCMU 100'), 'no-rtp-in-capture'],
    'the PBX has two phones send straight to each other, one of which had media with it before': [
      proxied('1 198.51.100.1:9000 > 203.0.113.9:7000 rtp PCMU 100'),
      'no-rtp-in-capture',
    ],
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
