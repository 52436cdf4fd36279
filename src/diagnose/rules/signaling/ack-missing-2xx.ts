import { isPrivate } from '../../../model/address.ts'
import type { Call, CaptureFacts } from '../../../model/call.ts'
import type { InsufficientReason } from '../../../model/finding.ts'
import { header, headers, type SipRequest, type SipResponse } from '../../../model/message.ts'
import { acksAfter, copiesOf, fits, isAccepted, resentAfterAck } from '../../facts/acknowledged.ts'
import { hostsIn, requestHost } from '../../facts/addresses.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'
import { ACK_MISSING_RESENDS, ACK_MISSING_RESENDS_CERTAIN, TIMER_B_US } from '../../thresholds/signaling.ts'

type Cause = 'none' | 'private-contact' | 'other-target' | 'route' | 'identifiers' | 'transport' | 'lost'

interface Values {
  readonly resends: number
  readonly cause: Cause
  readonly contact: string
}

export const ackMissing2xx = rule<'transaction', Values>({
  id: 'signaling.ack-missing-2xx',
  category: 'signaling',
  severity: 'critical',
  sources: ['RFC 3261 §13.2.2.4', 'RFC 3261 §13.3.1.4', 'RFC 6026'],
  title: '2xx to INVITE is never acknowledged',
  examines: 'transaction',
  observed: true,
  explains: ['signaling.drop-32s', 'signaling.2xx-retransmitted'],
  issues: ['dropped', 'ack'],
  meaning: 'The answer does not get its ACK, so the answering side repeats it and gives the call up after 32 s.',
  fires: 'A 2xx to INVITE is re-sent three times or more on one hop although no ACK that fits reaches its sender.',
  quiet:
    'An ACK on another hop of the call (a proxy that stays out of the dialog); a 2xx that is not repeated, wherever its ACK went.',
  example: ['SIP/2.0 200 OK', 'Contact: <sip:bob@10.0.0.9:5060>', 'SIP/2.0 200 OK (again after 0.5, 1.5 and 3.5 s)'],
  recommendation: 'Make the Contact of the 2xx reachable for the caller, and let the ACK follow the route set.',
  recipe: 'nat-signaling',
  verify: 'Verify: one ACK follows the first 2xx, and the 2xx is not repeated.',
  about: { signs: ['accepted'] },
  marks: { signs: ['unacknowledged', 'resent'] },
  applies: ({ transaction }) => isAccepted(transaction),
  *check({ transaction, conversation }, { capture }) {
    if (conversation.kind !== 'call') return
    for (const copies of copiesOf(transaction)) {
      const silent = resentAfterAck(copies, transaction)
      const acks = acksAfter(conversation, copies[0]!)
      if (silent < ACK_MISSING_RESENDS) {
        const isOpen = conversation.final && !acks.some((ack) => fits(ack, copies[0]!))
        if (isOpen) yield { insufficient: blindSpot(copies[0]!, capture) }
        continue
      }
      if (acks.some((ack) => !transaction.acks.includes(ack) && fits(ack, copies[0]!))) continue
      const cause = causeOf(copies[0]!, acks.at(-1))
      const resends = copies.length - 1
      yield {
        values: { resends, cause, contact: header(copies[0]!, 'contact')?.value ?? 'missing' },
        proof: proofOf(copies, acks),
        scope: [cause],
        mends: copies[0]!,
        severity: weigh(resends, conversation, copies),
      }
    }
  },
  detail: ({ resends, cause, contact }) =>
    `The 2xx to INVITE was sent ${resends + 1} times. ${CAUSES[cause]} Its Contact is ${contact.slice(0, 120)}.`,
  advise: ({ cause }) => REMEDIES[cause],
})

const CAUSES: Record<Cause, string> = {
  none: 'No ACK was seen at all: the 2xx does not reach the caller, or its ACK is lost on a way that this tap does not see.',
  'private-contact': 'The Contact of the 2xx is a private address that the caller cannot send the ACK to.',
  'other-target': 'The ACK goes to another target than the Contact of the 2xx.',
  route: 'The ACK ignores the Record-Route of the 2xx.',
  identifiers: 'The ACK carries another CSeq or other tags than the 2xx.',
  transport: 'The ACK goes over another transport than the 2xx.',
  lost: 'An ACK that fits was seen, and yet the 2xx is repeated: it does not arrive.',
}

const REMEDIES: Record<Cause, string> = {
  none: 'Check the way back to the caller: Via with rport, and a firewall that lets the 2xx through.',
  'private-contact': 'Advertise a public address in the Contact of the answering side.',
  'other-target': 'Send the ACK to the Contact of the 2xx: nothing on the way may rewrite it.',
  route: 'Send the ACK along the route set of the 2xx (Record-Route).',
  identifiers: 'Correct the stack or the proxy that changes CSeq or tags of the ACK.',
  transport: 'Use one transport for the whole dialog.',
  lost: 'Find out where the ACK is lost between this tap and the answering side: route, firewall or SIP ALG.',
}

/** No ACK in sight, and no repetition either: it went another way, or the input ends before anybody could miss it. */
const blindSpot = ({ at }: SipResponse, { timed, lastAt }: CaptureFacts): InsufficientReason =>
  timed && at !== undefined && lastAt !== undefined && lastAt - at >= TIMER_B_US
    ? 'one-direction-only'
    : 'ends-mid-dialog'

function causeOf(answer: SipResponse, ack: SipRequest | undefined): Cause {
  const contact = hostsIn(answer, 'contact')[0]
  if (!ack) return contact && isPrivate(contact) && !nearby(answer) ? 'private-contact' : 'none'
  if (!fits(ack, answer)) return 'identifiers'
  if (ack.transport && answer.transport && ack.transport !== answer.transport) return 'transport'
  const target = requestHost(ack)
  if (target && isPrivate(target) && !nearby(answer)) return 'private-contact'
  if (contact && target && contact.toLowerCase() !== target.toLowerCase()) return 'other-target'
  return headers(answer, 'record-route').length > 0 && headers(ack, 'route').length === 0 ? 'route' : 'lost'
}

/** Both ends of the hop are private: then a private Contact is no riddle. */
const nearby = ({ source, destination }: SipResponse): boolean =>
  source !== undefined && destination !== undefined && isPrivate(source.address) && isPrivate(destination.address)

function weigh(resends: number, call: Call, copies: readonly SipResponse[]): Weight {
  if (resends >= ACK_MISSING_RESENDS_CERTAIN)
    return { level: 'critical', because: `The 2xx was repeated ${resends} times: the call is given up` }
  const ended = call.bye && call.bye.number > copies.at(-1)!.number
  return ended
    ? { level: 'critical', because: 'The call was ended after the 2xx had been repeated in vain' }
    : { level: 'high', because: `The 2xx was repeated ${resends} times; the end of the call is not in the input` }
}

function proofOf(copies: readonly SipResponse[], acks: readonly SipRequest[]): readonly [Proof, ...Proof[]] {
  const answer = copies[0]!
  const lines = ['contact', 'record-route'].flatMap((name): Proof[] => {
    const found = header(answer, name)
    return found ? [{ message: answer, header: found }] : []
  })
  const more = [...copies.slice(1, 4), ...acks.slice(0, 2)].map((message): Proof => ({ message }))
  return [{ message: answer }, ...lines, ...more]
}
