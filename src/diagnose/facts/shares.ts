import type { Frequency, Weight } from '../rule.ts'
import { FREQUENT_CALLS, FREQUENT_SHARE, SHARE_MIN_ATTEMPTS } from '../thresholds/general.ts'
import { HALF } from '../thresholds/signaling.ts'

/** The first host or user of whose calls, five at least, so large a share shows the fault. */
export const shareOf = ({ shares }: Frequency, share: number) =>
  shares.find(({ calls, faults }) => calls >= SHARE_MIN_ATTEMPTS && faults >= share * calls)

/**
 * A refusal that keeps coming: high becomes critical where half of the calls to a peer end so; medium becomes high where
 * three calls and a fifth of all do.
 */
export function raisedByShare(seen: Frequency): Weight | undefined {
  const { severity, conversations, tally } = seen
  if (severity === 'high') {
    const most = shareOf(seen, HALF)
    return most && { level: 'critical', because: `${most.faults} of ${most.calls} calls to one peer end so` }
  }
  const frequent =
    severity === 'medium' &&
    conversations >= FREQUENT_CALLS &&
    tally.calls >= SHARE_MIN_ATTEMPTS &&
    conversations >= FREQUENT_SHARE * tally.calls
  return frequent ? { level: 'high', because: `${conversations} of ${tally.calls} calls end so` } : undefined
}
