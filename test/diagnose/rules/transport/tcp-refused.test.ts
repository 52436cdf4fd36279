import { tcpRefused } from '../../../../src/diagnose/rules/transport/tcp-refused.ts'
import { ACK, RST, SYN, SYN_ACK, segment, withPackets } from '../../../support/drawn-packets.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const client = (port = 40_000) => ['192.0.2.10', port] as const
const server = (port = 5061, host = '192.0.2.20') => [host, port] as const
const syn = (at: number, port = 40_000, to = server()) => segment(at, client(port), to, { flags: SYN, sequence: 1_000 })
const refuse = (at: number, port = 40_000, to = server()) =>
  segment(at, to, client(port), { flags: RST | ACK, sequence: 0, window: 0 })
const accept = (at: number, port: number, to = server()) =>
  segment(at, to, client(port), { flags: SYN_ACK, sequence: 5_000 })
/** The client speaks SIP elsewhere. */
const SIP = ladder`
  0    192.0.2.10 > 192.0.2.99  OPTIONS
  0.1  192.0.2.99 > 192.0.2.10  200`
const other = server(5061, '192.0.2.30')

testRule(tcpRefused, {
  quiet: {
    'it is accepted': withPackets(SIP, [syn(1), accept(1.1, 40_000)]),
    'another port': withPackets(SIP, [syn(1, 40_000, server(443)), refuse(1.1, 40_000, server(443))]),
    'no TCP at all': SIP,
  },
  fires: {
    'a RST': [
      withPackets(SIP, [syn(1), refuse(1.01)]),
      { how: 'refused', client: '192.0.2.10', server: '192.0.2.20:5061' },
      'high',
    ],
    'three SYNs': [withPackets(SIP, [syn(1), syn(2), syn(4)]), { how: 'silent', syns: 3 }, 'high'],
    'a probe': [withPackets(undefined, [syn(1), refuse(1.01)]), { how: 'refused' }, 'low'],
    'another server takes it': [
      withPackets(SIP, [
        syn(1),
        refuse(1.01),
        syn(2, 40_001, other),
        accept(2.1, 40_001, other),
        segment(2.2, client(40_001), other, { sequence: 1_001, content: 'OPTIONS sip:192.0.2.30 SIP/2.0\r\n' }),
      ]),
      { how: 'refused' },
      'info',
    ],
  },
  unproven: {
    'two SYNs at the end': [withPackets(SIP, [syn(1), syn(2)]), 'ends-mid-dialog'],
  },
})
