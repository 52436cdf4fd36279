import type { Passage } from './dialog.ts'
import type { SipResponse } from './message.ts'
import type { Micros } from './time.ts'

/** A subscription to the state of something (RFC 6665), whose beginning may have been missed. */
export interface Subscription {
  readonly callId: string
  /** Lower case: `presence`, `message-summary`, `dialog` ...; empty where no message names it. */
  readonly event: string
  readonly id: string | undefined
  readonly subscriberTag: string | undefined
  /** URI that was subscribed to: To of the SUBSCRIBE, From of the NOTIFY. */
  readonly resource: string | undefined
  /** Its SUBSCRIBEs in order; empty where the NOTIFYs came unasked or the beginning was missed. */
  readonly subscribes: readonly Subscribe[]
  readonly notifies: readonly Notify[]
  /** `asked`: nothing decided yet. `refused`: no SUBSCRIBE was accepted. `terminated`: by NOTIFY, by Expires 0, or by a failed refresh. */
  readonly state: 'asked' | 'refused' | 'pending' | 'active' | 'terminated'
  /** Of the NOTIFY that terminated it: `timeout`, `noresource`, `deactivated` ...; undefined where it gives none. */
  readonly endReason: string | undefined
  readonly endedAt: Micros | undefined
  /** When it runs out unless it is refreshed; undefined without times or expiry. */
  readonly expiresAt: Micros | undefined
  /** The input begins in its middle. */
  readonly startsBefore: boolean
}

export interface Subscribe {
  readonly passage: Passage
  /** `fetch`: Expires 0 from the start, for one look (RFC 6665 §4.4.3). */
  readonly kind: 'initial' | 'refresh' | 'end' | 'fetch'
  readonly at: Micros | undefined
  /** Expires asked for, and granted by the 2xx; undefined where not given. */
  readonly askedS: number | undefined
  readonly grantedS: number | undefined
  readonly final: SipResponse | undefined
}

export interface Notify {
  readonly passage: Passage
  readonly at: Micros | undefined
  /** Lower case; undefined where Subscription-State is missing. */
  readonly state: string | undefined
  readonly expiresS: number | undefined
  readonly endReason: string | undefined
  readonly retryAfterS: number | undefined
  readonly final: SipResponse | undefined
}
