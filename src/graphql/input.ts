import type { CapturePair } from '../model/capture-point.ts'
import type { InputSummary, LineCoverage } from '../model/events.ts'
import type { Flaw } from '../model/flaw.ts'
import { flawText } from '../model/flaw-text.ts'
import type { Origin } from '../model/origin.ts'
import type { TrafficCount } from '../model/traffic.ts'
import { builder } from './builder.ts'
import { enumValues } from './enum-types.ts'

const InputKind = builder.enumType('InputKind', {
  description: 'What was given.',
  values: enumValues(['text', 'capture'] as const),
})

const OriginKind = builder.enumType('OriginKind', {
  description: 'What a place in the input is counted in.',
  values: enumValues(['frame', 'line'] as const),
})

const OriginRef = builder.objectRef<Origin>('Origin').implement({
  description: 'A place in the input.',
  fields: (t) => ({
    kind: t.expose('kind', { type: OriginKind }),
    number: t.exposeInt('number', { description: 'From 1.' }),
  }),
})

const FlawRef = builder.objectRef<Flaw>('Flaw').implement({
  description: 'What was wrong with the input itself. It is counted and never stops the analysis.',
  fields: (t) => ({
    kind: t.exposeString('kind', { description: '`snaplen-cut`, `sip-header-invalid` ...' }),
    count: t.exposeInt('count', {}),
    text: t.string({
      description:
        'What it means, in a sentence without its stop: `4 lines were not understood, the first at line 17: ...`.',
      resolve: flawText,
    }),
    example: t.exposeString('example', {
      nullable: true,
      description: 'The first one, in short; null when there is nothing to show.',
    }),
    where: t.field({
      type: OriginRef,
      nullable: true,
      description: 'Of the first one; null when it has no single place.',
      resolve: (flaw) => flaw.where,
    }),
  }),
})

const LineRef = builder.objectRef<LineCoverage['firstNotUnderstood'][number]>('InputLine').implement({
  description: 'A line of a text.',
  fields: (t) => ({
    number: t.exposeInt('number', { description: 'From 1.' }),
    text: t.exposeString('text', { description: 'At most 200 characters of it.' }),
  }),
})

const LineCoverageRef = builder.objectRef<LineCoverage>('LineCoverage').implement({
  description: 'How the lines of a text were used. Each is counted once.',
  fields: (t) => ({
    total: t.exposeInt('total', {}),
    blank: t.exposeInt('blank', { description: 'Empty ones between messages.' }),
    sip: t.exposeInt('sip', { description: 'Part of a SIP message.' }),
    log: t.exposeInt('log', { description: 'What a log writes around messages, and its other lines.' }),
    notUnderstood: t.exposeInt('notUnderstood', {}),
    firstNotUnderstood: t.field({
      type: [LineRef],
      description: 'The first ten of the lines that were not understood.',
      resolve: (lines) => [...lines.firstNotUnderstood],
    }),
  }),
})

const TrafficRef = builder.objectRef<TrafficCount>('Traffic').implement({
  description: 'Packets of a capture by what they carried.',
  fields: (t) => ({
    protocol: t.exposeString('protocol', {
      description:
        '`SIP`, `RTP`, `SRTP`, `RTCP`, `SRTCP`, `T.38`, `STUN`, `TURN` (relayed, and not read further), `DTLS`, `DNS` ..., `TCP` for segments, `IP fragment` for pieces, `not recognised`.',
    }),
    packets: t.field({ type: 'SafeInt', resolve: ({ packets }) => packets }),
  }),
})

const CapturePairRef = builder.objectRef<CapturePair>('CapturePair').implement({
  description: 'Two places of capture in one input that saw the same messages.',
  fields: (t) => ({
    points: t.exposeStringList('points', {
      description: '`interface 0`, `capture agent 2001`, `log of 192.0.2.5`, `near 192.0.2.5` ...: two.',
    }),
    messages: t.exposeInt('messages', { description: 'Seen at both, each counted once.' }),
    clockDifferenceMs: t.float({
      nullable: true,
      description: 'Clock of the second less that of the first; null without times.',
      resolve: ({ clockDifferenceUs }) => (clockDifferenceUs === undefined ? null : clockDifferenceUs / 1000),
    }),
    delayMs: t.float({
      nullable: true,
      description:
        'From one to the other, the mean of both ways: the clock difference is off by at most so much. Null where messages of one direction only were seen at both; then the way counts as difference.',
      resolve: ({ delayUs }) => (delayUs === undefined ? null : delayUs / 1000),
    }),
  }),
})

export const InputSummaryRef = builder.objectRef<InputSummary>('InputSummary').implement({
  description: 'What was read.',
  fields: (t) => ({
    kind: t.expose('kind', { type: InputKind }),
    format: t.exposeString('format', { description: '`raw SIP`, `Asterisk PJSIP logger`, `pcap`, `pcapng` ...' }),
    bytes: t.field({ type: 'SafeInt', description: 'Read, after unpacking.', resolve: (input) => input.bytes }),
    packets: t.field({
      type: 'SafeInt',
      nullable: true,
      description: 'In the capture; null for text.',
      resolve: (input) => input.packets,
    }),
    messages: t.exposeInt('messages', { description: 'SIP messages.' }),
    calls: t.exposeInt('calls', { description: 'Distinct Call-IDs with an INVITE.' }),
    firstAt: t.expose('firstAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Null where the input carries no time.',
    }),
    lastAt: t.expose('lastAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Null where the input carries no time.',
    }),
    flaws: t.field({ type: [FlawRef], resolve: (input) => [...input.flaws] }),
    traffic: t.field({
      type: [TrafficRef],
      nullable: true,
      description: 'What the packets carried; null for text.',
      resolve: (input) => input.traffic && [...input.traffic],
    }),
    capturePoints: t.field({
      type: [CapturePairRef],
      description: 'Places of capture that saw the same messages, by pairs.',
      resolve: (input) => [...(input.capturePoints ?? [])],
    }),
    lines: t.field({
      type: LineCoverageRef,
      nullable: true,
      description: 'How the lines of a text were used; null for captures.',
      resolve: (input) => input.lines,
    }),
  }),
})
