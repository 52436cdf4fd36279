import type { AnyRule } from '../rule.ts'
import { contentLengthWrong } from '../rules/transport/content-length-wrong.ts'
import { icmpUnreachable } from '../rules/transport/icmp-unreachable.ts'
import { ipFragmentsLost } from '../rules/transport/ip-fragments-lost.ts'
import { ipv4Ipv6Mix } from '../rules/transport/ipv4-ipv6-mix.ts'
import { noKeepaliveTcp } from '../rules/transport/no-keepalive-tcp.ts'
import { sipOnNonstandardPort } from '../rules/transport/sip-on-nonstandard-port.ts'
import { tcpRefused } from '../rules/transport/tcp-refused.ts'
import { tcpReset } from '../rules/transport/tcp-reset.ts'
import { tcpStall } from '../rules/transport/tcp-stall.ts'
import { udpMessageTooLarge } from '../rules/transport/udp-message-too-large.ts'
import { wsHandshakeFailed } from '../rules/transport/ws-handshake-failed.ts'
import { wsViaInvalidHost } from '../rules/transport/ws-via-invalid-host.ts'

export const TRANSPORT_RULES: readonly AnyRule[] = [
  contentLengthWrong,
  icmpUnreachable,
  ipFragmentsLost,
  ipv4Ipv6Mix,
  noKeepaliveTcp,
  sipOnNonstandardPort,
  tcpRefused,
  tcpReset,
  tcpStall,
  udpMessageTooLarge,
  wsHandshakeFailed,
  wsViaInvalidHost,
]
