import { type RuleInfo, ruleCatalogue } from '../app/rules.ts'
import type { Category, Severity as SeverityValue } from '../model/finding.ts'
import { builder } from './builder.ts'
import { FindingCategory, Severity } from './enum-types.ts'

export const RuleRef = builder.objectRef<RuleInfo>('Rule')

const byId = new Map(ruleCatalogue().map((rule) => [rule.id, rule]))

/** A rule of the catalogue, null for an unknown id. */
export const ruleById = (id: string): RuleInfo | null => byId.get(id) ?? null

builder.node(RuleRef, {
  description: 'What the service checks.',
  id: { resolve: (rule) => rule.id },
  loadOne: (id) => ruleById(id),
  fields: (t) => ({
    slug: t.exposeString('id', { description: 'Its public name, `nat.private-address-in-sdp`; its id is the same.' }),
    category: t.expose('category', { type: FindingCategory }),
    severity: t.expose('severity', {
      type: Severity,
      description: 'Its usual severity; a finding may say another, with the reason.',
    }),
    title: t.exposeString('title', {}),
    meaning: t.exposeString('meaning', { description: 'What the fault means for a call.' }),
    fires: t.exposeString('fires', { description: 'When it speaks.' }),
    quiet: t.exposeString('quiet', { description: 'When it stays quiet.' }),
    example: t.stringList({
      description: 'Lines that prove it, as a trace or the evidence shows them.',
      resolve: (rule) => [...rule.example],
    }),
    fix: t.exposeString('fix', { description: 'What to do about it, in general.' }),
    verify: t.exposeString('verify', {
      description: 'What must be seen once it is mended; empty where nothing can be told.',
    }),
    explains: t.stringList({
      description: 'Slugs of the symptoms it accounts for; `signaling.response-*` stands for all that begin so.',
      resolve: (rule) => [...rule.explains],
    }),
    documentation: t.string({
      description: 'Path on this server of the page that explains it, for people: `/rules/auth.loop`.',
      resolve: ({ id }) => `/rules/${id}`,
    }),
    references: t.stringList({
      description: 'Where it comes from: sections of RFCs and other texts.',
      resolve: (rule) => [...rule.references],
    }),
  }),
})

const RuleFilter = builder.inputType('RuleFilter', {
  description: 'Every member given must hold.',
  fields: (t) => ({
    category: t.field({ type: [FindingCategory] }),
    severity: t.field({ type: [Severity] }),
  }),
})

interface Filter {
  readonly category?: readonly Category[] | null | undefined
  readonly severity?: readonly SeverityValue[] | null | undefined
}

const passes = (rule: RuleInfo, filter: Filter): boolean =>
  (filter.category?.includes(rule.category) ?? true) && (filter.severity?.includes(rule.severity) ?? true)

builder.queryField('rules', (t) =>
  t.field({
    type: [RuleRef],
    description: 'The catalogue, in its own order. Public.',
    args: { filter: t.arg({ type: RuleFilter }) },
    complexity: { field: 1, multiplier: 100 },
    resolve: (_root, { filter }) => ruleCatalogue().filter((rule) => passes(rule, (filter ?? {}) as Filter)),
  }),
)
