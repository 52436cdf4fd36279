import type { AnyRule, RuleContext, SubjectKind, Verdict } from './rule.ts'
import { subjectKindsOf } from './subjects.ts'
import { type Marks, readerOf, sameTraits, type Traits } from './traits.ts'

/** A rule with its place in the list, in the shape the inner loop calls it: the kinds are matched by `examines`. */
export interface Seat {
  readonly rule: AnyRule
  readonly index: number
  readonly examines: SubjectKind
  readonly applies: ((subject: unknown, context: RuleContext) => boolean) | undefined
  readonly check: (subject: unknown, context: RuleContext) => Iterable<Verdict<unknown>>
}

function seatOf(rule: AnyRule, index: number): Seat {
  const { applies, check } = rule as Pick<Seat, 'applies' | 'check'>
  return {
    ...{ rule, index, examines: rule.examines },
    ...{ applies: applies?.bind(rule), check: check.bind(rule) },
  }
}

/** What is to be done with every conversation that shows the same traits. Rules that are not about it are in neither list. */
export interface Plan {
  /** Rules that have to look, in the order of the catalogue. */
  readonly looking: readonly Seat[]
  /** Rules that are clear by the traits alone. */
  readonly clear: readonly Seat[]
  /** A copy of as many verdicts as rules look; the same one as long as these are the same, as they are on call after call. */
  kept(said: Uint8Array): Uint8Array
}

export function planOf(looking: readonly Seat[], clear: readonly Seat[]): Plan {
  let last = new Uint8Array(0)
  return {
    looking,
    clear,
    kept(said) {
      let same = last.length === looking.length
      for (let place = 0; same && place < last.length; place++) same = last[place] === said[place]
      if (!same) last = said.slice(0, looking.length)
      return last
    },
  }
}

/** Which rules look at what. It knows rules and traits, nothing of any input, so all analyses share one. */
export interface Planner {
  readonly seats: readonly Seat[]
  readonly call: (traits: Traits) => Plan
  readonly registration: (traits: Traits) => Plan
  readonly exchange: (traits: Traits) => Plan
  /** These have no traits. */
  readonly orphanStreams: Plan
  readonly joined: Plan
  readonly log: Plan
  readonly capture: Plan
}

const planners = new WeakMap<readonly AnyRule[], Planner>()

/** The planner of these rules; it is made once, as that takes as long as a short trace. */
export function plannerOf(rules: readonly AnyRule[]): Planner {
  const known = planners.get(rules)
  if (known) return known
  const seats = rules.map(seatOf)
  const seatsFor = (kinds: readonly SubjectKind[]) => seats.filter(({ examines }) => kinds.includes(examines))
  const fixed = (kinds: readonly SubjectKind[]): Plan => planOf(seatsFor(kinds), [])
  const planner: Planner = {
    seats,
    call: createPlans(seatsFor(subjectKindsOf('call'))),
    registration: createPlans(seatsFor(subjectKindsOf('registration'))),
    exchange: createPlans(seatsFor(subjectKindsOf('exchange'))),
    orphanStreams: fixed(subjectKindsOf('orphan-streams')),
    joined: fixed(['joinedCall']),
    log: fixed(['log', 'tls']),
    capture: fixed(['capture', 'tls']),
  }
  planners.set(rules, planner)
  return planner
}

/** Plans kept at a time: a capture of one site knows some dozens. Chosen by us. */
const PLANS_KEPT = 1_000

/** The plan for conversations with these traits, made of those seats; each is made once. */
function createPlans(seats: readonly Seat[]): (traits: Traits) => Plan {
  const reader = createReaders()
  const questions = seats.map((seat) => ({
    seat,
    about: reader(seat.rule.about),
    marks: reader(seat.rule.marks),
  }))
  const make = (traits: Traits): Plan => {
    const looking: Seat[] = []
    const clear: Seat[] = []
    for (const { seat, about, marks } of questions) {
      if (seat.examines === 'stream' && !traits.streams) continue
      if (about && !about(traits)) continue
      if (marks && !marks(traits)) clear.push(seat)
      else looking.push(seat)
    }
    return planOf(looking, clear)
  }
  const known = new Map<number, { readonly traits: Traits; readonly plan: Plan }[]>()
  let count = 0
  return (traits) => {
    const alike = known.get(traits.hash)
    for (const one of alike ?? []) if (sameTraits(one.traits, traits)) return one.plan
    if (count++ >= PLANS_KEPT) {
      known.clear()
      count = 1
    }
    const plan = make(traits)
    known.set(traits.hash, [...(known.get(traits.hash) ?? []), { traits, plan }])
    return plan
  }
}

/** Many rules ask the same of the traits. */
function createReaders(): (marks: Marks | readonly Marks[] | undefined) => ((traits: Traits) => boolean) | undefined {
  const readers = new Map<string, (traits: Traits) => boolean>()
  return (marks) => {
    if (!marks) return undefined
    const key = JSON.stringify(marks)
    const reader = readers.get(key) ?? readerOf(marks)
    readers.set(key, reader)
    return reader
  }
}
