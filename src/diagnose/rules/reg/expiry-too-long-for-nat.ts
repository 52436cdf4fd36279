import { bindingsOf } from '../../../correlate/bindings.ts'
import { parseUri } from '../../../decode/sip/uri.ts'
import { isPrivate, isPublic } from '../../../model/address.ts'
import type { CaptureFacts, Registration } from '../../../model/call.ts'
import { header, type SipRequest, type SipResponse } from '../../../model/message.ts'
import type { LostInvite } from '../../../model/network.ts'
import { layer3, topVia } from '../../facts/addresses.ts'
import { lostFor, lostProof } from '../../facts/lost-calls.ts'
import { networkOf } from '../../facts/network.ts'
import { clip } from '../../facts/responses.ts'
import { transportOf } from '../../facts/transports.ts'
import { type Proof, type RuleContext, rule } from '../../rule.ts'
import { KEEPALIVE_US, NAT_LIFETIME_S } from '../../thresholds/registration.ts'

interface Values {
  readonly aor: string
  readonly grantedS: number
  readonly seen: string
  readonly lost: boolean
}

export const expiryTooLongForNat = rule<'registration', Values>({
  id: 'reg.expiry-too-long-for-nat',
  category: 'nat',
  severity: 'medium',
  sources: ['RFC 5626 §4.4', 'RFC 4787 REQ-5'],
  title: 'Registration outlasts the NAT binding',
  examines: 'registration',
  about: { methods: ['REGISTER'], statuses: [2] },
  explains: ['signaling.no-response-invite'],
  issues: ['nat', 'incoming', 'unreachable', 'voicemail'],
  meaning:
    'A phone behind NAT is reached through the binding its REGISTER opened. Over UDP that closes after 30 s to 2 min without packets; the registration lasts longer, and calls to the phone get lost.',
  fires:
    'Over UDP, behind NAT towards a public registrar, more than 120 s are granted and no keepalive (REGISTER, OPTIONS, STUN, line ends) goes at least every 30 s. High where an INVITE to that address then got no answer.',
  quiet: 'TCP, TLS and WebSocket; keepalives; text, which does not show what is no SIP.',
  example: [
    'Via: SIP/2.0/UDP 192.168.1.20:5060;received=198.51.100.4;rport=41022',
    'Contact: <sip:alice@192.168.1.20:5060>;expires=3600',
  ],
  recommendation:
    'Register for 60 to 120 s, or send a keepalive every 25 s from the phone or the registrar; TCP or TLS needs it less often.',
  recipe: 'reg-nat',
  verify: 'Verify: packets go between phone and registrar at least every 30 s, and calls to the phone ring.',
  *check({ registration }, context) {
    const found = longest(registration)
    if (!found) return
    const { capture } = context
    if (capture.kind === 'text' || !capture.ended || !capture.timed) {
      yield { insufficient: capture.kind === 'text' ? 'no-timestamps' : 'ends-mid-dialog' }
      return
    }
    const { request, final, grantedS, seen } = found
    if (!showsOthers(capture)) {
      yield { insufficient: 'one-direction-only' }
      return
    }
    if (isKeptAlive(registration, request, capture)) return
    const lost = lostLater(registration, request, context)
    const line = header(final, 'contact') ?? header(final, 'expires')
    const via = header(final, 'via') ?? header(request, 'via')
    yield {
      values: { aor: clip(registration.aor) || 'an unnamed user', grantedS, seen, lost: lost !== undefined },
      proof: [
        { message: final },
        ...(line ? [{ message: final, header: line } satisfies Proof] : []),
        ...(via ? [{ message: header(final, 'via') ? final : request, header: via } satisfies Proof] : []),
        ...(lost ? [lostProof(lost)] : []),
      ],
      scope: [lost ? 'lost' : 'risk'],
      mends: request,
      confidence: lost ? 0.85 : 0.7,
      ...(lost && {
        severity: { level: 'high' as const, because: 'A call to it got no answer, long after the last packet' },
      }),
    }
  },
  detail: ({ aor, grantedS, seen, lost }) =>
    `${aor} is registered over UDP for ${grantedS} s from behind NAT (${seen}), and nothing keeps the binding open in between.${lost ? ' An INVITE sent to it later got no answer.' : ''}`,
})

interface Found {
  readonly request: SipRequest
  readonly final: SipResponse
  readonly grantedS: number
  readonly seen: string
}

/** The longest grant over UDP to a client behind NAT; undefined where there is none above the limit. */
function longest(registration: Registration): Found | undefined {
  let found: Found | undefined
  for (const { asked, grants } of bindingsOf(registration)) {
    const last = grants.at(-1)
    if (!asked || !last?.register.final || last.grantedS === undefined) continue
    const { request } = last.register.passage.near
    if (last.grantedS <= NAT_LIFETIME_S || last.grantedS <= (found?.grantedS ?? 0)) continue
    if (transportOf(request) !== 'UDP' || !goesToPublic(request)) continue
    const seen = natSign(request, last.register.final, last.uri)
    if (seen !== undefined) found = { request, final: last.register.final, grantedS: last.grantedS, seen }
  }
  return found
}

const goesToPublic = ({ destination }: SipRequest): boolean => {
  const host = layer3(destination)
  return host !== undefined && isPublic(host)
}

/** What shows that a NAT stands between; undefined where nothing does. */
function natSign(request: SipRequest, final: SipResponse, contact: string): string | undefined {
  const via = topVia(final) ?? topVia(request)
  if (via?.received !== undefined && via.received !== via.host && !isPublic(via.host))
    return `Via ${via.host}, seen as ${via.received}`
  const host = parseUri(contact)?.host
  if (host !== undefined && isPrivate(host)) return `Contact ${host}`
  return via && isPrivate(via.host) ? `Via ${via.host}` : undefined
}

/** The capture holds something besides SIP, RTP aside from which keepalives would be missing, too. */
const showsOthers = ({ traffic }: CaptureFacts): boolean =>
  traffic.some(({ protocol, packets }) => protocol !== 'SIP' && protocol !== 'IP fragment' && packets > 0)

/** Between the two places something goes at least every 30 s on average. */
function isKeptAlive(registration: Registration, { source, destination }: SipRequest, capture: CaptureFacts): boolean {
  if (!source || !destination || capture.firstAt === undefined || capture.lastAt === undefined) return true
  const spanUs = capture.lastAt - (registration.firstAt ?? capture.firstAt)
  const isOurs = (a: string, b: string): boolean =>
    (a === source.address && b === destination.address) || (b === source.address && a === destination.address)
  const { keepalives } = networkOf(capture)
  let packets = registration.transactions.length
  for (const one of keepalives) if (isOurs(one.source.address, one.destination.address)) packets += one.count
  for (const one of capture.pings) if (isOurs(one.from, one.to)) packets += one.count
  for (const one of capture.stunExchanges) if (isOurs(one.client.address, one.server.address)) packets += one.requests
  return spanUs <= KEEPALIVE_US * packets
}

/** An INVITE to the client that got no answer, more than 30 s after its last packet. */
function lostLater(registration: Registration, { source }: SipRequest, context: RuleContext): LostInvite | undefined {
  const sent = registration.messages.flatMap((one) => (one.kind === 'request' && one.at !== undefined ? [one.at] : []))
  return lostFor(registration, context).find(({ at, status, destination }) => {
    if (at === undefined || status !== undefined || destination?.address !== source?.address) return false
    const before = sent.filter((one) => one < at)
    return before.length > 0 && at - Math.max(...before) > KEEPALIVE_US
  })
}
