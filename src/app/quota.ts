import { MICROS_PER_SECOND, type Micros } from '../model/time.ts'
import type { Workspace } from '../model/workspace.ts'
import type { Db } from '../store/database.ts'
import { unitsUsed } from '../store/usage.ts'
import type { Quota } from './app.ts'

const MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND

/** The UTC day of an instant, `2026-11-23`. */
export const dayOf = (at: Micros): string => new Date(at / 1000).toISOString().slice(0, 10)

export const nextMidnight = (at: Micros): Micros => (Math.floor(at / MICROS_PER_DAY) + 1) * MICROS_PER_DAY

export const secondsToMidnight = (at: Micros): number => Math.ceil((nextMidnight(at) - at) / MICROS_PER_SECOND)

/** Today's ledger of a workspace; `used` when the caller knows it already. */
export async function quotaOf(db: Db, workspace: Workspace, now: Micros, used?: number): Promise<Quota> {
  const limit = workspace.plan.analysesPerDay
  const count = used ?? (await unitsUsed(db, workspace.id, dayOf(now)))
  return { limit, used: count, remaining: Math.max(0, limit - count), resetsAt: nextMidnight(now) }
}
