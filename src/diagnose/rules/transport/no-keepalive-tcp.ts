import { isPrivate, isPublic } from '../../../model/address.ts'
import type { TcpConnectionRecord } from '../../../model/network.ts'
import { durationText } from '../../facts/durations.ts'
import { connectionText, momentProof, networkOf } from '../../facts/network.ts'
import { rule } from '../../rule.ts'
import { IDLE_TCP_US } from '../../thresholds/transport.ts'

interface Values {
  readonly connection: string
  readonly idleMs: number
}

const CONNECTIONS_TOLD = 10

export const noKeepaliveTcp = rule<'capture', Values>({
  id: 'transport.no-keepalive-tcp',
  category: 'nat',
  severity: 'low',
  sources: ['RFC 5626 §3.5.1', 'RFC 5626 §4.4.1', 'RFC 5382 REQ-5'],
  title: 'A TCP connection across NAT is left idle',
  examines: 'capture',
  issues: ['nat', 'tcp', 'tls', 'incoming'],
  meaning: 'Firewalls and translators forget connections on which nothing moves; calls to the client are then lost.',
  fires: 'A connection of SIP or TLS between a private and a public address rests for more than 120 s.',
  quiet: 'Line ends, TCP keepalives or any other segment in between; connections within one network.',
  example: ['TCP 192.168.1.20:40000 > 203.0.113.7:5061: no segment for 540 s'],
  recommendation: 'Let the client send line ends (RFC 5626 ping) every 60 to 95 s, or switch TCP keepalives on.',
  recipe: 'reg-nat',
  verify: 'Verify: no pause longer than 120 s on the connection.',
  applies: ({ capture }) => capture.kind === 'capture',
  *check({ capture }) {
    const across = networkOf(capture).connections.filter((one) => one.protocol !== undefined && crossesNat(one))
    let told = 0
    for (const connection of across) {
      const { idle } = connection
      if (!idle || idle.us <= IDLE_TCP_US || told >= CONNECTIONS_TOLD) continue
      told++
      yield {
        values: { connection: connectionText(connection), idleMs: idle.us / 1000 },
        proof: [momentProof(`${connectionText(connection)}: no segment for ${durationText(idle.us / 1000)}`, idle)],
        scope: ['idle'],
      }
    }
    const isShort = across.some(({ firstAt, lastAt }) => !(lastAt - firstAt > IDLE_TCP_US))
    if (told === 0 && isShort) yield { insufficient: 'ends-mid-dialog' }
  },
  detail: ({ connection, idleMs }) => `On ${connection} no segment went for ${durationText(idleMs)}.`,
})

const crossesNat = ({ client, server }: TcpConnectionRecord): boolean =>
  isPrivate(client.address) && isPublic(server.address)
