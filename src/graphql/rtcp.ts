import type { DelayFigures, FarEndBlock, RtcpFacts, SenderClock, VoipMetrics } from '../model/rtcp.ts'
import { builder } from './builder.ts'
import { enumValues } from './enum-types.ts'

/** Of what RTCP counts, with the clock that its ticks are of. */
interface WithClock<Value> {
  readonly value: Value
  readonly clockRateHz: number | undefined
}

const FRACTIONS = 256

const FarEnd = builder.objectRef<WithClock<FarEndBlock>>('FarEndBlock').implement({
  description: 'One report block as the far receiver of a stream wrote it (RFC 3550 §6.4.1).',
  fields: (t) => ({
    at: t.field({ type: 'DateTime', resolve: ({ value }) => value.at }),
    lossPercent: t.float({
      description: 'Lost since the report before, percent.',
      resolve: ({ value }) => (100 * value.fractionLost) / FRACTIONS,
    }),
    cumulativeLost: t.field({
      type: 'SafeInt',
      description: 'Since the beginning; below 0 when duplicates outnumber losses.',
      resolve: ({ value }) => value.cumulativeLost,
    }),
    jitterMs: t.float({
      nullable: true,
      description: 'Milliseconds; null when the clock rate is not known.',
      resolve: ({ value, clockRateHz }) =>
        clockRateHz === undefined ? undefined : (1000 * value.jitterTicks) / clockRateHz,
    }),
  }),
})

const Delay = builder.objectRef<DelayFigures>('DelayFigures').implement({
  description: 'Round trips, milliseconds.',
  fields: (t) => ({
    count: t.exposeInt('count', { description: 'How many were measured.' }),
    minMs: t.exposeFloat('minMs', {}),
    meanMs: t.exposeFloat('meanMs', {}),
    maxMs: t.exposeFloat('maxMs', {}),
  }),
})

const Sender = builder.objectRef<SenderClock>('SenderClock').implement({
  description: 'What the sender of a stream says of itself (RFC 3550 §6.4.1).',
  fields: (t) => ({
    rateHz: t.exposeFloat('rateHz', {
      nullable: true,
      description: 'Ticks of media per second of its own wall clock, Hz; null with one report.',
    }),
    packetCount: t.field({ type: 'SafeInt', description: 'Packets sent.', resolve: (sender) => sender.packetCount }),
    octetCount: t.field({
      type: 'SafeInt',
      description: 'Payload octets sent.',
      resolve: (sender) => sender.octetCount,
    }),
  }),
})

const LossConcealment = builder.enumType('LossConcealment', {
  description: 'What a receiver plays for packets that are lost (RFC 3611 §4.7.7).',
  values: enumValues(['disabled', 'enhanced', 'standard'] as const),
})

const Voip = builder.objectRef<VoipMetrics>('VoipMetrics').implement({
  description: 'VoIP metrics as the far receiver reports them (RFC 3611 §4.7).',
  fields: (t) => ({
    lossRate: t.exposeFloat('lossRate', { description: 'Share of packets lost, 0 to 1.' }),
    discardRate: t.exposeFloat('discardRate', { description: 'Share discarded by the jitter buffer, 0 to 1.' }),
    burstDensity: t.exposeFloat('burstDensity', { description: 'Share missing within bursts, 0 to 1.' }),
    gapDensity: t.exposeFloat('gapDensity', { description: 'Share missing between bursts, 0 to 1.' }),
    burstDurationMs: t.exposeFloat('burstDurationMs', {}),
    gapDurationMs: t.exposeFloat('gapDurationMs', {}),
    roundTripDelayMs: t.exposeFloat('roundTripDelayMs', {}),
    endSystemDelayMs: t.exposeFloat('endSystemDelayMs', {}),
    signalLevelDbm: t.exposeFloat('signalLevelDbm', { nullable: true, description: 'dBm0; null where not measured.' }),
    noiseLevelDbm: t.exposeFloat('noiseLevelDbm', { nullable: true, description: 'dBm0; null where not measured.' }),
    residualEchoReturnLossDb: t.exposeFloat('residualEchoReturnLossDb', {
      nullable: true,
      description: 'dB; null where not measured.',
    }),
    minimumGap: t.exposeInt('minimumGap', { description: 'Packets between two losses that end a burst.' }),
    rFactor: t.exposeFloat('rFactor', { nullable: true, description: '0 to 100; null where not measured.' }),
    externalRFactor: t.exposeFloat('externalRFactor', {
      nullable: true,
      description: 'Of the network on the other side of the receiver, 0 to 100; null where not measured.',
    }),
    mosListening: t.float({
      nullable: true,
      description: '1 to 5; null where not measured.',
      resolve: (metrics) => metrics.mosLq,
    }),
    mosConversational: t.float({
      nullable: true,
      description: '1 to 5; null where not measured.',
      resolve: (metrics) => metrics.mosCq,
    }),
    lossConcealment: t.field({
      type: LossConcealment,
      nullable: true,
      description: 'What is played for what is lost; null where the receiver does not say.',
      resolve: (metrics) => metrics.lossConcealment,
    }),
    adaptiveJitterBuffer: t.exposeBoolean('adaptiveJitterBuffer', {
      nullable: true,
      description: 'Null where the receiver does not say.',
    }),
    jitterBufferNominalMs: t.exposeInt('jitterBufferNominalMs', {}),
    jitterBufferMaximumMs: t.exposeInt('jitterBufferMaximumMs', {}),
    jitterBufferAbsoluteMaximumMs: t.exposeInt('jitterBufferAbsoluteMaximumMs', {}),
  }),
})

/** At most so many report blocks of a stream are kept. */
const BLOCKS = 64

export const RtcpSummary = builder.objectRef<WithClock<RtcpFacts>>('RtcpSummary').implement({
  description: 'RTCP about a stream.',
  fields: (t) => ({
    packets: t.int({
      description: 'From the source host of the stream, for this media.',
      resolve: ({ value }) => value.packets,
    }),
    senderReports: t.int({ resolve: ({ value }) => value.senderReports }),
    receiverReports: t.int({ resolve: ({ value }) => value.receiverReports }),
    farEndLost: t.field({
      type: 'SafeInt',
      nullable: true,
      description:
        'Packets lost so far as the far receiver last reported (RFC 3550 §6.4.1), below 0 when duplicates outnumber losses; null without a report.',
      resolve: ({ value }) => value.farEnd?.cumulativeLost,
    }),
    farEnd: t.field({
      type: FarEnd,
      nullable: true,
      description: 'The last report of the far receiver; null without one.',
      resolve: ({ value, clockRateHz }) => value.farEnd && { value: value.farEnd, clockRateHz },
    }),
    farEndWorst: t.field({
      type: FarEnd,
      nullable: true,
      description: 'The worst by loss; null without a report.',
      resolve: ({ value, clockRateHz }) => value.farEndWorst && { value: value.farEndWorst, clockRateHz },
    }),
    farEndSeries: t.field({
      type: [FarEnd],
      description: 'All of them in order, thinned out evenly to 64.',
      complexity: { field: 1, multiplier: BLOCKS },
      resolve: ({ value, clockRateHz }) => value.farEndSeries.map((block) => ({ value: block, clockRateHz })),
    }),
    roundTripReceiver: t.field({
      type: Delay,
      nullable: true,
      description: 'Point of capture to the receiver and back; null where not measured.',
      resolve: ({ value }) => value.roundTrip.receiver,
    }),
    roundTripSender: t.field({
      type: Delay,
      nullable: true,
      description: 'Point of capture to the sender and back; null where not measured.',
      resolve: ({ value }) => value.roundTrip.sender,
    }),
    roundTripMs: t.float({
      nullable: true,
      description: 'End to end and back, mean, milliseconds; null unless both halves were measured.',
      resolve: ({ value }) => value.roundTrip.totalMs,
    }),
    sender: t.field({
      type: Sender,
      nullable: true,
      description: 'Null without a sender report.',
      resolve: ({ value }) => value.sender,
    }),
    voipMetrics: t.field({
      type: Voip,
      nullable: true,
      description: 'The last that were reported; null without.',
      resolve: ({ value }) => value.voipMetrics,
    }),
    nacks: t.int({
      description: 'How often the receiver asked for packets again (RFC 4585 §6.2.1).',
      resolve: ({ value }) => value.nacks,
    }),
    pictureRequests: t.int({
      description: 'How often it asked for a new picture.',
      resolve: ({ value }) => value.pictureRequests,
    }),
    bye: t.boolean({ description: 'Whether the sender said goodbye.', resolve: ({ value }) => value.bye }),
  }),
})
