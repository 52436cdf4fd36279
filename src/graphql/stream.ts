import type { Endpoint as Address } from '../model/endpoint.ts'
import type { StreamRecord } from '../model/events.ts'
import type { PayloadTypeUse, RtcpFacts } from '../model/stream.ts'
import { builder } from './builder.ts'
import { analysisPart, withinAnalysis } from './ids.ts'
import { connectionType } from './page.ts'

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

const JitterStats = builder.objectRef<NonNullable<StreamRecord['jitterMs']>>('JitterStats').implement({
  description: 'Interarrival jitter (RFC 3550 A.8), milliseconds.',
  fields: (t) => ({
    mean: t.exposeFloat('mean', {}),
    max: t.exposeFloat('max', {}),
    last: t.exposeFloat('last', { description: 'At the last packet.' }),
  }),
})

const LossWindow = builder.objectRef<NonNullable<StreamRecord['worstWindow']>>('LossWindow').implement({
  description: 'The 10 seconds with most loss.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'Its start.' }),
    lost: t.exposeInt('lost', {}),
    expected: t.exposeInt('expected', {}),
  }),
})

const RtcpSummary = builder.objectRef<RtcpFacts>('RtcpSummary').implement({
  description: 'RTCP about a stream.',
  fields: (t) => ({
    packets: t.exposeInt('packets', { description: 'From the source host of the stream, for this media.' }),
    senderReports: t.exposeInt('senderReports', {}),
    receiverReports: t.exposeInt('receiverReports', {}),
    farEndLost: t.field({
      type: 'SafeInt',
      nullable: true,
      description:
        'Packets lost so far as the far receiver last reported (RFC 3550 §6.4.1), below 0 when duplicates outnumber losses; null without a report.',
      resolve: (rtcp) => rtcp.farEnd?.cumulativeLost,
    }),
    bye: t.exposeBoolean('bye', { description: 'Whether the sender said goodbye.' }),
  }),
})

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
    packets: t.field({
      type: 'SafeInt',
      description: 'Received, duplicates included.',
      resolve: ({ stream }) => stream.packets,
    }),
    bytes: t.field({ type: 'SafeInt', description: 'Payload octets received.', resolve: ({ stream }) => stream.bytes }),
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
    dscp: t.int({
      description: 'Differentiated services code point, 0 to 63; 46 is EF.',
      resolve: ({ stream }) => stream.dscp,
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
    rtcp: t.field({ type: RtcpSummary, resolve: ({ stream }) => stream.rtcp }),
    call: t.int({
      nullable: true,
      description: 'Number of the call it belongs to; null for RTP that nobody announced.',
      resolve: ({ stream }) => stream.call,
    }),
  }),
})

export const StreamConnection = connectionType('RtpStream', StreamRef)
