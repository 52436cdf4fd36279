import type { StreamRecord } from '../model/events.ts'
import type { JitterBuffer, JitterBuffers, LossBursts, StreamGap, StreamSeries } from '../model/stream.ts'
import { MICROS_PER_MS, type Micros } from '../model/time.ts'
import { builder } from './builder.ts'
import { enumValues } from './enum-types.ts'

export const JitterStats = builder.objectRef<NonNullable<StreamRecord['jitterMs']>>('JitterStats').implement({
  description: 'Interarrival jitter (RFC 3550 A.8), milliseconds.',
  fields: (t) => ({
    mean: t.exposeFloat('mean', {}),
    p95: t.exposeFloat('p95', {}),
    max: t.exposeFloat('max', {}),
    last: t.exposeFloat('last', { description: 'At the last packet.' }),
  }),
})

export const LossWindow = builder.objectRef<NonNullable<StreamRecord['worstWindow']>>('LossWindow').implement({
  description: 'The 10 seconds with most loss.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'Its start.' }),
    lost: t.exposeInt('lost', {}),
    expected: t.exposeInt('expected', {}),
  }),
})

export const BurstStats = builder.objectRef<LossBursts>('BurstStats').implement({
  description:
    'How losses cluster (RFC 3611 §4.7.2, Gmin 16): bursts begin and end with a loss and have fewer than 16 packets in a row between two.',
  fields: (t) => ({
    bursts: t.exposeInt('bursts', { description: 'How many.' }),
    burstDensity: t.exposeFloat('burstDensity', {
      nullable: true,
      description: 'Share missing within bursts, 0 to 1; null without a burst.',
    }),
    gapDensity: t.exposeFloat('gapDensity', {
      nullable: true,
      description: 'Share missing between bursts, 0 to 1; null without a burst.',
    }),
    burstMs: t.exposeFloat('burstMs', {
      nullable: true,
      description: 'Mean length, milliseconds; null without a burst or packetisation.',
    }),
    gapMs: t.exposeFloat('gapMs', {
      nullable: true,
      description: 'Mean length, milliseconds; null without a burst or packetisation.',
    }),
    burstR: t.exposeFloat('burstR', {
      description: 'Mean run length against that of random loss (ITU-T G.107 §3.5), 1 to 8.',
    }),
    missing: t.exposeInt('missing', { description: 'Packets.' }),
  }),
})

export const DelayVariationRef = builder
  .objectRef<NonNullable<StreamRecord['delayVariation']>>('DelayVariation')
  .implement({
    description: 'One-way delay above that of the fastest packets around, milliseconds.',
    fields: (t) => ({
      p95Ms: t.exposeFloat('p95Ms', {}),
      p99Ms: t.exposeFloat('p99Ms', {}),
      maxMs: t.exposeFloat('maxMs', {}),
    }),
  })

const JitterBufferRef = builder.objectRef<JitterBuffer>('JitterBuffer').implement({
  description: 'How a stream would fare in a de-jitter buffer.',
  fields: (t) => ({
    bufferMs: t.exposeFloat('bufferMs', {
      description: 'What it holds back, milliseconds; of the adaptive one its mean.',
    }),
    late: t.exposeInt('late', { description: 'Packets that come too late.' }),
    latePercent: t.exposeFloat('latePercent', { description: 'Of the packets tried, percent.' }),
    worstLatePercent: t.exposeFloat('worstLatePercent', { description: 'In the worst 10 seconds, percent.' }),
  }),
})

export const JitterBuffersRef = builder.objectRef<JitterBuffers>('JitterBuffers').implement({
  description: 'De-jitter buffers simulated.',
  fields: (t) => ({
    fixed: t.field({
      type: [JitterBufferRef],
      description: 'Of 40, 60, 100 and 200 ms.',
      resolve: ({ fixed }) => [...fixed],
    }),
    adaptive: t.expose('adaptive', { type: JitterBufferRef, description: 'From 20 to 200 ms.' }),
  }),
})

const GapKind = builder.enumType('StreamGapKind', {
  description: 'What a time without packets was.',
  values: enumValues(['lost', 'silence', 'stalled', 'restarted'] as const, {
    lost: 'Numbers are missing, and the timestamp ran on.',
    silence: 'No number is missing, the timestamp ran on: silence suppression, or a pause.',
    stalled: 'Neither: the packets were held up, or the clock of the sender stood still.',
    restarted: 'A new segment follows.',
  }),
})

export const StreamGapRef = builder.objectRef<StreamGap>('StreamGap').implement({
  description: 'A time of 200 ms and more without packets, or ten and more lost in a row.',
  fields: (t) => ({
    kind: t.expose('kind', { type: GapKind }),
    at: t.expose('at', { type: 'DateTime', description: 'Of the last packet before.' }),
    frame: t.exposeInt('frame', { description: 'Of the first packet after.' }),
    durationMs: t.exposeFloat('durationMs', {}),
    missing: t.exposeInt('missing', { description: 'Packets; 0 but for LOST.' }),
  }),
})

/** A bucket of a series. */
export interface Sample {
  readonly at: Micros
  readonly packets: number
  readonly bytes: number
  readonly lost: number
  readonly reordered: number
  readonly duplicates: number
  readonly late: number
  readonly maxJitterMs: number
  readonly maxDeltaMs: number
}

export const RtpSample = builder.objectRef<Sample>('RtpSample').implement({
  description: 'A stream within one interval.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'Its start.' }),
    packets: t.exposeInt('packets', {}),
    bytes: t.exposeInt('bytes', {}),
    lost: t.exposeInt('lost', { description: 'Where they were missing.' }),
    lossPercent: t.float({
      description: 'Percent of those received and lost; 0 without either.',
      resolve: ({ packets, lost }) => (lost === 0 ? 0 : (100 * lost) / (packets + lost)),
    }),
    reordered: t.exposeInt('reordered', {}),
    duplicates: t.exposeInt('duplicates', {}),
    late: t.exposeInt('late', { description: 'For the adaptive de-jitter buffer.' }),
    maxJitterMs: t.exposeFloat('maxJitterMs', {}),
    maxDeltaMs: t.exposeFloat('maxDeltaMs', {}),
  }),
})

/** Buckets that a series can have. */
export const SAMPLES_MAX = 600

/** A series in intervals of `intervalMs`, as near as whole buckets come to it, never finer than it was kept. */
export function samples(series: StreamSeries, intervalMs: number): readonly Sample[] {
  const step = Math.max(1, Math.round(intervalMs / series.bucketMs))
  const total = (list: readonly number[], from: number) =>
    list.slice(from, from + step).reduce((sum, one) => sum + one, 0)
  const most = (list: readonly number[], from: number) => Math.max(0, ...list.slice(from, from + step))
  const made: Sample[] = []
  for (let from = 0; from < series.packets.length; from += step) {
    made.push({
      at: series.at + from * series.bucketMs * MICROS_PER_MS,
      packets: total(series.packets, from),
      bytes: total(series.bytes, from),
      lost: total(series.lost, from),
      reordered: total(series.reordered, from),
      duplicates: total(series.duplicates, from),
      late: total(series.late, from),
      maxJitterMs: most(series.maxJitterMs, from),
      maxDeltaMs: most(series.maxDeltaMs, from),
    })
  }
  return made
}
