import { beforeAll, expect, it } from 'vitest'
import { findingById, findingsOf, findingsPage, putFindings, removeFindings } from '../../src/store/findings.ts'
import type { Store } from '../../src/store/open.ts'
import { describeEachDatabase } from '../support/database.ts'
import { makeAnalysis, makeFinding, makeWorkspace } from '../support/rows.ts'

describeEachDatabase('findings', (open) => {
  let store: Store
  beforeAll(async () => {
    store = await open()
  })

  it('come back ranked and as they were, a changed one in its new form', async () => {
    const { db } = store
    const workspace = await makeWorkspace(db)
    const analysis = await makeAnalysis(db, workspace)
    const [a, b] = [makeFinding({ id: 'a' }), makeFinding({ id: 'b', rule: undefined, source: 'llm', severity: 'low' })]
    await putFindings(db, analysis, workspace, [
      { finding: b, rank: 2 },
      { finding: a, rank: 1 },
    ])
    expect(await findingsOf(db, workspace, analysis)).toEqual([a, b])
    const raised = { ...b, severity: 'critical', detail: 'NUL \0 and \ud800, "quoted", {braces}, back\\slash' } as const
    await putFindings(db, analysis, workspace, [
      { finding: raised, rank: 1 },
      { finding: a, rank: 2 },
    ])
    expect(await findingsOf(db, workspace, analysis)).toEqual([raised, a])
    expect(await findingsOf(db, await makeWorkspace(db), analysis)).toEqual([])
    await removeFindings(db, analysis, ['a', 'unknown'])
    expect(await findingsOf(db, workspace, analysis)).toEqual([raised])
    await removeFindings(db, analysis)
    expect(await findingsOf(db, workspace, analysis)).toEqual([])
    await putFindings(db, analysis, workspace, [])
    expect(await findingsOf(db, workspace, 'no uuid')).toEqual([])
  })

  it('belong to their workspace', async () => {
    const { db } = store
    const [own, other] = [await makeWorkspace(db), await makeWorkspace(db)]
    const analysis = await makeAnalysis(db, own)
    const finding = makeFinding({ id: 'a' })
    await putFindings(db, analysis, own, [{ finding, rank: 1 }])
    expect(await findingById(db, own, analysis, 'a')).toEqual({ analysisId: analysis, finding })
    expect(await findingById(db, other, analysis, 'a')).toBeUndefined()
    expect(await findingById(db, own, analysis, 'b\0')).toBeUndefined()
    expect(await findingById(db, own, 'no uuid', 'a')).toBeUndefined()
    expect((await findingsPage(db, other, undefined, 10, undefined)).items).toEqual([])
  })

  it('are listed across analyses, newest first and each analysis by rank, page by page', async () => {
    const { db } = store
    const workspace = await makeWorkspace(db)
    for (const name of ['old', 'new']) {
      const analysis = await makeAnalysis(db, workspace)
      const ranked = [1, 2, 3].map((rank) => ({ finding: makeFinding({ id: `${name} ${rank}` }), rank }))
      await putFindings(db, analysis, workspace, ranked)
    }
    const seen: string[] = []
    let after: string | undefined
    for (;;) {
      const slice = await findingsPage(db, workspace, undefined, 2, after)
      seen.push(...slice.items.map(({ item }) => item.finding.id))
      after = slice.items.at(-1)?.cursor
      if (!slice.hasNext) break
    }
    expect(seen).toEqual(['new 1', 'new 2', 'new 3', 'old 1', 'old 2', 'old 3'])
    await expect(findingsPage(db, workspace, undefined, 2, `${after}x`)).rejects.toMatchObject({
      code: 'invalid_input',
    })
    await expect(findingsPage(db, workspace, undefined, 2, 'Y2FsbHMgMQ')).rejects.toMatchObject({
      code: 'invalid_input',
    })
  })

  it('can be filtered', async () => {
    const { db } = store
    const workspace = await makeWorkspace(db)
    const analysis = await makeAnalysis(db, workspace)
    const findings = [
      makeFinding({ id: 'a', severity: 'high', category: 'media', rule: 'r.one', fingerprint: 'aa' }),
      makeFinding({ id: 'b', severity: 'low', category: 'media', rule: 'r.two', fingerprint: 'bb' }),
      makeFinding({ id: 'c', severity: 'low', category: 'nat', rule: undefined, fingerprint: 'aa' }),
    ]
    const ranked = findings.map((finding, index) => ({ finding, rank: index + 1 }))
    await putFindings(db, analysis, workspace, ranked)
    const ids = async (filter: Parameters<typeof findingsPage>[2]) =>
      (await findingsPage(db, workspace, filter, 10, undefined)).items.map(({ item }) => item.finding.id)
    expect(await ids({})).toEqual(['a', 'b', 'c'])
    expect(await ids({ severity: ['low', 'critical'] })).toEqual(['b', 'c'])
    expect(await ids({ category: ['media'], severity: ['low'] })).toEqual(['b'])
    expect(await ids({ rule: ['r.one', 'r.two'] })).toEqual(['a', 'b'])
    expect(await ids({ fingerprint: 'aa' })).toEqual(['a', 'c'])
    expect(await ids({ fingerprint: 'aa\0', rule: ['\0'] })).toEqual([])
    expect(await ids({ severity: [] })).toEqual([])
  })
})
