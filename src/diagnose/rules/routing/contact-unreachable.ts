import { otherParty, senderOf } from '../../../correlate/call-parties.ts'
import { parseUri } from '../../../decode/sip/uri.ts'
import { isLiteral } from '../../../model/address.ts'
import type { Call } from '../../../model/call.ts'
import type { Party } from '../../../model/call-facts.ts'
import { hasHeader, header, type SipMessage } from '../../../model/message.ts'
import type { IcmpError } from '../../../model/packet.ts'
import { layer3 } from '../../facts/addresses.ts'
import { type DialogRequest, dialogRequestsOf } from '../../facts/dialog-requests.ts'
import { icmpProof } from '../../facts/icmp.ts'
import { UNREACHED } from '../../facts/lost.ts'
import { methodScope } from '../../facts/methods.ts'
import { type Proof, rule } from '../../rule.ts'

interface Values {
  readonly method: string
  readonly contact: string
  readonly lives: string
  readonly loss: string
}

export const contactUnreachable = rule<'call', Values>({
  id: 'routing.contact-unreachable',
  category: 'routing',
  severity: 'high',
  sources: ['RFC 3261 §8.1.1.8', 'RFC 3261 §12.2.1.1', 'RFC 5626 §4'],
  title: 'The Contact of a party cannot be reached',
  examines: 'call',
  about: { headers: ['contact'] },
  observed: true,
  explains: [
    'signaling.ack-missing-2xx',
    'signaling.bye-not-answered',
    'signaling.no-response-noninvite',
    'signaling.no-response-invite',
    'signaling.drop-32s',
  ],
  issues: ['nat', 'dropped', 'bye'],
  meaning:
    'ACK, BYE and re-INVITE go to the Contact of the other side. Here that address does not answer, although the same party sends from another one.',
  fires:
    'A request within a dialog to the Contact of a party times out, is answered with 408 or 503 on the way, or meets an ICMP error, and that party is seen to send from another address.',
  quiet:
    'A Contact that is the address the party sends from; requests that follow a Route; the last 32 s of a capture.',
  example: ['Contact: <sip:bob@10.0.0.9:5060>', 'BYE sip:bob@10.0.0.9:5060 SIP/2.0 (sent 4 times, no response)'],
  recommendation:
    'Let that side write an address into Contact that the other can reach, or let the server in between send to where its messages come from.',
  recipe: 'nat-signaling',
  verify: 'Verify: ACK and BYE to the Contact are answered.',
  // Everything was answered by whom it was meant for, and nothing sent again.
  marks: [{ signs: ['icmp', 'unanswered', 'resent'] }, { statuses: [404, 481, ...UNREACHED] }],
  *check({ call }) {
    let open = false
    const told = new Set<Party>()
    for (const one of dialogRequestsOf(call)) {
      const to = otherParty(one.by)
      const icmp = refusedBy(call, one.request.destination?.address)
      if (one.outcome !== 'lost' && !(icmp && one.outcome === 'open')) {
        open ||= one.outcome === 'open' && one.request.method !== 'ACK'
        continue
      }
      const place = placeOf(call, one, to)
      if (!place || told.has(to)) continue
      told.add(to)
      yield faultOf(one, place, icmp)
    }
    if (open && told.size === 0) yield { insufficient: 'ends-mid-dialog' }
  },
  detail: ({ method, contact, lives, loss }) =>
    `The ${method} goes to ${contact}, as the Contact says, and the party sends from ${lives}. ${loss[0]!.toUpperCase()}${loss.slice(1)}.`,
})

interface Place {
  readonly contact: string
  readonly lives: string
  readonly target: SipMessage
}

/** The Contact that the request is sent to, and where its owner is instead. */
function placeOf(call: Call, { request, history }: DialogRequest, to: Party): Place | undefined {
  const target = history[to].targets.findLast(({ message }) => message.number < request.number)
  const host = target && parseUri(target.uri)?.host
  if (!host || !isLiteral(host) || hasHeader(request, 'route')) return undefined
  const destination = layer3(request.destination) ?? parseUri(request.requestUri)?.host
  if (destination !== host) return undefined
  const lives = call.messages.find(
    (one) => senderOf(call, one) === to && one.source && isLiteral(one.source.address) && one.callId === request.callId,
  )?.source?.address
  return lives === undefined || lives === host ? undefined : { contact: host, lives, target: target.message }
}

const refusedBy = ({ icmpErrors }: Call, host: string | undefined): IcmpError | undefined =>
  host === undefined ? undefined : icmpErrors.find(({ destination }) => destination?.address === host)

function faultOf({ request, loss }: DialogRequest, { contact, lives, target }: Place, icmp: IcmpError | undefined) {
  const line = header(target, 'contact')
  return {
    values: { method: request.method, contact, lives, loss: loss || 'an ICMP error came back' },
    proof: [
      { message: request },
      ...(line ? [{ message: target, header: line }] : []),
      ...(icmp ? [icmpProof(icmp)] : []),
    ] as [Proof, ...Proof[]],
    scope: [methodScope(request.method)],
    mends: target,
    confidence: 0.85,
  }
}
