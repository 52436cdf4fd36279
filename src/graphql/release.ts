import type {
  CallAttempt,
  CallFacts,
  CallStream,
  LegRecord,
  Release,
  ReleaseCause,
  SentCodec,
} from '../model/call-facts.ts'
import type { DtmfSummary } from '../model/dtmf.ts'
import { builder } from './builder.ts'
import { enumValues } from './enum-types.ts'
import { CallParty } from './media-side.ts'

export const DialogState = builder.enumType('DialogState', {
  description: 'How far a dialog is (RFC 3261 §12).',
  values: enumValues(['early', 'confirmed', 'terminated'] as const),
})

export const Dialog = builder.objectRef<LegRecord['dialogs'][number]>('Dialog').implement({
  description: 'Call-ID with both tags (RFC 3261 §12). A forked INVITE makes several.',
  fields: (t) => ({
    fromTag: t.exposeString('fromTag', { description: "The caller's." }),
    toTag: t.exposeString('toTag', { description: "The callee's." }),
    state: t.expose('state', { type: DialogState }),
    confirmedAt: t.expose('confirmedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the 2xx came; null for an early one, and where the input carries no time.',
    }),
  }),
})

export const Leg = builder.objectRef<LegRecord>('Leg').implement({
  description: 'The dialogs of one Call-ID.',
  fields: (t) => ({
    callId: t.exposeString('callId', {}),
    joinedBy: t.exposeString('joinedBy', { description: 'Why it belongs to the call; `Call-ID` where that names it.' }),
    confidence: t.exposeFloat('confidence', { description: '0 to 1.' }),
    dialogs: t.field({
      type: [Dialog],
      description: 'At most 50.',
      resolve: ({ dialogs }) => [...dialogs],
    }),
  }),
})

const ReleaseHow = builder.enumType('ReleaseHow', {
  description: 'What ended a call.',
  values: enumValues(['bye', 'cancel', 'refused', 'redirected', 'timeout'] as const),
})

export const ReleaseParty = builder.enumType('ReleaseParty', {
  description: 'Who ended a call.',
  values: enumValues(['caller', 'callee', 'intermediary'] as const, {
    intermediary: 'A host in the middle of the path spoke for itself.',
  }),
})

export const ReleaseCauseRef = builder.objectRef<ReleaseCause>('ReleaseCause').implement({
  description: 'Why a call ended, as the message that ended it says.',
  fields: (t) => ({
    header: t.exposeString('header', { description: '`Reason`, `X-Asterisk-HangupCause`, `Warning` ...' }),
    protocol: t.exposeString('protocol', { description: '`Q.850`, `SIP` ...' }),
    cause: t.exposeInt('cause', { nullable: true, description: 'Null where no number is given.' }),
    meaning: t.exposeString('meaning', { nullable: true, description: 'Null for one that nobody defined.' }),
    text: t.exposeString('text', { nullable: true, description: 'As written, at most 120 characters; null without.' }),
  }),
})

export const ReleaseRef = builder.objectRef<Release>('Release').implement({
  description: 'How a call ended.',
  fields: (t) => ({
    how: t.expose('how', { type: ReleaseHow }),
    by: t.expose('by', { type: ReleaseParty, nullable: true, description: 'Null where that cannot be told.' }),
    host: t.exposeString('host', { nullable: true, description: '`address:port` of who did; null for a timeout.' }),
    at: t.expose('at', { type: 'DateTime', nullable: true, description: 'Null where the input carries no time.' }),
    message: t.exposeInt('message', {
      nullable: true,
      description: 'Number of the BYE, CANCEL or final response; null for a timeout.',
    }),
    status: t.exposeInt('status', { nullable: true, description: 'Of the final response; null without.' }),
    timer: t.exposeString('timer', {
      nullable: true,
      description: 'Which timer ended it, `no ACK`, `session timer` ...; null where none did.',
    }),
    causes: t.field({
      type: [ReleaseCauseRef],
      description: 'At most 10.',
      resolve: ({ causes }) => [...causes],
    }),
  }),
})

const AttemptResult = builder.enumType('AttemptResult', {
  description: 'What became of an INVITE on one hop.',
  values: enumValues([
    'answered',
    'challenged',
    'redirected',
    'refused',
    'cancelled',
    'unanswered',
    'pending',
  ] as const),
})

export const CallAttemptRef = builder.objectRef<CallAttempt>('CallAttempt').implement({
  description: 'One initial INVITE on one hop, with its result.',
  fields: (t) => ({
    message: t.exposeInt('message', { description: 'Number of the INVITE.' }),
    at: t.expose('at', { type: 'DateTime', nullable: true, description: 'Null where the input carries no time.' }),
    from: t.exposeString('from', { description: '`address:port`; `?` where unknown.' }),
    to: t.exposeString('to', { description: 'Likewise.' }),
    requestUri: t.exposeString('requestUri', {}),
    result: t.expose('result', { type: AttemptResult }),
    status: t.exposeInt('status', { nullable: true, description: 'Final response; null when none was seen.' }),
    ms: t.exposeFloat('ms', { nullable: true, description: 'INVITE to its result, milliseconds; null without times.' }),
    sent: t.exposeInt('sent', { description: 'How often it was sent.' }),
  }),
})

export const SentCodecRef = builder.objectRef<SentCodec>('SentCodec').implement({
  description: 'What one side sends.',
  fields: (t) => ({
    by: t.expose('by', { type: CallParty }),
    kind: t.exposeString('kind', { description: '`audio`, `video` ...' }),
    codec: t.exposeString('codec', {}),
    seen: t.boolean({ description: 'In its packets; else only agreed on.', resolve: ({ seen }) => seen === 'media' }),
  }),
})

export const CallMediaRef = builder.objectRef<CallStream>('CallStream').implement({
  description: 'A stream within its call.',
  fields: (t) => ({
    stream: t.exposeInt('stream', { description: 'Number of the RTP stream.' }),
    by: t.expose('by', { type: CallParty, nullable: true, description: 'Who sent it; null where that is not known.' }),
    codec: t.exposeString('codec', { nullable: true, description: 'Null for a dynamic type that no SDP names.' }),
    sinceAnswerMs: t.exposeFloat('sinceAnswerMs', {
      nullable: true,
      description: 'First packet against the answer, milliseconds, below 0 for early media; null when not answered.',
    }),
  }),
})

export const CallCutRef = builder.objectRef<CallFacts['cut']>('CallCut').implement({
  description: 'Whether the input holds all of a call.',
  fields: (t) => ({
    begin: t.exposeBoolean('begin', { description: 'It begins after the call did.' }),
    end: t.exposeBoolean('end', { description: 'It ends before the call did.' }),
  }),
})

const DtmfMeans = builder.enumType('DtmfMeans', {
  description: 'How digits were sent.',
  values: enumValues(['rtp', 'info'] as const, { rtp: 'RFC 4733.', info: 'INFO.' }),
})

export const DtmfSummaryRef = builder.objectRef<DtmfSummary>('DtmfSummary').implement({
  description: 'The digits of one side by one means, masked.',
  fields: (t) => ({
    by: t.expose('by', { type: CallParty, nullable: true, description: 'Null where that is not known.' }),
    means: t.expose('means', { type: DtmfMeans }),
    digits: t.exposeInt('digits', { description: 'How many.' }),
    firstAt: t.expose('firstAt', { type: 'DateTime', nullable: true, description: 'Null without times.' }),
    lastAt: t.expose('lastAt', { type: 'DateTime', nullable: true, description: 'Null without times.' }),
    unended: t.exposeInt('unended', { description: 'Of RTP: those whose end was not seen.' }),
  }),
})
