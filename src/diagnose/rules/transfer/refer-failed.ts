import { transfersOf } from '../../../correlate/transfers.ts'
import type { Transfer } from '../../../model/dialog.ts'
import type { JoinedLegs } from '../../../model/joined-call.ts'
import type { SipMessage } from '../../../model/message.ts'
import { isTimeLeft } from '../../facts/input-end.ts'
import { clip, meaningOf } from '../../facts/responses.ts'
import { NOT_ALLOWED, referProof, succeededLater, targetText, transfersIn } from '../../facts/transfers.ts'
import { type Proof, type RuleContext, rule, type SignalingConversation, type Weight } from '../../rule.ts'
import { TIMER_B_US } from '../../thresholds/signaling.ts'

interface Values {
  readonly how: 'refused' | 'told' | 'silent'
  readonly kind: 'blind' | 'attended'
  readonly target: string
  /** Of the REFER itself, or as the NOTIFY told it. */
  readonly status: number | undefined
  readonly reason: string
}

export const referFailed = rule<'conversation', Values>({
  id: 'transfer.refer-failed',
  category: 'signaling',
  severity: 'high',
  sources: ['RFC 3515 §2.4', 'RFC 6665 §4.1', 'RFC 7647 §3'],
  title: 'Transfer fails',
  examines: 'conversation',
  observed: true,
  acrossLegs: true,
  about: { methods: ['REFER'] },
  issues: ['transfer', 'refer'],
  meaning:
    'A call was to be transferred with REFER, and the transfer did not come about, or its result was never told.',
  fires:
    'REFER is answered with 400 or more; a NOTIFY tells of a final status of 400 or more; or no NOTIFY comes within 32 s of the 2xx.',
  quiet:
    'Refer-Sub: false and nosub, where no NOTIFY is due; a transferor that hung up first; challenges; a NOTIFY in the dialog of another Call-ID of the same call. Low where the call to the target was answered, or where the target was busy, declined or did not answer; info where another try succeeded.',
  example: ['REFER sip:bob@192.0.2.7 SIP/2.0', 'NOTIFY: Event: refer', 'SIP/2.0 503 Service Unavailable'],
  recommendation:
    'Look at the call that the transferee made to the target: its final response is what the NOTIFY tells.',
  recipe: 'transfer',
  verify: 'Verify: the last NOTIFY of the REFER carries SIP/2.0 200 OK.',
  *check({ conversation, joined }, context) {
    const all = joined ? transfersOfLeg(conversation, joined) : transfersIn(conversation)
    for (const transfer of all) {
      const found = failureOf(transfer, conversation, context)
      if (found === undefined) continue
      if (found === 'ends-mid-dialog') {
        yield { insufficient: found }
        continue
      }
      const severity: Weight | undefined = succeededLater(all, transfer)
        ? RETRIED
        : found.how === 'silent' && hasComeAbout(transfer, joined)
          ? CAME_ABOUT
          : USER.has(found.status ?? 0)
            ? USERS
            : undefined
      const { kind } = transfer
      yield {
        values: { kind, target: targetText(transfer), how: found.how, status: found.status, reason: found.reason },
        proof: [...referProof(transfer), ...found.messages.map((message): Proof => ({ message }))],
        scope: [found.how, kind, String(found.status ?? '-')],
        mends: found.messages.at(-1) ?? transfer.refer.near.request,
        ...(severity && { severity }),
        ...(found.how === 'silent' && { confidence: 0.7 }),
      }
    }
  },
  detail({ how, kind, target, status, reason }) {
    const what = `The ${kind} transfer to ${target}`
    if (how === 'silent') return `${what} was accepted, and no NOTIFY told within 32 s what came of it.`
    const meaning = meaningOf(status ?? 0)
    const said = `${status} ${reason}`.trim()
    return `${what} ${how === 'refused' ? `was refused with ${said}` : `failed: the NOTIFY tells of ${said}`}.${meaning ? ` ${meaning}` : ''}`
  },
  advise: ({ how }) =>
    how === 'silent'
      ? 'The side that accepted the REFER must send NOTIFY (RFC 3515 §2.4.4): see whether they go to the Contact of the REFER, and whether a proxy on the route knows them.'
      : how === 'refused'
        ? 'Look into the log of the side that refused the REFER: the target, the rights of the transferor, and for an attended transfer the dialog that Replaces names.'
        : 'Look at the call that the transferee made to the target: its final response is what the NOTIFY tells.',
})

const RETRIED: Weight = { level: 'info', because: 'Another transfer succeeded afterwards' }
const CAME_ABOUT: Weight = {
  level: 'low',
  because: 'The call to the target was answered: only the word of it is missing',
}
const USERS: Weight = { level: 'low', because: 'The target was busy, declined or did not answer' }
/** Busy, not there, not answered in time, declined. */
const USER = new Set([480, 486, 487, 600, 603])

/** Those of one leg, with what NOTIFYs in the others tell of them. */
const transfersOfLeg = ({ messages }: SignalingConversation, { calls }: JoinedLegs): readonly Transfer[] => {
  const transactions = calls.flatMap((call) => call.transactions).sort((a, b) => a.request.number - b.request.number)
  const callId = messages[0]?.callId
  return transfersOf(transactions).filter(({ refer }) => refer.near.request.callId === callId)
}

/** Whom the REFER named was called, and answered; or another leg passed the REFER on, and was told so. */
function hasComeAbout({ refer, target }: Transfer, legs: JoinedLegs | undefined): boolean {
  if (!legs) return false
  const { transfers, legs: all } = legs.joined
  const isAnswered = transfers.some(({ message, newLeg }) => {
    const leg = all.find(({ number }) => number === newLeg)
    return message === refer.near.request.number && leg?.answeredAt !== undefined
  })
  if (isAnswered) return true
  const others = legs.calls.flatMap(({ transactions }) => transfersOf(transactions))
  return others.some((other) => other.outcome === 'succeeded' && other.target !== undefined && other.target === target)
}

interface Failure {
  readonly how: Values['how']
  readonly status: number | undefined
  readonly reason: string
  readonly messages: readonly SipMessage[]
}

function failureOf(
  transfer: Transfer,
  conversation: SignalingConversation,
  { capture }: RuleContext,
): Failure | 'ends-mid-dialog' | undefined {
  const { refer, outcome, notifies, subscribed } = transfer
  const { final } = refer.near
  if (outcome === 'refused') {
    if (!final || final.status < 400 || NOT_ALLOWED.has(final.status)) return undefined
    return { how: 'refused', status: final.status, reason: clip(final.reason, 60), messages: [final] }
  }
  if (outcome === 'failed') {
    const last = notifies.findLast(({ status }) => status !== undefined)
    if (!last || last.status! < 400) return undefined
    const reason = clip(last.reason ?? '', 60)
    return { how: 'told', status: last.status, reason, messages: [last.passage.near.request] }
  }
  if (outcome !== 'open' || !final || !subscribed || notifies.length > 0 || isGone(transfer, conversation))
    return undefined
  if (isTimeLeft(final, capture)) return { how: 'silent', status: undefined, reason: '', messages: [final] }
  return conversation.final ? 'ends-mid-dialog' : undefined
}

/** The transferor ended the dialog before a NOTIFY was overdue: who hangs up does not want to know. */
const isGone = ({ refer }: Transfer, { transactions }: SignalingConversation): boolean =>
  transactions.some(({ method, request }) => {
    const { at, callId, number } = refer.near.request
    if (method !== 'BYE' || request.callId !== callId || request.number < number) return false
    return at === undefined || request.at === undefined || request.at - at <= TIMER_B_US
  })
