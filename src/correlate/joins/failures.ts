import type { Call } from '../../model/call.ts'
import type { PassedFailure } from '../../model/joined-call.ts'
import { MICROS_PER_SECOND } from '../../model/time.ts'
import type { Edge, Leg } from './leg.ts'

/** A B2BUA that has tried everything says so at once; so long it may look for another way. Chosen by us. */
const PASSED_ON_US = 5 * MICROS_PER_SECOND
/** The caller hung up: that goes downwards. */
const TERMINATED = 487

/**
 * Which legs failed because one further down did: none of those below was answered, and the last of them failed, or had been
 * silent, shortly before the upper one was told. The status may have been mapped (a 503 is passed on as a 500, RFC 3261
 * §16.7 point 6). Each leg is traced to where the failure began.
 */
export function passedFailures(edges: readonly Edge[]): readonly PassedFailure[] {
  const below = Map.groupBy(edges.filter(isCalledOn), ({ upper }) => upper)
  const causes = new Map<Leg, Leg>()
  for (const [upper, all] of below) {
    const cause = causeOf(
      upper,
      all.map(({ lower }) => lower),
    )
    if (cause) causes.set(upper, cause)
  }
  return [...causes.keys()]
    .sort((a, b) => a.number - b.number)
    .map((leg) => {
      const cause = originOf(leg, causes)
      return { leg: leg.number, status: statusOf(leg.call)!, cause: cause.number, causeStatus: statusOf(cause.call) }
    })
}

/** Not a transfer or pickup: there the lower leg does not answer for the upper one. */
const isCalledOn = ({ reason }: Edge): boolean =>
  !['replaces', 'refer-to-replaces', 'referred-by', 'refer-target', 'target-dialog', 'join'].includes(reason)

function causeOf({ call }: Leg, below: readonly Leg[]): Leg | undefined {
  const failure = call?.failure
  if (!failure || failure.status < 400 || failure.status === TERMINATED) return undefined
  if (below.some((leg) => leg.answeredAt !== undefined || leg.call?.answer)) return undefined
  const tried = below.filter((leg) => isBefore(leg.call, failure))
  return tried.sort((a, b) => lastWord(a.call) - lastWord(b.call)).at(-1)
}

/** It failed, or nobody had answered it, before the upper leg was told. */
function isBefore(lower: Call | undefined, failure: NonNullable<Call['failure']>): boolean {
  if (!lower?.invite || lower.invite.number > failure.number) return false
  if (lower.failure === undefined) return lower.outcome === 'timed-out'
  const { status, at, number } = lower.failure
  if (status === TERMINATED || status < 300) return false
  if (at === undefined || failure.at === undefined) return number < failure.number
  return at <= failure.at && failure.at - at <= PASSED_ON_US
}

const lastWord = (call: Call | undefined): number => call?.failure?.number ?? 0
const statusOf = (call: Call | undefined): number | undefined => call?.failure?.status

/** Down to the leg that failed by itself; a circle ends where it began. */
function originOf(leg: Leg, causes: ReadonlyMap<Leg, Leg>): Leg {
  const passed = new Set([leg])
  let cause = causes.get(leg)!
  for (let next = causes.get(cause); next && !passed.has(next); next = causes.get(cause)) {
    passed.add(cause)
    cause = next
  }
  return cause
}
