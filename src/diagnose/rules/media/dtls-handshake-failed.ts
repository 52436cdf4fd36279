import { attributeValues } from '../../../decode/sdp/attributes.ts'
import type { Call, CaptureFacts } from '../../../model/call.ts'
import type { DtlsAssociation } from '../../../model/dtls.ts'
import { endpointText } from '../../../model/endpoint.ts'
import { isTimeLeft } from '../../facts/input-end.ts'
import { agreedLines, profileOf } from '../../facts/media-lines.ts'
import { hasAttribute } from '../../facts/sdp-lines.ts'
import { partysPlaces } from '../../facts/streams.ts'
import { type Proof, rule } from '../../rule.ts'
import { DTLS_DONE_US, DTLS_HELLOS } from '../../thresholds/media.ts'

type Why = 'unanswered' | 'alert' | 'unfinished' | 'fingerprint'

interface Values {
  readonly why: Why
  readonly client: string
  readonly server: string
  readonly says: string
}

export const dtlsHandshakeFailed = rule<'call', Values>({
  id: 'media.dtls-handshake-failed',
  category: 'security',
  severity: 'critical',
  sources: ['RFC 5763 §5', 'RFC 5764 §4', 'RFC 8122 §5', 'RFC 6347 §4.2.4'],
  title: 'The DTLS handshake of the media failed',
  examines: 'call',
  observed: true,
  about: { described: true, unusual: true },
  explains: ['media.no-media', 'media.one-way-audio', 'media.late-start'],
  issues: ['dtls', 'srtp', 'webrtc', 'audio', 'encryption'],
  meaning: 'The two sides never agreed on keys for SRTP: no audio can flow.',
  fires:
    'Where DTLS-SRTP was agreed: three ClientHellos without an answer, a fatal alert, a handshake that is not done and no SRTP five seconds after the answer, or a certificate whose fingerprint is not that of the description.',
  quiet:
    'Handshakes that succeed, or that another on the same call replaces; no DTLS in the capture, which proves nothing.',
  example: ['DTLS 203.0.113.83:40000 to 198.51.100.83:40000: 4 ClientHello, no ServerHello'],
  recommendation:
    'See whether the packets of the client reach the server, and compare the roles (a=setup) and fingerprints of both descriptions.',
  recipe: 'webrtc',
  verify: 'Verify: ClientHello, ServerHello and Finished of both sides are seen within a second of the answer.',
  applies: ({ call }) => call.offerAnswers.some((exchange) => agreedLines(exchange).some(isDtls)),
  *check({ call }, { capture }) {
    const own = associationsOf(call, capture)
    if (own.length === 0) {
      if (call.final) yield { insufficient: 'no-rtp-in-capture' }
      return
    }
    for (const association of own) {
      const why = failureOf(association, call, capture)
      if (!why || (why !== 'fingerprint' && isReplaced(association, own))) continue
      const [client, server] = [endpointText(association.client), endpointText(association.server)]
      const says = saysOf(association, why)
      yield {
        values: { why, client, server, says },
        proof: [proofOf(association, says), ...fingerprintProofs(call, why)],
        scope: [why],
        ...(call.answer && { mends: call.answer }),
      }
      return
    }
  },
  detail: ({ why, client, server, says }) => `DTLS between ${client} and ${server}: ${says}. ${EFFECTS[why]}`,
  advise: ({ why }) => ADVICE[why],
})

const EFFECTS: Readonly<Record<Why, string>> = {
  unanswered: 'The other side never answered, so there are no keys for SRTP.',
  alert: 'The handshake was broken off, so there are no keys for SRTP.',
  unfinished: 'There are no keys for SRTP, and no media five seconds after the answer.',
  fingerprint: 'Whoever checks it, as RFC 5763 demands, takes no media from there.',
}
const ADVICE: Readonly<Record<Why, string>> = {
  unanswered:
    'Let UDP from the client reach the media port of the server (firewall, NAT, ICE), and see that one side is a=setup:active and the other passive.',
  alert:
    'Let both sides share a DTLS version, cipher suite and SRTP profile, and see that the certificate is the one its description names.',
  unfinished:
    'See which flight of the handshake is lost or refused: large certificates are fragmented, and fragments are dropped by firewalls.',
  fingerprint:
    'Let the side present the certificate whose a=fingerprint it wrote; a relay that terminates DTLS has to write its own.',
}

const isDtls = ({ offer, answer, exchange }: ReturnType<typeof agreedLines>[number]): boolean =>
  profileOf(offer) === 'dtls' ||
  profileOf(answer) === 'dtls' ||
  (hasAttribute(exchange.offer.message, offer, 'fingerprint') &&
    hasAttribute(exchange.answer!.message, answer, 'fingerprint'))

/** Those between places that the call named, in its time. */
function associationsOf(call: Call, { dtlsAssociations }: CaptureFacts): readonly DtlsAssociation[] {
  if (dtlsAssociations.length === 0) return []
  const places = new Set([...partysPlaces(call, 'caller'), ...partysPlaces(call, 'callee')])
  const [from, until] = [call.firstAt ?? 0, call.lastAt ?? Number.POSITIVE_INFINITY]
  return dtlsAssociations.filter(
    ({ client, server, firstAt }) =>
      firstAt >= from && firstAt <= until && (places.has(endpointText(client)) || places.has(endpointText(server))),
  )
}

function failureOf(association: DtlsAssociation, call: Call, capture: CaptureFacts): Why | undefined {
  const { completedAt, clientHellos, serverHellos, alerts } = association
  if (mismatch(association, call)) return 'fingerprint'
  if (completedAt !== undefined) return undefined
  if (alerts.some(({ fatal }) => fatal)) return 'alert'
  if (clientHellos >= DTLS_HELLOS && serverHellos === 0) return 'unanswered'
  const { answer } = call
  const late = answer !== undefined && isTimeLeft(answer, capture, DTLS_DONE_US) && lasted(call, DTLS_DONE_US)
  return late && call.streams.length === 0 && clientHellos > 0 ? 'unfinished' : undefined
}

const lasted = ({ answer, bye }: Call, us: number): boolean =>
  bye?.at === undefined || answer?.at === undefined || bye.at - answer.at >= us

/** Another handshake between the same two hosts was completed. */
const isReplaced = (failed: DtlsAssociation, all: readonly DtlsAssociation[]): boolean =>
  all.some(
    (other) =>
      other.completedAt !== undefined &&
      [other.client.address, other.server.address].sort().join() ===
        [failed.client.address, failed.server.address].sort().join(),
  )

/** A certificate that no description of the call names, though they name some of its kind (RFC 8122 §5). */
function mismatch({ clientFingerprint, serverFingerprint }: DtlsAssociation, call: Call): boolean {
  const named = new Set(fingerprintsIn(call).map(({ text }) => text))
  const hashes = new Set([...named].map((text) => text.split(' ')[0]))
  return [clientFingerprint, serverFingerprint].some((seen) => {
    const text = seen?.toLowerCase()
    return text !== undefined && hashes.has(text.split(' ')[0]) && !named.has(text)
  })
}

function fingerprintsIn({ offerAnswers }: Call): readonly { readonly text: string; readonly proof: Proof }[] {
  return offerAnswers.flatMap(({ offer, answer }) =>
    [offer, ...(answer ? [answer] : [])].flatMap(({ message, description }) =>
      [description, ...description.media].flatMap((level) =>
        attributeValues(level, 'fingerprint').map(({ attribute }) => ({
          text: (attribute.value ?? '').trim().replace(/\s+/g, ' ').toLowerCase(),
          proof: { message, sdp: attribute },
        })),
      ),
    ),
  )
}

const fingerprintProofs = (call: Call, why: Why): readonly Proof[] =>
  why === 'fingerprint'
    ? fingerprintsIn(call)
        .slice(0, 4)
        .map(({ proof }) => proof)
    : []

function saysOf(association: DtlsAssociation, why: Why): string {
  const { clientHellos, serverHellos, alerts, clientFingerprint, serverFingerprint } = association
  const counts = `${clientHellos} ClientHello, ${serverHellos === 0 ? 'no' : serverHellos} ServerHello`
  if (why === 'alert') {
    const alert = alerts.find(({ fatal }) => fatal)!
    return `${counts}, fatal alert ${alert.description.slice(0, 40)} of the ${alert.from}`
  }
  if (why !== 'fingerprint') return counts
  const seen = [clientFingerprint, serverFingerprint].filter((text) => text !== undefined)
  return `the certificate presented (${seen.join('; ').slice(0, 220)}) is not one that the descriptions name`
}

const proofOf = ({ client, server, firstFrame, firstAt }: DtlsAssociation, says: string): Proof => ({
  kind: 'tls',
  figures: `DTLS ${endpointText(client)} to ${endpointText(server)}: ${says}`,
  frame: firstFrame,
  at: firstAt,
})
