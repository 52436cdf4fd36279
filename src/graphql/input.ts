import type { InputSummary } from '../model/events.ts'
import type { Flaw } from '../model/flaw.ts'
import type { Origin } from '../model/origin.ts'
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
  }),
})
