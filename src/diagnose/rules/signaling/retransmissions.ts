import type { Transaction } from '../../../model/call.ts'
import type { SipResponse } from '../../../model/message.ts'
import { hostAsked } from '../../attempts.ts'
import { msBetween } from '../../facts/call-times.ts'
import { durationText } from '../../facts/durations.ts'
import { methodScope } from '../../facts/methods.ts'
import { clip } from '../../facts/responses.ts'
import { type Proof, rule } from '../../rule.ts'
import { SHARE_MIN_ATTEMPTS } from '../../thresholds/general.ts'
import { HALF, RESENDS_MANY, RESENT_SHARE, RESENT_SHARE_HIGH } from '../../thresholds/signaling.ts'

interface Values {
  readonly method: string
  readonly host: string
  /** Of the request that was sent most often, before it was answered. */
  readonly resends: number
  readonly firstMs: number | undefined
  readonly spacing: string
}

export const retransmissions = rule<'conversation', Values>({
  id: 'signaling.retransmissions',
  category: 'signaling',
  severity: 'medium',
  sources: ['RFC 3261 §17.1.1.2', 'RFC 3261 §17.1.2.2'],
  title: 'Requests are sent again before they are answered',
  examines: 'conversation',
  issues: ['retransmission', 'slow', 'loss'],
  meaning:
    'Requests or their answers are lost, or the peer is slow: the client sends again, and is answered in the end.',
  fires:
    'A request was repeated and then answered: low for one or two repetitions; medium for three of one request, or where a twentieth of five requests or more to the peer are repeated; high for a fifth of them, or where half are answered after more than 2 s.',
  quiet:
    'Copies that the capture holds twice; requests that are never answered, and 2xx with their ACK, which have rules of their own.',
  example: ['OPTIONS sip:203.0.113.7 SIP/2.0 (at 0 and 0.5 s)', 'SIP/2.0 200 OK (at 0.9 s)'],
  recommendation: 'Check the path for loss, and the peer for load or name lookups before it answers.',
  recipe: 'timeout',
  verify: 'Verify: requests are answered within half a second, and each is sent once.',
  marks: { signs: ['resent'] },
  *check({ conversation }, { capture }) {
    const again = conversation.transactions.filter((one) => isAgain(one) && resendsOf(one) > 0)
    if (again.length === 0) return
    if (!capture.timed) {
      yield { insufficient: 'no-timestamps' }
      return
    }
    for (const [host, ofHost] of Map.groupBy(again, ({ request }) => hostAsked(request))) {
      const worst = ofHost.reduce((most, one) => (resendsOf(one) > resendsOf(most) ? one : most))
      const resends = resendsOf(worst)
      yield {
        values: {
          method: worst.method,
          host: clip(host, 80) || 'its target',
          resends,
          firstMs: msBetween(worst.request, responseOf(worst)),
          spacing: spacingOf(worst),
        },
        proof: proofOf(worst),
        scope: [methodScope(worst.method)],
        mends: responseOf(worst)!,
        against: host,
        severity:
          resends >= RESENDS_MANY
            ? { level: 'medium', because: `One ${worst.method} had to be sent ${resends + 1} times` }
            : { level: 'low', because: 'A single lost packet explains one or two repetitions' },
      }
    }
  },
  weigh({ shares }) {
    const enough = shares.filter(({ requests }) => requests >= SHARE_MIN_ATTEMPTS)
    const slow = enough.find((one) => one.slow > HALF * one.requests)
    if (slow)
      return {
        level: 'high',
        because: `${slow.slow} of ${slow.requests} requests to one peer were answered after more than 2 s`,
      }
    const most = enough.find(({ resent, requests }) => resent >= RESENT_SHARE * requests)
    if (!most) return undefined
    return {
      level: enough.some(({ resent, requests }) => resent >= RESENT_SHARE_HIGH * requests) ? 'high' : 'medium',
      because: `${most.resent} of ${most.requests} requests to one peer were sent again`,
    }
  },
  detail({ method, host, resends, firstMs, spacing }) {
    const late = firstMs === undefined ? '' : ` The first answer came ${durationText(firstMs)} after the first send.`
    return `${method} was sent to ${host} ${resends + 1} times before it was answered${spacing}.${late}`
  },
})

const isAgain = ({ requests, provisionals, finals }: Transaction): boolean =>
  requests.length > 1 && provisionals.length + finals.length > 0

/** The first response, of whatever class. */
const responseOf = ({ provisionals, finals }: Transaction): SipResponse | undefined => {
  const [a, b] = [provisionals[0], finals[0]]
  return a && b ? (a.number < b.number ? a : b) : (a ?? b)
}

const resendsOf = (one: Transaction): number => {
  const first = responseOf(one)
  return first ? one.requests.filter(({ number }) => number < first.number).length - 1 : 0
}

/** `, 0.5 s and 1.5 s after the first`. */
function spacingOf(one: Transaction): string {
  const delays = one.requests.slice(1, 5).flatMap((again) => msBetween(one.request, again) ?? [])
  return delays.length === 0 ? '' : `, again ${delays.map(durationText).join(', ')} after the first`
}

function proofOf(one: Transaction): readonly [Proof, ...Proof[]] {
  return [
    { message: one.request },
    ...one.requests.slice(1, 5).map((message): Proof => ({ message })),
    { message: responseOf(one)! },
  ]
}
