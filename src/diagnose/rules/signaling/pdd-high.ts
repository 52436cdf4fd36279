import { parseUri } from '../../../decode/sip/uri.ts'
import type { Call } from '../../../model/call.ts'
import type { SipRequest } from '../../../model/message.ts'
import { userOf } from '../../facts/addresses.ts'
import { type CallTimes, callTimes, msBetween } from '../../facts/call-times.ts'
import { durationText } from '../../facts/durations.ts'
import { initialInvites } from '../../facts/outcome.ts'
import { clip } from '../../facts/responses.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'
import { PDD_HIGH_MS, PDD_INTERNATIONAL_MS, PDD_MS, PDD_SILENT_CANCEL_MS } from '../../thresholds/signaling.ts'

interface Values {
  readonly delayMs: number
  /** What ended the wait: `180`, `486`, `CANCEL`. */
  readonly by: string
  readonly target: string
  /** Where the time went, in words. */
  readonly parts: readonly string[]
  readonly international: boolean
}

export const pddHigh = rule<'call', Values>({
  id: 'signaling.pdd-high',
  category: 'signaling',
  severity: 'medium',
  sources: ['RFC 6076 §4.3', 'ITU-T E.721', 'chosen by us: 6 s and 11 s'],
  title: 'Post-dial delay is high',
  examines: 'call',
  observed: true,
  issues: ['pdd', 'delay', 'slow'],
  meaning: 'The caller hears nothing for seconds after dialling: many hang up or dial again.',
  fires:
    'More than 6 s from the INVITE that was let in to the first 18x, or to the answer or refusal without one. High above 11 s, or where the caller gives up after more than 8 s; low for international numbers up to 8 s.',
  quiet:
    'A 183 or 180 in time; waits for a person to answer, which come after ringing; challenges, whose rounds do not count.',
  example: ['INVITE sip:+442079460000@203.0.113.7 SIP/2.0 (at 0 s)', 'SIP/2.0 183 Session Progress (at 9.2 s)'],
  recommendation:
    'Shorten the timers after which the server tries the next route, put the route that works first, and give the carrier the times.',
  recipe: 'timeout',
  verify: 'Verify: 18x follows the INVITE within 5 s.',
  about: { methods: ['INVITE'] },
  marks: { signs: ['slow-start', 'several-invites', 'untimed'] },
  *check({ call }, { capture }) {
    const times = callTimes(call)
    if (!times) return
    const { progress, cancel } = times
    const end = progress ?? (cancel && cancel.number < (times.end?.number ?? cancel.number + 1) ? cancel : times.end)
    if (!end) return
    const delayMs = msBetween(times.admitted, end)
    if (!capture.timed || delayMs === undefined) {
      yield { insufficient: 'no-timestamps' }
      return
    }
    if (delayMs <= PDD_MS) return
    if (capture.kind === 'text' && isAbridged(times)) {
      yield { insufficient: 'message-cut' }
      return
    }
    const international = isInternational(times.admitted)
    const isTimeout = end.kind === 'response' && TIMEOUTS.has(end.status)
    const severity = isTimeout ? TOLD : weigh(delayMs, times, international)
    yield {
      values: {
        ...{ delayMs, international },
        by: end.kind === 'request' ? end.method : String(end.status),
        target: clip(times.admitted.requestUri),
        parts: partsOf(call, times),
      },
      proof: [
        { message: times.admitted },
        ...sentOn(call, times).map((message): Proof => ({ message })),
        { message: end },
      ],
      scope: [severity?.level ?? 'medium'],
      mends: end,
      ...(severity && { severity }),
    }
  },
  detail: ({ delayMs, by, target, parts, international }) =>
    `The caller of ${target} waited ${durationText(delayMs)} ${by === 'CANCEL' ? 'without ringing and gave up' : `for ${by}`}.${parts.length > 0 ? ` Of that ${parts.join(', ')}.` : ''}${international ? ' The number is an international one.' : ''}`,
})

/** A server further on waited in vain: that has a finding of its own. */
const TIMEOUTS: ReadonlySet<number> = new Set([408, 504])
const TOLD: Weight = { level: 'medium', because: 'The wait is that of a server which got no answer' }

/** A pasted excerpt in which an INVITE is answered without so much as a 100 leaves the ringing out, too. */
const isAbridged = ({ trying, end }: CallTimes): boolean => !trying && end !== undefined && end.status < 300

function weigh(delayMs: number, { progress, cancel }: CallTimes, international: boolean): Weight | undefined {
  const gaveUp = !progress && cancel !== undefined && delayMs > PDD_SILENT_CANCEL_MS
  if (gaveUp) return { level: 'high', because: 'The caller gave up before anything rang' }
  if (delayMs > PDD_HIGH_MS) return { level: 'high', because: `Nothing was heard for ${durationText(delayMs)}` }
  return international && delayMs <= PDD_INTERNATIONAL_MS
    ? { level: 'low', because: 'International calls take up to 8 s (ITU-T E.721)' }
    : undefined
}

/** `00` or `011` before it, or `+` and another country code than the caller's, as far as From tells it. */
function isInternational(invite: SipRequest): boolean {
  const called = parseUri(invite.requestUri)?.user ?? ''
  if (/^(?:00|011)[1-9]/.test(called)) return true
  const caller = userOf(invite, 'from') ?? ''
  return /^\+\d{3}/.test(called) && /^\+\d{3}/.test(caller) && called.slice(0, 3) !== caller.slice(0, 3)
}

/** INVITEs on later hops, in order: what the servers between did with the call. */
function sentOn(call: Call, { admitted }: CallTimes): readonly SipRequest[] {
  return initialInvites(call)
    .map(({ request }) => request)
    .filter((request) => request.number > admitted.number)
    .slice(0, 6)
}

function partsOf(call: Call, times: CallTimes): readonly string[] {
  const { admitted, progress, end } = times
  const tries: { readonly where: string; ms: number; count: number }[] = []
  let before: SipRequest = admitted
  for (const request of sentOn(call, times)) {
    const ms = msBetween(before, request)
    const where = request.destination?.address
    before = request
    if (ms === undefined || ms < 1000 || !where) continue
    const last = tries.at(-1)
    if (last?.where === where) {
      last.ms += ms
      last.count++
    } else tries.push({ where, ms, count: 1 })
  }
  const parts = tries.map(
    ({ where, ms, count }) =>
      `${durationText(ms)} until ${count === 1 ? 'the try' : `the last of ${count} tries more`} to ${where}`,
  )
  const rest = before === admitted ? undefined : msBetween(before, progress ?? end)
  return rest !== undefined && rest >= 1000 ? [...parts, `${durationText(rest)} after the last try`] : parts
}
