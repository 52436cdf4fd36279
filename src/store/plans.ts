import type { Plan } from '../model/workspace.ts'
import type { Db } from './database.ts'

/** A plan by its slug: `free`, `pro`, `teams` or one an operator added. */
export async function plan(db: Db, slug: string): Promise<Plan | undefined> {
  const row = await db.selectFrom('plans').selectAll().where('slug', '=', slug).executeTakeFirst()
  return row && { slug: row.slug, name: row.name, apiAccess: row.api_access, analysesPerDay: row.analyses_per_day }
}

/** Changes what is given; it holds from the next request on. Undefined when there is no such plan. */
export async function setPlanLimits(
  db: Db,
  slug: string,
  limits: { readonly analysesPerDay?: number | undefined; readonly apiAccess?: boolean | undefined },
): Promise<Plan | undefined> {
  const set = {
    ...(limits.analysesPerDay !== undefined && { analyses_per_day: limits.analysesPerDay }),
    ...(limits.apiAccess !== undefined && { api_access: limits.apiAccess }),
  }
  if (Object.keys(set).length > 0) await db.updateTable('plans').set(set).where('slug', '=', slug).execute()
  return plan(db, slug)
}
