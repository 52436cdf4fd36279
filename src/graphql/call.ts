import type { LadderSource } from '../ladder/layout.ts'
import { ladderSource, legNumbers } from '../ladder/source.ts'
import type { CallOutcome as Outcome } from '../model/call.ts'
import type { CallRecord, StreamRecord } from '../model/events.ts'
import { builder } from './builder.ts'
import { CallRef, type FoundCall } from './call-ref.ts'
import { enumValues } from './enum-types.ts'
import { FindingRef, inAnalysis } from './finding-ref.ts'
import { analysisPart, withinAnalysis } from './ids.ts'
import { JoinedCallRef } from './joined.ts'
import { LadderFormat, LadderLane, LadderRowConnection, placedRows, written } from './ladder.ts'
import type { Loaders } from './loaders.ts'
import { OfferAnswer } from './media-side.ts'
import { connectionOf, connectionType, pageCost, pageOf, sliceOf } from './page.ts'
import { CallVantageRef, FarEndReportRef } from './quality.ts'
import {
  CallAttemptRef,
  CallCutRef,
  CallMediaRef,
  Dialog,
  DtmfSummaryRef,
  Leg,
  ReleaseCauseRef,
  ReleaseParty,
  ReleaseRef,
  SentCodecRef,
} from './release.ts'
import { StreamRef } from './stream.ts'

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

const ROWS = 100
const LADDER_WIDTH = 100
/** A drawing looks up findings, hosts, legs and streams, and places up to 200 rows. */
const LADDER_COST = 200

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
    postDialDelayMs: t.float({
      nullable: true,
      description: 'Milliseconds from INVITE to the first 180 or 183; null when not measurable.',
      resolve: ({ call }) => call.facts.postDialDelay?.ms,
    }),
    ringTimeMs: t.float({
      nullable: true,
      description: 'Milliseconds from the first 180 to whatever ended the ringing; null when not measurable.',
      resolve: ({ call }) => call.facts.ringTimeMs,
    }),
    setupTimeMs: t.float({
      nullable: true,
      description: 'Milliseconds from INVITE to the 2xx; null when not answered or not measurable.',
      resolve: ({ call }) => call.facts.setupTimeMs,
    }),
    sessionDisconnectDelayMs: t.float({
      nullable: true,
      description: 'Milliseconds from BYE to its final response (RFC 6076 §4.4); null when not measurable.',
      resolve: ({ call }) => call.facts.sessionDisconnectDelayMs,
    }),
    talkTimeEstimated: t.boolean({
      description: 'Whether `talkTimeMs` ends with the last media packet, since no BYE was seen.',
      resolve: ({ call }) => call.facts.talkTime?.estimated ?? false,
    }),
    holdTimeMs: t.float({
      nullable: true,
      description: 'Milliseconds on hold after the answer; null where it never was.',
      resolve: ({ call }) => call.facts.holdTimeMs,
    }),
    release: t.field({
      type: ReleaseRef,
      nullable: true,
      description: 'How it ended; null while it goes on.',
      resolve: ({ call }) => call.facts.release,
    }),
    releasedBy: t.field({
      type: ReleaseParty,
      nullable: true,
      description: 'Null while it goes on, and where that cannot be told.',
      resolve: ({ call }) => call.facts.release?.by,
    }),
    releaseCause: t.field({
      type: ReleaseCauseRef,
      nullable: true,
      description: 'The first cause given; null without one.',
      resolve: ({ call }) => call.facts.release?.causes[0],
    }),
    attempts: t.field({
      type: [CallAttemptRef],
      description: 'Each initial INVITE on each hop, in order, at most 50.',
      resolve: ({ call }) => [...call.facts.attempts],
    }),
    failovers: t.int({
      description: 'How often a sender tried another place after the first had failed or was silent.',
      resolve: ({ call }) => call.facts.failovers,
    }),
    forks: t.int({
      description: 'Branches that rang or answered: 1 where it did not fork, 0 where nothing rang.',
      resolve: ({ call }) => call.facts.forks,
    }),
    retransmissions: t.int({
      description: 'Messages that were sent again.',
      resolve: ({ call }) => call.facts.retransmissions,
    }),
    codecs: t.field({
      type: [SentCodecRef],
      description: 'What each side sends.',
      resolve: ({ call }) => [...call.facts.codecs],
    }),
    cut: t.field({ type: CallCutRef, resolve: ({ call }) => call.facts.cut }),
    legs: t.field({ type: [Leg], description: 'At least one.', resolve: ({ call }) => [...call.legs] }),
    dialogs: t.field({
      type: [Dialog],
      description: 'Those of all legs.',
      resolve: ({ call }) => call.legs.flatMap(({ dialogs }) => dialogs),
    }),
    joined: t.field({
      type: JoinedCallRef,
      nullable: true,
      description: 'The call it is a leg of, once all legs are over; null where it is all there is.',
      resolve: ({ analysisId, call }) => call.joined && { analysisId, part: call.joined },
    }),
    offerAnswer: t.field({
      type: [OfferAnswer],
      description: 'In order, at most 100.',
      resolve: ({ call }) => [...call.offerAnswers],
    }),
    lanes: t.field({
      type: [LadderLane],
      description: 'The columns of the ladder from left to right: who called first.',
      resolve: ({ call }) => [...call.lanes],
    }),
    ladder: t.string({
      description:
        'The ladder drawn, ready to be shown: with its streams, with the findings marked at the rows they cite, and with all legs of a joined call.',
      args: {
        format: t.arg({ type: LadderFormat, required: true }),
        width: t.arg.int({ defaultValue: LADDER_WIDTH, description: 'Of TEXT, in characters: 40 to 400.' }),
      },
      complexity: LADDER_COST,
      resolve: async (found, { format, width }, context) =>
        written(await sourceOf(found, context.loaders()), format, width ?? LADDER_WIDTH, `call-${found.call.number}`),
    }),
    messages: t.field({
      type: LadderRowConnection,
      description: 'The ladder, in order, its first 500 rows.',
      args: { first: t.arg.int({ defaultValue: ROWS, description: '1 to 100.' }), after: t.arg({ type: 'Cursor' }) },
      complexity: pageCost(ROWS),
      resolve: ({ call }, args) =>
        connectionOf(
          sliceOf(placedRows(call.messages, call.callIds), pageOf(args, ROWS), ({ row }) => String(row.number)),
          args.after,
          (row) => row,
        ),
    }),
    streams: t.field({
      type: [StreamRef],
      description: 'Its RTP streams as far as they have ended.',
      resolve: async ({ analysisId, call }, _args, context) =>
        (await streamsOf(analysisId, call, context.loaders())).map((stream) => ({ analysisId, stream })),
    }),
    media: t.field({
      type: [CallMediaRef],
      description: 'The same streams with who sent what, at most 100.',
      resolve: ({ call }) => [...call.media],
    }),
    farEnd: t.field({
      type: [FarEndReportRef],
      description: 'What the ends say themselves of its media, at most 100.',
      resolve: ({ call }) => [...(call.farEnd ?? [])],
    }),
    vantage: t.field({
      type: CallVantageRef,
      nullable: true,
      description: 'Where its media was captured; null without media.',
      resolve: ({ call }) => call.vantage,
    }),
    dtmf: t.field({
      type: [DtmfSummaryRef],
      description: 'Digits that were sent: how many, never which.',
      resolve: ({ call }) => [...(call.dtmf ?? [])],
    }),
    findings: t.field({
      type: [FindingRef],
      description: 'Those that speak of it, ranked, most severe first.',
      resolve: async ({ analysisId, call }, _args, context) => {
        const all = await context.loaders().findings.load(analysisId)
        return inAnalysis(
          analysisId,
          all.filter(({ calls }) => calls.includes(call.number)),
        )
      },
    }),
  }),
})

/** Streams of one call that are looked up: more than a ladder shows. Chosen by us. */
const STREAMS_MAX = 100

async function streamsOf(analysisId: string, { streams }: CallRecord, loaders: Loaders): Promise<StreamRecord[]> {
  const numbered = streams.slice(0, STREAMS_MAX).map((number) => loaders.stream.load({ analysisId, number }))
  return (await Promise.all(numbered)).filter((stream) => stream !== undefined)
}

/** The call with all that is drawn: its other legs, streams, findings and hosts. */
async function sourceOf({ analysisId, call }: FoundCall, loaders: Loaders): Promise<LadderSource> {
  const others = legNumbers(call).map((number) =>
    number === call.number ? call : loaders.call.load({ analysisId, number }),
  )
  const legs = (await Promise.all(others)).filter((leg) => leg !== undefined)
  const [streams, findings, { endpoints }] = await Promise.all([
    Promise.all(legs.map((leg) => streamsOf(analysisId, leg, loaders))),
    loaders.findings.load(analysisId),
    loaders.hosts.load(analysisId),
  ])
  const title = `Call ${call.number}: ${call.from ?? '?'} → ${call.to ?? '?'}, ${call.outcome}`
  return ladderSource(legs, title, { streams: streams.flat(), findings, endpoints })
}

export const CallConnection = connectionType('Call', CallRef)
