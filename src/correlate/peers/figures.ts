import type { PeerRecord } from '../../model/peers.ts'
import type { Micros } from '../../model/time.ts'
import { percentOf } from '../metrics.ts'
import { createHistogram, type Histogram } from './histogram.ts'
import { overlapPeak, ratePeak } from './spans.ts'

/** Methods, and statuses of one, that are counted apart: a stranger may write a thousand. Chosen by us. */
const METHODS_MAX = 30
const STATUSES_MAX = 100
/** Rows of `PeerRecord.finals`. */
const FINALS_MAX = 50

export type TimeKind = 'inviteProvisional' | 'inviteFinal' | 'options' | 'register'

/** Counts of one way between two hosts while they grow. */
export interface Figures {
  attempts: number
  answered: number
  /** Going on when the input ended: left out of all shares. */
  undecided: number
  reached: number
  /** Ended in 3xx, 401, 402 or 407: left out by SER and SEER. */
  leftOut: number
  effective: number
  ineffective: number
  completed: number
  talkMs: number
  talks: number
  requests: number
  sendings: number
  readonly times: Partial<Record<TimeKind, Histogram>>
  /** Status counts by method; status 0 where no final came. */
  readonly finals: Map<string, Map<number, number>>
  readonly begins: Micros[]
  readonly ends: Micros[]
}

export const newFigures = (): Figures => ({
  attempts: 0,
  answered: 0,
  undecided: 0,
  reached: 0,
  leftOut: 0,
  effective: 0,
  ineffective: 0,
  completed: 0,
  talkMs: 0,
  talks: 0,
  requests: 0,
  sendings: 0,
  times: {},
  finals: new Map(),
  begins: [],
  ends: [],
})

export function addTime(figures: Figures, kind: TimeKind, ms: number | undefined): void {
  if (ms === undefined) return
  figures.times[kind] ??= createHistogram()
  figures.times[kind].add(ms)
}

export function countFinal({ finals }: Figures, method: string, status: number, times = 1): void {
  let byStatus = finals.get(method)
  if (!byStatus) {
    if (finals.size >= METHODS_MAX) return
    byStatus = new Map()
    finals.set(method, byStatus)
  }
  const known = byStatus.get(status)
  if (known === undefined && byStatus.size >= STATUSES_MAX) return
  byStatus.set(status, (known ?? 0) + times)
}

/** Adds what one way has counted to the sum of several. */
export function addFigures(sum: Figures, one: Figures): void {
  for (const name of SUMMED) sum[name] += one[name]
  for (const kind of Object.keys(one.times) as TimeKind[]) {
    sum.times[kind] ??= createHistogram()
    sum.times[kind].merge(one.times[kind]!)
  }
  for (const [method, byStatus] of one.finals)
    for (const [status, count] of byStatus) countFinal(sum, method, status, count)
  for (const at of one.begins) sum.begins.push(at)
  for (const at of one.ends) sum.ends.push(at)
}

const SUMMED = [
  'attempts',
  'answered',
  'undecided',
  'reached',
  'leftOut',
  'effective',
  'ineffective',
  'completed',
  'talkMs',
  'talks',
  'requests',
  'sendings',
] as const satisfies readonly (keyof Figures)[]

/** The figures as they are told. */
export function peerRecord(place: Pick<PeerRecord, 'number' | 'kind' | 'from' | 'to'>, figures: Figures): PeerRecord {
  const { attempts, answered, undecided, requests, sendings, talkMs, talks, times } = figures
  const ended = attempts - undecided
  const counted = ended - figures.leftOut
  return {
    ...place,
    attempts,
    answered,
    undecided,
    asrPercent: percentOf(answered, ended),
    nerPercent: percentOf(figures.reached, ended),
    serPercent: percentOf(answered, counted),
    seerPercent: percentOf(answered + figures.effective, counted),
    isaPercent: percentOf(figures.ineffective, ended),
    scrPercent: percentOf(figures.completed, ended),
    averageCallMs: talks === 0 ? undefined : talkMs / talks,
    cpsPeak: ratePeak(figures),
    concurrentPeak: overlapPeak(figures),
    requests,
    retransmissionPercent: percentOf(sendings - requests, sendings),
    inviteProvisionalMs: times.inviteProvisional?.percentiles(),
    inviteFinalMs: times.inviteFinal?.percentiles(),
    optionsMs: times.options?.percentiles(),
    registerMs: times.register?.percentiles(),
    finals: finalsOf(figures),
  }
}

function finalsOf({ finals }: Figures): PeerRecord['finals'] {
  const rows = [...finals].flatMap(([method, byStatus]) =>
    [...byStatus].map(([status, count]) => ({ method, status, count })),
  )
  rows.sort((a, b) => b.count - a.count || (a.method < b.method ? -1 : a.method > b.method ? 1 : a.status - b.status))
  return rows.slice(0, FINALS_MAX)
}
