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

/** One REGISTER, on the hop nearest to the client. */
export interface Register {
  readonly passage: Passage
  /** `query`: without Contact, it only asks (RFC 3261 §10.2.3). `remove`: all it names is taken back. */
  readonly kind: 'query' | 'register' | 'remove'
  readonly at: Micros | undefined
  /** What it asks for; a contact's own expiry goes before the header (§10.2.1.1). */
  readonly asked: readonly AskedContact[]
  /** `Contact: *`. */
  readonly wildcard: boolean
  /** All bindings that the 2xx lists, other devices' too. */
  readonly granted: readonly AskedContact[]
  readonly final: SipResponse | undefined
  /** 401 or 407. */
  readonly challenged: boolean
}

/** A contact with its parameters (RFC 3261 §10.2.1, RFC 5626 §4). */
export interface AskedContact {
  readonly uri: string
  readonly expiresS: number | undefined
  readonly q: number | undefined
  readonly instance: string | undefined
  readonly regId: number | undefined
}

/** A contact of an address of record over time. With instance and reg-id it is one binding whatever the contact (RFC 5626 §6). */
export interface Binding {
  /** As it was given last. */
  readonly contact: AskedContact
  /** Asked for in the input; false where a 2xx merely lists it, as another device's. */
  readonly asked: boolean
  /** Every grant in order: the first adds it or is the first seen, the others refresh it. */
  readonly grants: readonly BindingGrant[]
  /** When it was taken back: by the client, or absent from a later 2xx that lists others. */
  readonly removed:
    | { readonly at: Micros | undefined; readonly by: 'client' | 'registrar'; readonly response: SipResponse }
    | undefined
  /** When the last grant runs out; undefined once it was removed, and without times or expiry. */
  readonly expiresAt: Micros | undefined
}

export interface BindingGrant {
  readonly register: Register
  readonly at: Micros | undefined
  readonly askedS: number | undefined
  readonly grantedS: number | undefined
  /** Contact as written; another than before tells of a new address or port. */
  readonly uri: string
}
