import type { CallOutcome as Outcome } from '../model/call.ts'
import type { CallRecord, LadderRow } from '../model/events.ts'
import { builder } from './builder.ts'
import { enumValues } from './enum-types.ts'
import { analysisPart, withinAnalysis } from './ids.ts'
import { connectionOf, connectionType, pageCost, pageOf, sliceOf } from './page.ts'
import { StreamRef } from './stream.ts'

export interface FoundCall {
  readonly analysisId: string
  readonly call: CallRecord
}

export const CallRef = builder.objectRef<FoundCall>('Call')

const OUTCOMES: Record<Outcome, string> = {
  answered: 'A 2xx came.',
  busy: '486 or 600.',
  cancelled: 'The caller gave up: CANCEL, 487.',
  rejected: 'The other side would not.',
  failed: 'It could not be done.',
  'timed-out': 'Nobody answered in time.',
  redirected: '3xx.',
  unknown: 'The input does not show it.',
}

const CallOutcome = builder.enumType('CallOutcome', {
  description: 'How a call ended.',
  values: enumValues(Object.keys(OUTCOMES) as Outcome[], OUTCOMES),
})

const LadderRowRef = builder.objectRef<LadderRow>('LadderRow').implement({
  description: 'One arrow of the ladder: a SIP message from one host to another.',
  fields: (t) => ({
    number: t.exposeInt('number', { description: 'Message number within the input, from 1.' }),
    at: t.expose('at', { type: 'DateTime', nullable: true, description: 'Null where the input carries no time.' }),
    from: t.exposeString('from', { description: 'Sender: its label, else `address:port`.' }),
    to: t.exposeString('to', { description: 'Receiver: its label, else `address:port`.' }),
    label: t.exposeString('label', { description: '`INVITE (SDP)`, `200 OK (SDP)` ...' }),
    retransmission: t.exposeBoolean('retransmission', { description: 'Whether it repeats an earlier one.' }),
  }),
})

const LadderRowConnection = connectionType('LadderRow', LadderRowRef)
const ROWS = 100

builder.node(CallRef, {
  description: 'A call: the dialogs of one purpose.',
  id: { resolve: ({ analysisId, call }) => withinAnalysis(analysisId, call.number) },
  loadOne: async (id, context) => {
    const part = analysisPart(id)
    if (part === undefined) return null
    const call = await context.loaders().call.load({ analysisId: part.analysisId, number: Number(part.local) })
    return call === undefined ? null : { analysisId: part.analysisId, call }
  },
  fields: (t) => ({
    number: t.int({ description: 'By order of first message, from 1.', resolve: ({ call }) => call.number }),
    callIds: t.stringList({ description: 'Call-ID of each leg.', resolve: ({ call }) => [...call.callIds] }),
    from: t.string({
      nullable: true,
      description: 'Address of record in From; null when unreadable.',
      resolve: ({ call }) => call.from,
    }),
    to: t.string({
      nullable: true,
      description: 'Address of record in To; null when unreadable.',
      resolve: ({ call }) => call.to,
    }),
    outcome: t.field({ type: CallOutcome, resolve: ({ call }) => call.outcome }),
    status: t.int({
      nullable: true,
      description: 'Final response to the INVITE; null when none was seen.',
      resolve: ({ call }) => call.status,
    }),
    startedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Null where the input carries no time.',
      resolve: ({ call }) => call.startedAt,
    }),
    answeredAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Null when not answered or not known.',
      resolve: ({ call }) => call.answeredAt,
    }),
    endedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Null when the input ends before the call, or carries no time.',
      resolve: ({ call }) => call.endedAt,
    }),
    sessionRequestDelayMs: t.float({
      nullable: true,
      description:
        'Milliseconds from INVITE to the first 18x, else the final response (RFC 6076 §4.3.1); null when not measurable.',
      resolve: ({ call }) => call.sessionRequestDelayMs,
    }),
    talkTimeMs: t.float({
      nullable: true,
      description: 'Milliseconds from answer to end; null when not measurable.',
      resolve: ({ call }) => call.talkTimeMs,
    }),
    messages: t.field({
      type: LadderRowConnection,
      description: 'The ladder, in order.',
      args: { first: t.arg.int({ defaultValue: ROWS, description: '1 to 100.' }), after: t.arg({ type: 'Cursor' }) },
      complexity: pageCost(ROWS),
      resolve: ({ call }, args) =>
        connectionOf(
          sliceOf(call.messages, pageOf(args, ROWS), (row) => String(row.number)),
          args.after,
          (row) => row,
        ),
    }),
    streams: t.field({
      type: [StreamRef],
      description: 'Its RTP streams as far as they have ended.',
      resolve: async ({ analysisId, call }, _args, context) => {
        const numbered = call.streams.map((number) => context.loaders().stream.load({ analysisId, number }))
        const streams = await Promise.all(numbered)
        return streams.filter((stream) => stream !== undefined).map((stream) => ({ analysisId, stream }))
      },
    }),
  }),
})

export const CallConnection = connectionType('Call', CallRef)
