import { iceFailed } from '../../../../src/diagnose/rules/ice/failed.ts'
import { datagram, withPackets } from '../../../support/drawn-packets.ts'
import { ladder } from '../../../support/ladder.ts'
import { attribute, stun, textAttribute, u32 } from '../../../support/media-writer.ts'
import { testRule } from '../../../support/test-rule.ts'

const side = (name: string, address: string, port: number, more = '') =>
  `line "a=ice-ufrag:${name}" line "a=ice-pwd:verysecretverysecret12" line "a=candidate:1 1 udp 2130706431 ${address} ${port} typ host" ${more}`
const call = (lastS: number, more = '', rest = '') => ladder`
  0    192.0.2.10 > 192.0.2.20  INVITE  sdp audio 192.0.2.10:4000 PCMU ${side('aaaa', '192.0.2.10', 4000, more)}
  1    192.0.2.20 > 192.0.2.10  200     sdp audio 192.0.2.20:5000 PCMU ${side('bbbb', '192.0.2.20', 5000)}
  1.1  192.0.2.10 > 192.0.2.20  ACK
  ${rest}
  ${1 + lastS}   192.0.2.10 > 192.0.2.20  BYE
  ${1.1 + lastS} 192.0.2.20 > 192.0.2.10  200`
const A = ['192.0.2.10', 4000] as const
const B = ['192.0.2.20', 5000] as const
const USE_CANDIDATE = attribute(0x25, new Uint8Array(0))
const check = (at: number, id: number, name = 'bbbb:aaaa') =>
  datagram(at, A, B, stun(0x0001, id, textAttribute(0x06, name), attribute(0x24, u32(1)), USE_CANDIDATE))
const success = (at: number, id: number) => datagram(at, B, A, stun(0x0101, id))
const error = (at: number, id: number, code: number) =>
  datagram(at, B, A, stun(0x0111, id, attribute(0x09, Uint8Array.of(0, 0, Math.floor(code / 100), code % 100))))
const SILENT = [check(1.2, 1), check(1.7, 2), check(2.7, 3)]

testRule(iceFailed, {
  quiet: {
    'a check is nominated': withPackets(call(20), [check(1.2, 1), success(1.3, 1)]),
    'media flows': withPackets(call(20, '', '1.2 192.0.2.10:4000 > 192.0.2.20:5000  rtp PCMU 100'), SILENT),
    'a short call': withPackets(call(10), SILENT),
    'no ICE': ladder`
      0    192.0.2.10 > 192.0.2.20  INVITE  sdp audio 192.0.2.10:4000 PCMU
      1    192.0.2.20 > 192.0.2.10  200     sdp audio 192.0.2.20:5000 PCMU
      30   192.0.2.10 > 192.0.2.20  BYE`,
  },
  fires: {
    'no check is answered': [
      withPackets(call(11), SILENT),
      { checks: 3, answered: 0, why: ['Both sides name host candidates only.'] },
      'critical',
    ],
    'candidates were still to come': [
      withPackets(call(20, 'line "a=ice-options:trickle"'), SILENT),
      { checks: 3 },
      'high',
    ],
    'both want to control': [
      withPackets(call(20), [check(1.2, 1), error(1.3, 1, 487)]),
      { why: ['Both sides name host candidates only.', 'Both sides claimed the same role (487).'] },
      'critical',
    ],
  },
  unproven: {
    'the checks are not in the capture': [call(20), 'no-rtp-in-capture'],
    'those of another call are': [withPackets(call(20), [check(1.2, 1, 'cccc:dddd')]), 'no-rtp-in-capture'],
  },
})
