import {
  type Join,
  type JoinedCall,
  type JoinedLeg,
  type JoinedLegs,
  type JoinedParties,
  SURE_JOIN,
} from '../../model/joined-call.ts'
import { passedFailures } from './failures.ts'
import { reweighed } from './inference.ts'
import { across, type Edge, isWorn, type Leg } from './leg.ts'
import { branchesOf, hostsOf } from './route.ts'
import type { Transfers } from './transfers.ts'

/** Legs of one joined call. Chosen by us: a conference of more is not one call any more. */
const MAX_LEGS = 32
const MAX_JOINS = 100

/** All legs that hang together with this one, in the order they began; undefined for more than `MAX_LEGS`. */
export function connected(leg: Leg): readonly Leg[] | undefined {
  const found = new Set([leg])
  for (const one of found) {
    for (const edge of one.edges ?? []) {
      const other = across(edge, one)
      if (other.state !== 'settled' && !isVoid(edge)) found.add(other)
    }
    if (found.size > MAX_LEGS) return undefined
  }
  return [...found].sort((a, b) => a.number - b.number)
}

const isVoid = ({ mark }: Edge): boolean => mark !== undefined && isWorn(mark)

/** What legs that hang together come to now that all are over: calls of those that are surely one. Others are in none. */
export function settled(legs: readonly Leg[], transfers: Transfers): readonly JoinedLegs[] {
  const members = new Set(legs)
  const edges = [...new Set(legs.flatMap((leg) => leg.edges ?? []))]
    .filter((edge) => !isVoid(edge) && members.has(edge.upper) && members.has(edge.lower))
    .map((edge) => ({ ...edge, confidence: reweighed(edge) }))
    // Sums of tenths are not exact.
    .filter(({ confidence }) => confidence > SURE_JOIN - 1e-9)
  const left = new Set(legs.filter(({ call }) => call))
  const found: JoinedLegs[] = []
  for (const first of left) {
    const tree = strongest(first, edges, left)
    for (const { leg } of tree) left.delete(leg)
    if (tree.length > 1) found.push(joinedOf(tree, edges, transfers))
  }
  return found
}

/** A leg with the join that ties it to those before it. */
interface Branch {
  readonly leg: Leg
  readonly by: Edge | undefined
  readonly from: Branch | undefined
  /** Of the weakest join between it and the first. */
  readonly confidence: number
}

/** The first leg with all that can be reached from it, each by the chain whose weakest join is the strongest there is. */
function strongest(first: Leg, edges: readonly Edge[], allowed: ReadonlySet<Leg>): readonly Branch[] {
  const tree: Branch[] = [{ leg: first, by: undefined, from: undefined, confidence: 1 }]
  const reached = new Set([first])
  for (;;) {
    let best: Branch | undefined
    for (const from of tree) {
      for (const by of edges) {
        if (by.upper !== from.leg && by.lower !== from.leg) continue
        const leg = across(by, from.leg)
        const confidence = Math.min(from.confidence, by.confidence)
        if (reached.has(leg) || !allowed.has(leg) || (best && best.confidence >= confidence)) continue
        best = { leg, by, from, confidence }
      }
    }
    if (!best) return tree
    reached.add(best.leg)
    tree.push(best)
  }
}

function joinedOf(tree: readonly Branch[], all: readonly Edge[], transfers: Transfers): JoinedLegs {
  const branches = [...tree].sort((a, b) => a.leg.number - b.leg.number)
  const members = new Set(branches.map(({ leg }) => leg))
  const edges = all.filter(({ upper, lower }) => members.has(upper) && members.has(lower))
  const legs = branches.map(legOf)
  const { number } = legs[0]!
  const calls = branches.map(({ leg }) => leg.call!)
  const joined: JoinedCall = {
    kind: 'joined-call',
    key: `joined:${number}`,
    number,
    legs,
    joins: joinsOf(edges),
    transfers: transfers.of(members),
    failures: passedFailures(edges),
    parties: partiesOf(branches, legs),
    firstAt: minimum(calls.map(({ firstAt }) => firstAt)),
    lastAt: maximum(calls.map(({ lastAt }) => lastAt)),
  }
  return { joined, calls }
}

function legOf({ leg, by, confidence }: Branch): JoinedLeg {
  const call = leg.call!
  return {
    number: leg.number,
    callId: leg.callId,
    joinedBy: by?.reason,
    confidence: rounded(confidence),
    from: call.from,
    to: call.to,
    hosts: hostsOf(call),
    branches: branchesOf(call),
    outcome: call.outcome,
    status: (call.answer ?? call.failure)?.status,
    startedAt: call.invite?.at ?? call.firstAt,
    answeredAt: call.answer?.at,
    endedAt: (call.bye ?? call.failure)?.at,
  }
}

/** Of each two legs the strongest, in the order of the legs. */
function joinsOf(edges: readonly Edge[]): readonly Join[] {
  const best = new Map<string, Edge>()
  for (const edge of edges) {
    const pair = `${edge.upper.number} ${edge.lower.number}`
    const known = best.get(pair)
    if (!known || known.confidence < edge.confidence) best.set(pair, edge)
  }
  return [...best.values()].slice(0, MAX_JOINS).map(({ upper, lower, reason, confidence, evidence }) => {
    const [first, second] = upper.number < lower.number ? [upper, lower] : [lower, upper]
    return { legs: [first.number, second.number] as const, reason, confidence: rounded(confidence), evidence }
  })
}

/** Along the chain of joins from the first leg to the last that was answered, or else tried. */
function partiesOf(branches: readonly Branch[], legs: readonly JoinedLeg[]): JoinedParties {
  const last = branches.findLast(({ leg }) => leg.call!.answer) ?? branches.at(-1)!
  const chain: Branch[] = []
  for (let one: Branch | undefined = last; one; one = one.from) chain.unshift(one)
  const hosts = chain.flatMap(({ leg }) => legs.find(({ number }) => number === leg.number)!.hosts)
  return { caller: legs[0]!.from, callee: last.leg.call!.to, hosts: [...new Set(hosts)] }
}

const rounded = (confidence: number): number => Math.round(confidence * 100) / 100

const known = (times: readonly (number | undefined)[]): number[] => times.filter((at) => at !== undefined)
const minimum = (times: readonly (number | undefined)[]): number | undefined =>
  known(times).reduce<number | undefined>((a, b) => (a === undefined ? b : Math.min(a, b)), undefined)
const maximum = (times: readonly (number | undefined)[]): number | undefined =>
  known(times).reduce<number | undefined>((a, b) => (a === undefined ? b : Math.max(a, b)), undefined)
