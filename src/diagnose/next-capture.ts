import type { CaptureFacts } from '../model/call.ts'
import { type InsufficientReason, type RuleCoverage, severityOrder } from '../model/finding.ts'
import { lastFew } from './facts/last-few.ts'
import type { AnyRule } from './rule.ts'
import type { Tally } from './tally.ts'

/** Requests that people can follow at a time. Chosen by us. */
const MOST = 3
/** A question is worth a new capture from this level of the rule on: info and low are not. */
const WORTH = severityOrder('medium')

/** What was left open, and what to bring so that it can be settled. */
export interface Open {
  readonly reason: InsufficientReason
  /** Ids of the rules that could not judge, gravest first. */
  readonly rules: readonly string[]
  /** One sentence, to whoever makes the next capture. */
  readonly ask: string
}

/**
 * Which capture would settle what stayed open: the reasons for which grave rules could not judge, the one that blocks most
 * first, at most three. Empty where nothing grave is open.
 */
export function openQuestions(
  coverage: readonly RuleCoverage[],
  rules: readonly AnyRule[],
  tally: Tally,
  capture: CaptureFacts,
): readonly Open[] {
  const orders = ordersOf(rules)
  const orderOf = (id: string): number => orders.get(id) ?? WORTH + 1
  const blocked = coverage.filter(
    (one) => one.verdict === 'insufficient-evidence' && one.reason !== undefined && orderOf(one.rule) <= WORTH,
  )
  const byReason = [...Map.groupBy(blocked, ({ reason }) => reason!)].flatMap(([reason, all]): Open[] => {
    const ask = ASKS[reason](tally, capture)
    return ask === undefined
      ? []
      : [
          {
            reason,
            rules: all.map(({ rule }) => rule).sort((a, b) => orderOf(a) - orderOf(b) || (a < b ? -1 : 1)),
            ask,
          },
        ]
  })
  const weight = ({ rules: ids }: Open): number => ids.reduce((sum, id) => sum + 1 / (1 + orderOf(id)), 0)
  return byReason.sort((a, b) => weight(b) - weight(a)).slice(0, MOST)
}

/** How grave each rule is, by id. */
const ordersOf = lastFew(
  (rules: readonly AnyRule[]): ReadonlyMap<string, number> =>
    new Map(rules.map(({ id, severity }) => [id, severityOrder(severity)])),
)

/** The same as a sentence or two; undefined where nothing grave is open. */
export const nextCaptureOf = (open: readonly Open[]): string | undefined =>
  open.length === 0 ? undefined : open.map(({ ask }) => ask).join(' ')

type Ask = (tally: Tally, capture: CaptureFacts) => string | undefined

const ASKS: Readonly<Record<InsufficientReason, Ask>> = {
  'no-rtp-in-capture': ({ answered }, { kind }) => {
    if (answered === 0) return undefined
    return kind === 'text'
      ? 'A packet capture with the RTP of such a call, taken at the media host, would show whether and how well audio flows.'
      : 'A capture at the media host without a port filter would show the RTP of these calls.'
  },
  'no-timestamps': (_tally, { kind }) =>
    kind === 'text'
      ? 'A log with a time before each message, or a packet capture, would let delays and retransmissions be judged.'
      : 'A capture from a machine with a steady clock would let delays be judged.',
  'one-direction-only': () =>
    'A capture that shows both directions, with the addresses of the packets, would tell lost messages from unseen ones.',
  'starts-mid-dialog': () => 'A capture that begins before the call or registration does would show how it was set up.',
  'ends-mid-dialog': () => 'A capture that runs until half a minute after the call has ended would show how it ends.',
  encrypted: () =>
    'A key log (SSLKEYLOGFILE), HEP from inside the PBX, or a capture behind the TLS end would make the signalling readable.',
  'truncated-snaplen': () => 'A capture with whole packets (tcpdump -s 0) would show what was cut off.',
  'capture-drops': () =>
    'A capture that loses no packets (larger buffer, tighter filter) would tell loss on the network from loss at the tap.',
  'sdp-absent': () => 'The answer to the offer, with its session description, would show what was agreed.',
  'single-leg': () => 'A capture on both sides of the B2BUA or SBC would join the legs of the call.',
  'message-cut': () => 'The whole messages, headers and bodies, would show what is missing from the cut ones.',
}
