import { expect, test } from 'vitest'
import { oneWayAudio } from '../../../../src/diagnose/rules/media/one-way-audio.ts'
import { ladder } from '../../../support/ladder.ts'
import { diagnosed, testRule } from '../../../support/test-rule.ts'

const call = (rtp: string, offer = 'PCMU', answer = 'PCMU') => ladder`
  0   203.0.113.1 > 203.0.113.7 INVITE sdp audio 203.0.113.1:4000 ${offer}
  0.1 203.0.113.7 > 203.0.113.1 200    sdp audio 203.0.113.7:5000 ${answer}
  0.2 203.0.113.1 > 203.0.113.7 ACK
  ${rtp}
  60  203.0.113.1 > 203.0.113.7 BYE`
const THERE = (packets: number) => `0.3 203.0.113.1:4000 > 203.0.113.7:5000 rtp PCMU ${packets}`
const BACK = (packets: number) => `0.3 203.0.113.7:5000 > 203.0.113.1:4000 rtp PCMU ${packets}`

/** The TTLs tell on which side the capture was made. */
const TAPPED = (caller: number, callee: number) => ladder`
  0   203.0.113.1 > 203.0.113.7 INVITE ttl ${caller} sdp audio 203.0.113.1:4000 PCMU
  0.1 203.0.113.7 > 203.0.113.1 200    ttl ${callee} sdp audio 203.0.113.7:5000 PCMU
  0.2 203.0.113.1 > 203.0.113.7 ACK    ttl ${caller}
  ${THERE(500)}
  60  203.0.113.1 > 203.0.113.7 BYE    ttl ${caller}`

testRule(oneWayAudio, {
  quiet: {
    'both ways': call(`${THERE(500)}\n${BACK(500)}`),
    'too short to tell': call(THERE(90)),
    'announced as one way': call(THERE(500), 'PCMU sendonly', 'PCMU recvonly'),
    'the callee may suppress silence': call(THERE(500), 'PCMU,CN', 'PCMU,CN'),
    'a handful is enough of a side that may suppress silence': call(
      `${THERE(1200)}\n${BACK(10)}`,
      'PCMU,CN',
      'PCMU,CN',
    ),
    'another host answers to the learned port': call(
      `${THERE(500)}\n0.3 198.51.100.9:7000 > 203.0.113.1:4000 rtp PCMU 500`,
    ),
    'on hold': ladder`
      0   203.0.113.1 > 203.0.113.7 INVITE sdp audio 203.0.113.1:4000 PCMU
      0.1 203.0.113.7 > 203.0.113.1 200    sdp audio 203.0.113.7:5000 PCMU
      0.2 203.0.113.1 > 203.0.113.7 ACK
      0.5 203.0.113.1 > 203.0.113.7 INVITE sdp audio 203.0.113.1:4000 PCMU sendonly
      0.6 203.0.113.7 > 203.0.113.1 200    sdp audio 203.0.113.7:5000 PCMU recvonly
      0.7 203.0.113.1:4000 > 203.0.113.7:5000 rtp PCMU 500`,
  },
  fires: {
    'nothing from the callee': [call(THERE(500)), { silent: 'callee', heard: 500, other: 0 }, 'critical'],
    'a private address the other side cannot reach': [
      ladder`
        0   203.0.113.9 > 198.51.100.7 INVITE sdp audio 192.168.1.50:4000 PCMU
        0.1 198.51.100.7 > 203.0.113.9 200    sdp audio 198.51.100.7:5000 PCMU
        0.2 203.0.113.9 > 198.51.100.7 ACK
        0.3 203.0.113.9:31744 > 198.51.100.7:5000 rtp PCMU 500`,
      { silent: 'callee', cause: 'private-address', what: '192.168.1.50:4000' },
      'critical',
    ],
    'it sends to another port': [
      call(`${THERE(500)}\n0.3 203.0.113.7:5000 > 203.0.113.1:4040 rtp PCMU 500`),
      { silent: 'callee', cause: 'wrong-port', what: '203.0.113.1:4040' },
      'critical',
    ],
    'the port is closed': [
      call(`${THERE(500)}\n1 203.0.113.1 > 203.0.113.7 icmp port-unreachable for 203.0.113.7:5000 > 203.0.113.1:4000`),
      { cause: 'icmp', icmp: true, what: '203.0.113.1' },
      'critical',
    ],
    'SRTP on one side': [
      call(THERE(500), 'PCMU profile RTP/SAVP', 'PCMU'),
      { cause: 'srtp', what: 'RTP/AVP and RTP/SAVP' },
      'critical',
    ],
    'a codec the silent side did not name': [
      call('0.3 203.0.113.1:4000 > 203.0.113.7:5000 rtp PCMA 500'),
      { cause: 'codec', what: 'payload type 8 PCMA' },
      'critical',
    ],
    'it sends RTCP alone': [
      call(`${THERE(500)}\n5 203.0.113.7:5001 > 203.0.113.1:4001 rtcp rr highest 300`),
      { cause: 'rtcp-only' },
      'critical',
    ],
    'the tap is beside the silent side': [
      TAPPED(57, 64),
      { silent: 'callee', cause: 'not-sent', what: 'near-callee' },
      'critical',
    ],
    'the tap is beside the side that hears nothing': [
      TAPPED(64, 57),
      { silent: 'callee', cause: 'lost-on-way', what: 'near-caller' },
      'critical',
    ],
    'comfort noise alone comes': [
      call(`${THERE(1000)}\n0.3 203.0.113.7:5000 > 203.0.113.1:4000 rtp CN 10 octets 1 every 1000`),
      { other: 10 },
      'high',
    ],
    'nothing from the caller': [call(BACK(500)), { silent: 'caller' }, 'critical'],
    'a handful is nothing': [call(`${THERE(1000)}\n${BACK(10)}`), { other: 10 }, 'critical'],
    'silent beyond any pause': [call(THERE(1200), 'PCMU,CN', 'PCMU,CN'), { silent: 'callee' }, 'critical'],
  },
  unproven: {
    'no RTP in the input': [
      ladder`
        203.0.113.1 > 203.0.113.7 INVITE sdp audio 203.0.113.1:4000 PCMU
        203.0.113.7 > 203.0.113.1 200    sdp audio 203.0.113.7:5000 PCMU`,
      'no-rtp-in-capture',
    ],
    // What comes from a third host is answered there, at an address that nobody announced.
    'the audio that is heard comes from a third host': [
      call('0.3 198.51.100.9:7000 > 203.0.113.1:4000 rtp PCMU 500'),
      'one-direction-only',
    ],
  },
})

test('it explains why the call was short', () => {
  const { findings } = diagnosed(ladder`
    0   203.0.113.1 > 203.0.113.7 INVITE sdp audio 203.0.113.1:4000 PCMU
    0.1 203.0.113.7 > 203.0.113.1 200    sdp audio 203.0.113.7:5000 PCMU
    0.2 203.0.113.1 > 203.0.113.7 ACK
    ${THERE(400)}
    8.5 203.0.113.1 > 203.0.113.7 BYE`)
  const cause = findings.find(({ rule }) => rule === 'media.one-way-audio')!
  const effect = findings.find(({ rule }) => rule === 'signaling.short-call')!
  expect(cause.severity).toBe('critical')
  expect(effect).toMatchObject({ severity: 'low', causedBy: cause.id })
  expect(findings.indexOf(cause)).toBeLessThan(findings.indexOf(effect))
})
