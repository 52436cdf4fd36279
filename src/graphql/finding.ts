import type { FindingFilter } from '../model/analysis.ts'
import type { Evidence, Finding, Fix } from '../model/finding.ts'
import { AnalysisRef } from './analysis-ref.ts'
import { builder } from './builder.ts'
import { CallRef } from './call-ref.ts'
import { admitted } from './context.ts'
import { enumValues, FindingCategory, Severity } from './enum-types.ts'
import { FindingRef, inAnalysis } from './finding-ref.ts'
import { analysisPart, withinAnalysis } from './ids.ts'
import { connectionOf, connectionType, pageCost, pageOf } from './page.ts'
import { RuleRef, ruleById } from './rule.ts'

const FindingSource = builder.enumType('FindingSource', {
  description: 'Who says so.',
  values: enumValues(['rule', 'llm'] as const, {
    rule: 'A rule of the catalogue.',
    llm: 'The language model; its citations were checked against the input.',
  }),
})

const EvidenceKind = builder.enumType('EvidenceKind', {
  description: 'Where a proof comes from.',
  values: enumValues([
    'startline',
    'header',
    'sdp-line',
    'rtp',
    'rtcp',
    'tls',
    'icmp',
    'log',
    'timing',
    'aggregate',
  ] as const),
})

const EvidenceRef = builder.objectRef<Evidence>('Evidence').implement({
  description: 'A line of proof.',
  fields: (t) => ({
    kind: t.expose('kind', { type: EvidenceKind }),
    message: t.exposeInt('message', {
      nullable: true,
      description: 'SIP message number, from 1; null where none is cited.',
    }),
    frame: t.exposeInt('frame', { nullable: true, description: 'Frame number in the capture, from 1; null for text.' }),
    line: t.exposeInt('line', { nullable: true, description: 'Line of the text, from 1; null for a capture.' }),
    at: t.expose('at', { type: 'DateTime', nullable: true, description: 'Null where the input carries no time.' }),
    excerpt: t.exposeString('excerpt', {
      description:
        'Verbatim from the input, masked only where secret; or the figures with what they were computed from.',
    }),
    redacted: t.exposeBoolean('redacted', { description: 'Whether something secret was masked in `excerpt`.' }),
  }),
})

const FixRef = builder.objectRef<Fix>('Fix').implement({
  description: 'How to mend it in one product.',
  fields: (t) => ({
    product: t.exposeString('product', { description: '`Asterisk (PJSIP)`, `FreeSWITCH`, `Kamailio` ...' }),
    text: t.exposeString('text', { description: 'What to write where.' }),
  }),
})

builder.node(FindingRef, {
  description:
    'Something wrong, or worth knowing, with its proof. The same fault is told once per analysis, with its count.',
  id: { resolve: ({ analysisId, finding }) => withinAnalysis(analysisId, finding.id) },
  loadOne: async (id, context) => {
    const caller = admitted(context)
    const part = analysisPart(id)
    return (part && (await context.app.finding(caller, part.analysisId, part.local))) ?? null
  },
  fields: (t) => ({
    analysis: t.field({
      type: AnalysisRef,
      nullable: true,
      description: 'Null when it has been deleted meanwhile.',
      resolve: ({ analysisId }, _args, context) => context.loaders().analysis.load(analysisId),
    }),
    rule: t.field({
      type: RuleRef,
      nullable: true,
      description: 'Null when the language model says so.',
      resolve: ({ finding }) => (finding.rule === undefined ? null : ruleById(finding.rule)),
    }),
    source: t.field({ type: FindingSource, resolve: ({ finding }) => finding.source }),
    severity: t.field({ type: Severity, resolve: ({ finding }) => finding.severity }),
    severityReason: t.string({
      nullable: true,
      description: 'Why not the usual severity of the rule; null when it is.',
      resolve: ({ finding }) => finding.severityReason,
    }),
    category: t.field({ type: FindingCategory, resolve: ({ finding }) => finding.category }),
    title: t.string({ description: 'What.', resolve: ({ finding }) => finding.title }),
    detail: t.string({ description: 'Why, with the values seen.', resolve: ({ finding }) => finding.detail }),
    recommendation: t.string({
      description: 'What to do. May be empty on INFO only.',
      resolve: ({ finding }) => finding.recommendation,
    }),
    fixes: t.field({ type: [FixRef], description: 'Per product.', resolve: ({ finding }) => [...finding.fixes] }),
    confidence: t.float({ description: '0 to 1.', resolve: ({ finding }) => finding.confidence }),
    evidence: t.field({ type: [EvidenceRef], resolve: ({ finding }) => [...finding.evidence] }),
    references: t.stringList({
      description: 'Sections of RFCs and other texts.',
      resolve: ({ finding }) => [...finding.references],
    }),
    count: t.int({ description: 'How often it was seen.', resolve: ({ finding }) => finding.count }),
    calls: t.field({
      type: [CallRef],
      description: 'The calls concerned, at most 100.',
      complexity: { field: 1, multiplier: 10 },
      resolve: async ({ analysisId, finding }, _args, context) => {
        const numbered = finding.calls.map((number) => context.loaders().call.load({ analysisId, number }))
        const calls = await Promise.all(numbered)
        return calls.filter((call) => call !== undefined).map((call) => ({ analysisId, call }))
      },
    }),
    firstSeen: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Null where the input carries no time.',
      resolve: ({ finding }) => finding.firstSeen,
    }),
    lastSeen: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Null where the input carries no time.',
      resolve: ({ finding }) => finding.lastSeen,
    }),
    causedBy: t.field({
      type: FindingRef,
      nullable: true,
      description: 'The finding that is its cause; null for a root cause.',
      resolve: async ({ analysisId, finding }, _args, context) => {
        if (finding.causedBy === undefined) return null
        const all = await context.loaders().findings.load(analysisId)
        return inAnalysis(
          analysisId,
          all.filter((other) => other.id === finding.causedBy),
        )[0]
      },
    }),
    explains: t.field({
      type: [FindingRef],
      description: 'The findings it is the cause of.',
      resolve: async ({ analysisId, finding }, _args, context) => {
        const all = await context.loaders().findings.load(analysisId)
        return inAnalysis(
          analysisId,
          all.filter((other) => other.causedBy === finding.id),
        )
      },
    }),
    fingerprint: t.string({
      description: 'The same for the same fault in another analysis: no times, Call-IDs or ports enter it.',
      resolve: ({ finding }) => finding.fingerprint,
    }),
  }),
})

export const FindingConnection = connectionType('Finding', FindingRef)

export const FindingFilterInput = builder.inputType('FindingFilter', {
  description: 'Every member given must hold; within a list any one does.',
  fields: (t) => ({
    severity: t.field({ type: [Severity] }),
    category: t.field({ type: [FindingCategory] }),
    rule: t.idList({ description: 'Ids of rules, `nat.private-address-in-sdp`.' }),
    fingerprint: t.string({ description: 'The same fault, wherever it was seen.' }),
  }),
})

type FilterInput = typeof FindingFilterInput.$inferInput

export function filterOf(input: FilterInput | null | undefined): FindingFilter {
  return {
    severity: (input?.severity as FindingFilter['severity'] | null) ?? undefined,
    category: (input?.category as FindingFilter['category'] | null) ?? undefined,
    rule: input?.rule ?? undefined,
    fingerprint: input?.fingerprint ?? undefined,
  }
}

export const matches =
  ({ severity, category, rule, fingerprint }: FindingFilter) =>
  (finding: Finding): boolean =>
    (severity?.includes(finding.severity) ?? true) &&
    (category?.includes(finding.category) ?? true) &&
    (rule === undefined || (finding.rule !== undefined && rule.includes(finding.rule))) &&
    (fingerprint === undefined || finding.fingerprint === fingerprint)

const USUAL = 20

builder.queryField('findings', (t) =>
  t.field({
    type: FindingConnection,
    description: 'Findings of all analyses of the workspace, newest first.',
    args: {
      filter: t.arg({ type: FindingFilterInput }),
      first: t.arg.int({ defaultValue: USUAL, description: '1 to 100.' }),
      after: t.arg({ type: 'Cursor' }),
    },
    complexity: pageCost(USUAL),
    resolve: async (_root, args, context) => {
      const page = pageOf(args, USUAL, filterOf(args.filter))
      return connectionOf(await context.app.findings(admitted(context), page), args.after, (found) => found)
    },
  }),
)
