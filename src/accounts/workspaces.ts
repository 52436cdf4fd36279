import { randomUUID } from 'node:crypto'
import type { Role } from '../model/workspace.ts'
import type { Db } from '../store/database.ts'
import type { Store } from '../store/open.ts'
import { createWorkspace } from '../store/workspaces.ts'

export interface Membership {
  readonly workspaceId: string
  readonly role: Role
}

/** The workspaces a user belongs to, the oldest membership first. */
export async function membershipsOf(db: Db, userId: string): Promise<readonly Membership[]> {
  const rows = await db
    .selectFrom('member')
    .select(['organizationId', 'role'])
    .where('userId', '=', userId)
    .orderBy('createdAt')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({ workspaceId: row.organizationId, role: roleOf(row.role) }))
}

/** better-auth keeps several roles joined by commas; the strongest counts, and one we do not know may only look. */
function roleOf(text: string): Role {
  const roles = text.split(',')
  return (['owner', 'member'] as const).find((role) => roles.includes(role)) ?? 'viewer'
}

/** The user's own workspace, under their name, on plan `free`; made when it is not there yet. Gives its id. */
export async function personalWorkspace(store: Store, userId: string): Promise<string> {
  return store.db.transaction().execute(async (trx) => {
    const { name } = await trx.selectFrom('user').select('name').where('id', '=', userId).executeTakeFirstOrThrow()
    const slug = `personal-${userId}`
    const made = await insertOrganization(trx, name.trim() || 'Personal', slug)
    if (made === undefined) {
      const row = await trx.selectFrom('organization').select('id').where('slug', '=', slug).executeTakeFirstOrThrow()
      return row.id
    }
    await createWorkspace(trx, { id: made, plan: 'free' })
    await trx
      .insertInto('member')
      .values({ organizationId: made, userId, role: 'owner', createdAt: new Date() })
      .execute()
    return made
  })
}

/** An organization as better-auth keeps it; undefined when that slug is taken. Its workspace row is the caller's. */
export async function insertOrganization(db: Db, name: string, slug: string): Promise<string | undefined> {
  const row = await db
    .insertInto('organization')
    .values({ id: randomUUID(), name, slug, createdAt: new Date() })
    .onConflict((conflict) => conflict.column('slug').doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id
}
