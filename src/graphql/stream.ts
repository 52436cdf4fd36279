import type { Endpoint as Address } from '../model/endpoint.ts'
import type { StreamRecord } from '../model/events.ts'
import type { PayloadTypeUse } from '../model/stream.ts'
import { builder } from './builder.ts'
import { analysisPart, withinAnalysis } from './ids.ts'
import { connectionType } from './page.ts'
import { QualityRef, StreamPlace } from './quality.ts'
import { RtcpSummary } from './rtcp.ts'
import { SpeechRef } from './speech.ts'
import {
  CodePointUse,
  GapCounts,
  HopLimitUse,
  PacingRef,
  PayloadTypeChangeRef,
  PtimeChangeRef,
  SilenceRef,
  TelephoneEvents,
  TimestampFaultsRef,
} from './stream-behaviour.ts'
import {
  BurstStats,
  DelayVariationRef,
  JitterBuffersRef,
  JitterStats,
  LossWindow,
  RtpSample,
  SAMPLES_MAX,
  StreamGapRef,
  samples,
} from './stream-figures.ts'

export interface FoundStream {
  readonly analysisId: string
  readonly stream: StreamRecord
}

export const StreamRef = builder.objectRef<FoundStream>('RtpStream')

const Endpoint = builder.objectRef<Address>('Endpoint').implement({
  description: 'Where packets came from or went to.',
  fields: (t) => ({
    address: t.exposeString('address', { description: 'An IP literal, IPv6 without brackets.' }),
    port: t.exposeInt('port', { nullable: true, description: 'Null when not known.' }),
  }),
})

const PayloadType = builder.objectRef<PayloadTypeUse>('PayloadType').implement({
  description: 'A payload type seen in a stream.',
  fields: (t) => ({
    payloadType: t.exposeInt('payloadType', { description: '0 to 127.' }),
    encoding: t.exposeString('encoding', {
      nullable: true,
      description: '`PCMU`, `opus` ...; null for a dynamic type that no SDP names.',
    }),
    packets: t.field({ type: 'SafeInt', resolve: (use) => use.packets }),
  }),
})

/** Finer than this nothing is kept. */
const SECOND_MS = 1_000
const SERIES_MS = SECOND_MS * SAMPLES_MAX

builder.node(StreamRef, {
  description: 'One direction of RTP: source, destination and SSRC.',
  id: { resolve: ({ analysisId, stream }) => withinAnalysis(analysisId, stream.number) },
  loadOne: async (id, context) => {
    const part = analysisPart(id)
    if (part === undefined) return null
    const stream = await context.loaders().stream.load({ analysisId: part.analysisId, number: Number(part.local) })
    return stream === undefined ? null : { analysisId: part.analysisId, stream }
  },
  fields: (t) => ({
    number: t.int({ description: 'By order of first packet, from 1.', resolve: ({ stream }) => stream.number }),
    from: t.field({ type: Endpoint, resolve: ({ stream }) => stream.source }),
    to: t.field({ type: Endpoint, resolve: ({ stream }) => stream.destination }),
    ssrc: t.string({
      description: 'Eight hexadecimal digits.',
      resolve: ({ stream }) => stream.ssrc.toString(16).padStart(8, '0'),
    }),
    firstAt: t.field({ type: 'DateTime', description: 'First packet.', resolve: ({ stream }) => stream.firstAt }),
    lastAt: t.field({ type: 'DateTime', description: 'Last packet.', resolve: ({ stream }) => stream.lastAt }),
    payloadTypes: t.field({ type: [PayloadType], resolve: ({ stream }) => [...stream.payloadTypes] }),
    payloadTypeChanges: t.field({
      type: [PayloadTypeChangeRef],
      description: 'The first 32.',
      resolve: ({ stream }) => [...stream.payloadTypeChanges],
    }),
    packets: t.field({
      type: 'SafeInt',
      description: 'Received, duplicates included.',
      resolve: ({ stream }) => stream.packets,
    }),
    bytes: t.field({
      type: 'SafeInt',
      description: 'Octets of RTP received: headers and payloads.',
      resolve: ({ stream }) => stream.bytes,
    }),
    expected: t.field({
      type: 'SafeInt',
      description: 'By sequence numbers (RFC 3550 A.3).',
      resolve: ({ stream }) => stream.expected,
    }),
    lost: t.field({
      type: 'SafeInt',
      description: 'Expected, but not received.',
      resolve: ({ stream }) => stream.lost,
    }),
    lossPercent: t.float({
      description: '0 to 100; 0 when nothing was expected.',
      resolve: ({ stream }) => stream.lossPercent,
    }),
    segments: t.int({
      description: 'Runs of sequence numbers: a new one begins where they start afresh. Loss is counted within each.',
      resolve: ({ stream }) => stream.segments,
    }),
    outOfRange: t.int({
      description: 'Packets whose number lies far from all others (RFC 3550 A.1), and which began no segment.',
      resolve: ({ stream }) => stream.outOfRange,
    }),
    duplicates: t.int({ resolve: ({ stream }) => stream.duplicates }),
    reordered: t.int({ resolve: ({ stream }) => stream.reordered }),
    jitterMs: t.field({
      type: JitterStats,
      nullable: true,
      description: 'Null when the clock rate is not known.',
      resolve: ({ stream }) => stream.jitterMs,
    }),
    clockRateHz: t.int({
      nullable: true,
      description: 'Null when not known.',
      resolve: ({ stream }) => stream.clockRateHz,
    }),
    maxDeltaMs: t.float({
      description: 'Largest gap between consecutive packets, milliseconds.',
      resolve: ({ stream }) => stream.maxDeltaMs,
    }),
    ptimeMs: t.float({
      nullable: true,
      description: 'Packetisation seen, milliseconds; null when the clock rate is not known.',
      resolve: ({ stream }) => stream.ptimeMs,
    }),
    ptimeShare: t.float({
      nullable: true,
      description: 'Of the steps between packets, those of `ptimeMs`, 0 to 1; null as that is.',
      resolve: ({ stream }) => stream.ptimeShare,
    }),
    ptimeChanges: t.field({
      type: [PtimeChangeRef],
      description: 'The first 16.',
      resolve: ({ stream }) => [...stream.ptimeChanges],
    }),
    dscp: t.int({
      description: 'Differentiated services code point of the first packet, 0 to 63; 46 is EF.',
      resolve: ({ stream }) => stream.dscp,
    }),
    dscps: t.field({
      type: [CodePointUse],
      description: 'All that were seen, in order of appearance, at most 8.',
      resolve: ({ stream }) => [...stream.dscps],
    }),
    hopLimits: t.field({
      type: [HopLimitUse],
      description: 'All that were seen, in order of appearance, at most 8.',
      resolve: ({ stream }) => [...stream.ttls],
    }),
    lossRuns: t.intList({
      description: 'How many runs of one, two ... nine, and ten or more lost packets in a row.',
      resolve: ({ stream }) => [...stream.lossRuns],
    }),
    worstWindow: t.field({
      type: LossWindow,
      nullable: true,
      description: 'Null when nothing was lost.',
      resolve: ({ stream }) => stream.worstWindow,
    }),
    longestLossRun: t.int({
      description: 'Packets in the longest run of losses; 0 without.',
      resolve: ({ stream }) => stream.longestLossRun,
    }),
    bursts: t.field({
      type: BurstStats,
      nullable: true,
      description: 'Null without loss.',
      resolve: ({ stream }) => stream.bursts,
    }),
    playoutBursts: t.field({
      type: BurstStats,
      nullable: true,
      description:
        'With the packets that come too late for the adaptive buffer; null where none is missing then either.',
      resolve: ({ stream }) => stream.playoutBursts,
    }),
    delayVariation: t.field({
      type: DelayVariationRef,
      nullable: true,
      description: 'Null when the clock rate is not known.',
      resolve: ({ stream }) => stream.delayVariation,
    }),
    jitterBuffers: t.field({
      type: JitterBuffersRef,
      nullable: true,
      description: 'Null when the clock rate is not known.',
      resolve: ({ stream }) => stream.jitterBuffers,
    }),
    clockSkewPpm: t.float({
      nullable: true,
      description:
        "The sender's media clock against that of the capture, ppm: above 0 its packets come later and later. Null below 10 s.",
      resolve: ({ stream }) => stream.clockSkew?.ppm,
    }),
    gaps: t.field({
      type: [StreamGapRef],
      description: 'In order, the longest 32 with loss and the longest 32 without.',
      resolve: ({ stream }) => [...stream.gaps],
    }),
    gapCounts: t.field({ type: GapCounts, resolve: ({ stream }) => stream.gapCounts }),
    silence: t.field({ type: SilenceRef, resolve: ({ stream }) => stream.silence }),
    timestampFaults: t.field({ type: TimestampFaultsRef, resolve: ({ stream }) => stream.timestamps }),
    timestampRateHz: t.float({
      nullable: true,
      description: "What the sender's media clock really runs at, pauses aside; null before a second of packets.",
      resolve: ({ stream }) => stream.timestampRateHz,
    }),
    pacing: t.field({ type: PacingRef, resolve: ({ stream }) => stream.pacing }),
    telephoneEvents: t.field({
      type: TelephoneEvents,
      nullable: true,
      description: 'Null where no payload type is known to be theirs.',
      resolve: ({ stream }) => stream.events,
    }),
    previous: t.int({
      nullable: true,
      description: 'Number of the stream that went the same way before, with another SSRC.',
      resolve: ({ stream }) => stream.previous?.number,
    }),
    next: t.int({
      nullable: true,
      description: 'Number of the one that came after it on the same way.',
      resolve: ({ stream }) => stream.next,
    }),
    relayed: t.boolean({
      description: 'Whether it went through a TURN server, seen between the client and that server (RFC 8656).',
      resolve: ({ stream }) => stream.relayed,
    }),
    series: t.field({
      type: [RtpSample],
      description: 'The stream over time, at most 600 samples; empty while it goes on.',
      args: {
        interval: t.arg.int({
          defaultValue: SECOND_MS,
          description: 'Milliseconds, at least 1,000. Long streams are kept less finely.',
        }),
      },
      complexity: ({ interval }) => ({
        field: 1,
        multiplier: Math.ceil(SERIES_MS / Math.max(SECOND_MS, interval ?? SECOND_MS)),
      }),
      resolve: ({ stream }, { interval }) =>
        stream.series === undefined ? [] : [...samples(stream.series, Math.max(SECOND_MS, interval ?? SECOND_MS))],
    }),
    quality: t.field({
      type: QualityRef,
      nullable: true,
      description:
        'By the packets seen here; null for what is no speech, for fewer than 50 packets, and an unknown codec.',
      resolve: ({ stream }) => stream.quality,
    }),
    farEndQuality: t.field({
      type: QualityRef,
      nullable: true,
      description: 'With the loss its receiver reports of the whole way; null without a report.',
      resolve: ({ stream }) => stream.farEndQuality,
    }),
    place: t.field({
      type: StreamPlace,
      nullable: true,
      description: 'Where it stands in its call; null where the descriptions do not tell.',
      resolve: ({ stream }) => stream.place,
    }),
    secure: t.boolean({
      nullable: true,
      description: 'Whether it is SRTP (RFC 3711); null where nothing tells.',
      resolve: ({ stream }) => stream.secure,
    }),
    speech: t.field({
      type: SpeechRef,
      nullable: true,
      description:
        'What is said, and how loud; null while it goes on, for other codecs than G.711, G.722 and L16, SRTP, and less than a second.',
      resolve: ({ stream }) => stream.speech,
    }),
    rtcp: t.field({
      type: RtcpSummary,
      resolve: ({ stream }) => ({ value: stream.rtcp, clockRateHz: stream.clockRateHz }),
    }),
    call: t.int({
      nullable: true,
      description: 'Number of the call it belongs to; null for RTP that nobody announced.',
      resolve: ({ stream }) => stream.call,
    }),
  }),
})

export const StreamConnection = connectionType('RtpStream', StreamRef)
