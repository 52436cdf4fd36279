import type { EndpointProduct, EndpointRecord, EndpointRole as Role } from '../model/endpoints.ts'
import type { PeerRecord, Percentiles } from '../model/peers.ts'
import { builder } from './builder.ts'
import { enumValues } from './enum-types.ts'

const ROLES: Record<Role, string> = {
  'user-agent': 'A phone or soft client.',
  registrar: 'Answers REGISTER.',
  proxy: 'Sends on what it gets under the same Call-ID.',
  b2bua: 'Ends a call and begins another: a PBX or SBC.',
  gateway: 'To the telephone network.',
  'media-server': 'Conferences, announcements, voicemail.',
  'recording-server': 'Records calls (RFC 7866).',
  'ai-platform': 'A voice agent.',
  scanner: 'Looks for open doors.',
}

const EndpointRole = builder.enumType('EndpointRole', {
  description: 'What a host behaves as.',
  values: enumValues(Object.keys(ROLES) as Role[], ROLES),
})

const ProductBy = builder.enumType('ProductBy', {
  description: 'What a product was told by.',
  values: enumValues(['user-agent', 'server', 'description', 'shape'] as const, {
    description: 'The o= and s= lines it wrote.',
    shape: 'The shape of what it generates.',
  }),
})

const EndpointProductRef = builder.objectRef<EndpointProduct>('EndpointProduct').implement({
  description: 'What runs at a host.',
  fields: (t) => ({
    name: t.exposeString('name', {}),
    vendor: t.exposeString('vendor', { nullable: true, description: 'Null where unknown.' }),
    version: t.exposeString('version', { nullable: true, description: 'Null where it does not say.' }),
    claimed: t.exposeString('claimed', {
      nullable: true,
      description: 'User-Agent or Server as written, which anybody can forge; null where it was only inferred.',
    }),
    by: t.expose('by', { type: ProductBy }),
    confidence: t.exposeFloat('confidence', { description: '0 to 1.' }),
    message: t.exposeInt('message', { description: 'Number of the message that shows it.' }),
  }),
})

const EndpointRoleGuess = builder.objectRef<EndpointRecord['roles'][number]>('EndpointRoleGuess').implement({
  description: 'A role with what speaks for it.',
  fields: (t) => ({
    role: t.expose('role', { type: EndpointRole }),
    confidence: t.exposeFloat('confidence', { description: '0 to 1.' }),
    because: t.exposeString('because', {}),
  }),
})

export const SipEndpointRef = builder.objectRef<EndpointRecord>('SipEndpoint').implement({
  description: 'A SIP host: what it is, as it says and as it behaves, and what it did.',
  fields: (t) => ({
    number: t.exposeInt('number', { description: 'In order of first appearance, from 1.' }),
    address: t.exposeString('address', {}),
    ports: t.intList({ description: 'At most 10.', resolve: ({ ports }) => [...ports] }),
    transports: t.stringList({ description: '`UDP`, `TLS` ...', resolve: ({ transports }) => [...transports] }),
    label: t.exposeString('label', { nullable: true, description: 'From `context.endpoints`; null without.' }),
    roles: t.field({
      type: [EndpointRoleGuess],
      description: 'The surest first.',
      resolve: ({ roles }) => [...roles],
    }),
    product: t.expose('product', { type: EndpointProductRef, nullable: true, description: 'Null where unknown.' }),
    methods: t.stringList({ description: 'By its Allow, at most 40.', resolve: ({ methods }) => [...methods] }),
    options: t.stringList({ description: 'By its Supported, at most 40.', resolve: ({ options }) => [...options] }),
    codecs: t.stringList({ description: 'Of its offers and answers.', resolve: ({ codecs }) => [...codecs] }),
    sent: t.exposeInt('sent', { description: 'SIP messages.' }),
    received: t.exposeInt('received', { description: 'SIP messages.' }),
    callsMade: t.exposeInt('callsMade', {}),
    callsReceived: t.exposeInt('callsReceived', {}),
    registrationsMade: t.exposeInt('registrationsMade', {}),
    registrationsReceived: t.exposeInt('registrationsReceived', {}),
    firstAt: t.expose('firstAt', { type: 'DateTime', nullable: true, description: 'Null without times.' }),
    lastAt: t.expose('lastAt', { type: 'DateTime', nullable: true, description: 'Null without times.' }),
  }),
})

const PercentilesRef = builder.objectRef<Percentiles>('Percentiles').implement({
  description: 'Milliseconds; at most 5 % off, exact at both ends.',
  fields: (t) => ({
    count: t.exposeInt('count', { description: 'How many were measured.' }),
    min: t.exposeFloat('min', { description: 'Milliseconds.' }),
    p50: t.exposeFloat('p50', { description: 'Milliseconds.' }),
    p90: t.exposeFloat('p90', { description: 'Milliseconds.' }),
    p95: t.exposeFloat('p95', { description: 'Milliseconds.' }),
    p99: t.exposeFloat('p99', { description: 'Milliseconds.' }),
    max: t.exposeFloat('max', { description: 'Milliseconds.' }),
  }),
})

const FinalCount = builder.objectRef<PeerRecord['finals'][number]>('FinalCount').implement({
  description: 'How often a method was answered so.',
  fields: (t) => ({
    method: t.exposeString('method', {}),
    status: t.exposeInt('status', { description: '0: no final response came.' }),
    count: t.exposeInt('count', {}),
  }),
})

const Peak = builder.objectRef<NonNullable<PeerRecord['cpsPeak']>>('Peak').implement({
  description: 'The most at one time.',
  fields: (t) => ({ value: t.exposeInt('value', {}), at: t.expose('at', { type: 'DateTime' }) }),
})

const PeerKind = builder.enumType('PeerKind', {
  description: 'Whose calls are counted.',
  values: enumValues(['pair', 'destination'] as const, {
    pair: 'From one host to another.',
    destination: 'From everywhere to one.',
  }),
})

const SHARES: readonly (readonly [keyof PeerRecord & `${string}Percent`, string])[] = [
  ['asrPercent', 'Answered of attempts (ITU-T E.411, E.425)'],
  ['nerPercent', 'Answered, busy, no answer and rejected by the callee, of attempts (ITU-T E.425)'],
  ['serPercent', 'Session establishment ratio (RFC 6076 §4.6)'],
  ['seerPercent', 'Session establishment effectiveness ratio (RFC 6076 §4.7)'],
  ['isaPercent', 'Ineffective session attempts (RFC 6076 §4.8)'],
  ['scrPercent', 'Session completion ratio (RFC 6076 §4.9)'],
]

export const PeerRef = builder.objectRef<PeerRecord>('Peer').implement({
  description: 'How calls and requests fared between two hosts, or towards one from everywhere.',
  fields: (t) => ({
    number: t.exposeInt('number', { description: 'Its place in the list, from 1.' }),
    kind: t.expose('kind', { type: PeerKind }),
    from: t.exposeString('from', {
      nullable: true,
      description: 'Address; null for a destination, and for the hosts beyond the cap of the table.',
    }),
    to: t.exposeString('to', { description: 'Address.' }),
    attempts: t.exposeInt('attempts', { description: 'Initial INVITEs; the rounds of a challenge are one.' }),
    answered: t.exposeInt('answered', {}),
    ...Object.fromEntries(
      SHARES.map(([name, meaning]) => [
        name,
        t.float({
          nullable: true,
          description: `${meaning}, percent; null without attempts.`,
          resolve: (peer) => peer[name] as number | undefined,
        }),
      ]),
    ),
    averageCallMs: t.exposeFloat('averageCallMs', {
      nullable: true,
      description: 'Of the answered calls whose end was seen, milliseconds; null without.',
    }),
    cpsPeak: t.expose('cpsPeak', {
      type: Peak,
      nullable: true,
      description: 'Attempts in a second; null without times.',
    }),
    concurrentPeak: t.expose('concurrentPeak', {
      type: Peak,
      nullable: true,
      description: 'Attempts going on at one time, ringing included; null without times.',
    }),
    requests: t.exposeInt('requests', { description: 'Of any method but ACK.' }),
    retransmissionPercent: t.exposeFloat('retransmissionPercent', {
      nullable: true,
      description: 'Repetitions of all sendings, percent; null without requests.',
    }),
    inviteProvisionalMs: t.expose('inviteProvisionalMs', {
      type: PercentilesRef,
      nullable: true,
      description: 'INVITE to its first provisional; null where none was measured.',
    }),
    inviteFinalMs: t.expose('inviteFinalMs', {
      type: PercentilesRef,
      nullable: true,
      description: 'INVITE to its first final that is no challenge; null where none was measured.',
    }),
    optionsMs: t.expose('optionsMs', {
      type: PercentilesRef,
      nullable: true,
      description: 'OPTIONS to its final; null where none was measured.',
    }),
    registerMs: t.expose('registerMs', {
      type: PercentilesRef,
      nullable: true,
      description: 'REGISTER to its final; null where none was measured.',
    }),
    finals: t.field({
      type: [FinalCount],
      description: 'The most frequent first, at most 50.',
      resolve: ({ finals }) => [...finals],
    }),
  }),
})
