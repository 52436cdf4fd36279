import { hasHeader, header, type SipHeader, type SipRequest } from '../../../model/message.ts'
import { forwardingsIn } from '../../facts/forwarding.ts'
import { kindText, senderName } from '../../facts/sender.ts'
import { type Fault, type Proof, rule, type SignalingConversation } from '../../rule.ts'

interface Values {
  readonly problem: 'unreadable' | 'too-large' | 'raised' | 'missing-in-loop'
  readonly what: string
  readonly value: string
  readonly before: string
}

/** RFC 3261 §20.22: 0 to 255. */
const MOST = 255

export const maxForwards = rule<'conversation', Values>({
  id: 'compliance.max-forwards',
  category: 'compliance',
  severity: 'low',
  sources: ['RFC 3261 §8.1.1.6', 'RFC 3261 §16.6', 'RFC 3261 §20.22'],
  title: 'Wrong Max-Forwards',
  examines: 'conversation',
  explains: ['routing.response-482-483', 'routing.loop-detected'],
  issues: ['loop'],
  meaning:
    'Max-Forwards ends loops: every proxy takes one off. Where it is no number, too large or raised on the way, it cannot.',
  fires:
    'A Max-Forwards that is no number or above 255; one that is higher behind a proxy than before it. High where it is missing, or raised, and the call runs in a circle (482, 483).',
  quiet:
    'A request without it that runs in no circle, which counts as a missing header; a B2BUA that starts again at 70 with a Call-ID of its own; cut messages.',
  example: ['Max-Forwards: 300'],
  recommendation: 'Let user agents begin with 70, and let each proxy send on one less than it got.',
  verify: 'Verify: the same request carries a smaller Max-Forwards behind the proxy than before it.',
  marks: { signs: ['odd-hops', 'same-cseq'] },
  *check({ conversation }) {
    const loop = loopProof(conversation)
    let cut = false
    for (const message of conversation.messages) {
      if (message.kind === 'response') continue
      const found = header(message, 'max-forwards')
      if (found) yield* unusable(message, found)
      else if (!message.complete) cut = true
      else if (loop) yield missing(message, loop)
    }
    for (const { before, behind } of forwardingsIn(conversation)) yield* raised(before.request, behind.request, loop)
    if (cut) yield { insufficient: 'message-cut' }
  },
  detail({ problem, what, value, before }) {
    if (problem === 'raised')
      return `A proxy got the ${what} with Max-Forwards ${before} and sent it on with ${value}: a loop through it never ends.`
    if (problem === 'missing-in-loop') return `The ${what} has no Max-Forwards, and it runs in a circle.`
    const why = problem === 'unreadable' ? 'is no number' : `is above ${MOST}`
    return `Max-Forwards "${value}" of the ${what} ${why}; proxies may refuse it or take it for anything.`
  },
  advise: ({ problem }) =>
    problem === 'raised'
      ? 'Let the proxy take one off the Max-Forwards it got; in Kamailio mf_process_maxfwd_header("10") does that.'
      : problem === 'missing-in-loop'
        ? 'Let the sender write Max-Forwards: 70, and correct the route that leads back.'
        : 'Let the sender write Max-Forwards: 70.',
})

const isLoop = (status: number): boolean => status === 482 || status === 483

function loopProof({ messages }: SignalingConversation): Proof | undefined {
  const message = messages.find((one) => one.kind === 'response' && isLoop(one.status))
  return message && { message }
}

function* unusable(message: SipRequest, found: SipHeader): Iterable<Fault<Values>> {
  const isNumber = /^\d+$/.test(found.value)
  if (isNumber && Number(found.value) <= MOST) return
  yield {
    values: {
      problem: isNumber ? 'too-large' : 'unreadable',
      what: kindText(message),
      value: found.value.slice(0, 40),
      before: '',
    },
    proof: [{ message, header: found }, { message }],
    scope: ['unusable', senderName(message)],
    mends: message,
  }
}

const missing = (message: SipRequest, loop: Proof): Fault<Values> => ({
  values: { problem: 'missing-in-loop', what: kindText(message), value: '', before: '' },
  title: 'No Max-Forwards in a loop',
  proof: [{ message }, loop],
  scope: ['missing', senderName(message)],
  severity: { level: 'high', because: 'The request runs in a circle' },
  mends: message,
})

function* raised(before: SipRequest, behind: SipRequest, loop: Proof | undefined): Iterable<Fault<Values>> {
  if (!hasHeader(before, 'max-forwards')) return
  const [first, second] = [header(before, 'max-forwards')!, header(behind, 'max-forwards')]
  if (!second || !(Number(second.value) > Number(first.value)) || Number(second.value) > MOST) return
  yield {
    values: {
      problem: 'raised',
      what: kindText(behind),
      value: second.value.slice(0, 40),
      before: first.value.slice(0, 40),
    },
    title: 'Max-Forwards raised on the way',
    proof: [{ message: before, header: first }, { message: behind, header: second }, ...(loop ? [loop] : [])],
    scope: ['raised', senderName(behind)],
    ...(loop && { severity: { level: 'high', because: 'The request runs in a circle' } }),
  }
}
