import type { CaptureFacts } from '../../../model/call.ts'
import type { TlsHandshake } from '../../../model/tls.ts'
import { handshakeProof, isForSip, pathText } from '../../facts/tls.ts'
import { rule } from '../../rule.ts'
import { MANY_HANDSHAKES, MANY_HANDSHAKES_WINDOW_US, SLOW_HANDSHAKE_US } from '../../thresholds/tls.ts'

interface Values {
  readonly says: string
}

export const handshakeSlow = rule<'tls', Values>({
  id: 'tls.handshake-slow',
  category: 'security',
  severity: 'low',
  sources: ['RFC 5923 §3'],
  title: 'TLS handshakes are slow or too many',
  examines: 'tls',
  meaning:
    'Each new connection costs round trips and computing before the first SIP message can go; a connection should be kept and used again.',
  fires: `A handshake for SIP takes more than 1 s, or two hosts begin more than ${MANY_HANDSHAKES} within a minute.`,
  quiet: 'Quick handshakes; resumed ones.',
  example: ['ClientHello to Finished 1.8 s'],
  recommendation:
    'Keep the connection open and reuse it (RFC 5923), with keepalives; look at the load of the server where one handshake is slow.',
  applies: (subject, { capture }) => 'handshake' in subject && isForSip(subject.handshake, capture),
  *check(subject, { capture }) {
    if (!('handshake' in subject)) return
    const { handshake } = subject
    const { clientHello, completed } = handshake
    if (!clientHello || !completed) {
      if (handshake.outcome === 'not-seen') yield { insufficient: 'starts-mid-dialog' }
      return
    }
    const took = completed.at - clientHello.at
    const many = connectionsAfter(handshake, capture)
    if (took > SLOW_HANDSHAKE_US)
      yield {
        values: { says: `The handshake took ${(took / 1_000_000).toFixed(1)} s (${pathText(handshake)}).` },
        proof: [handshakeProof(handshake, `ClientHello to Finished ${(took / 1_000_000).toFixed(3)} s`, completed)],
        scope: ['slow'],
      }
    if (many > MANY_HANDSHAKES)
      yield {
        values: { says: `${many} connections were begun within a minute (${pathText(handshake)}).` },
        proof: [handshakeProof(handshake, `${many} handshakes within 60 s`)],
        scope: ['many'],
      }
  },
  detail: ({ says }) => says,
})

const connectionsAfter = ({ client, server, first }: TlsHandshake, { tls }: CaptureFacts): number =>
  tls.filter(
    (other) =>
      other.clientHello !== undefined &&
      other.resumption !== 'resumed' &&
      other.client.address === client.address &&
      other.server.address === server.address &&
      other.server.port === server.port &&
      other.first.at >= first.at &&
      other.first.at - first.at < MANY_HANDSHAKES_WINDOW_US,
  ).length
