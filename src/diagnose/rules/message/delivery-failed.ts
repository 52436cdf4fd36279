import { headerValues } from '../../../decode/sip/values.ts'
import type { Transaction } from '../../../model/call.ts'
import { header, type SipMessage } from '../../../model/message.ts'
import { senderName, senderText } from '../../facts/sender.ts'
import { type Proof, rule } from '../../rule.ts'
import { SHARE_MIN_ATTEMPTS } from '../../thresholds/general.ts'
import { TIMER_B_US, UNANSWERED_NONINVITE_SENDS } from '../../thresholds/signaling.ts'

interface Values {
  readonly status: number | undefined
  readonly reason: string
  readonly sender: string
  readonly type: string
  readonly octets: number
}

export const deliveryFailed = rule<'conversation', Values>({
  id: 'message.delivery-failed',
  category: 'signaling',
  severity: 'medium',
  sources: ['RFC 3428 §7', 'RFC 3428 §8'],
  title: 'Instant message not delivered',
  examines: 'conversation',
  yieldsTo: ['transport.udp-message-too-large', 'transport.ip-fragments-lost'],
  issues: ['message', 'sms', 'chat', 'text'],
  meaning: 'A MESSAGE was refused, or nobody answered it. Its text is never shown here.',
  fires:
    'A MESSAGE ends with 400 or more, or gets no final response in 32 s. Low for a single one, high where all of five or more fail.',
  quiet: 'The first challenge; one that is sent again and accepted; the last 32 s of the input.',
  example: ['MESSAGE sip:bob@192.0.2.20 SIP/2.0', 'SIP/2.0 405 Method Not Allowed'],
  recommendation: 'Enable messaging on the endpoint or trunk, and check that the addressee is registered.',
  verify: 'Verify: the MESSAGE gets a 200 or 202.',
  about: { methods: ['MESSAGE'] },
  *check({ conversation }, { capture }) {
    const sent = conversation.transactions.filter(({ method }) => method === 'MESSAGE')
    if (sent.some(({ final }) => final && final.status < 300)) return
    const last = sent.at(-1)
    const final = last?.final
    if (!last || final?.status === 401 || final?.status === 407) return
    if (!final) {
      if (!conversation.final) return
      const { at } = last.request
      if (last.requests.length < UNANSWERED_NONINVITE_SENDS) {
        if (!capture.timed || at === undefined) {
          yield { insufficient: 'no-timestamps' }
          return
        }
        if ((capture.lastAt ?? at) - at <= TIMER_B_US) {
          yield { insufficient: 'ends-mid-dialog' }
          return
        }
      }
    } else if (final.status < 400) return
    yield faultOf(last)
  },
  weigh: ({ conversations, tally }) => {
    if (conversations >= SHARE_MIN_ATTEMPTS && conversations >= tally.instantMessages)
      return { level: 'high', because: `All ${conversations} messages fail` }
    return conversations === 1 ? { level: 'low', because: 'A single message' } : undefined
  },
  detail({ status, reason, sender, type, octets }) {
    const what = `A MESSAGE of ${sender} (${type === '' ? 'no type' : type}, ${octets} octets)`
    return status === undefined
      ? `${what} got no final response.`
      : `${what} was answered with ${`${status} ${reason}`.trim()}.`
  },
  advise: ({ status }) => (status === undefined ? SILENCE : (REMEDIES[status] ?? GENERAL)),
})

const GENERAL =
  'Enable messaging on the endpoint or trunk (message_context in Asterisk), and check that the addressee is registered.'
const SILENCE = 'Check that the next hop is up and takes MESSAGE; it was sent and nobody answered.'
const REMEDIES: Readonly<Record<number, string>> = {
  404: 'Check the number or user it was sent to, and that it is registered.',
  405: GENERAL,
  413: 'Send a shorter text, or let both sides use MSRP for long ones.',
  415: 'Send text/plain, or let the addressee take the type that was sent.',
  513: 'Send a shorter text, or use TCP: over UDP a MESSAGE has to stay below 1,300 octets.',
}

function faultOf({ request, final }: Transaction) {
  const told = (final ? [final] : []).flatMap((message: SipMessage): Proof[] => {
    const found = header(message, 'reason') ?? header(message, 'warning')
    return [{ message }, ...(found ? [{ message, header: found }] : [])]
  })
  const type = header(request, 'content-type')
  const proof: readonly [Proof, ...Proof[]] = [
    { message: request },
    ...told,
    ...(type ? [{ message: request, header: type }] : []),
  ]
  return {
    values: {
      status: final?.status,
      reason: final?.reason.slice(0, 60) ?? '',
      sender: senderText(request),
      type: headerValues(request, 'content-type')[0]?.type.slice(0, 60) ?? '',
      octets: Buffer.byteLength(request.raw),
    },
    title: final ? `Instant message not delivered: ${final.status}` : 'Instant message not answered',
    proof,
    scope: [String(final?.status ?? 'silence'), senderName(request)],
    mends: final ?? request,
  }
}
