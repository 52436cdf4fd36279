import type {
  Pacing,
  PayloadTypeChange,
  PtimeChange,
  RtpStream,
  SilenceFacts,
  StreamGap,
  TimestampFaults,
} from '../model/stream.ts'
import { builder } from './builder.ts'

// How a sender behaves: what it sends by, and what its packets look like one after the other.

export const PtimeChangeRef = builder.objectRef<PtimeChange>('PtimeChange').implement({
  description: 'Another packetisation that lasted.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'Of the first packet of the new one.' }),
    frame: t.exposeInt('frame', { description: 'Of that packet.' }),
    fromMs: t.exposeFloat('fromMs', { description: 'Milliseconds before.' }),
    toMs: t.exposeFloat('toMs', { description: 'Milliseconds after.' }),
  }),
})

export const PayloadTypeChangeRef = builder.objectRef<PayloadTypeChange>('PayloadTypeChange').implement({
  description: 'From one medium to the next; comfort noise and telephone-events, which come and go, are none.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'Of the first packet of the new type.' }),
    frame: t.exposeInt('frame', { description: 'Of that packet.' }),
    from: t.exposeInt('from', { description: 'Payload type before.' }),
    to: t.exposeInt('to', { description: 'Payload type after.' }),
  }),
})

export const CodePointUse = builder.objectRef<RtpStream['dscps'][number]>('CodePointUse').implement({
  description: 'A differentiated services code point that packets came with.',
  fields: (t) => ({
    dscp: t.exposeInt('dscp', { description: '0 to 63; 46 is EF.' }),
    packets: t.field({ type: 'SafeInt', resolve: ({ packets }) => packets }),
  }),
})

export const HopLimitUse = builder.objectRef<RtpStream['ttls'][number]>('HopLimitUse').implement({
  description: 'A hop limit (TTL) that packets came with: of one path they are all the same.',
  fields: (t) => ({
    ttl: t.exposeInt('ttl', {}),
    packets: t.field({ type: 'SafeInt', resolve: ({ packets }) => packets }),
  }),
})

export const GapCounts = builder.objectRef<Readonly<Record<StreamGap['kind'], number>>>('StreamGapCounts').implement({
  description: 'How many gaps there were, listed or not; see `StreamGapKind`.',
  fields: (t) => ({
    lost: t.exposeInt('lost', {}),
    silence: t.exposeInt('silence', {}),
    stalled: t.exposeInt('stalled', {}),
    restarted: t.exposeInt('restarted', {}),
  }),
})

export const SilenceRef = builder.objectRef<SilenceFacts>('SilenceSuppression').implement({
  description: 'How the sender spares packets while nobody speaks.',
  fields: (t) => ({
    comfortNoisePackets: t.exposeInt('comfortNoisePackets', { description: 'RFC 3389.' }),
    talkspurts: t.exposeInt('talkspurts', {
      description: 'Packets with the marker bit behind a pause of more than 60 ms (RFC 3551 §4.1).',
    }),
    suppressions: t.exposeInt('suppressions', {
      description: 'Pauses of more than 60 ms in which the timestamp ran on and no number is missing.',
    }),
    suppressedMs: t.exposeFloat('suppressedMs', { description: 'Their sum, milliseconds.' }),
  }),
})

export const TimestampFaultsRef = builder.objectRef<TimestampFaults>('TimestampFaults').implement({
  description: 'Timestamps that do not go on as they should, how often; not counted at a marker, which may begin anew.',
  fields: (t) => ({
    backwards: t.exposeInt('backwards', { description: 'Back in time.' }),
    repeated: t.exposeInt('repeated', {
      description: 'Five and more packets under one timestamp; video sends its pictures so.',
    }),
    irregular: t.exposeInt('irregular', { description: 'A step that is no multiple of the usual one.' }),
    jumps: t.exposeInt('jumps', { description: 'More than half a second ahead of the clock of the capture.' }),
  }),
})

export const PacingRef = builder.objectRef<Pacing>('Pacing').implement({
  description:
    'Packets that come in clumps, less than 1 ms apart, each clump followed by the pause that its packets are long.',
  fields: (t) => ({
    clumps: t.exposeInt('clumps', {}),
    clumpedPackets: t.exposeInt('clumpedPackets', {}),
    largestClump: t.exposeInt('largestClump', { description: 'Packets.' }),
    longestPauseMs: t.exposeFloat('longestPauseMs', { description: 'Milliseconds.' }),
  }),
})

export const TelephoneEvents = builder.objectRef<NonNullable<RtpStream['events']>>('TelephoneEvents').implement({
  description: 'Telephone-events (RFC 4733): how many, not which keys.',
  fields: (t) => ({
    begun: t.exposeInt('begun', {}),
    ended: t.exposeInt('ended', { description: 'Those whose end was seen.' }),
  }),
})
