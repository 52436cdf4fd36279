import { describe, expect, test } from 'vitest'
import { EventLog } from '../../src/app/event-log.ts'
import type { StoredEvent } from '../../src/model/analysis.ts'
import type { AnalysisEvent, CallRecord } from '../../src/model/events.ts'
import { report as reportOf } from '../llm/fixtures.ts'
import { finding } from '../support/finding.ts'
import { callRecordOf, endpointRecordOf, registrationRecordOf } from '../support/records.ts'

const added = (id: string, title = 'A title', rank = 1): AnalysisEvent => ({
  kind: 'finding-added',
  finding: finding({ id, title }),
  rank,
})
const call = (number: number): CallRecord => callRecordOf(number, { callIds: [`c${number}`] })
const progress = (bytesRead: number): AnalysisEvent => ({
  kind: 'stage-progress',
  stage: 'decode',
  bytesRead,
  messages: 1,
  packets: undefined,
})
const fresh = (earlier: StoredEvent[] = []) => new EventLog(earlier, () => 1_000)
const kinds = (events: readonly StoredEvent[]) => events.map(({ event }) => event.kind)
/** What a database gives back: no undefined members, keys in another order. */
const stored = (events: readonly StoredEvent[]): StoredEvent[] =>
  events.map((row) => ({
    ...row,
    event: JSON.parse(JSON.stringify(row.event), (_, value) =>
      value && typeof value === 'object' && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value,
    ),
  }))

describe('a first attempt', () => {
  test('numbers rows from 1 without a gap', () => {
    const log = fresh()
    const first = log.take([{ kind: 'stage-started', stage: 'decode' }, added('f1')])
    const second = log.take([added('f2')])
    expect([...(first?.events ?? []), ...(second?.events ?? [])].map(({ seq }) => seq)).toEqual([1, 2, 3])
    expect(second?.firstSeq).toBe(3)
  })

  test('of the progress in one batch keeps the last', () => {
    const log = fresh()
    log.expectBytes(100)
    const entry = log.take([progress(10), progress(40)])
    expect(entry?.events.map(({ event }) => event)).toEqual([progress(40)])
    expect(log.stages.find(({ name }) => name === 'decode')?.progress).toBe(0.4)
  })

  test('a finding updated in the batch that added it is stored once, told twice', () => {
    const update: AnalysisEvent = {
      kind: 'finding-updated',
      finding: finding({ id: 'f1', title: 'New' }),
      rank: 1,
      because: 'media flows',
    }
    const entry = fresh().take([added('f1'), update])
    expect(kinds(entry?.events ?? [])).toEqual(['finding-added', 'finding-updated'])
    expect(entry?.findings.map(({ finding: { title } }) => title)).toEqual(['New'])
  })

  test('a finding withdrawn in the batch that added it is told twice and not stored', () => {
    const entry = fresh().take([
      added('f1'),
      added('f2'),
      { kind: 'finding-withdrawn', findingId: 'f1', because: 'a retry' },
    ])
    expect(kinds(entry?.events ?? [])).toEqual(['finding-added', 'finding-added', 'finding-withdrawn'])
    expect(entry?.findings.map((row) => row.finding.id)).toEqual(['f2'])
    expect(entry?.removedFindings).toEqual(['f1'])
  })

  test('a finding that comes back in the batch that withdrew it is stored', () => {
    const entry = fresh().take([{ kind: 'finding-withdrawn', findingId: 'f1', because: 'a retry' }, added('f1')])
    expect(entry?.findings.map((row) => row.finding.id)).toEqual(['f1'])
    expect(entry?.removedFindings).toEqual([])
  })

  test('calls are stored as last seen', () => {
    const closed: AnalysisEvent = { kind: 'call-closed', call: { ...call(1), outcome: 'answered' } }
    const entry = fresh().take([{ kind: 'call-found', call: call(1) }, closed])
    expect(entry?.calls.map(({ outcome }) => outcome)).toEqual(['answered'])
    expect(kinds(entry?.events ?? [])).toEqual(['call-found'])
  })

  test('registrations and hosts are stored, and not told', () => {
    const registration = registrationRecordOf(1)
    const report = reportOf()
    const entry = fresh().take([
      { kind: 'registration-closed', registration },
      { kind: 'registration-closed', registration: { ...registration, state: 'expired' } },
      { kind: 'verdict', report: { ...report, endpoints: [endpointRecordOf(1)] } },
    ])
    expect(entry).toMatchObject({
      events: [],
      registrations: [{ number: 1, state: 'expired' }],
      hosts: { endpoints: [endpointRecordOf(1)], peers: [] },
    })
  })

  test('a batch with nothing to tell is no entry', () => {
    expect(fresh().take([])).toBeUndefined()
    expect(fresh().take([{ kind: 'transcript', messages: [], omitted: 0 }])).toBeUndefined()
  })
})

describe('a second attempt after a crash', () => {
  const batch: AnalysisEvent[] = [
    { kind: 'stage-started', stage: 'decode' },
    { kind: 'call-found', call: call(1) },
    added('f1'),
    added('f2', 'Two', 2),
  ]
  const toldEarlier = () => stored(fresh().take(batch)?.events ?? [])

  test('tells nothing twice and goes on counting', () => {
    const log = fresh(toldEarlier())
    expect(log.take(batch)?.events ?? []).toEqual([])
    const entry = log.take([added('f3')])
    expect(entry?.events.map(({ seq, event }) => `${seq} ${event.kind}`)).toEqual(['5 finding-added'])
    const end = log.settle([], [finding({ id: 'f1' }), finding({ id: 'f2', title: 'Two' }), finding({ id: 'f3' })], {
      kind: 'analysis-completed',
    })
    expect(kinds(end.events)).toEqual(['analysis-completed'])
    expect(end.findings.map(({ rank }) => rank)).toEqual([1, 2, 3])
  })

  test('what differs at the end is told as an update, what is gone as withdrawn', () => {
    const log = fresh(toldEarlier())
    log.take(batch)
    const end = log.settle([], [finding({ id: 'f1', title: 'Another title' })], { kind: 'analysis-completed' })
    expect(kinds(end.events)).toEqual(['finding-updated', 'finding-withdrawn', 'analysis-completed'])
    expect(end.removedFindings).toEqual(['f2'])
  })

  test('a failure leaves what was told as it is', () => {
    const log = fresh(toldEarlier())
    const failure = { code: 'internal', message: 'x', retryable: true }
    expect(kinds(log.settle([], undefined, { kind: 'analysis-failed', failure }).events)).toEqual(['analysis-failed'])
  })
})
