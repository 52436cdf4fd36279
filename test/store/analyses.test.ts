import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { beforeAll, expect, it } from 'vitest'
import type { StoredEvent } from '../../src/model/analysis.ts'
import type { CallRecord, StreamRecord } from '../../src/model/events.ts'
import {
  analysesPage,
  analysisById,
  analysisRow,
  claimAnalysis,
  deleteAnalysis,
  deleteOlderThanRetention,
  expiredLeases,
  finishAnalysis,
  insertAnalysis,
  refundOnce,
  renewLease,
  updateProgress,
} from '../../src/store/analyses.ts'
import { putCalls } from '../../src/store/calls.ts'
import { appendEvents, eventsAfter } from '../../src/store/events.ts'
import { findingsOf, putFindings } from '../../src/store/findings.ts'
import { claimIdempotency, findIdempotency } from '../../src/store/idempotency.ts'
import { inputOf, putInput } from '../../src/store/inputs.ts'
import type { Store } from '../../src/store/open.ts'
import { putStreams } from '../../src/store/streams.ts'
import { describeEachDatabase } from '../support/database.ts'
import { makeAnalysis, makeFinding, makeWorkspace } from '../support/rows.ts'

const started = (stage: 'decode' | 'diagnose'): { at: number; event: StoredEvent['event'] } => ({
  at: 1_776_000_000_123_000,
  event: { kind: 'stage-started', stage },
})

describeEachDatabase('analyses', (open) => {
  let store: Store
  let workspace: string
  beforeAll(async () => {
    store = await open()
    workspace = await makeWorkspace(store.db)
  })

  it('gives back what was put in, to its own workspace only', async () => {
    const { db } = store
    const id = randomUUID()
    const made = await insertAnalysis(db, {
      id,
      workspaceId: workspace,
      source: 'pcap-url',
      stages: [{ name: 'ingest', status: 'pending', progress: undefined, elapsedMs: undefined, note: undefined }],
      context: { issue: 'one-way audio', endpoints: ['PBX', 'SBC'] },
      policy: { srtpRequired: true },
      pcapUrl: 'https://example.com/a.pcap',
      chargedDay: '2026-04-16',
      createdAt: 1_776_000_000_123_000,
    })
    const found = await analysisById(db, workspace, id)
    expect(found).toEqual({
      id,
      status: 'queued',
      createdAt: 1_776_000_000_123_000,
      startedAt: undefined,
      finishedAt: undefined,
      failure: undefined,
      stages: [{ name: 'ingest', status: 'pending' }],
      input: undefined,
      context: { issue: 'one-way audio', endpoints: ['PBX', 'SBC'] },
      summary: undefined,
      severityCounts: { critical: 0, high: 0, medium: 0, low: 0, info: 0 },
      recommendations: [],
      coverage: [],
      metrics: undefined,
    })
    expect(await analysisRow(db, id)).toEqual(made)
    expect(made).toEqual({
      ...found,
      workspaceId: workspace,
      source: 'pcap-url',
      pcapUrl: 'https://example.com/a.pcap',
      policy: { srtpRequired: true },
      chargedDay: '2026-04-16',
      refunded: false,
      attempt: 0,
      lastSeq: 0,
      keyId: undefined,
      userId: undefined,
      uploadId: undefined,
      leaseOwner: undefined,
      leaseUntil: undefined,
    })
    expect(await analysisById(db, await makeWorkspace(db), id)).toBeUndefined()
    expect(await analysisById(db, workspace, 'no uuid')).toBeUndefined()
    expect(await analysisById(db, workspace, randomUUID())).toBeUndefined()
  })

  it('lets exactly one of many claim it', async () => {
    const { db } = store
    const id = await makeAnalysis(db, workspace)
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, owner) => claimAnalysis(db, id, `node ${owner}`, 60)),
    )
    expect(claims.filter((attempt) => attempt !== undefined)).toEqual([1])
    expect((await analysisById(db, workspace, id))?.startedAt).toBeGreaterThan(0)
  })

  it('lets the next one claim it when the lease has run out, and fences the first one out', async () => {
    const { db } = store
    const id = await makeAnalysis(db, workspace)
    expect(await claimAnalysis(db, id, 'first', -1)).toBe(1)
    expect((await expiredLeases(db)).map((row) => row.id)).toContain(id)
    expect(await claimAnalysis(db, id, 'second', 60)).toBe(2)
    expect((await expiredLeases(db)).map((row) => row.id)).not.toContain(id)

    expect(await renewLease(db, id, 'first', 1, 60)).toBe(false)
    expect(await updateProgress(db, id, 1, { summary: 'of the first' })).toBe(false)
    expect(await appendEvents(db, id, 1, 1, [started('decode')])).toBe(false)
    expect(await finishAnalysis(db, id, 1, { status: 'completed' })).toBeUndefined()
    expect(await eventsAfter(db, id, 0, 10)).toEqual([])

    expect(await renewLease(db, id, 'second', 2, 60)).toBe(true)
    expect(await updateProgress(db, id, 2, { summary: 'of the second' })).toBe(true)
    expect(await appendEvents(db, id, 2, 1, [started('decode')])).toBe(true)
    const finished = await finishAnalysis(db, id, 2, { status: 'completed', recommendations: ['Mend it.'] })
    expect(finished).toMatchObject({
      status: 'completed',
      summary: 'of the second',
      recommendations: ['Mend it.'],
    })
    expect(finished?.finishedAt).toBeGreaterThanOrEqual(finished?.startedAt ?? Number.NaN)
  })

  it('takes nothing more once it has ended', async () => {
    const { db } = store
    const id = await makeAnalysis(db, workspace)
    await claimAnalysis(db, id, 'node', -1)
    expect((await finishAnalysis(db, id, 1, { status: 'cancelled' }))?.status).toBe('cancelled')
    expect(await claimAnalysis(db, id, 'other', 60)).toBeUndefined()
    expect(await finishAnalysis(db, id, 1, { status: 'completed' })).toBeUndefined()
    expect(await updateProgress(db, id, 1, { summary: 'late' })).toBe(false)
    expect(await appendEvents(db, id, 1, 1, [started('decode')])).toBe(false)
    expect(await renewLease(db, id, 'node', 1, 60)).toBe(false)
    expect((await analysisById(db, workspace, id))?.summary).toBeUndefined()
  })

  it('gives its unit back once', async () => {
    const { db } = store
    const charged = await makeAnalysis(db, workspace, { chargedDay: '2026-04-16' })
    const days = await Promise.all(Array.from({ length: 5 }, () => refundOnce(db, charged)))
    expect(days.filter((day) => day !== undefined)).toEqual(['2026-04-16'])
    expect(await refundOnce(db, await makeAnalysis(db, workspace))).toBeUndefined()
  })

  it('keeps events in order under their numbers, once each, with the text of strangers as it was', async () => {
    const { db } = store
    const id = await makeAnalysis(db, workspace)
    await claimAnalysis(db, id, 'node', 60)
    const nasty = 'NUL \0, a lone \ud800 and \udc00, {"quoted\\"}, back\\slash, \u2028, 😀, \\u0000'
    const withdrawn = { kind: 'finding-withdrawn', findingId: nasty, because: '' } as const
    const first = [started('decode'), { at: 1_000, event: withdrawn }]
    expect(await appendEvents(db, id, 1, 1, first)).toBe(true)
    expect(await appendEvents(db, id, 1, 1, first)).toBe(true)
    expect(await appendEvents(db, id, 1, 3, [started('diagnose')])).toBe(true)
    const events = await eventsAfter(db, id, 0, 10)
    expect(events).toEqual([
      { seq: 1, ...started('decode') },
      { seq: 2, at: 1_000, event: withdrawn },
      { seq: 3, ...started('diagnose') },
    ])
    expect(await eventsAfter(db, id, 1, 1)).toEqual(events.slice(1, 2))
    expect(await eventsAfter(db, id, 3, 10)).toEqual([])
    expect((await analysisRow(db, id))?.lastSeq).toBe(3)
  })

  it('writes thousands of events in one statement', async () => {
    const { db } = store
    const id = await makeAnalysis(db, workspace)
    await claimAnalysis(db, id, 'node', 60)
    const many = Array.from({ length: 30_000 }, () => started('decode'))
    expect(await appendEvents(db, id, 1, 1, many)).toBe(true)
    expect(await eventsAfter(db, id, 29_998, 10)).toHaveLength(2)
  })

  it('lists the newest first, page by page, without a gap while others come', async () => {
    const { db } = store
    const own = await makeWorkspace(db)
    const ids: string[] = []
    // Two share a millisecond.
    for (const ms of [1, 2, 2, 3, 4]) ids.push(await makeAnalysis(db, own, { createdAt: ms * 1_000 }))
    const seen: string[] = []
    let after: string | undefined
    for (;;) {
      const slice = await analysesPage(db, own, undefined, 2, after)
      seen.push(...slice.items.map(({ item }) => item.id))
      after = slice.items.at(-1)?.cursor
      if (!slice.hasNext) break
      await makeAnalysis(db, own, { createdAt: 9_000 })
    }
    expect(seen).toHaveLength(5)
    expect(new Set(seen)).toEqual(new Set(ids))
    expect([seen[0], seen[1], seen[4]]).toEqual([ids[4], ids[3], ids[0]])
  })

  it('filters by status', async () => {
    const { db } = store
    const own = await makeWorkspace(db)
    await makeAnalysis(db, own)
    const running = await makeAnalysis(db, own)
    await claimAnalysis(db, running, 'node', 60)
    const page = await analysesPage(db, own, { status: ['running', 'completed'] }, 10, undefined)
    expect(page.items.map(({ item }) => item.id)).toEqual([running])
    expect((await analysesPage(db, own, { status: [] }, 10, undefined)).items).toEqual([])
  })

  it.each(['', 'x', 'bm90IGEgY3Vyc29y', Buffer.from('analyses NaN x').toString('base64url')])(
    'refuses the cursor %j',
    async (cursor) => {
      await expect(analysesPage(store.db, workspace, undefined, 10, cursor)).rejects.toMatchObject({
        name: 'Refusal',
        code: 'invalid_input',
      })
    },
  )

  it('takes everything with it when it is deleted', async () => {
    const { db } = store
    const id = randomUUID()
    await db.transaction().execute(async (trx) => {
      expect(await claimIdempotency(trx, workspace, 'k', 'hash', id)).toEqual({ claimed: true })
      await makeAnalysis(trx, workspace, { id })
      await putInput(trx, id, 'INVITE \0')
    })
    await claimAnalysis(db, id, 'node', 60)
    await appendEvents(db, id, 1, 1, [started('decode')])
    await putFindings(db, id, workspace, [{ finding: makeFinding(), rank: 1 }])
    await putCalls(db, id, [{ number: 1 } as CallRecord])
    await putStreams(db, id, [{ number: 1 } as StreamRecord])
    expect(Buffer.from((await inputOf(db, id)) ?? []).toString()).toBe('INVITE \0')

    expect(await deleteAnalysis(db, await makeWorkspace(db), id)).toBe(false)
    expect(await findingsOf(db, workspace, id)).toHaveLength(1)
    expect(await deleteAnalysis(db, workspace, id)).toBe(true)
    expect(await deleteAnalysis(db, workspace, id)).toBe(false)
    for (const table of ['inputs', 'analysis_events', 'findings', 'calls', 'streams', 'idempotency_keys'] as const) {
      const rows = await db.selectFrom(table).select('analysis_id').where('analysis_id', '=', id).execute()
      expect([table, rows]).toEqual([table, []])
    }
    expect(await findIdempotency(db, workspace, 'k')).toBeUndefined()
  })

  it('is deleted when its workspace keeps it no longer', async () => {
    const { db } = store
    const [old, young, unfinished] = [
      await makeAnalysis(db, workspace),
      await makeAnalysis(db, workspace),
      await makeAnalysis(db, workspace),
    ]
    for (const id of [old, young]) {
      await claimAnalysis(db, id, 'node', 60)
      await finishAnalysis(db, id, 1, { status: 'completed' })
    }
    await sql`update analyses set finished_at = now() - interval '30 days 1 minute' where id = ${old}::uuid`.execute(db)
    await sql`update analyses set finished_at = now() - interval '29 days' where id = ${young}::uuid`.execute(db)
    await sql`update analyses set created_at = now() - interval '99 days' where id = ${unfinished}::uuid`.execute(db)
    expect(await deleteOlderThanRetention(db)).toEqual([old])
  })
})
