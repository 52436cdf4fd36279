import { locatedValues } from '../../../decode/sip/values.ts'
import { isPrivate, isPublic } from '../../../model/address.ts'
import type { Call, Transaction } from '../../../model/call.ts'
import type { Party } from '../../../model/call-facts.ts'
import { hasHeader, headers, type SipMessage } from '../../../model/message.ts'
import { layer3 } from '../../facts/addresses.ts'
import { type DialogRequest, dialogRequestsOf } from '../../facts/dialog-requests.ts'
import { initialInvites } from '../../facts/outcome.ts'
import { kindText } from '../../facts/sender.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'

interface Values {
  readonly host: string
  readonly peer: string
  readonly what: string
  readonly loss: string
}

export const recordRoutePrivate = rule<'call', Values>({
  id: 'routing.record-route-private',
  category: 'routing',
  severity: 'high',
  sources: ['RFC 3261 §16.6', 'RFC 5658', 'RFC 1918 §3'],
  title: 'Record-Route names a private address to a public peer',
  examines: 'call',
  about: { headers: ['record-route'] },
  explains: ['signaling.ack-missing-2xx', 'signaling.bye-not-answered', 'signaling.drop-32s'],
  issues: ['nat', 'route', 'dropped'],
  meaning:
    'The peer has to send ACK and BYE to the proxy that left the Record-Route. It cannot reach a private address from the internet.',
  fires:
    'The Record-Route entry nearest to a peer with a public address is a private one. High where a request of that peer is lost; medium where none was seen, or where the public entry of a pair stands on the wrong side; low where its requests arrive.',
  quiet: 'Private entries further on, behind a public one; private peers.',
  example: ['Record-Route: <sip:10.0.0.20;lr>'],
  recommendation:
    'Let the proxy advertise its public address, and record a route for both of its interfaces (double Record-Route).',
  recipe: 'route',
  verify: 'Verify: the peer sees the public address of the proxy in Record-Route, and its ACK or BYE arrives.',
  *check({ call }) {
    let blind = false
    for (const invite of initialInvites(call)) {
      for (const { message, by } of bearers(invite)) {
        const routes = locatedValues(message, 'record-route')
        const nearest = message.kind === 'request' ? routes[0] : routes.at(-1)
        const host = nearest?.value.uri?.host
        if (!nearest || host === undefined || !isPrivate(host)) continue
        const peer = layer3(message.destination)
        if (peer === undefined) {
          blind = true
          continue
        }
        if (!isPublic(peer)) continue
        const theirs = dialogRequestsOf(call).filter((one) => one.by === by)
        const lost = theirs.find(({ outcome }) => outcome === 'lost')
        const hasPair = routes.some(({ value }) => isPublic(value.uri?.host ?? ''))
        yield {
          values: { host, peer, what: kindText(message), loss: lost?.loss ?? '' },
          proof: [
            { message, header: nearest.header },
            { message },
            ...(lost ? [{ message: lost.request } satisfies Proof] : []),
          ],
          scope: [message.kind],
          mends: message,
          confidence: lost ? 0.95 : 0.7,
          ...severityOf(theirs, hasPair, call),
        }
        return
      }
    }
    if (blind) yield { insufficient: 'one-direction-only' }
  },
  detail: ({ host, peer, what, loss }) =>
    `The ${what} to ${peer} carries Record-Route with ${host}, which ${peer} cannot reach.${loss ? ` Then ${loss}.` : ''}`,
})

/** Who gets the message has to follow its Record-Route: the callee that of the INVITE, the caller that of the 2xx. */
function bearers({ request, finals }: Transaction): readonly { readonly message: SipMessage; readonly by: Party }[] {
  const answer = finals.find(({ status }) => status < 300)
  // A response on its way between proxies says nothing to them, and nothing to who recorded the route.
  const isLast = answer !== undefined && headers(answer, 'via').length === 1 && !hasHeader(request, 'record-route')
  return [{ message: request, by: 'callee' }, ...(isLast ? [{ message: answer, by: 'caller' } as const] : [])]
}

function severityOf(
  theirs: readonly DialogRequest[],
  hasPair: boolean,
  { answer }: Call,
): { readonly severity?: Weight } {
  if (theirs.some(({ outcome }) => outcome === 'lost')) return {}
  if (theirs.some(({ outcome }) => outcome === 'worked'))
    return { severity: { level: 'low', because: 'Requests of that peer arrived all the same' } }
  if (!answer) return { severity: { level: 'low', because: 'The call was not answered, so nothing was sent back' } }
  return {
    severity: {
      level: 'medium',
      because: hasPair ? 'A public address stands beside it' : 'No request of that peer was seen',
    },
  }
}
