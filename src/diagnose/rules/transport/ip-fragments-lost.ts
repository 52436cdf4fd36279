import type { SipMessage } from '../../../model/message.ts'
import { hasSucceeded } from '../../facts/aftermath.ts'
import { icmpProof, isReassembly } from '../../facts/icmp.ts'
import { methodScope } from '../../facts/methods.ts'
import { networkOf } from '../../facts/network.ts'
import { kindText } from '../../facts/sender.ts'
import { type Proof, rule, type SignalingConversation, type Weight } from '../../rule.ts'

interface Values {
  readonly what: string
  readonly octets: number
  readonly count: number
  readonly how: 'missing' | 'icmp'
}

const MESSAGES_TOLD = 4

export const ipFragmentsLost = rule<'conversation', Values>({
  id: 'transport.ip-fragments-lost',
  category: 'signaling',
  severity: 'high',
  sources: ['RFC 791 §3.2', 'RFC 8200 §4.5', 'RFC 3261 §18.1.1'],
  title: 'Fragments of a SIP message are lost',
  examines: 'conversation',
  explains: [
    'signaling.no-response-invite',
    'signaling.no-response-noninvite',
    'signaling.retransmissions',
    'signaling.ack-missing-2xx',
    'signaling.drop-32s',
  ],
  issues: ['fragment', 'mtu', 'timeout'],
  meaning: 'A message was too large for one packet, and not all of its pieces arrive: the receiver drops the rest.',
  fires:
    'A datagram with SIP of which further IP fragments are not in the capture, or an ICMP error that says that pieces did not arrive in time. Low where the same message came whole as well.',
  quiet: 'Datagrams that are put together again; packets cut by the snap length.',
  example: ['IP fragment 1480@0+ of INVITE sip:bob@192.0.2.20 SIP/2.0, no further fragment within 400 ms'],
  recommendation:
    'Let the firewalls on the way pass IP fragments, and signal over TCP or TLS, which needs none; or make the messages smaller.',
  recipe: 'udp-size',
  verify: 'Verify: the message arrives whole, or goes over TCP.',
  marks: { signs: ['icmp', 'cut'] },
  *check({ conversation }, { capture }) {
    const { lostFragments } = networkOf(capture)
    const lost = conversation.messages.filter((one) => !one.complete && lostFragments.has(one.origin.number))
    const icmp = conversation.icmpErrors?.find(isReassembly)
    const [first] = lost
    if (!first && !icmp) {
      if (conversation.messages.some(({ complete }) => !complete))
        yield { insufficient: capture.kind === 'text' ? 'message-cut' : 'truncated-snaplen' }
      return
    }
    if (capture.droppedPackets > 0) {
      yield { insufficient: 'capture-drops' }
      return
    }
    const severity = weigh(conversation, first)
    const about = first ?? conversation.messages[0]!
    const proof = [
      ...lost.slice(0, MESSAGES_TOLD).map((message): Proof => ({ message })),
      ...(icmp ? [icmpProof(icmp)] : []),
    ]
    yield {
      values: { what: kindText(about), octets: about.raw.length, count: lost.length, how: first ? 'missing' : 'icmp' },
      proof: [proof[0]!, ...proof.slice(1)],
      scope: [first ? 'missing' : 'icmp', methodScope(about.method)],
      mends: about,
      ...(severity && { severity }),
    }
  },
  detail: ({ what, octets, count, how }) =>
    how === 'icmp'
      ? `An ICMP error tells that pieces of a message did not arrive in time.`
      : `Only the first ${octets} octets of the ${what} are in the capture${count > 1 ? `, and the same of ${count - 1} more` : ''}: the other fragments were lost.`,
})

/** The message came whole before or after. */
function weigh(conversation: SignalingConversation, lost: SipMessage | undefined): Weight | undefined {
  const whole =
    lost &&
    conversation.messages.some(
      (one) =>
        one !== lost &&
        one.complete &&
        one.kind === lost.kind &&
        one.branch === lost.branch &&
        one.raw.length > lost.raw.length,
    )
  return whole || hasSucceeded(conversation)
    ? { level: 'low', because: 'The exchange succeeded all the same' }
    : undefined
}
