import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import { newApiKey } from '../../src/accounts/api-key.ts'
import { countKeyUse, insertKey, keyByHash, keysOf, revokeKey } from '../../src/store/keys.ts'
import type { Store } from '../../src/store/open.ts'
import { plan, setPlanLimits } from '../../src/store/plans.ts'
import {
  keepsInput,
  setWorkspaceHabits,
  setWorkspacePlan,
  workspaceById,
  workspacePolicy,
} from '../../src/store/workspaces.ts'
import { describeEachDatabase } from '../support/database.ts'
import { makeWorkspace } from '../support/rows.ts'

describeEachDatabase('keys, plans and workspaces', (open) => {
  let store: Store
  beforeAll(async () => {
    store = await open()
  })
  const newKey = async (workspaceId: string, name = 'CI') => {
    const { prefix, hash } = newApiKey()
    return { hash, key: await insertKey(store.db, { id: randomUUID(), workspaceId, name, prefix, hash }) }
  }

  it('finds a key by its hash with its workspace and plan', async () => {
    const { db } = store
    const workspace = await makeWorkspace(db, 'teams', 'Acme')
    const { hash, key } = await newKey(workspace, 'NUL \0')
    expect(key).toMatchObject({ name: 'NUL \ufffd', callsToday: 0, callsTotal: 0, revokedAt: undefined })
    expect(await keyByHash(db, hash)).toEqual({
      keyId: key.id,
      revokedAt: undefined,
      expiresAt: undefined,
      workspace: {
        id: workspace,
        name: 'Acme',
        retentionDays: 30,
        plan: { slug: 'teams', name: 'Teams', apiAccess: true, analysesPerDay: 1000 },
      },
    })
    expect(await keyByHash(db, newApiKey().hash)).toBeUndefined()
  })

  it('revokes once, for its own workspace only', async () => {
    const { db } = store
    const [own, other] = [await makeWorkspace(db), await makeWorkspace(db)]
    const { hash, key } = await newKey(own)
    expect(await revokeKey(db, other, key.id)).toBeUndefined()
    expect(await revokeKey(db, own, 'no uuid')).toBeUndefined()
    expect((await keyByHash(db, hash))?.revokedAt).toBeUndefined()
    const revoked = await revokeKey(db, own, key.id)
    expect(revoked?.revokedAt).toBeGreaterThanOrEqual(key.createdAt)
    expect(await revokeKey(db, own, key.id)).toEqual(revoked)
    expect((await keyByHash(db, hash))?.revokedAt).toBe(revoked?.revokedAt)
  })

  it('counts calls by day and in all', async () => {
    const { db } = store
    const workspace = await makeWorkspace(db)
    const { key } = await newKey(workspace)
    await Promise.all(Array.from({ length: 10 }, () => countKeyUse(db, key.id, '2026-04-16')))
    await countKeyUse(db, key.id, '2026-04-17')
    await countKeyUse(db, randomUUID(), '2026-04-17')
    const [counted] = (await keysOf(db, workspace, { first: 1 }, '2026-04-17')).items
    expect(counted?.item).toMatchObject({ callsToday: 1, callsTotal: 11 })
    expect(counted?.item.lastUsedAt).toBeGreaterThanOrEqual(key.createdAt)
    const [idle] = (await keysOf(db, workspace, { first: 1 }, '2026-04-18')).items
    expect(idle?.item).toMatchObject({ callsToday: 0, callsTotal: 11 })
  })

  it('lists the newest first, page by page', async () => {
    const { db } = store
    const workspace = await makeWorkspace(db)
    const ids: string[] = []
    for (let count = 0; count < 5; count++) ids.push((await newKey(workspace)).key.id)
    await revokeKey(db, workspace, ids[2] ?? '')
    const seen: string[] = []
    let after: string | undefined
    for (;;) {
      const slice = await keysOf(db, workspace, { first: 2, after })
      seen.push(...slice.items.map(({ item }) => item.id))
      after = slice.items.at(-1)?.cursor
      if (!slice.hasNext) break
    }
    expect(seen.toSorted()).toEqual(ids.toSorted())
    await expect(keysOf(db, workspace, { first: 2, after: 'x' })).rejects.toMatchObject({ code: 'invalid_input' })
  })

  it('changes a plan’s limits and a workspace’s plan without a deploy', async () => {
    const { db } = store
    expect(await plan(db, 'free')).toEqual({ slug: 'free', name: 'Free', apiAccess: false, analysesPerDay: 5 })
    expect(await plan(db, 'pro')).toEqual({ slug: 'pro', name: 'Pro', apiAccess: true, analysesPerDay: 100 })
    expect(await setPlanLimits(db, 'pro', { analysesPerDay: 7 })).toMatchObject({ apiAccess: true, analysesPerDay: 7 })
    expect(await setPlanLimits(db, 'pro', {})).toMatchObject({ analysesPerDay: 7 })
    expect(await setPlanLimits(db, 'gold', { analysesPerDay: 7 })).toBeUndefined()
    const workspace = await makeWorkspace(db, 'free')
    expect(await setWorkspacePlan(db, workspace, 'pro')).toBe(true)
    expect((await workspaceById(db, workspace))?.plan).toMatchObject({ slug: 'pro', analysesPerDay: 7 })
    await expect(setWorkspacePlan(db, workspace, 'gold')).rejects.toMatchObject({ code: '23503' })
    expect(await setWorkspacePlan(db, randomUUID(), 'pro')).toBe(false)
    expect(await workspaceById(db, 'no uuid')).toBeUndefined()
  })

  it('keeps the habits of a workspace', async () => {
    const { db } = store
    const workspace = await makeWorkspace(db)
    expect(await workspacePolicy(db, workspace)).toEqual({})
    expect(await keepsInput(db, workspace)).toBe(false)
    expect(await setWorkspaceHabits(db, workspace, { policy: { srtpRequired: true }, retentionDays: 7 })).toBe(true)
    expect(await setWorkspaceHabits(db, workspace, { keepInput: true })).toBe(true)
    expect(await workspacePolicy(db, workspace)).toEqual({ srtpRequired: true })
    expect(await keepsInput(db, workspace)).toBe(true)
    expect(await workspaceById(db, workspace)).toMatchObject({ retentionDays: 7 })
    expect(await setWorkspaceHabits(db, randomUUID(), {})).toBe(false)
  })
})
