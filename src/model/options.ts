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
    /** Source addresses whose scans are tests. */
    testSources: z.array(z.string().max(64)).max(100).optional(),
    /** User parts (numbers) of test calls. */
    testNumbers: z.array(z.string().max(64)).max(100).optional(),
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
  /** "Now", for rules that must know it; packet time is used wherever it will do. */
  readonly analysedAt: Micros
  /** Ask for a `transcript` event: raw SIP messages, at most that many characters in all. 0 or absent: none. */
  readonly transcriptChars?: number | undefined
}
