import type { Conversation, Transaction } from '../../model/call.ts'
import type { CapturePair } from '../../model/capture-point.ts'
import type { SipMessage } from '../../model/message.ts'
import { quantileOf } from '../../model/quantile.ts'
import type { Micros } from '../../model/time.ts'
import { resendsOf } from '../resends.ts'

/** Pairs of capture points, the first: all of six points. And differences kept of each and direction, enough for a median. Chosen by us. */
const MAX_PAIRS = 16
const MAX_SAMPLES = 500

/** Which capture points saw the same messages, and how their clocks differ. */
export interface CapturePoints {
  /** A conversation that is final. */
  take(conversation: Conversation): void
  /** A message that was seen before, at that time, in a conversation that was over since. */
  again(message: SipMessage, firstAt: Micros): void
  /** Those that share most first. */
  list(): readonly CapturePair[]
}

interface Sampled {
  readonly points: readonly [string, string]
  messages: number
  /** Time at the second point minus that at the first, by direction. */
  readonly differences: readonly [number[], number[]]
}

export function createCapturePoints(): CapturePoints {
  const pairs = new Map<string, Sampled>()

  const note = (points: Sampled['points'], message: SipMessage, difference: Micros | undefined): void => {
    const name = points.join('|')
    const known = pairs.get(name)
    const sampled: Sampled = known ?? { points, messages: 0, differences: [[], []] }
    if (!known) {
      if (pairs.size >= MAX_PAIRS) return
      pairs.set(name, sampled)
    }
    sampled.messages++
    const list = sampled.differences[isForward(message) ? 0 : 1]
    if (difference !== undefined && list.length < MAX_SAMPLES) list.push(difference)
  }

  const pair = (first: SipMessage, later: SipMessage): void => {
    const { points, swapped } = pointsOf(first, later)
    const difference = first.at === undefined || later.at === undefined ? undefined : later.at - first.at
    note(points, later, swapped && difference !== undefined ? -difference : difference)
  }

  return {
    take(conversation) {
      if (conversation.kind === 'orphan-streams') return
      for (const transaction of conversation.transactions) {
        if (transaction.copies.length === 0) continue
        for (const { message, of, kind } of resendsOf(transaction)) if (kind === 'copy') pair(of, message)
      }
      if (conversation.kind === 'call')
        for (const [above, below] of hopsApart(conversation.transactions)) pair(above, below)
    },
    again: (message, firstAt) => note(UNTOLD, message, message.at === undefined ? undefined : message.at - firstAt),
    list: () => [...pairs.values()].sort((a, b) => b.messages - a.messages).map(recordOf),
  }
}

function recordOf({ points, messages, differences }: Sampled): CapturePair {
  const [there, back] = differences.map((of) => (of.length > 0 ? quantileOf(of, 0.5) : undefined))
  const both = there !== undefined && back !== undefined
  return {
    points,
    messages,
    clockDifferenceUs: both ? Math.round((there + back) / 2) : (there ?? back),
    delayUs: both ? Math.round(Math.abs(there - back) / 2) : undefined,
  }
}

/** Nothing tells which saw it: only that it was seen before. */
const UNTOLD: Sampled['points'] = ['first', 'second']

/** Each way between two hosts is one direction or the other. */
const isForward = ({ source, destination }: SipMessage): boolean =>
  (source?.address ?? '') < (destination?.address ?? '') ||
  (source?.address === destination?.address && (source?.port ?? 0) < (destination?.port ?? 0))

/** What tells the two points apart, in an order that does not depend on which came first; `swapped` where that turns them. */
function pointsOf(
  first: SipMessage,
  later: SipMessage,
): { readonly points: Sampled['points']; readonly swapped: boolean } {
  const [one, other] = [first.capturePoint, later.capturePoint]
  if (one !== undefined && other !== undefined && one !== other)
    return ordered([placeOf(one), one], [placeOf(other), other])
  if (first.direction !== undefined && later.direction !== undefined && first.direction !== later.direction)
    return ordered([logOf(first), logOf(first)], [logOf(later), logOf(later)])
  const [hops, left] = [first.ttl, later.ttl]
  if (hops !== undefined && left !== undefined && hops !== left) {
    // TTL is lost on the way: the point with more of it is nearer to the sender.
    const [near, far] = [`near ${first.source?.address}`, `near ${first.destination?.address}`]
    return hops > left ? ordered([near, near], [far, far]) : ordered([far, far], [near, near])
  }
  return { points: UNTOLD, swapped: false }
}

type Named<Key> = readonly [name: string, key: Key]

function ordered<Key extends number | string>(first: Named<Key>, later: Named<Key>) {
  const swapped = later[1] < first[1]
  const points: [string, string] = swapped ? [later[0], first[0]] : [first[0], later[0]]
  return { points, swapped }
}

const placeOf = (point: number): string => (point >= 0 ? `interface ${point}` : `capture agent ${-1 - point}`)

/** Of the program that wrote the line. */
const logOf = ({ direction, source, destination }: SipMessage): string =>
  `log of ${(direction === 'sent' ? source : destination)?.address ?? direction}`

/**
 * A request as it came to a proxy and as that sent it on, and their answers, where two points saw the two hops. A proxy takes
 * its time, but hardly more for the one direction than for the other.
 */
function hopsApart(transactions: readonly Transaction[]): readonly (readonly [SipMessage, SipMessage])[] {
  const first = transactions[0]?.request.capturePoint
  if (transactions.every(({ request }) => request.capturePoint === first)) return []
  const found: [SipMessage, SipMessage][] = []
  for (const above of transactions) {
    const below = transactions.find((one) => isSentOn(above, one))
    if (!below) continue
    found.push([above.request, below.request])
    if (above.final && below.final && above.final.status === below.final.status) found.push([above.final, below.final])
  }
  return found
}

const isSentOn = (above: Transaction, below: Transaction): boolean =>
  above.method === below.method &&
  above.request.cseq?.number === below.request.cseq?.number &&
  above.request.fromTag === below.request.fromTag &&
  above.request.branch !== below.request.branch &&
  above.request.capturePoint !== below.request.capturePoint &&
  above.request.destination?.address !== undefined &&
  above.request.destination.address === below.request.source?.address
