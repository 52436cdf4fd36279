import type { MediaSideRecord, OfferAnswerRecord } from '../model/call-facts.ts'
import { builder } from './builder.ts'
import { enumValues } from './enum-types.ts'

export const CallParty = builder.enumType('CallParty', {
  description: 'The two ends of a call.',
  values: enumValues(['caller', 'callee'] as const, {
    caller: 'Who sent its first INVITE.',
    callee: 'Everybody on the other side.',
  }),
})

const MediaDirection = builder.enumType('MediaDirection', {
  description: 'Which way media may flow, as its side wrote it (RFC 8866 §6.7).',
  values: enumValues(['sendrecv', 'sendonly', 'recvonly', 'inactive'] as const),
})

const MediaSide = builder.objectRef<MediaSideRecord>('MediaSide').implement({
  description: 'An m-line as one side wrote it (RFC 8866 §5.14).',
  fields: (t) => ({
    address: t.exposeString('address', {
      nullable: true,
      description: 'Where media is wanted; null without a c= line.',
    }),
    port: t.exposeInt('port', { description: '0 refuses the medium.' }),
    profile: t.exposeString('profile', { description: '`RTP/AVP`, `UDP/TLS/RTP/SAVPF` ...' }),
    codecs: t.stringList({ description: 'In order of preference, at most 40.', resolve: ({ codecs }) => [...codecs] }),
    direction: t.expose('direction', { type: MediaDirection }),
    ptimeMs: t.exposeFloat('ptimeMs', { nullable: true, description: 'Milliseconds; null where it is not given.' }),
  }),
})

const MediaLine = builder.objectRef<OfferAnswerRecord['media'][number]>('MediaLine').implement({
  description: 'A medium of an offer with its answer.',
  fields: (t) => ({
    kind: t.exposeString('kind', { description: '`audio`, `video`, `image` ...' }),
    offer: t.expose('offer', { type: MediaSide }),
    answer: t.expose('answer', {
      type: MediaSide,
      nullable: true,
      description: 'Null where the answer has no line at that place, or there is none.',
    }),
  }),
})

const OfferAnswerState = builder.enumType('OfferAnswerState', {
  description: 'What became of an offer.',
  values: enumValues(['answered', 'rejected', 'pending', 'preview'] as const, {
    rejected: 'The request that carried it ended in a final response of 300 or more.',
    pending: 'The input ends before the answer.',
    preview: 'Answered in an unreliable provisional response only.',
  }),
})

export const OfferAnswer = builder.objectRef<OfferAnswerRecord>('OfferAnswer').implement({
  description: 'One offer with its answer on one hop (RFC 3264).',
  fields: (t) => ({
    offeredBy: t.expose('offeredBy', { type: CallParty }),
    from: t.exposeString('from', { description: 'Who sent the offer, `address:port`; `?` where unknown.' }),
    to: t.exposeString('to', { description: 'Who got it.' }),
    offer: t.exposeInt('offer', { description: 'Number of the message with the offer.' }),
    answer: t.exposeInt('answer', {
      nullable: true,
      description: 'Number of the message with the answer; null without.',
    }),
    state: t.expose('state', { type: OfferAnswerState }),
    rejectedWith: t.exposeInt('rejectedWith', {
      nullable: true,
      description: 'Status of the response that rejected it; null unless REJECTED.',
    }),
    media: t.field({
      type: [MediaLine],
      description: 'In order, at most 20.',
      resolve: ({ media }) => [...media],
    }),
  }),
})
