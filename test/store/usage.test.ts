import { beforeAll, expect, it } from 'vitest'
import type { Store } from '../../src/store/open.ts'
import { reserveUnit, returnUnit, unitsUsed } from '../../src/store/usage.ts'
import { describeEachDatabase } from '../support/database.ts'
import { makeWorkspace } from '../support/rows.ts'

describeEachDatabase('usage', (open) => {
  let store: Store
  beforeAll(async () => {
    store = await open()
  })

  it('gives exactly 50 of 200 callers at once one of 50 units', async () => {
    const { db } = store
    const workspace = await makeWorkspace(db)
    const answers = await Promise.all(Array.from({ length: 200 }, () => reserveUnit(db, workspace, '2026-04-16', 50)))
    const taken = answers.filter((used) => used !== undefined)
    expect(taken.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1))
    expect(await unitsUsed(db, workspace, '2026-04-16')).toBe(50)
  })

  it('counts each day and each workspace by itself', async () => {
    const { db } = store
    const [one, other] = [await makeWorkspace(db), await makeWorkspace(db)]
    expect(await reserveUnit(db, one, '2026-04-16', 1)).toBe(1)
    expect(await reserveUnit(db, one, '2026-04-16', 1)).toBeUndefined()
    expect(await reserveUnit(db, one, '2026-04-17', 1)).toBe(1)
    expect(await reserveUnit(db, other, '2026-04-16', 1)).toBe(1)
    expect(await unitsUsed(db, other, '2026-04-15')).toBe(0)
  })

  it('has nothing to give where the limit is 0, and nothing more after it was lowered', async () => {
    const { db } = store
    const workspace = await makeWorkspace(db)
    expect(await reserveUnit(db, workspace, '2026-04-16', 0)).toBeUndefined()
    expect(await reserveUnit(db, workspace, '2026-04-16', 2)).toBe(1)
    expect(await reserveUnit(db, workspace, '2026-04-16', 2)).toBe(2)
    expect(await reserveUnit(db, workspace, '2026-04-16', 1)).toBeUndefined()
    expect(await unitsUsed(db, workspace, '2026-04-16')).toBe(2)
  })

  it('takes a unit back, and never owes one', async () => {
    const { db } = store
    const workspace = await makeWorkspace(db)
    await reserveUnit(db, workspace, '2026-04-16', 1)
    await returnUnit(db, workspace, '2026-04-16')
    await returnUnit(db, workspace, '2026-04-16')
    expect(await unitsUsed(db, workspace, '2026-04-16')).toBe(0)
    expect(await reserveUnit(db, workspace, '2026-04-16', 1)).toBe(1)
  })
})
