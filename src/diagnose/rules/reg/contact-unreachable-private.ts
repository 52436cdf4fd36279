import { bindingsOf } from '../../../correlate/bindings.ts'
import { parseUri } from '../../../decode/sip/uri.ts'
import { isPrivate, isPublic } from '../../../model/address.ts'
import { hasHeader, header, type SipRequest } from '../../../model/message.ts'
import type { Binding } from '../../../model/registration.ts'
import { layer3 } from '../../facts/addresses.ts'
import { lostFor, lostProof, lostText } from '../../facts/lost-calls.ts'
import { isWebSocket } from '../../facts/media-lines.ts'
import { clip } from '../../facts/responses.ts'
import { type Proof, rule } from '../../rule.ts'

interface Values {
  readonly aor: string
  readonly contact: string
  readonly source: string
  readonly lost: string
}

export const contactUnreachablePrivate = rule<'registration', Values>({
  id: 'reg.contact-unreachable-private',
  category: 'nat',
  severity: 'high',
  sources: ['RFC 3261 §10.3', 'RFC 5626 §4', 'RFC 1918 §3'],
  title: 'The registrar stored a private Contact',
  examines: 'registration',
  about: { methods: ['REGISTER'], statuses: [2] },
  yieldsTo: ['nat.contact-private'],
  explains: ['signaling.no-response-invite'],
  issues: ['nat', 'incoming', 'unreachable', 'voicemail'],
  meaning:
    'The client registered with an address of its own network. Unless the registrar remembers where the REGISTER came from, calls go to an address that it cannot reach.',
  fires:
    'A REGISTER from a public address is accepted with a private Contact, and nothing (received, alias, Path, outbound) tells of another way. High where an INVITE to that user then goes to the private address or gets no answer; low without that proof.',
  quiet:
    'Registrars in the same network; WebSocket clients; contacts with received, alias, Path or +sip.instance with reg-id.',
  example: ['Contact: <sip:alice@192.168.1.20:5060>;expires=3600', 'INVITE sip:alice@192.168.1.20:5060 SIP/2.0'],
  recommendation:
    'Let the registrar store the address the REGISTER came from (received), or let the client register with its public one.',
  recipe: 'nat-signaling',
  verify: 'Verify: an INVITE to the user goes to the public address and port, and the phone rings.',
  *check({ registration }, context) {
    let blind = false
    for (const binding of bindingsOf(registration)) {
      const grant = binding.grants.at(-1)
      const request = grant?.register.passage.near.request
      const host = parseUri(binding.contact.uri)?.host
      if (!binding.asked || !request || !grant.register.final || host === undefined || !isPrivate(host)) continue
      const source = layer3(request.source)
      if (source === undefined) {
        blind = true
        continue
      }
      if (!isPublic(source) || isWebSocket(request) || isReachable(binding, request, grant.register.final)) continue
      const lost = lostFor(registration, context).find(
        ({ target, destination, status }) =>
          target === host || destination?.address === host || (status === undefined && destination?.address === source),
      )
      const line = header(grant.register.final, 'contact')
      yield {
        values: {
          aor: clip(registration.aor) || 'an unnamed user',
          contact: host,
          source,
          lost: lost ? lostText(lost) : '',
        },
        proof: [
          { message: grant.register.final },
          ...(line ? [{ message: grant.register.final, header: line } satisfies Proof] : []),
          { message: request },
          ...(lost ? [lostProof(lost)] : []),
        ],
        scope: [lost ? 'lost' : 'risk'],
        mends: grant.register.final,
        confidence: lost ? 0.95 : 0.6,
        ...(!lost && {
          severity: { level: 'low' as const, because: 'Registrars keep to themselves where a REGISTER came from' },
        }),
      }
      return
    }
    if (blind) yield { insufficient: 'one-direction-only' }
  },
  detail: ({ aor, contact, source, lost }) =>
    `${aor} registered from ${source}, and the registrar lists its Contact as ${contact}.${lost ? ` An INVITE for it ${lost}.` : ''}`,
})

/** Something tells the registrar another way than the address in Contact. */
const isReachable = ({ contact }: Binding, request: SipRequest, final: Parameters<typeof header>[0]): boolean =>
  contact.regId !== undefined ||
  hasHeader(request, 'path') ||
  /;\s*(?:alias|received)=|;ob\b/i.test(`${header(final, 'contact')?.value} ${header(request, 'contact')?.value}`)
