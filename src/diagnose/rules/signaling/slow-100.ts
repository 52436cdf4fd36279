import type { Transaction } from '../../../model/call.ts'
import type { SipResponse } from '../../../model/message.ts'
import { msBetween } from '../../facts/call-times.ts'
import { durationText } from '../../facts/durations.ts'
import { authorOf } from '../../facts/responses.ts'
import { isReliable } from '../../facts/transports.ts'
import { rule, type SignalingConversation, type Weight } from '../../rule.ts'
import { SLOW_100_MS, VERY_SLOW_100_MS } from '../../thresholds/signaling.ts'

interface Values {
  readonly delayMs: number
  readonly status: number
  readonly author: string
  readonly resent: boolean
}

export const slow100 = rule<'transaction', Values>({
  id: 'signaling.slow-100',
  category: 'signaling',
  severity: 'low',
  sources: ['RFC 3261 §17.2.1'],
  title: 'Server is slow to say 100 Trying',
  examines: 'transaction',
  issues: ['slow', 'delay'],
  meaning: 'A server must say 100 Trying within 200 ms if nothing else: this one works on the INVITE before it does.',
  fires:
    'The first response to an INVITE comes after more than 200 ms. Medium from 500 ms on where the INVITE was sent again over UDP.',
  quiet: 'A round trip that takes as long, measured on other requests of the same hop.',
  example: ['INVITE sip:bob@203.0.113.7 SIP/2.0 (at 0 s, again at 0.5 s)', 'SIP/2.0 100 Trying (at 0.7 s)'],
  recommendation:
    'Let the server answer 100 before it looks up names or databases (Kamailio: t_newtran() early in the route), and check its load.',
  verify: 'Verify: 100 Trying follows each INVITE within 200 ms.',
  about: { methods: ['INVITE'] },
  marks: { signs: ['slow-start', 'several-invites', 'untimed'] },
  applies: ({ transaction }) => transaction.method === 'INVITE',
  *check({ transaction, conversation }, { capture }) {
    const response = firstOf(transaction)
    if (!response || !transaction.final) return
    const delayMs = msBetween(transaction.request, response)
    if (!capture.timed || delayMs === undefined) {
      yield { insufficient: 'no-timestamps' }
      return
    }
    if (delayMs <= SLOW_100_MS) return
    if (capture.kind === 'text' && response.status >= 200) {
      // An excerpt leaves provisional responses out.
      yield { insufficient: 'message-cut' }
      return
    }
    const trip = roundTripMs(transaction, conversation)
    if (trip !== undefined && 2 * trip >= delayMs) return
    const resent = transaction.requests.some(
      ({ number }) => number < response.number && number !== transaction.request.number,
    )
    const severity = weigh(delayMs, resent && !isReliable(transaction.request), trip !== undefined)
    yield {
      values: { delayMs, status: response.status, author: authorOf(response), resent },
      proof: [{ message: transaction.request }, { message: response }],
      scope: [severity.level],
      mends: response,
      confidence: trip === undefined && !resent ? 0.6 : 0.85,
      severity,
    }
  },
  detail: ({ delayMs, status, author, resent }) =>
    `The first response to INVITE, ${status}${author ? ` from ${author}` : ''}, came ${durationText(delayMs)} after it${resent ? ', when it had been sent again already' : ''}. 200 ms are allowed.`,
})

const firstOf = ({ provisionals, finals }: Transaction): SipResponse | undefined => provisionals[0] ?? finals[0]

/** The shortest time that another request on this hop took: the way there and back, and a little work. */
function roundTripMs(of: Transaction, { transactions }: SignalingConversation): number | undefined {
  const times = transactions
    .filter((one) => one !== of && one.hop === of.hop && one.requests.length === 1)
    .flatMap((one) => msBetween(one.request, firstOf(one)) ?? [])
  return times.length === 0 ? undefined : Math.min(...times)
}

function weigh(delayMs: number, resent: boolean, measured: boolean): Weight {
  if (resent && delayMs > VERY_SLOW_100_MS) return { level: 'medium', because: 'The INVITE had to be sent again' }
  return {
    level: 'low',
    because: measured ? 'Other requests on this hop are answered faster' : 'The round trip of this hop is not known',
  }
}
