import { MICROS_PER_SECOND } from '../../model/time.ts'

/** Numbers the rules on dialogs, provisionals and transfers decide by, with their sources. */

/** The smallest session interval there may be: RFC 4028 §4 and §5. */
export const SMALLEST_INTERVAL_S = 90
/** When a refresh may come, as shares of the interval: RFC 4028 §7.2 asks for one half; stacks begin at a third. Chosen by us. */
export const REFRESH_FROM = 0.25
/** A refresh that has not come by then will hardly come in time. Chosen by us. */
export const REFRESH_LATE = 0.75
/** The side that does not refresh hangs up so long before the end: the smaller of this and a third (RFC 4028 §10). */
export const EXPIRY_MARGIN_S = 32
/** How far from the computed time a call may end. Chosen by us: a round trip and a timer of whole seconds. */
export const DROP_SLACK_US = 5 * MICROS_PER_SECOND
/** Durations at which timers and carriers end calls, from and to in seconds. Chosen by us, after what vendors document. */
export const DROP_SIGNATURES_S: readonly (readonly [from: number, to: number])[] = [
  [90, 90],
  [120, 120],
  [300, 300],
  [600, 600],
  [900, 945],
  [1800, 1800],
  [3600, 3600],
  [7200, 7200],
]
/** Two requests that come so close together may have overtaken each other on the way. Chosen by us. */
export const OVERTAKEN_US = 50_000
/** A fork that lost may go on sending so long after the answer. Chosen by us. */
export const FORK_SILENT_US = 2 * MICROS_PER_SECOND
/** Re-sendings of a reliable provisional that show that its PRACK does not arrive: 3.5 s (RFC 3262 §3, timers as in RFC 3261 §17.1.1.2). Chosen by us. */
export const PRACK_RESENDS = 3
/** A transferor that got word of the success lets go within this time. Chosen by us. */
export const TRANSFEROR_LEAVES_US = 10 * MICROS_PER_SECOND
/** Media that moves to another place begins there within this time. Chosen by us. */
export const MEDIA_MOVES_US = 5 * MICROS_PER_SECOND
/** What was sent before goes on for so long at most: the side has not seen the answer yet. Chosen by us. */
export const MEDIA_TAIL_US = MICROS_PER_SECOND
