import * as z from 'zod'
import type { Micros } from './time.ts'

/** What the caller knows and the trace does not say (contract §4). Plain data; the schema is used at every edge. */
export const policySchema = z
  .object({
    /** Prefixes of the caller's own networks, `10.0.0.0/8`. */
    ownNetworks: z.array(z.string().max(64)).max(100).optional(),
    /** Groups of prefixes that reach each other without translation. */
    sites: z
      .array(z.array(z.string().max(64)).max(100))
      .max(100)
      .optional(),
    srtpRequired: z.boolean().optional(),
    /** Signalling must go over TLS. */
    tlsRequired: z.boolean().optional(),
    /** Source addresses whose scans are tests. */
    testSources: z.array(z.string().max(64)).max(100).optional(),
    /** User parts (numbers) of test calls. */
    testNumbers: z.array(z.string().max(64)).max(100).optional(),
    /** Addresses of declared trunks and carriers, `203.0.113.0/24`: whom they let in without a password is no stranger. */
    trunks: z.array(z.string().max(64)).max(1_000).optional(),
    /** Beginnings of numbers that cost much, in digits from the country code on: `252`, `1900`. */
    premiumNumbers: z.array(z.string().max(32)).max(1_000).optional(),
    /** Certificates of those who sign calls (RFC 8226), PEM: a signature is checked with these, none is ever fetched. */
    certificates: z.array(z.string().max(20_000)).max(20).optional(),
  })
  .strict()

export type Policy = z.infer<typeof policySchema>

/** A hint about the symptom and labels for the endpoints (contract §2). `issue` orders findings, it never changes one. */
export interface AnalyzeOptions {
  readonly issue?: string | undefined
  readonly endpoints?: readonly string[] | undefined
  readonly policy?: Policy | undefined
  /**
   * Secrets of the TLS connections in a capture, in the format of SSLKEYLOGFILE. For a caller on the same machine only: no
   * request over the network carries one, and nothing that is stored or told has any of it.
   */
  readonly keyLog?: string | Uint8Array | undefined
  /**
   * Passwords by user name, to compare digests with. For a caller on the same machine only: no request over the network carries
   * one, and nothing that is stored or told has any of it.
   */
  readonly passwords?: ReadonlyMap<string, string> | undefined
  /** "Now", for rules that must know it; packet time is used wherever it will do. */
  readonly analysedAt: Micros
  /**
   * Size of the input in bytes, unpacked, where it is known: what still goes on when its last byte has come is judged once, at the
   * end, and not as it stood just before. Absent, or wrong: it is judged whenever bytes have come.
   */
  readonly inputBytes?: number | undefined
  /** Ask for a `transcript` event: raw SIP messages, at most that many characters in all. 0 or absent: none. */
  readonly transcriptChars?: number | undefined
  /** Calls are told of, by `call-found` and `call-closed`, up to the one of that number; absent: all. */
  readonly callsTold?: number | undefined
}
