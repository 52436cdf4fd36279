import type { Call, Transaction } from '../../../model/call.ts'
import { msBetween } from '../../facts/call-times.ts'
import { durationText } from '../../facts/durations.ts'
import { methodScope } from '../../facts/methods.ts'
import { isChange, type Refusal, refusalsOf } from '../../facts/refusals.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'
import {
  GLARE_DROP_US,
  GLARE_ROUNDS,
  GLARE_SLACK_MS,
  OTHER_RETRY_MS,
  OWNER_RETRY_MS,
} from '../../thresholds/signaling.ts'

interface Values {
  readonly method: string
  readonly rounds: number
  readonly retryMs: number | undefined
  readonly owner: boolean
  readonly how: 'in-time' | 'early' | 'late' | 'not-retried' | 'settled' | 'open'
}

export const glare491 = rule<'call', Values>({
  id: 'signaling.glare-491',
  category: 'signaling',
  severity: 'low',
  sources: ['RFC 3261 §14.1', 'RFC 3261 §14.2', 'RFC 3311 §5.2'],
  title: 'Both sides change the call at once: 491',
  examines: 'call',
  yieldsTo: ['update.before-answer-problem'],
  issues: ['glare', '491'],
  meaning: 'Both sides offered a change at the same time, and one of them has to wait and try again.',
  fires:
    'A re-INVITE or UPDATE is answered with 491. Medium where it is not tried again, too early or too late (2.1 to 4 s for the side that made the Call-ID, 0 to 2 s for the other), or in three rounds; high where the call then drops.',
  quiet: 'Changes that follow each other.',
  example: ['INVITE sip:bob@203.0.113.7 SIP/2.0', 'SIP/2.0 491 Request Pending'],
  recommendation:
    'Let one side alone refresh the session and change the media: Asterisk PJSIP direct_media=no or direct_media_glare_mitigation=outgoing.',
  recipe: 'session-timer',
  verify: 'Verify: no 491 within the call.',
  marks: { statuses: [491] },
  *check({ call }, { capture }) {
    const refused = onceEach(call.transactions.filter(isGlare))
    const [first] = refused
    if (!first) {
      if (refusalsOf(call).some(isStray)) yield { insufficient: 'starts-mid-dialog' }
      return
    }
    const tries = refused.map((one) => tryAfter(one, call, capture.timed))
    // Where both are refused, each side has a time of its own; the last of the gravest tells.
    const worst = Math.max(...tries.map(({ how }) => GRAVITY[how]))
    const { last, retry, retryMs, owner, how } = tries.findLast((one) => GRAVITY[one.how] === worst)!
    const rounds = roundsOf(refused)
    const severity = weigh(how, rounds, last, call)
    yield {
      values: { method: last.method, rounds, retryMs, owner, how },
      proof: [
        { message: first.final! },
        ...(last === first ? [] : [{ message: last.final! }]),
        ...refused.slice(0, 4).map(({ request }): Proof => ({ message: request })),
        ...(retry ? [{ message: retry.request }] : []),
      ],
      scope: [methodScope(last.method), how],
      mends: last.request,
      ...(severity && { severity }),
    }
  },
  detail({ method, rounds, retryMs, owner, how }) {
    const often = rounds === 1 ? 'once' : `${rounds} times`
    const wanted = owner ? '2.1 to 4 s' : '0 to 2 s'
    const delay = retryMs === undefined ? '' : ` after ${durationText(retryMs)}`
    return `${method} was answered with 491 ${often}. ${UNRETRIED[how] ?? `It was tried again${delay}; ${wanted} are right for this side.`}`
  },
})

const UNRETRIED: Readonly<Partial<Record<Values['how'], string>>> = {
  'not-retried': 'It was not tried again.',
  settled: 'A later change of the other side went through.',
  open: 'No other try is in the input.',
}

const isGlare = ({ method, initial, final }: Transaction): boolean =>
  isChange(method) && !initial && final?.status === 491

/** Its request is not in the input. */
const isStray = ({ response, request }: Refusal): boolean => response.status === 491 && !request

/** A proxy shows the same on each of its hops. */
function onceEach(refused: readonly Transaction[]): readonly Transaction[] {
  const seen = new Set<string>()
  return refused.filter(({ method, request: { fromTag, cseq } }) => {
    const key = `${fromTag} ${method} ${cseq?.number}`
    return seen.size < seen.add(key).size
  })
}

/** One collision may refuse both. */
const roundsOf = (refused: readonly Transaction[]): number =>
  Math.max(...[...Map.groupBy(refused, ({ request }) => request.fromTag).values()].map((side) => side.length))

const GRAVITY: Readonly<Record<Values['how'], number>> = {
  'in-time': 0,
  settled: 0,
  open: 1,
  late: 2,
  early: 2,
  'not-retried': 3,
}

function tryAfter(last: Transaction, call: Call, timed: boolean) {
  const retry = retryOf(last, call)
  const retryMs = msBetween(last.final, retry?.request)
  const owner = last.request.fromTag === call.invite?.fromTag
  const told = retry ? howOf(retryMs, owner, call, timed) : unretried(last, call)
  // What comes after another change went through is a change of its own.
  const how = told === 'late' && isSettled(last, call, retry) ? 'settled' : told
  return { last, retry, retryMs, owner, how }
}

const retryOf = ({ final, request, method }: Transaction, { transactions }: Call): Transaction | undefined =>
  transactions.find(
    (one) => one.method === method && one.request.number > final!.number && one.request.fromTag === request.fromTag,
  )

/** One change that went through since ends the quarrel, whosever it was. */
const isSettled = (last: Transaction, { transactions }: Call, before?: Transaction): boolean =>
  transactions.some(
    ({ method, request, final }) =>
      isChange(method) &&
      request.number > last.final!.number &&
      final !== undefined &&
      final.status < 300 &&
      (before === undefined || final.number < before.request.number),
  )

/** What came of it without another try. */
function unretried(last: Transaction, call: Call): Values['how'] {
  if (isSettled(last, call)) return 'settled'
  return call.bye ? 'not-retried' : 'open'
}

function howOf(retryMs: number | undefined, owner: boolean, { invite }: Call, timed: boolean): Values['how'] {
  if (!timed || retryMs === undefined || !invite) return 'in-time'
  const [from, to] = owner ? OWNER_RETRY_MS : OTHER_RETRY_MS
  if (retryMs < from - GLARE_SLACK_MS) return 'early'
  return retryMs > to + GLARE_SLACK_MS ? 'late' : 'in-time'
}

function weigh(how: Values['how'], rounds: number, last: Transaction, { bye }: Call): Weight | undefined {
  const dropped =
    how === 'not-retried' &&
    bye?.at !== undefined &&
    last.final?.at !== undefined &&
    bye.at - last.final.at <= GLARE_DROP_US
  if (dropped) return { level: 'high', because: 'The call drops right after it' }
  if (rounds >= GLARE_ROUNDS) return { level: 'medium', because: `Both sides collide ${rounds} times` }
  if (how === 'not-retried') return { level: 'medium', because: 'The change was given up' }
  return how !== 'early' && how !== 'late'
    ? undefined
    : { level: 'medium', because: 'Tried again at the wrong time, both sides may collide once more' }
}
