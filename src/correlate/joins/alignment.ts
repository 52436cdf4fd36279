import type { SipMessage } from '../../model/message.ts'
import { MICROS_PER_MS, type Micros } from '../../model/time.ts'
import type { Held } from '../held.ts'
import { isSameWay } from '../resends.ts'
import { TransactionTable } from '../transactions.ts'

/** What two clocks and ways may differ from message to message. Chosen by us: a long way's jitter. */
const SPREAD_US = 60 * MICROS_PER_MS
/** T1 and what follows from it (RFC 3261 §17.1.1.1): whatever comes again then was sent again. Chosen by us: how near. */
const TIMERS_MS = [500, 1_000, 1_500, 2_000, 3_500, 4_000, 7_500, 8_000] as const
const TIMER_NEAR_MS = 60
/** Messages that must all have been seen twice before it is believed. Chosen by us. */
const MIN_TWICE = 4
/** Share of all messages that must be of such pairs: either point may have missed some. Chosen by us. */
const MOST_TWICE = 0.8
/** Differences of clocks remembered: one for each two points. Chosen by us. */
const MAX_DIFFERENCES = 8

/**
 * Finds copies of a second capture point where no packet header tells them from what was sent again: every message of a
 * conversation comes twice, all after the same time. Once one conversation has shown it, the others are read in its light.
 */
export interface Alignment {
  /** Files the messages of a conversation that is over anew where some of them are copies. */
  align(held: Held): void
}

export function createAlignment(): Alignment {
  const differences: Micros[] = []
  return {
    align(held) {
      if (!hasTwice(held.messages)) return
      const pairs = pairsOf(held.messages)
      const difference = differenceOf(held.messages, pairs)
      const isKnown = differences.some((one) => difference !== undefined && Math.abs(one - difference) <= SPREAD_US)
      if (difference !== undefined && !isKnown && differences.length < MAX_DIFFERENCES) differences.push(difference)
      if (differences.length === 0) return
      const table = new TransactionTable((first, later) => isAfter(differences, first, later))
      for (const message of held.messages) table.add(message)
      held.table = table
    },
  }
}

/** A look at lengths alone: most conversations hold no two messages alike. */
function hasTwice(messages: readonly SipMessage[]): boolean {
  for (let i = 1; i < messages.length; i++) {
    const { length } = messages[i]!.raw
    for (let j = 0; j < i; j++)
      if (messages[j]!.raw.length === length && messages[j]!.raw === messages[i]!.raw) return true
  }
  return false
}

/** Each message that came again on the same way, with the first of its kind. */
function pairsOf(messages: readonly SipMessage[]): readonly (readonly [first: SipMessage, later: SipMessage])[] {
  const firsts = new Map<string, SipMessage>()
  const pairs: [SipMessage, SipMessage][] = []
  for (const message of messages) {
    const first = firsts.get(message.raw)
    if (!first) firsts.set(message.raw, message)
    else if (isSameWay(first, message)) pairs.push([first, message])
  }
  return pairs
}

/** By how much the second comes later than the first, where nearly all messages came twice; undefined where they did not. */
function differenceOf(
  messages: readonly SipMessage[],
  pairs: readonly (readonly [SipMessage, SipMessage])[],
): Micros | undefined {
  if (pairs.length < MIN_TWICE || pairs.length * 2 < MOST_TWICE * messages.length) return undefined
  if (pairs.some(([first, later]) => isOtherPacket(first, later))) return undefined
  const gaps = pairs.map(([first, later]) => (later.at ?? Number.NaN) - (first.at ?? Number.NaN))
  const [least, most] = [Math.min(...gaps), Math.max(...gaps)]
  if (!(most - least <= SPREAD_US) || least < SPREAD_US) return undefined
  if (new Set(pairs.map(([{ source }]) => source?.address)).size < 2) return undefined
  const middle = (least + most) / 2
  return TIMERS_MS.some((ms) => Math.abs(middle / MICROS_PER_MS - ms) <= TIMER_NEAR_MS) ? undefined : middle
}

/** A datagram keeps its identification (RFC 6864); 0 is written by stacks that do not care. */
const isOtherPacket = ({ ipId }: SipMessage, later: SipMessage): boolean =>
  ipId !== undefined && later.ipId !== undefined && ipId !== later.ipId

function isAfter(differences: readonly Micros[], first: SipMessage, later: SipMessage): boolean {
  if (first.at === undefined || later.at === undefined || first.raw !== later.raw || !isSameWay(first, later))
    return false
  if (isOtherPacket(first, later)) return false
  const gap = later.at - first.at
  return differences.some((one) => Math.abs(gap - one) <= SPREAD_US)
}
