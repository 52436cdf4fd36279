import { beforeAll, expect, it } from 'vitest'
import { deleteAnalysis } from '../../src/store/analyses.ts'
import { hostsOf, putHosts } from '../../src/store/hosts.ts'
import type { Store } from '../../src/store/open.ts'
import { describeEachDatabase } from '../support/database.ts'
import { endpointRecordOf, peerRecordOf } from '../support/records.ts'
import { makeAnalysis, makeWorkspace } from '../support/rows.ts'

const NOBODY = { endpoints: [], peers: [] }

describeEachDatabase('hosts', (open) => {
  let store: Store
  let workspace: string
  let analysis: string
  beforeAll(async () => {
    store = await open()
    workspace = await makeWorkspace(store.db)
    analysis = await makeAnalysis(store.db, workspace)
  })

  it('are nobody until they are told, and then who was told last', async () => {
    const { db } = store
    expect(await hostsOf(db, analysis)).toEqual(NOBODY)
    expect(await hostsOf(db, 'no uuid')).toEqual(NOBODY)
    await putHosts(db, analysis, { endpoints: [endpointRecordOf(1)], peers: [] })
    const told = { endpoints: [endpointRecordOf(1), endpointRecordOf(2)], peers: [peerRecordOf(1, { attempts: 3 })] }
    await putHosts(db, analysis, told)
    expect(await hostsOf(db, analysis)).toEqual(told)
  })

  it('go with their analysis', async () => {
    const { db } = store
    await putHosts(db, analysis, { endpoints: [endpointRecordOf(1)], peers: [] })
    await deleteAnalysis(db, workspace, analysis)
    expect(await hostsOf(db, analysis)).toEqual(NOBODY)
  })
})
