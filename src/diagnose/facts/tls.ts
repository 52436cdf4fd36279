import { isPrivate } from '../../model/address.ts'
import type { CaptureFacts } from '../../model/call.ts'
import { endpointText } from '../../model/endpoint.ts'
import type { LogEvent } from '../../model/packet.ts'
import type { TlsAlert, TlsCertificate, TlsHandshake } from '../../model/tls.ts'
import type { Proof, RuleContext, Subjects } from '../rule.ts'
import { RETRIED_US } from '../thresholds/tls.ts'

export type TlsSubject = Subjects['tls']

/** Ports that SIP over TLS is served at: RFC 3261 §19.1.2, and what products add. */
const SIP_PORTS = new Set([5061, 5062, 5081, 5349])

/** Ports of other services: a softphone's computer browses and fetches mail, too (IANA service names and port numbers). */
const OTHER_PORTS = new Set([443, 465, 563, 587, 636, 853, 989, 990, 992, 993, 995, 3269, 5223, 5228, 8443, 8883])

/**
 * Whether a connection carries SIP, or was meant to: SIP was read in it, its port or protocol says so, or one of its hosts is
 * known to speak SIP. A web server's certificate is nobody's business here.
 */
export function isForSip(
  { sipMessages, server, client, offeredAlpn }: TlsHandshake,
  { endpoints }: CaptureFacts,
): boolean {
  if (sipMessages > 0 || SIP_PORTS.has(server.port ?? 0) || offeredAlpn.some((name) => name.startsWith('sip')))
    return true
  if (server.port === 443 && offeredAlpn.some((name) => name === 'h2' || name === 'http/1.1')) return false
  const speaks = (address: string): boolean => endpoints.some(({ endpoint }) => endpoint.address === address)
  return speaks(server.address) || (!OTHER_PORTS.has(server.port ?? 0) && speaks(client.address))
}

/** The handshake came to nothing, as far as can be seen. */
export const hasFailed = ({ outcome }: TlsHandshake): boolean => outcome === 'failed' || outcome === 'aborted'

/** The first fatal alert of these kinds, or of any. */
export const fatalAlert = ({ alerts }: TlsHandshake, ...kinds: readonly string[]): TlsAlert | undefined =>
  alerts.find(({ level, description }) => level === 'fatal' && (kinds.length === 0 || kinds.includes(description)))

/** A later connection of the same two hosts to that port came about within half a minute. */
export const wasRetried = (handshake: TlsHandshake, { tls }: CaptureFacts): boolean =>
  tls.some(
    (other) =>
      other.outcome === 'completed' &&
      other.server.address === handshake.server.address &&
      other.server.port === handshake.server.port &&
      other.client.address === handshake.client.address &&
      other.first.at > handshake.first.at &&
      other.first.at - handshake.first.at <= RETRIED_US,
  )

/** `192.0.2.1:40000 to 203.0.113.7:5061`. */
export const pathText = ({ client, server }: TlsHandshake): string =>
  `${endpointText(client)} to ${endpointText(server)}`

export const isInside = ({ client, server }: TlsHandshake): boolean =>
  isPrivate(client.address) && isPrivate(server.address)

/** What a handshake shows, as a line of proof. */
export function handshakeProof(
  handshake: TlsHandshake,
  figures: string,
  at = handshake.serverHello ?? handshake.first,
): Proof {
  return { kind: 'tls', figures: `${pathText(handshake)}: ${figures}`, frame: at.frame, at: at.at }
}

export const alertProof = (handshake: TlsHandshake, alert: TlsAlert): Proof =>
  handshakeProof(handshake, `${alert.level} alert ${alert.description} from the ${alert.from}`, alert)

/** Every certificate that was shown, with whose it is. */
export const certificatesIn = (
  handshake: TlsHandshake,
): readonly { readonly certificate: TlsCertificate; readonly owner: 'server' | 'client'; readonly leaf: boolean }[] =>
  (['server', 'client'] as const).flatMap((owner) =>
    ((owner === 'server' ? handshake.serverCertificates : handshake.clientCertificates) ?? []).map(
      (certificate, index) => ({
        certificate,
        owner,
        leaf: index === 0,
      }),
    ),
  )

/** A name by which people know a certificate. */
export const nameOf = ({ subject, subjectAltNames }: TlsCertificate): string =>
  (/(?:^|, )CN=([^,]{1,200})/.exec(subject)?.[1] ?? subjectAltNames[0] ?? subject).slice(0, 120)

/** The words that are found in a line of a log, of these patterns. */
export const saidIn = ({ text }: LogEvent, patterns: readonly RegExp[]): string | undefined =>
  patterns.map((pattern) => pattern.exec(text)?.[0]).find(Boolean)

/** A finding of a log line that says it in one of these ways, with the line itself in its detail. */
export function lineSays(event: LogEvent, patterns: readonly RegExp[]) {
  const words = saidIn(event, patterns)
  return (
    words && {
      values: { says: `A log line says "${words}": ${event.text.trim().slice(0, 160)}` },
      proof: [{ event }] as const,
      scope: [],
    }
  )
}

/** A connection for SIP, or a log line; those about a registration tell of TLS only by accident. */
export const mayTellOfTls = (subject: TlsSubject, { capture }: RuleContext): boolean =>
  'event' in subject ? subject.event.topic !== 'registration' : isForSip(subject.handshake, capture)

/** What becomes of requests whose connection is not made. */
export const UNCONNECTED = [
  'signaling.no-response-invite',
  'signaling.no-response-noninvite',
  'signaling.response-5xx',
  'signaling.response-408',
] as const
