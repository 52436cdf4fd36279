import type { TcpConnectionRecord } from '../../../model/network.ts'
import { durationText } from '../../facts/durations.ts'
import { connectionText, momentProof, networkOf } from '../../facts/network.ts'
import { rule } from '../../rule.ts'
import { REPEATED_LEAST, REPEATED_SHARE, STALL_US, ZERO_WINDOW_US } from '../../thresholds/transport.ts'

interface Values {
  readonly connection: string
  readonly repeated: number
  readonly segments: number
  readonly stallMs: number | undefined
  readonly zeroWindowMs: number | undefined
}

const CONNECTIONS_TOLD = 10

export const tcpStall = rule<'capture', Values>({
  id: 'transport.tcp-stall',
  category: 'signaling',
  severity: 'medium',
  sources: ['RFC 9293 §3.8.6', 'RFC 6298 §2'],
  title: 'A TCP connection with SIP stalls',
  examines: 'capture',
  issues: ['tcp', 'slow', 'delay'],
  meaning:
    'On a TCP connection a lost segment holds up everything behind it, and a program that does not read stops the other side: all calls on it wait.',
  fires:
    'More than 3 % of the segments with data are sent again, a missing segment is awaited for more than 500 ms, or a side takes no data (window 0) for more than a second.',
  quiet: 'Copies that a mirror port makes; keepalive probes; connections without SIP.',
  example: ['TCP 192.0.2.10:40000 > 192.0.2.20:5060: 12 of 140 segments sent again, longest wait 1.2 s'],
  recommendation:
    'Look for loss on the path between these two hosts, and for a SIP program that is too busy to read its connections.',
  verify: 'Verify: fewer than 1 % of the segments are sent again, and no window of 0.',
  applies: ({ capture }) => capture.kind === 'capture',
  *check({ capture }) {
    const { connections } = networkOf(capture)
    let told = 0
    for (const connection of connections) {
      if (!isStalled(connection) || told >= CONNECTIONS_TOLD) continue
      told++
      const { repeated, segments, stall, zeroWindow } = connection
      const stalled = stall && stall.us > STALL_US ? stall : undefined
      const shut = zeroWindow && zeroWindow.us > ZERO_WINDOW_US ? zeroWindow : undefined
      const moment = stalled ?? shut ?? stall ?? connection.opened ?? { frame: 0, at: connection.firstAt }
      yield {
        values: {
          ...{ connection: connectionText(connection), repeated, segments },
          stallMs: stalled && stalled.us / 1000,
          zeroWindowMs: shut && shut.us / 1000,
        },
        proof: [
          momentProof(
            `${connectionText(connection)}: ${repeated} of ${segments} segments sent again${stalled ? `, longest wait ${durationText(stalled.us / 1000)}` : ''}${shut ? `, window 0 for ${durationText(shut.us / 1000)}` : ''}`,
            moment,
          ),
        ],
        scope: [connection.client.address, connection.server.address],
      }
    }
    const isHidden = connections.some(({ protocol }) => protocol === 'tls')
    if (told === 0 && isHidden) yield { insufficient: 'encrypted' }
  },
  detail: ({ connection, repeated, segments, stallMs, zeroWindowMs }) => {
    const parts = [
      ...(repeated > 0 ? [`${repeated} of ${segments} segments with data were sent again`] : []),
      ...(stallMs === undefined ? [] : [`one was awaited for ${durationText(stallMs)}`]),
      ...(zeroWindowMs === undefined ? [] : [`one side took nothing for ${durationText(zeroWindowMs)}`]),
    ]
    return `${connection}: ${parts.join(', ')}.`
  },
})

const isStalled = ({ protocol, repeated, segments, stall, zeroWindow }: TcpConnectionRecord): boolean =>
  (protocol === 'sip' || protocol === 'websocket' || zeroWindow !== undefined) &&
  ((repeated >= REPEATED_LEAST && repeated > REPEATED_SHARE * segments) ||
    (stall?.us ?? 0) > STALL_US ||
    (zeroWindow?.us ?? 0) > ZERO_WINDOW_US)
