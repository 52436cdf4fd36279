import type { Micros } from './time.ts'

/** A plan is a row, not code: an operator changes it without a deploy (contract §1). */
export interface Plan {
  readonly slug: string
  readonly name: string
  readonly apiAccess: boolean
  readonly analysesPerDay: number
}

export interface Workspace {
  readonly id: string
  readonly name: string
  readonly plan: Plan
  readonly retentionDays: number
}

export type Role = 'owner' | 'member' | 'viewer'

/** A key as lists show it: never its secret. */
export interface ApiKey {
  readonly id: string
  readonly name: string
  /** `sips_` and the first 8 characters. */
  readonly prefix: string
  readonly createdAt: Micros
  readonly lastUsedAt: Micros | undefined
  readonly expiresAt: Micros | undefined
  readonly revokedAt: Micros | undefined
  readonly callsToday: number
  readonly callsTotal: number
}
