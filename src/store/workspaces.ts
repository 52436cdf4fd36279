import type { Policy } from '../model/options.ts'
import type { Workspace } from '../model/workspace.ts'
import type { Db } from './database.ts'
import { fromJson, isUuid } from './values.ts'

/** Workspace with its plan: joined with its organization, which carries the name. */
export async function workspaceById(db: Db, id: string): Promise<Workspace | undefined> {
  if (!isUuid(id)) return undefined
  const row = await selectWorkspaces(db).where('workspaces.id', '=', id).executeTakeFirst()
  return row && workspaceOf(row)
}

/** The columns of a workspace under names that `workspaceOf` reads; `keys.ts` joins the same. */
export const workspaceColumns = [
  'workspaces.id as workspace_id',
  'organization.name as workspace_name',
  'workspaces.retention_days',
  'plans.slug as plan_slug',
  'plans.name as plan_name',
  'plans.api_access',
  'plans.analyses_per_day',
] as const

const selectWorkspaces = (db: Db) =>
  db
    .selectFrom('workspaces')
    .innerJoin('organization', 'organization.id', 'workspaces.id')
    .innerJoin('plans', 'plans.slug', 'workspaces.plan')
    .select(workspaceColumns)

export interface WorkspaceRow {
  readonly workspace_id: string
  readonly workspace_name: string
  readonly retention_days: number
  readonly plan_slug: string
  readonly plan_name: string
  readonly api_access: boolean
  readonly analyses_per_day: number
}

export const workspaceOf = (row: WorkspaceRow): Workspace => ({
  id: row.workspace_id,
  name: row.workspace_name,
  retentionDays: row.retention_days,
  plan: {
    slug: row.plan_slug,
    name: row.plan_name,
    apiAccess: row.api_access,
    analysesPerDay: row.analyses_per_day,
  },
})

/** The row beside an organization. Does nothing when it is there already. Throws when the plan or organization is not. */
export async function createWorkspace(
  db: Db,
  workspace: { readonly id: string; readonly plan: string },
): Promise<void> {
  await db
    .insertInto('workspaces')
    .values({ id: workspace.id, plan: workspace.plan })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}

/** False when there is no such workspace; throws when there is no such plan. */
export async function setWorkspacePlan(db: Db, id: string, slug: string): Promise<boolean> {
  if (!isUuid(id)) return false
  const result = await db.updateTable('workspaces').set({ plan: slug }).where('id', '=', id).executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** `{}` for a workspace that never set one, and for one that does not exist. */
export async function workspacePolicy(db: Db, id: string): Promise<Policy> {
  if (!isUuid(id)) return {}
  const row = await db.selectFrom('workspaces').select('policy').where('id', '=', id).executeTakeFirst()
  return row ? fromJson<Policy>(row.policy) : {}
}

/** How a workspace treats its analyses. What is not given stays as it is. */
export interface WorkspaceHabits {
  /** For analyses that bring none of their own; it replaces the one before as a whole. */
  readonly policy?: Policy | undefined
  readonly keepInput?: boolean | undefined
  /** Days after which results are deleted. */
  readonly retentionDays?: number | undefined
}

/** False when there is no such workspace. */
export async function setWorkspaceHabits(db: Db, id: string, habits: WorkspaceHabits): Promise<boolean> {
  if (!isUuid(id)) return false
  const { policy, keepInput, retentionDays } = habits
  const result = await db
    .updateTable('workspaces')
    .set((is) => ({
      policy: policy === undefined ? is.ref('policy').$castTo<string>() : JSON.stringify(policy),
      keep_input: keepInput ?? is.ref('keep_input'),
      retention_days: retentionDays ?? is.ref('retention_days'),
    }))
    .where('id', '=', id)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Whether the workspace keeps inputs after their analysis has ended. */
export async function keepsInput(db: Db, id: string): Promise<boolean> {
  if (!isUuid(id)) return false
  const row = await db.selectFrom('workspaces').select('keep_input').where('id', '=', id).executeTakeFirst()
  return row?.keep_input ?? false
}

/** Ids of all workspaces with their names, for the operator; by name. */
export async function workspacesByName(db: Db): Promise<readonly Workspace[]> {
  const rows = await selectWorkspaces(db).orderBy('organization.name').orderBy('workspaces.id').execute()
  return rows.map(workspaceOf)
}
