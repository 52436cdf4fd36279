import type { CaptureFacts } from '../../model/call.ts'
import type { Micros } from '../../model/time.ts'
import { TIMER_B_US } from '../thresholds/signaling.ts'

/**
 * Whether the input goes on for so long after something that what had to follow would be in it: 32 s unless said. Without times
 * nobody knows where the input ends.
 */
export const isTimeLeft = (
  { at }: { readonly at: Micros | undefined },
  { lastAt }: Pick<CaptureFacts, 'lastAt'>,
  us: Micros = TIMER_B_US,
): boolean => at !== undefined && lastAt !== undefined && lastAt - at >= us
