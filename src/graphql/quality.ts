import type { QualityFigures as Figures } from '../model/events.ts'
import type {
  CallVantage,
  Distance,
  FarEndReport,
  FarEndFault as Fault,
  Quality,
  QualityProvenance,
  StreamPlaceRecord,
} from '../model/quality.ts'
import { builder } from './builder.ts'
import { enumValues } from './enum-types.ts'
import { CallParty } from './media-side.ts'

export const EmodelScale = builder.enumType('EmodelScale', {
  description: 'The scale of a figure of the E-model. A figure on one says nothing on another.',
  values: {
    NB: { value: 'NB', description: 'Narrowband (ITU-T G.107): R up to 93.2.' },
    WB: { value: 'WB', description: 'Wideband (ITU-T G.107.1): R up to 129.' },
    FB: { value: 'FB', description: 'Fullband (ITU-T G.107.2): R up to 148.' },
  } as const,
})

const CodecSource = builder.enumType('CodecImpairmentSource', {
  description: 'Where the impairment of a codec comes from.',
  values: {
    G113: { value: 'G113', description: 'ITU-T G.113.' },
    ESTIMATE: { value: 'estimate', description: 'An estimate that no recommendation gives.' },
    UNKNOWN: { value: 'unknown', description: 'Nothing is known of this codec.' },
  } as const,
})

const PlcSource = builder.enumType('ConcealmentSource', {
  description: 'How it is known that the receiver conceals losses.',
  values: enumValues(['assumed', 'signalled'] as const),
})

const DelaySource = builder.enumType('DelaySource', {
  description: 'Where the delay of a score comes from.',
  values: enumValues(['rtcp', 'declared', 'assumed'] as const, {
    rtcp: 'Half the measured round trip.',
    declared: 'Half of what an end says.',
    assumed: '100 ms one way.',
  }),
})

const LossSource = builder.enumType('LossSource', {
  description: 'Where the loss of a score comes from.',
  values: enumValues(['wire', 'rtcp', 'vendor'] as const, {
    wire: 'Counted in the packets.',
    rtcp: 'As the receiver reports.',
    vendor: 'As a statistics header says.',
  }),
})

const Provenance = builder.objectRef<QualityProvenance>('QualityProvenance').implement({
  description: 'What a score stands on.',
  fields: (t) => ({
    codec: t.exposeString('codec', { description: 'As sent, with its mode: `PCMU`, `AMR-WB 12.65`.' }),
    codecIeSource: t.expose('codecIeSource', { type: CodecSource }),
    plc: t.expose('plc', { type: PlcSource }),
    delaySource: t.expose('delaySource', { type: DelaySource }),
    lossSource: t.expose('lossSource', { type: LossSource }),
    jitterBufferModel: t.exposeString('jitterBufferModel', { description: '`adaptive 20-200 ms`, or `none`.' }),
    networkDelayMs: t.exposeFloat('networkDelayMs', { description: 'One way, milliseconds.' }),
    mouthToEarMs: t.exposeFloat('mouthToEarMs', {
      description: 'With packetisation, look-ahead and jitter buffer, milliseconds.',
    }),
    lossPercent: t.exposeFloat('lossPercent', { description: 'Lost on the way, percent of what was expected.' }),
    discardPercent: t.exposeFloat('discardPercent', { description: 'Discarded by the jitter buffer, percent.' }),
    burstR: t.exposeFloat('burstR', { description: '1 for random loss, up to 8 (ITU-T G.107 §3.5).' }),
  }),
})

const WorstQuality = builder.objectRef<NonNullable<Quality['worst']>>('WorstQuality').implement({
  description: 'The 10 seconds that sound worst.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'Their start.' }),
    rFactor: t.exposeFloat('rFactor', { description: 'On the same scale.' }),
    mosListening: t.exposeFloat('mosListening', { description: '1 to 5.' }),
    mosConversational: t.exposeFloat('mosConversational', { description: '1 to 5.' }),
  }),
})

export const QualityRef = builder.objectRef<Quality>('Quality').implement({
  description: 'How a stream sounds, as the E-model rates it: an estimate for planning, not an opinion of a listener.',
  fields: (t) => ({
    scale: t.expose('scale', { type: EmodelScale }),
    rFactor: t.exposeFloat('rFactor', { description: 'With delay, on that scale; below 0 is possible.' }),
    mosListening: t.exposeFloat('mosListening', { description: '1 to 5, without delay and echo (MOS-LQE).' }),
    mosConversational: t.exposeFloat('mosConversational', { description: '1 to 5, with them (MOS-CQE).' }),
    worst: t.expose('worst', {
      type: WorstQuality,
      nullable: true,
      description: 'Null where all are alike: nothing was lost.',
    }),
    provenance: t.expose('provenance', { type: Provenance }),
  }),
})

export const QualityFigures = builder.objectRef<Figures>('QualityFigures').implement({
  description: 'How the streams of one scale sound.',
  fields: (t) => ({
    scale: t.expose('scale', { type: EmodelScale }),
    streams: t.exposeInt('streams', { description: 'How many were rated.' }),
    rFactorMean: t.exposeFloat('rFactorMean', { description: 'On that scale.' }),
    rFactorWorst: t.exposeFloat('rFactorWorst', { description: 'Of the worst stream.' }),
    mosListeningMean: t.exposeFloat('mosListeningMean', { description: '1 to 5.' }),
    mosListeningWorst: t.exposeFloat('mosListeningWorst', { description: '1 to 5, of the worst stream.' }),
    mosConversationalMean: t.exposeFloat('mosConversationalMean', { description: '1 to 5.' }),
    mosConversationalWorst: t.exposeFloat('mosConversationalWorst', { description: '1 to 5, of the worst stream.' }),
  }),
})

const AttributedBy = builder.enumType('AttributedBy', {
  description: 'How a stream was found to be of an m-line.',
  values: enumValues(['declared', 'source', 'ice', 'symmetric', 'learned'] as const, {
    declared: 'It goes to the address and port the receiver asked for.',
    source: 'It comes from where the sender receives (RFC 4961).',
    ice: 'One of its ends is a candidate.',
    symmetric: 'One of its ends is known from a stream of this line.',
    learned: 'Both hosts are right and neither port is.',
  }),
})

export const StreamPlace = builder.objectRef<StreamPlaceRecord>('StreamPlace').implement({
  description: 'Where a stream stands in its call.',
  fields: (t) => ({
    by: t.expose('by', { type: CallParty, description: 'Who sent it.' }),
    kind: t.exposeString('kind', { description: '`audio`, `video` ...' }),
    line: t.exposeInt('line', { description: 'Place of the m-line, from 0.' }),
    how: t.expose('how', { type: AttributedBy }),
    codec: t.exposeString('codec', { nullable: true, description: 'As agreed; null for one that was not agreed.' }),
    early: t.exposeBoolean('early', { description: 'It began before the call was answered.' }),
    ringback: t.exposeBoolean('ringback', { description: 'From the callee and over by the answer.' }),
    segment: t.exposeInt('segment', { description: 'From 1: counts on where the SSRC changed within the line.' }),
  }),
})

const FarEndFault = builder.enumType('FarEndFault', {
  description: 'Why reported figures cannot be true.',
  values: enumValues([
    'no-data',
    'wrapped',
    'negative',
    'more-lost-than-expected',
    'out-of-range',
  ] as const satisfies Fault[]),
})

const FarEndAbout = builder.enumType('FarEndAbout', {
  description: 'Which way reported figures speak of.',
  values: enumValues(['received', 'sent', 'both'] as const, {
    received: 'What that end received.',
    sent: 'What the other side received of what it sent.',
    both: 'One figure for both ways.',
  }),
})

const FIGURES: readonly (readonly [keyof FarEndReport, string])[] = [
  ['lossPercent', 'Percent of the packets expected'],
  ['discardPercent', 'Percent of the packets expected'],
  ['jitterMs', 'Milliseconds'],
  ['oneWayDelayMs', 'Milliseconds'],
  ['roundTripMs', 'Milliseconds'],
  ['mosListening', '1 to 5'],
  ['mosConversational', '1 to 5'],
  ['rFactor', 'As reported'],
  ['durationS', 'Seconds'],
]

export const FarEndReportRef = builder.objectRef<FarEndReport>('FarEndReport').implement({
  description:
    'What an end says itself of the media it got or sent, in SIP: nobody has checked it but for being possible.',
  fields: (t) => ({
    by: t.expose('by', { type: CallParty, nullable: true, description: 'Null for a report outside the call.' }),
    callId: t.exposeString('callId', { description: 'The Call-ID it speaks of.' }),
    message: t.exposeInt('message', { description: 'Number of the message it stands in.' }),
    at: t.expose('at', { type: 'DateTime', nullable: true, description: 'Null without times.' }),
    carrier: t.exposeString('carrier', { description: '`P-RTP-Stat`, `application/vq-rtcpxr` ...' }),
    about: t.expose('about', { type: FarEndAbout }),
    invalid: t.expose('invalid', { type: FarEndFault, nullable: true, description: 'Null where they may be true.' }),
    packetsSent: t.field({
      type: 'SafeInt',
      nullable: true,
      description: 'Null where not told.',
      resolve: (report) => report.packetsSent,
    }),
    packetsReceived: t.field({
      type: 'SafeInt',
      nullable: true,
      description: 'Null where not told.',
      resolve: (report) => report.packetsReceived,
    }),
    packetsLost: t.field({
      type: 'SafeInt',
      nullable: true,
      description: 'Null where not told.',
      resolve: (report) => report.packetsLost,
    }),
    codec: t.exposeString('codec', { nullable: true, description: 'Null where not told.' }),
    ...Object.fromEntries(
      FIGURES.map(([name, unit]) => [
        name,
        t.float({
          nullable: true,
          description: `${unit}; null where not told.`,
          resolve: (report) => report[name] as number | undefined,
        }),
      ]),
    ),
  }),
})

const Vantage = builder.enumType('Vantage', {
  description: 'Where a capture was made.',
  values: enumValues(['near-caller', 'near-callee', 'middle', 'unknown'] as const),
})

const DistanceRef = builder.objectRef<Distance>('Distance').implement({
  description: 'How far one end of a call is from the point of capture.',
  fields: (t) => ({
    hops: t.exposeInt('hops', { nullable: true, description: 'Routers between, by TTL; null where not seen.' }),
    turnaroundMs: t.exposeFloat('turnaroundMs', {
      nullable: true,
      description: 'The quickest answer of that end, milliseconds; null where not seen.',
    }),
    roundTripMs: t.exposeFloat('roundTripMs', {
      nullable: true,
      description: 'Mean round trip by RTCP, milliseconds; null where not seen.',
    }),
  }),
})

export const CallVantageRef = builder.objectRef<CallVantage>('CallVantage').implement({
  description: 'Where the capture was made: loss seen there is loss on the way to it, never behind it.',
  fields: (t) => ({
    vantage: t.expose('vantage', { type: Vantage }),
    caller: t.expose('caller', { type: DistanceRef }),
    callee: t.expose('callee', { type: DistanceRef }),
  }),
})
