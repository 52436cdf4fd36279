import { beforeAll, expect, it } from 'vitest'
import type { Store } from '../../src/store/open.ts'
import { putRegistrations, registrationsByNumber, registrationsPage } from '../../src/store/registrations.ts'
import { describeEachDatabase } from '../support/database.ts'
import { registrationRecordOf } from '../support/records.ts'
import { makeAnalysis, makeWorkspace } from '../support/rows.ts'

describeEachDatabase('registrations', (open) => {
  let store: Store
  let analysis: string
  beforeAll(async () => {
    store = await open()
    analysis = await makeAnalysis(store.db, await makeWorkspace(store.db))
  })

  it('come back by number, the last of each, in pages', async () => {
    const { db } = store
    const refused = registrationRecordOf(2, { state: 'refused', aor: 'sip:NUL \0@example.com' })
    await putRegistrations(db, analysis, [registrationRecordOf(2), registrationRecordOf(1)])
    await putRegistrations(db, analysis, [refused])
    const first = await registrationsPage(db, analysis, 1, undefined)
    expect(first.items.map(({ item }) => item)).toEqual([registrationRecordOf(1)])
    expect(first.hasNext).toBe(true)
    const second = await registrationsPage(db, analysis, 1, first.items[0]?.cursor)
    expect(second.items.map(({ item }) => item)).toEqual([refused])
    expect(await registrationsByNumber(db, analysis, [2, 9])).toEqual([refused])
  })
})
