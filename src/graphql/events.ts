import type { KnownCaller } from '../app/app.ts'
import type { StageState, StoredEvent } from '../model/analysis.ts'
import { Refusal } from '../model/refusal.ts'
import { FailureRef, StageRef } from './analysis.ts'
import { AnalysisRef } from './analysis-ref.ts'
import { AnalyzeInput, idempotencyKey, submit } from './analyze.ts'
import { builder } from './builder.ts'
import { CallRef } from './call-ref.ts'
import { admitted, type GraphContext } from './context.ts'
import { endable } from './endable.ts'
import { FindingRef } from './finding-ref.ts'
import { decodeCursor, encodeCursor, encodeId, uuidOf, withinAnalysis } from './ids.ts'

type Kind = StoredEvent['event']['kind']

interface Told {
  readonly analysisId: string
  readonly seq: number
  readonly at: number
  readonly kind: Kind
}

interface EventOf<K extends Kind> extends Told {
  readonly event: Extract<StoredEvent['event'], { kind: K }>
}

const TYPE_NAMES: Record<Kind, string> = {
  'stage-started': 'StageStarted',
  'stage-progress': 'StageProgress',
  'stage-completed': 'StageCompleted',
  'stage-failed': 'StageCompleted',
  'call-found': 'CallFound',
  'finding-added': 'FindingAdded',
  'finding-updated': 'FindingUpdated',
  'finding-withdrawn': 'FindingWithdrawn',
  'analysis-completed': 'AnalysisCompleted',
  'analysis-failed': 'AnalysisFailed',
  'analysis-cancelled': 'AnalysisCancelled',
}

const AnalysisEvent = builder.interfaceRef<Told>('AnalysisEvent').implement({
  description: 'What happened in an analysis. The last one is AnalysisCompleted, AnalysisFailed or AnalysisCancelled.',
  resolveType: ({ kind }) => TYPE_NAMES[kind],
  fields: (t) => ({
    cursor: t.field({
      type: 'Cursor',
      description: 'Come back with the last one as `after`: nothing is missed, nothing told twice.',
      resolve: ({ analysisId, seq }) => encodeCursor(analysisId, seq),
    }),
    at: t.expose('at', { type: 'DateTime', description: 'When it happened here.' }),
  }),
})

const event = <K extends Kind>(name: string) => builder.objectRef<EventOf<K>>(name)

const stage = (name: StageState['name'], status: StageState['status'], more: Partial<StageState> = {}): StageState => ({
  name,
  status,
  progress: undefined,
  elapsedMs: undefined,
  note: undefined,
  ...more,
})

event<'stage-started'>('StageStarted').implement({
  description: 'A stage has begun.',
  interfaces: [AnalysisEvent],
  fields: (t) => ({ stage: t.field({ type: StageRef, resolve: (e) => stage(e.event.stage, 'running') }) }),
})

event<'stage-progress'>('StageProgress').implement({
  description: 'How far the reading is. Told now and then, not for each packet.',
  interfaces: [AnalysisEvent],
  fields: (t) => ({
    stage: t.field({ type: StageRef, resolve: (e) => stage(e.event.stage, 'running') }),
    bytesRead: t.field({ type: 'SafeInt', resolve: (e) => e.event.bytesRead }),
    messages: t.int({ description: 'SIP messages so far.', resolve: (e) => e.event.messages }),
    packets: t.field({
      type: 'SafeInt',
      nullable: true,
      description: 'So far; null for text.',
      resolve: (e) => e.event.packets,
    }),
  }),
})

event<'stage-completed' | 'stage-failed'>('StageCompleted').implement({
  description: 'A stage has ended; `stage.status` says how, and `stage.note` why.',
  interfaces: [AnalysisEvent],
  fields: (t) => ({
    stage: t.field({
      type: StageRef,
      resolve: ({ event: { kind, stage: name, elapsedMs, note } }) =>
        stage(name, kind === 'stage-failed' ? 'failed' : 'completed', { elapsedMs, note }),
    }),
  }),
})

event<'call-found'>('CallFound').implement({
  description: 'A call, as it was when it was first seen.',
  interfaces: [AnalysisEvent],
  fields: (t) => ({
    call: t.field({ type: CallRef, resolve: ({ analysisId, event: { call } }) => ({ analysisId, call }) }),
  }),
})

event<'finding-added'>('FindingAdded').implement({
  description: 'A finding, as it then was.',
  interfaces: [AnalysisEvent],
  fields: (t) => ({
    finding: t.field({ type: FindingRef, resolve: ({ analysisId, event: { finding } }) => ({ analysisId, finding }) }),
    rank: t.int({ description: 'Its place in the ranking then, from 1.', resolve: (e) => e.event.rank }),
  }),
})

event<'finding-updated'>('FindingUpdated').implement({
  description: 'A finding that has changed, as it then was. It replaces the one with the same id.',
  interfaces: [AnalysisEvent],
  fields: (t) => ({
    finding: t.field({ type: FindingRef, resolve: ({ analysisId, event: { finding } }) => ({ analysisId, finding }) }),
    rank: t.int({ description: 'Its place in the ranking then, from 1.', resolve: (e) => e.event.rank }),
    because: t.string({ description: 'What changed.', resolve: (e) => e.event.because }),
  }),
})

event<'finding-withdrawn'>('FindingWithdrawn').implement({
  description: 'A finding that later input has disproved.',
  interfaces: [AnalysisEvent],
  fields: (t) => ({
    findingId: t.id({ resolve: (e) => encodeId('Finding', withinAnalysis(e.analysisId, e.event.findingId)) }),
    because: t.string({ resolve: (e) => e.event.because }),
  }),
})

event<'analysis-completed'>('AnalysisCompleted').implement({
  description: 'The end: everything ranked, counted and summed up.',
  interfaces: [AnalysisEvent],
  fields: (t) => ({
    analysis: t.field({
      type: AnalysisRef,
      nullable: true,
      description: 'The same as `analysis(id)`; null when it has been deleted meanwhile.',
      resolve: ({ analysisId }, _args, context) => context.loaders().analysis.load(analysisId),
    }),
  }),
})

event<'analysis-failed'>('AnalysisFailed').implement({
  description: 'The end: it could not be done.',
  interfaces: [AnalysisEvent],
  fields: (t) => ({
    failure: t.field({ type: FailureRef, resolve: (e) => e.event.failure }),
    retryable: t.boolean({
      description: 'Whether the same again may succeed.',
      resolve: (e) => e.event.failure.retryable,
    }),
  }),
})

event<'analysis-cancelled'>('AnalysisCancelled').implement({
  description: 'The end: somebody cancelled it.',
  interfaces: [AnalysisEvent],
})

builder.subscriptionField('analysisEvents', (t) =>
  t.field({
    type: AnalysisEvent,
    description: 'The events of an analysis, first those there were, then live, ending with its last. Costs nothing.',
    args: {
      id: t.arg.id({ required: true, description: 'Of the analysis, or its UUID.' }),
      after: t.arg({ type: 'Cursor', description: 'Exclusive: the cursor of the last event received.' }),
    },
    subscribe: async (_root, { id, after }, context) => {
      const caller = admitted(context)
      const analysisId = uuidOf('Analysis', id)
      const seq = after == null ? 0 : decodeCursor(analysisId, after)
      if ((await context.app.analysis(caller, analysisId)) === undefined) {
        throw new Refusal('not_found', 'There is no such analysis in this workspace.')
      }
      return eventsOf(context, caller, analysisId, seq)
    },
    resolve: (told) => told,
  }),
)

builder.subscriptionField('analyze', (t) =>
  t.field({
    type: AnalysisEvent,
    description: 'Starts an analysis and streams its events in one operation. Leaving cancels nothing.',
    args: {
      input: t.arg({ type: AnalyzeInput, required: true }),
      idempotencyKey: t.arg.string({
        required: true,
        description: 'Yours, new for each analysis. A client that re-sends the operation attaches to what it started.',
        validate: { schema: idempotencyKey },
      }),
    },
    subscribe: async (_root, args, context) => {
      const caller = admitted(context)
      const how = { wait: 'line', idempotencyKey: args.idempotencyKey } as const
      const { analysis } = await submit(context.app, caller, args.input, how)
      return eventsOf(context, caller, analysis.id, 0)
    },
    resolve: (told) => told,
  }),
)

/** One event each, until the last, the client leaves, its key is revoked, or the server goes down. */
function eventsOf(context: GraphContext, caller: KnownCaller, analysisId: string, after: number) {
  const leave = context.subscriptions.enter(caller.workspace.id)
  const revoked = new AbortController()
  const stopListening =
    caller.kind === 'key' ? context.app.onKeyRevoked(caller.keyId, () => revoked.abort()) : () => undefined
  const done = () => {
    leave()
    stopListening()
  }
  return endable(AbortSignal.any([revoked.signal, context.shutdown]), done, (signal) =>
    read(context, caller, analysisId, after, signal, revoked.signal),
  )
}

async function* read(
  { app, shutdown }: GraphContext,
  caller: KnownCaller,
  analysisId: string,
  after: number,
  signal: AbortSignal,
  revoked: AbortSignal,
): AsyncGenerator<EventOf<Kind>> {
  for await (const batch of app.watch(caller, analysisId, after, signal)) {
    for (const stored of batch) {
      if (signal.aborted) break
      yield { analysisId, kind: stored.event.kind, ...stored }
    }
  }
  if (revoked.aborted) throw new Refusal('unauthenticated', 'This key has been revoked.')
  if (shutdown.aborted)
    throw new Refusal('service_unavailable', 'The server goes down. Come back with the last cursor.')
}
