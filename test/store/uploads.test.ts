import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import { claimAnalysis, finishAnalysis } from '../../src/store/analyses.ts'
import type { Store } from '../../src/store/open.ts'
import { beginUpload, deleteExpiredUploads, insertUpload, updateUpload, uploadById } from '../../src/store/uploads.ts'
import { describeEachDatabase } from '../support/database.ts'
import { makeAnalysis, makeWorkspace } from '../support/rows.ts'

describeEachDatabase('uploads', (open) => {
  let store: Store
  let workspace: string
  beforeAll(async () => {
    store = await open()
    workspace = await makeWorkspace(store.db)
  })
  const inAnHour = (Date.now() + 3_600_000) * 1_000
  const make = (expiresAt: number) =>
    insertUpload(store.db, {
      id: randomUUID(),
      workspaceId: workspace,
      filename: 'call\0.pcap',
      declaredBytes: 5_000_000_000,
      expiresAt,
    })

  it('come back as they were made, to their own workspace only', async () => {
    const { db } = store
    const upload = await make(inAnHour)
    expect(upload).toMatchObject({
      filename: 'call\ufffd.pcap',
      declaredBytes: 5_000_000_000,
      receivedBytes: 0,
      state: 'open',
      expiresAt: inAnHour,
    })
    expect(await uploadById(db, workspace, upload.id)).toEqual(upload)
    expect(await uploadById(db, await makeWorkspace(db), upload.id)).toBeUndefined()
    expect(await uploadById(db, workspace, 'no uuid')).toBeUndefined()
  })

  it('has one sender', async () => {
    const { db } = store
    const { id } = await make(inAnHour)
    const begun = await Promise.all(Array.from({ length: 10 }, () => beginUpload(db, id)))
    expect(begun.filter(Boolean)).toHaveLength(1)
    await updateUpload(db, id, { receivedBytes: 6_000_000_000, state: 'complete' })
    await updateUpload(db, id, {})
    expect(await uploadById(db, workspace, id)).toMatchObject({ receivedBytes: 6_000_000_000, state: 'complete' })
    const late = await make(1_000)
    expect(await beginUpload(db, late.id)).toBe(false)
  })

  it('goes when its time is over, unless an analysis still reads it', async () => {
    const { db } = store
    await deleteExpiredUploads(db)
    const [idle, read, young] = [await make(1_000), await make(1_000), await make(inAnHour)]
    const analysis = await makeAnalysis(db, workspace, { source: 'upload', uploadId: read.id })
    expect(await deleteExpiredUploads(db)).toEqual([idle.id])
    await claimAnalysis(db, analysis, 'node', 60)
    await finishAnalysis(db, analysis, 1, { status: 'completed' })
    expect(await deleteExpiredUploads(db)).toEqual([read.id])
    expect(await uploadById(db, workspace, young.id)).toBeDefined()
  })
})
