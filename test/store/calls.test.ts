import { beforeAll, expect, it } from 'vitest'
import type { CallRecord, StreamRecord } from '../../src/model/events.ts'
import { callsByNumber, callsPage, putCalls } from '../../src/store/calls.ts'
import type { Store } from '../../src/store/open.ts'
import { putStreams, streamsByNumber, streamsPage } from '../../src/store/streams.ts'
import { describeEachDatabase } from '../support/database.ts'
import { callRecordOf } from '../support/records.ts'
import { makeAnalysis, makeWorkspace } from '../support/rows.ts'

const call = (number: number, more: Partial<CallRecord> = {}): CallRecord =>
  callRecordOf(number, { from: 'sip:alice@example.com', startedAt: 1_776_000_000_123_456, ...more })

describeEachDatabase('calls and streams', (open) => {
  let store: Store
  let analysis: string
  beforeAll(async () => {
    store = await open()
    analysis = await makeAnalysis(store.db, await makeWorkspace(store.db))
  })

  it('come back by number, the last of each, in pages', async () => {
    const { db } = store
    await putCalls(db, analysis, [call(2), call(1), call(3)])
    await putCalls(db, analysis, [call(2), call(2, { outcome: 'answered', from: 'NUL \0' })])
    const first = await callsPage(db, analysis, 2, undefined)
    expect(first.items.map(({ item }) => item)).toEqual([call(1), call(2, { outcome: 'answered', from: 'NUL \0' })])
    expect(first.hasNext).toBe(true)
    const second = await callsPage(db, analysis, 2, first.items[1]?.cursor)
    expect(second.items.map(({ item }) => item)).toEqual([call(3)])
    expect(second.hasNext).toBe(false)
    expect(await callsByNumber(db, analysis, [3])).toEqual([call(3)])
    for (const number of [0, 4, 1.5, Number.NaN, 2 ** 40]) {
      expect(await callsByNumber(db, analysis, [number])).toEqual([])
    }
  })

  it('keep calls and streams apart', async () => {
    const { db } = store
    await putStreams(db, analysis, [{ number: 7, ssrc: 1 } as StreamRecord])
    expect(await streamsByNumber(db, analysis, [7])).toEqual([{ number: 7, ssrc: 1 }])
    expect(await callsByNumber(db, analysis, [7])).toEqual([])
    const [stream] = (await streamsPage(db, analysis, 10, undefined)).items
    await expect(callsPage(db, analysis, 10, stream?.cursor)).rejects.toMatchObject({ code: 'invalid_input' })
    const beyond = Buffer.from('streams 4000000000').toString('base64url')
    expect((await streamsPage(db, analysis, 10, beyond)).items).toEqual([])
    expect((await streamsPage(db, 'no uuid', 10, undefined)).items).toEqual([])
  })

  it('take more rows than a statement has parameters', async () => {
    const { db } = store
    const busy = await makeAnalysis(db, await makeWorkspace(db))
    const streams = Array.from({ length: 12_000 }, (_, index) => ({ number: index + 1, ssrc: index }) as StreamRecord)
    await putStreams(db, busy, streams)
    expect(await streamsByNumber(db, busy, [12_000])).toEqual([{ number: 12_000, ssrc: 11_999 }])
  })
})
