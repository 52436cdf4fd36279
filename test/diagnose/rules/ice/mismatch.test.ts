import { iceMismatch } from '../../../../src/diagnose/rules/ice/mismatch.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const candidate = (address: string, port: number) =>
  `line "a=ice-ufrag:F7gI" line "a=candidate:1 1 udp 2130706431 ${address} ${port} typ host"`
const call = (offer: string, answer = '', rest = '', place = '198.51.100.4:4000') => ladder`
  0    198.51.100.4 > 192.0.2.20  INVITE  sdp audio ${place} PCMU ${offer}
  1    192.0.2.20 > 198.51.100.4  200     sdp audio 192.0.2.20:5000 PCMU ${answer}
  1.1  198.51.100.4 > 192.0.2.20  ACK
  ${rest}`
const WRONG = candidate('192.168.1.20', 50_000)
const MEDIA = `
  1.2  198.51.100.4:4000 > 192.0.2.20:5000  rtp PCMU 500
  1.2  192.0.2.20:5000 > 198.51.100.4:4000  rtp PCMU 500`

testRule(iceMismatch, {
  quiet: {
    'the default is a candidate': call(candidate('198.51.100.4', 4000)),
    'no ICE': call(''),
    trickle: call(`${WRONG} line "a=ice-options:trickle"`),
    'port 9': call(WRONG, '', '', '198.51.100.4:9'),
    'a name on the same port': call(candidate('4a1d.local', 4000)),
  },
  fires: {
    'the default is none of them': [call(WRONG), { how: 'default', address: '198.51.100.4', port: 4000 }, 'medium'],
    'the right address, another port': [call(candidate('198.51.100.4', 4001)), { how: 'default' }, 'medium'],
    'media flows all the same': [call(WRONG, '', MEDIA), { how: 'default' }, 'low'],
    'the answer says so': [call(candidate('198.51.100.4', 4000), 'line "a=ice-mismatch"'), { how: 'told' }, 'medium'],
  },
  unproven: {
    'the answer is cut': [call(candidate('198.51.100.4', 4000), 'cut 385'), 'message-cut'],
  },
})
