import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { beforeAll, expect, it } from 'vitest'
import { type Claim, claimIdempotency, deleteExpiredIdempotency } from '../../src/store/idempotency.ts'
import type { Store } from '../../src/store/open.ts'
import { describeEachDatabase } from '../support/database.ts'
import { makeAnalysis, makeWorkspace } from '../support/rows.ts'

describeEachDatabase('idempotency keys', (open) => {
  let store: Store
  beforeAll(async () => {
    store = await open()
  })

  /** As it is done for a submission: claim, then insert, in one transaction. */
  const submit = (workspace: string, key: string, bodyHash: string, id = randomUUID()): Promise<Claim> =>
    store.db.transaction().execute(async (trx) => {
      const claim = await claimIdempotency(trx, workspace, key, bodyHash, id)
      if (claim.claimed) await makeAnalysis(trx, workspace, { id })
      return claim
    })

  it('gives one of many at once the key, and tells the others which analysis has it', async () => {
    const workspace = await makeWorkspace(store.db)
    const ids = Array.from({ length: 20 }, () => randomUUID())
    const claims = await Promise.all(ids.map((id) => submit(workspace, 'same', 'hash', id)))
    const winner = ids[claims.findIndex((claim) => claim.claimed)]
    expect(claims.filter((claim) => claim.claimed)).toHaveLength(1)
    for (const claim of claims.filter((claim) => !claim.claimed)) {
      expect(claim).toEqual({ claimed: false, analysisId: winner, bodyHash: 'hash' })
    }
  })

  it('is each workspace’s own', async () => {
    const [one, other] = [await makeWorkspace(store.db), await makeWorkspace(store.db)]
    expect((await submit(one, 'key', 'a')).claimed).toBe(true)
    expect((await submit(other, 'key', 'b')).claimed).toBe(true)
    expect(await submit(one, 'key', 'b')).toMatchObject({ claimed: false, bodyHash: 'a' })
  })

  it('leaves nothing of a claim that was rolled back', async () => {
    const { db } = store
    const workspace = await makeWorkspace(db)
    const failed = db.transaction().execute(async (trx) => {
      await claimIdempotency(trx, workspace, 'key', 'a', randomUUID())
      throw new Error('no unit left')
    })
    await expect(failed).rejects.toThrow('no unit left')
    expect(await submit(workspace, 'key', 'b')).toEqual({ claimed: true })
  })

  it('does not let a claim stand without its analysis', async () => {
    const { db } = store
    const workspace = await makeWorkspace(db)
    await expect(claimIdempotency(db, workspace, 'key', 'a', randomUUID())).rejects.toMatchObject({ code: '23503' })
    const alone = db.transaction().execute((trx) => claimIdempotency(trx, workspace, 'key', 'a', randomUUID()))
    await expect(alone).rejects.toMatchObject({ code: '23503' })
    expect(await submit(workspace, 'key', 'b')).toEqual({ claimed: true })
  })

  it('is free again after 24 hours, and is cleared away', async () => {
    const { db } = store
    const workspace = await makeWorkspace(db)
    const age = (interval: string) =>
      sql`update idempotency_keys set created_at = now() - ${interval}::interval where workspace_id = ${workspace}::uuid`.execute(
        db,
      )
    const first = randomUUID()
    await submit(workspace, 'key', 'a', first)
    await age('23 hours 59 minutes')
    expect(await submit(workspace, 'key', 'b')).toEqual({ claimed: false, analysisId: first, bodyHash: 'a' })
    expect(await deleteExpiredIdempotency(db)).toBe(0)
    await age('24 hours 1 second')
    expect(await submit(workspace, 'key', 'b')).toEqual({ claimed: true })
    expect(await submit(workspace, 'key', 'b')).toMatchObject({ claimed: false, bodyHash: 'b' })
    await age('24 hours 1 second')
    expect(await deleteExpiredIdempotency(db)).toBe(1)
  })

  it('takes any text for a key', async () => {
    const workspace = await makeWorkspace(store.db)
    for (const key of ['', 'NUL \0', '\ud800', "'; drop table plans; --", '😀'.repeat(50)]) {
      expect(await submit(workspace, key, 'a')).toEqual({ claimed: true })
      expect(await submit(workspace, key, 'b')).toMatchObject({ claimed: false, bodyHash: 'a' })
    }
  })
})
