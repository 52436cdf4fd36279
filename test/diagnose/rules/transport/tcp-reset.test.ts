import { tcpReset } from '../../../../src/diagnose/rules/transport/tcp-reset.ts'
import { RST, SYN, SYN_ACK, segment, withPackets } from '../../../support/drawn-packets.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const A = ['192.0.2.10', 5060] as const
const B = ['192.0.2.20', 5060] as const
const reset = (at: number, sequence = 900_000) => segment(at, B, A, { flags: RST, sequence })
/** A reset believed only in the window: where the server sends next. */
const answered = ladder`
  0    192.0.2.10 > 192.0.2.20  INVITE  over TCP
  0.1  192.0.2.20 > 192.0.2.10  100
  0.2  192.0.2.20 > 192.0.2.10  200
  0.3  192.0.2.10 > 192.0.2.20  ACK`
const back = (at: number) => [
  segment(at, ['192.0.2.10', 40_001], B, { flags: SYN, sequence: 7_000 }),
  segment(at + 0.01, B, ['192.0.2.10', 40_001], { flags: SYN_ACK, sequence: 9_000 }),
  segment(at + 0.02, ['192.0.2.10', 40_001], B, { sequence: 7_001, content: 'OPTIONS sip:192.0.2.20 SIP/2.0\r\n' }),
]
const register = ladder`
  0    192.0.2.10 > 192.0.2.20  REGISTER  over TCP expires 3600
  0.1  192.0.2.20 > 192.0.2.10  200`

testRule(tcpReset, {
  quiet: {
    'over UDP': ladder`0 192.0.2.10 > 192.0.2.20  INVITE`,
    'no reset': answered,
    'after the BYE': withPackets(
      ladder`
        0    192.0.2.10 > 192.0.2.20  INVITE  over TCP
        0.2  192.0.2.20 > 192.0.2.10  200
        0.3  192.0.2.10 > 192.0.2.20  ACK
        9    192.0.2.10 > 192.0.2.20  BYE  over TCP
        9.1  192.0.2.20 > 192.0.2.10  200`,
      [reset(10)],
    ),
    'another connection': withPackets(answered, [segment(5, ['192.0.2.99', 5060], A, { flags: RST })]),
  },
  fires: {
    'while the INVITE waits': [
      withPackets(
        ladder`
          0    192.0.2.10 > 192.0.2.20  INVITE  over TCP
          0.1  192.0.2.20 > 192.0.2.10  100`,
        [reset(2)],
      ),
      { lost: 'request', by: 'server', method: 'INVITE' },
      'high',
    ],
    'while OPTIONS waits': [
      withPackets(
        ladder`
          0    192.0.2.10 > 192.0.2.20  OPTIONS  over TCP call a
          0.1  192.0.2.20 > 192.0.2.10  200
          1    192.0.2.10 > 192.0.2.20  OPTIONS  over TCP call b`,
        [reset(2)],
      ),
      { lost: 'request' },
      'medium',
    ],
    'while the call is up': [withPackets(answered, [reset(5)]), { lost: 'call' }, 'medium'],
    'while registered': [withPackets(register, [reset(5)]), { lost: 'registration' }, 'medium'],
    'and the client is back': [withPackets(register, [reset(5), ...back(8)]), { lost: 'registration' }, 'info'],
    'and back too late': [withPackets(register, [reset(5), ...back(10.1)]), { lost: 'registration' }, 'medium'],
  },
  unproven: {
    'text does not show it': [ladder`192.0.2.10 > 192.0.2.20  INVITE  over TCP`, 'one-direction-only'],
  },
})
