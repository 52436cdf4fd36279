import type { Passage } from './dialog.ts'
import type { SipResponse } from './message.ts'
import type { Micros } from './time.ts'

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
