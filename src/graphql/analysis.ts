import type { Analysis, AnalysisFilter, Failure, StageState, AnalysisStatus as Status } from '../model/analysis.ts'
import { type CallMetrics, STAGES } from '../model/events.ts'
import type { RuleCoverage, SeverityCounts } from '../model/finding.ts'
import { AnalysisRef } from './analysis-ref.ts'
import { builder } from './builder.ts'
import { CallConnection } from './call.ts'
import { admitted } from './context.ts'
import { enumValues } from './enum-types.ts'
import { FindingConnection, FindingFilterInput, filterOf, matches } from './finding.ts'
import { inAnalysis } from './finding-ref.ts'
import { uuidOf } from './ids.ts'
import { InputSummaryRef } from './input.ts'
import { connectionOf, connectionType, pageCost, pageOf, sliceOf } from './page.ts'
import { QualityFigures } from './quality.ts'
import { RegistrationConnection } from './registration.ts'
import { RuleRef, ruleById } from './rule.ts'
import { PeerRef, SipEndpointRef } from './sip-endpoint.ts'
import { StreamConnection } from './stream.ts'

const AnalysisStatus = builder.enumType('AnalysisStatus', {
  description: 'How far an analysis is.',
  values: enumValues(['queued', 'running', 'completed', 'failed', 'cancelled'] as const),
})

const StageName = builder.enumType('StageName', {
  description: 'Stages overlap: a finding is published as soon as what proves it has been seen.',
  values: enumValues(STAGES, {
    ingest: 'Fetch, unpack, recognise.',
    decode: 'Bytes to messages.',
    correlate: 'Messages to calls and streams.',
    diagnose: 'The rules.',
    llm: 'The language model, where one is configured.',
  }),
})

const StageStatus = builder.enumType('StageStatus', {
  description: 'How far a stage is.',
  values: enumValues(['pending', 'running', 'completed', 'failed', 'skipped'] as const),
})

export const StageRef = builder.objectRef<StageState>('Stage').implement({
  description: 'A stage of an analysis.',
  fields: (t) => ({
    name: t.expose('name', { type: StageName }),
    status: t.expose('status', { type: StageStatus }),
    progress: t.exposeFloat('progress', {
      nullable: true,
      description: '0 to 1; null where the size of the input is not known.',
    }),
    elapsedMs: t.exposeFloat('elapsedMs', { nullable: true, description: 'Milliseconds; null until it has ended.' }),
    note: t.exposeString('note', {
      nullable: true,
      description: 'What is worth saying, such as why it failed; null otherwise.',
    }),
  }),
})

export const FailureRef = builder.objectRef<Failure>('Failure').implement({
  description: 'Why an analysis came to nothing.',
  fields: (t) => ({
    code: t.exposeString('code', {
      description: '`no_sip_found`, `fetch_failed`, `payload_too_large`, `input_lost`, `internal` ...',
    }),
    message: t.exposeString('message', { description: 'A sentence a person can act on.' }),
    retryable: t.exposeBoolean('retryable', { description: 'Whether the same again may succeed.' }),
  }),
})

const SeverityCountsRef = builder.objectRef<SeverityCounts>('SeverityCounts').implement({
  description: 'How many findings of each severity.',
  fields: (t) => ({
    critical: t.exposeInt('critical', {}),
    high: t.exposeInt('high', {}),
    medium: t.exposeInt('medium', {}),
    low: t.exposeInt('low', {}),
    info: t.exposeInt('info', {}),
  }),
})

const AnalysisContext = builder.objectRef<Analysis['context']>('AnalysisContext').implement({
  description: 'What the caller said about the input.',
  fields: (t) => ({
    issue: t.exposeString('issue', { nullable: true, description: 'The symptom; null when none was given.' }),
    endpoints: t.stringList({
      description: 'Labels, in the order in which the endpoints first appear.',
      resolve: (context) => [...context.endpoints],
    }),
  }),
})

const RuleVerdict = builder.enumType('RuleVerdict', {
  description: 'The worst verdict of a rule over what it saw.',
  values: enumValues(['fired', 'clear', 'not-applicable', 'insufficient-evidence'] as const),
})

const RuleCoverageRef = builder.objectRef<RuleCoverage>('RuleCoverage').implement({
  description: 'What a rule could say about this input.',
  fields: (t) => ({
    rule: t.field({
      type: RuleRef,
      nullable: true,
      description: 'Null when the catalogue no longer holds it.',
      resolve: (coverage) => ruleById(coverage.rule),
    }),
    verdict: t.expose('verdict', { type: RuleVerdict }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: 'Why evidence was insufficient, `no-rtp-in-capture`; null otherwise.',
    }),
    subjects: t.exposeInt('subjects', { description: 'How many calls, messages or streams it looked at.' }),
  }),
})

const CallQuality = builder.objectRef<CallMetrics>('CallQuality').implement({
  description: 'Figures over the whole input. Null means not measurable.',
  fields: (t) => ({
    calls: t.exposeInt('calls', {}),
    answered: t.exposeInt('answered', {}),
    failed: t.exposeInt('failed', {}),
    rtpStreams: t.exposeInt('rtpStreams', {}),
    packets: t.field({ type: 'SafeInt', description: 'RTP packets.', resolve: (metrics) => metrics.packets }),
    lost: t.field({ type: 'SafeInt', description: 'RTP packets (RFC 3550 A.3).', resolve: (metrics) => metrics.lost }),
    lossPercent: t.exposeFloat('lossPercent', { nullable: true, description: '0 to 100; null without RTP.' }),
    jitterMsMean: t.exposeFloat('jitterMsMean', {
      nullable: true,
      description: 'Milliseconds; null without RTP of a known clock.',
    }),
    jitterMsMax: t.exposeFloat('jitterMsMax', {
      nullable: true,
      description: 'Milliseconds; null without RTP of a known clock.',
    }),
    asrPercent: t.exposeFloat('asrPercent', {
      nullable: true,
      description: 'Answered of all calls, percent (ITU-T E.411, E.425); null without an INVITE.',
    }),
    nerPercent: t.exposeFloat('nerPercent', {
      nullable: true,
      description: 'Calls that reached the callee of all, percent (ITU-T E.425); null without an INVITE.',
    }),
    sessionRequestDelayMs: t.exposeFloat('sessionRequestDelayMs', {
      nullable: true,
      description: 'Mean, milliseconds (RFC 6076 §4.3.1); null where no call carries times.',
    }),
    postDialDelayMs: t.exposeFloat('postDialDelayMs', {
      nullable: true,
      description: 'INVITE to the first 180 or 183, mean, milliseconds; null where no call carries times.',
    }),
    setupTimeMs: t.exposeFloat('setupTimeMs', {
      nullable: true,
      description: 'INVITE to the 2xx, mean, milliseconds; null where no call carries times.',
    }),
    talkTimeMs: t.exposeFloat('talkTimeMs', {
      nullable: true,
      description: 'Of those answered, mean, milliseconds; null where no call carries times.',
    }),
    quality: t.field({
      type: [QualityFigures],
      description: 'How the streams that could be rated sound, by scale.',
      resolve: ({ quality }) => [...quality],
    }),
  }),
})

const FINDINGS = 50
const CALLS = 20
/** Hosts of a usual input, for the cost of lists that are given whole. */
const HOSTS = 20

builder.node(AnalysisRef, {
  description: 'One input, and what was found in it.',
  id: { resolve: (analysis) => analysis.id },
  loadOne: async (id, context) => {
    admitted(context)
    return (await context.loaders().analysis.load(uuidOf('Analysis', id))) ?? null
  },
  fields: (t) => ({
    status: t.expose('status', { type: AnalysisStatus }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', nullable: true, description: 'Null while QUEUED.' }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Null until it has ended, whichever way.',
    }),
    failure: t.field({
      type: FailureRef,
      nullable: true,
      description: 'Only when FAILED.',
      resolve: (analysis) => analysis.failure,
    }),
    stages: t.field({ type: [StageRef], resolve: (analysis) => [...analysis.stages] }),
    input: t.field({
      type: InputSummaryRef,
      nullable: true,
      description: 'Null until the input has been read.',
      resolve: (analysis) => analysis.input,
    }),
    context: t.field({ type: AnalysisContext, resolve: (analysis) => analysis.context }),
    summary: t.exposeString('summary', {
      nullable: true,
      description: 'What happened and why, in a sentence or two; null until known.',
    }),
    nextCapture: t.exposeString('nextCapture', {
      nullable: true,
      description:
        'Which capture would settle what stayed open, in a sentence or two; null where nothing grave is open, and until the verdict.',
    }),
    findings: t.field({
      type: FindingConnection,
      description: 'Ranked, most severe first. While it runs, as they stand.',
      args: {
        filter: t.arg({ type: FindingFilterInput }),
        first: t.arg.int({ defaultValue: FINDINGS, description: '1 to 100.' }),
        after: t.arg({ type: 'Cursor' }),
      },
      complexity: pageCost(FINDINGS),
      resolve: async (analysis, args, context) => {
        const all = await context.loaders().findings.load(analysis.id)
        const page = pageOf(args, FINDINGS, filterOf(args.filter))
        const slice = sliceOf(
          inAnalysis(analysis.id, all.filter(matches(page.filter ?? {}))),
          page,
          (found) => found.finding.id,
        )
        return connectionOf(slice, args.after, (found) => found)
      },
    }),
    severityCounts: t.field({ type: SeverityCountsRef, resolve: (analysis) => analysis.severityCounts }),
    recommendations: t.stringList({
      description: 'Each once, in the order of the findings.',
      resolve: (analysis) => [...analysis.recommendations],
    }),
    coverage: t.field({
      type: [RuleCoverageRef],
      description: 'What was checked, what could not be, and why; empty until the verdict.',
      complexity: { field: 1, multiplier: 50 },
      resolve: (analysis) => [...analysis.coverage],
    }),
    calls: t.field({
      type: CallConnection,
      args: { first: t.arg.int({ defaultValue: CALLS, description: '1 to 100.' }), after: t.arg({ type: 'Cursor' }) },
      complexity: pageCost(CALLS),
      resolve: async (analysis, args, context) =>
        connectionOf(
          await context.app.analysisCalls(admitted(context), analysis.id, pageOf(args, CALLS)),
          args.after,
          (call) => ({ analysisId: analysis.id, call }),
        ),
    }),
    rtpStreams: t.field({
      type: StreamConnection,
      args: { first: t.arg.int({ defaultValue: CALLS, description: '1 to 100.' }), after: t.arg({ type: 'Cursor' }) },
      complexity: pageCost(CALLS),
      resolve: async (analysis, args, context) =>
        connectionOf(
          await context.app.analysisStreams(admitted(context), analysis.id, pageOf(args, CALLS)),
          args.after,
          (stream) => ({ analysisId: analysis.id, stream }),
        ),
    }),
    registrations: t.field({
      type: RegistrationConnection,
      args: { first: t.arg.int({ defaultValue: CALLS, description: '1 to 100.' }), after: t.arg({ type: 'Cursor' }) },
      complexity: pageCost(CALLS),
      resolve: async (analysis, args, context) =>
        connectionOf(
          await context.app.analysisRegistrations(admitted(context), analysis.id, pageOf(args, CALLS)),
          args.after,
          (registration) => ({ analysisId: analysis.id, registration }),
        ),
    }),
    endpoints: t.field({
      type: [SipEndpointRef],
      description: 'SIP hosts in order of first appearance; empty until the input has been read.',
      complexity: { field: 1, multiplier: HOSTS },
      resolve: async (analysis, _args, context) => [...(await context.loaders().hosts.load(analysis.id)).endpoints],
    }),
    peers: t.field({
      type: [PeerRef],
      description:
        'How calls fared towards each host, then between each two, the busiest first; empty until the input has been read.',
      complexity: { field: 1, multiplier: HOSTS },
      resolve: async (analysis, _args, context) => [...(await context.loaders().hosts.load(analysis.id)).peers],
    }),
    metrics: t.field({
      type: CallQuality,
      nullable: true,
      description: 'Null where no call and no media was seen, and until the verdict.',
      resolve: (analysis) => analysis.metrics,
    }),
  }),
})

builder.queryField('analysis', (t) =>
  t.field({
    type: AnalysisRef,
    nullable: true,
    description: 'By id, or by the UUID that REST gives. Null when it is not in your workspace.',
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      admitted(context)
      return (await context.loaders().analysis.load(uuidOf('Analysis', id))) ?? null
    },
  }),
)

const AnalysisFilterInput = builder.inputType('AnalysisFilter', {
  fields: (t) => ({ status: t.field({ type: [AnalysisStatus], description: 'Any of these.' }) }),
})

const AnalysisConnection = connectionType('Analysis', AnalysisRef)

builder.queryField('analyses', (t) =>
  t.field({
    type: AnalysisConnection,
    description: 'Analyses of the workspace, newest first.',
    args: {
      filter: t.arg({ type: AnalysisFilterInput }),
      first: t.arg.int({ defaultValue: CALLS, description: '1 to 100.' }),
      after: t.arg({ type: 'Cursor' }),
    },
    complexity: pageCost(CALLS),
    resolve: async (_root, args, context) => {
      const filter: AnalysisFilter = { status: (args.filter?.status as Status[] | null) ?? undefined }
      const page = pageOf(args, CALLS, filter)
      return connectionOf(await context.app.analyses(admitted(context), page), args.after, (analysis) => analysis)
    },
  }),
)
