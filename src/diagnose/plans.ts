import type { AnyRule, RuleContext, SubjectKind, Verdict } from './rule.ts'
import { type Marks, readerOf, sameTraits, type Traits } from './traits.ts'

/** A rule with its place in the list, in the shape the inner loop calls it: the kinds are matched by `examines`. */
export interface Seat {
  readonly rule: AnyRule
  readonly index: number
  readonly examines: SubjectKind
  readonly applies: ((subject: unknown, context: RuleContext) => boolean) | undefined
  readonly check: (subject: unknown, context: RuleContext) => Iterable<Verdict<unknown>>
}

export function seatOf(rule: AnyRule, index: number): Seat {
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
}

/** Plans kept at a time: a capture of one site knows some dozens. Chosen by us. */
const PLANS_KEPT = 1_000

/** The plan for conversations with these traits, made of those seats; each is made once. */
export function createPlans(seats: readonly Seat[]): (traits: Traits) => Plan {
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
    return { looking, clear }
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
