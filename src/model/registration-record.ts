import type { LaneRecord } from './call-facts.ts'
import type { LadderRow } from './events.ts'
import type { Micros } from './time.ts'

/**
 * How a registration stood at the end of the input. `registered`: a binding it asked for is in force, as far as its expiry tells.
 * `unregistered`: it took its bindings back, or only asked what there is. `expired`: none was refreshed in time. `refused`: the
 * last answer was a failure other than a challenge. `challenged`: it was asked for credentials and did not come back.
 * `unanswered`: nobody answered the last REGISTER. `unknown`: the input does not show it.
 */
export type RegistrationState =
  | 'registered'
  | 'unregistered'
  | 'expired'
  | 'refused'
  | 'challenged'
  | 'unanswered'
  | 'unknown'

/** All REGISTERs of one address of record at one registrar, each counted once however many hops of it were captured. */
export interface RegistrationRecord {
  /** From 1, in the order in which they closed. */
  readonly number: number
  readonly aor: string
  readonly registrar: string
  /** `address:port` of who sent the first REGISTER, and of where it went. */
  readonly from: string | undefined
  readonly to: string | undefined
  readonly state: RegistrationState
  /** The last final response. */
  readonly status: number | undefined
  /** In the order they were first granted, at most 20. */
  readonly bindings: readonly BindingRecord[]
  /** REGISTERs; of these the ones that were granted a binding, refreshed one, were refused, or were challenged. */
  readonly registers: number
  readonly granted: number
  readonly refreshes: number
  readonly refusals: number
  readonly challenged: number
  /** REGISTER to its 2xx (RFC 6076 §4.1): mean of those measured. */
  readonly registrationRequestDelayMs: number | undefined
  /** Its ladder: the hosts, and at most 100 rows, the first ones. */
  readonly lanes: readonly LaneRecord[]
  readonly messages: readonly LadderRow[]
  readonly firstAt: Micros | undefined
  readonly lastAt: Micros | undefined
}

/** A contact of the address of record. */
export interface BindingRecord {
  /** URI as given last. */
  readonly contact: string
  /** `+sip.instance` (RFC 5626). */
  readonly instance: string | undefined
  /** False where an answer merely lists it, as another device's. */
  readonly asked: boolean
  readonly refreshes: number
  /** Seconds asked for and granted last. */
  readonly askedS: number | undefined
  readonly grantedS: number | undefined
  readonly firstAt: Micros | undefined
  readonly lastAt: Micros | undefined
  /** Undefined once it was removed, and without times or expiry. */
  readonly expiresAt: Micros | undefined
  readonly removedBy: 'client' | 'registrar' | undefined
}
