import { releasedBy } from '../../../correlate/call-parties.ts'
import type { Reason } from '../../../decode/sip/values/reason.ts'
import type { Call } from '../../../model/call.ts'
import type { Party } from '../../../model/call-facts.ts'
import { hasHeader, type SipMessage, type SipRequest } from '../../../model/message.ts'
import { msBetween } from '../../facts/call-times.ts'
import { durationText } from '../../facts/durations.ts'
import { headerProofs } from '../../facts/header-proofs.ts'
import { reasonsOf } from '../../facts/reason.ts'
import { reasonText } from '../../facts/responses.ts'
import { senderName } from '../../facts/sender.ts'
import { type Proof, rule } from '../../rule.ts'
import { AT_ANSWER_US } from '../../thresholds/signaling.ts'

interface Values {
  readonly by: Party | undefined
  readonly product: string
  readonly afterMs: number | undefined
  readonly said: string
  readonly cause: number
  readonly protocol: string
}

export const droppedAtAnswer = rule<'call', Values>({
  id: 'dialog.dropped-at-answer',
  category: 'signaling',
  severity: 'high',
  sources: ['RFC 3326', 'ITU-T Q.850'],
  title: 'Call dropped right after the answer',
  examines: 'call',
  observed: true,
  about: { methods: ['INVITE'] },
  marks: { methods: ['BYE'], headers: ['reason'], signs: ['completed'] },
  explains: ['signaling.bye-side', 'signaling.short-call', 'signaling.q850-cause'],
  issues: ['dropped', 'disconnect', 'answer'],
  meaning:
    'The call is answered and at once ended again by a side that names a failure: it could not connect the media or its own next leg.',
  fires:
    'A BYE within 5 s of the 2xx whose Reason gives a SIP status of 400 or more, or a Q.850 cause other than 16, 17, 18, 19 and 31. Critical where two calls or more end so.',
  quiet: 'A BYE that ends a fork or a transfer; ordinary clearing.',
  example: ['SIP/2.0 200 OK', 'BYE sip:bob@192.0.2.7 SIP/2.0', 'Reason: Q.850;cause=47'],
  recommendation: 'Ask the side that sent the BYE for its log at that instant: it names the reason.',
  recipe: 'codec',
  verify: 'Verify: the call stays up after the ACK, and its BYE gives cause 16.',
  *check({ call }) {
    const { answer, bye, ack, invite } = call
    if (!answer || !bye || bye.number < answer.number) return
    const reason = reasonsOf(bye).find(isFailure)
    if (!reason || reason.cause === undefined || isWanted(call, bye)) return
    if (!invite) {
      yield { insufficient: 'starts-mid-dialog' }
      return
    }
    const afterMs = msBetween(answer, bye)
    if (afterMs === undefined && !isNext(call, bye)) {
      yield { insufficient: 'no-timestamps' }
      return
    }
    if (afterMs !== undefined && afterMs * 1000 > AT_ANSWER_US) return
    const proof: Proof[] = [...(ack ? [{ message: ack }] : []), { message: bye }, ...headerProofs(bye, 'reason')]
    yield {
      values: {
        ...{ afterMs, by: releasedBy(call, bye), product: senderName(bye).slice(0, 80) },
        ...{ said: reasonText(reason), cause: reason.cause, protocol: reason.protocol },
      },
      proof: [{ message: answer }, ...proof],
      scope: [reason.protocol, String(reason.cause)],
      mends: bye,
      ...(afterMs === undefined && { confidence: 0.7 }),
    }
  },
  weigh: ({ conversations, severity }) =>
    severity === 'high' && conversations >= 2
      ? { level: 'critical', because: `${conversations} calls end so` }
      : undefined,
  detail: ({ by, product, afterMs, said }) =>
    `The ${by ?? 'other side'}${product ? ` (${product})` : ''} ended the call ${afterMs === undefined ? 'right' : durationText(afterMs)} after the answer.${said}`,
  advise: ({ protocol, cause }) =>
    protocol === 'Q.850' ? (BY_CAUSE[cause] ?? GENERAL) : cause === 488 || cause === 606 ? MEDIA : GENERAL,
})

const GENERAL = 'Ask the side that sent the BYE for its log at that instant: it names the reason.'
const MEDIA =
  'Make codecs, encryption and m-lines of offer and answer fit: the side that hung up could not connect the media that was agreed.'
const DOWNSTREAM =
  'Look one leg further on: the side that hung up lost its own next hop or its resources. Its log at that instant tells.'

/** Resources and bearers that have to do with media, and faults of the network behind (ITU-T Q.850 §2.2.7). */
const BY_CAUSE: Readonly<Record<number, string>> = {
  47: MEDIA,
  58: MEDIA,
  63: MEDIA,
  65: MEDIA,
  79: MEDIA,
  88: MEDIA,
  27: DOWNSTREAM,
  38: DOWNSTREAM,
  41: DOWNSTREAM,
  42: DOWNSTREAM,
}

/** Normal clearing, busy, no answer and normal, unspecified. */
const ORDINARY = new Set([16, 17, 18, 19, 31])

const isFailure = ({ protocol, cause }: Reason): boolean =>
  cause !== undefined && ((protocol === 'SIP' && cause >= 400) || (protocol === 'Q.850' && !ORDINARY.has(cause)))

/** It follows a REFER or Replaces, or closes a fork that another one outran. */
const isWanted = (call: Call, bye: SipRequest): boolean =>
  call.transactions.some(
    ({ method, request }) => method === 'REFER' || (method === 'INVITE' && hasHeader(request, 'replaces')),
  ) || call.answer?.toTag !== otherTag(call, bye)

/** Tag of the callee in a request of either side. */
const otherTag = ({ answer }: Call, bye: SipMessage): string | undefined =>
  bye.fromTag === answer?.fromTag ? bye.toTag : bye.fromTag

/** Nothing was asked between the answer and the BYE. */
const isNext = ({ messages, answer }: Call, bye: SipRequest): boolean =>
  messages.every(
    (one) =>
      one.kind === 'response' ||
      one.method === 'ACK' ||
      one.method === 'BYE' ||
      one.number < answer!.number ||
      one.number > bye.number,
  )
