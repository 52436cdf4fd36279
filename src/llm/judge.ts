import { createHash } from 'node:crypto'
import * as z from 'zod'
import { CATEGORIES, type Evidence, type Finding, SEVERITIES, type Severity } from '../model/finding.ts'
import type { Citations } from './citation.ts'
import type { Mask } from './mask.ts'
import { plainText } from './plain.ts'

/** What the model is asked for. Strict structured output knows no lengths; they are cut when the words are cleaned. */
export const answerSchema = z.object({
  findings: z.array(
    z.object({
      severity: z.enum(['high', 'medium', 'low', 'info']),
      category: z.enum(CATEGORIES),
      title: z.string(),
      detail: z.string(),
      recommendation: z.string(),
      confidence: z.number(),
      evidence: z.array(z.object({ message: z.int(), excerpt: z.string() })),
    }),
  ),
})

/** What is accepted: a little more than was asked for, from endpoints that do not hold the model to the schema. */
const replySchema = z.object({
  severity: z.preprocess(lowerCase, z.enum(SEVERITIES)),
  category: z.preprocess(lowerCase, z.enum(CATEGORIES)),
  title: z.string().min(1),
  detail: z.string().min(1),
  recommendation: z.string().default(''),
  confidence: z.number().catch(0.5).default(0.5),
  evidence: z.array(z.object({ message: z.coerce.number().int(), excerpt: z.string() })).default([]),
})

function lowerCase(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value
}

/** Why a finding of the model's was not handed on. `capped`: it came after the last one that is taken. */
export interface Dropped {
  readonly uncited: number
  readonly false: number
  readonly invalid: number
  readonly duplicate: number
  readonly capped: number
}

export type Judgement =
  | { readonly kind: 'taken'; readonly finding: Finding }
  | { readonly kind: Exclude<keyof Dropped, 'capped'> }

const MAX_TITLE = 120
const MAX_DETAIL = 1_000
const MAX_RECOMMENDATION = 600
const MAX_CITATIONS = 8
/** A model's word is at most a strong inference (0.7), and a single weak sign never more than medium. */
const MOST_CONFIDENCE = 0.7
const WEAK = 0.5

/**
 * Judges the model's findings one by one: shape, words, evidence, and whether they say anything new. Every citation must hold:
 * one invented excerpt makes the whole finding untrustworthy.
 */
export function createJudge(
  known: readonly Finding[],
  citations: Citations,
  mask: Mask,
): (value: unknown) => Judgement {
  const told: Finding[] = [...known]
  return (value) => {
    const reply = replySchema.safeParse(value)
    if (!reply.success) return { kind: 'invalid' }
    const { data } = reply
    if (data.evidence.length === 0) return { kind: 'uncited' }
    const evidence: Evidence[] = []
    for (const { message, excerpt } of data.evidence.slice(0, MAX_CITATIONS)) {
      const found = citations.find(message, excerpt)
      if (found === undefined) return { kind: 'false' }
      evidence.push(found)
    }
    const words = {
      title: plainText(mask.reveal(data.title).replace(/\s+/g, ' '), MAX_TITLE),
      detail: plainText(mask.reveal(data.detail), MAX_DETAIL),
      recommendation: plainText(mask.reveal(data.recommendation), MAX_RECOMMENDATION),
    }
    if (words.title === '' || words.detail === '') return { kind: 'invalid' }
    if (words.recommendation === '' && data.severity !== 'info') return { kind: 'invalid' }
    if (parrots(words, citations)) return { kind: 'invalid' }
    const finding = findingOf(data, words, evidence)
    if (told.some((other) => same(finding, other))) return { kind: 'duplicate' }
    told.push(finding)
    return { kind: 'taken', finding }
  }
}

type Reply = z.infer<typeof replySchema>
type Words = Pick<Finding, 'title' | 'detail' | 'recommendation'>

function findingOf(reply: Reply, words: Words, evidence: readonly Evidence[]): Finding {
  const confidence = Math.min(MOST_CONFIDENCE, Math.max(0, reply.confidence))
  const times = evidence.flatMap(({ at }) => at ?? [])
  const fingerprint = fingerprintOf(reply.category, words.title, evidence)
  const place = evidence.map(({ message, excerpt }) => `${message} ${excerpt}`).join('\n')
  return {
    id: `llm-${hash(`${fingerprint}\n${place}`).slice(0, 20)}`,
    rule: undefined,
    source: 'llm',
    ...allowed(reply.severity, confidence),
    category: reply.category,
    ...words,
    fixes: [],
    confidence,
    evidence,
    count: 1,
    calls: [],
    firstSeen: times.length === 0 ? undefined : Math.min(...times),
    lastSeen: times.length === 0 ? undefined : Math.max(...times),
    causedBy: undefined,
    references: [],
    fingerprint,
  }
}

function allowed(severity: Severity, confidence: number): Pick<Finding, 'severity' | 'severityReason'> {
  if (confidence < WEAK && (severity === 'critical' || severity === 'high')) {
    return { severity: 'medium', severityReason: 'the model itself was not sure' }
  }
  if (severity !== 'critical') return { severity, severityReason: undefined }
  return { severity: 'high', severityReason: 'a finding of a language model is at most high' }
}

/** Category, the title without its figures, and which headers or lines were cited: no times, Call-IDs or ports. */
function fingerprintOf(category: string, title: string, evidence: readonly Evidence[]): string {
  const fields = evidence.map(
    ({ kind, excerpt }) => `${kind} ${/^[\w-]+(?=\s*[:=])/.exec(excerpt)?.[0].toLowerCase() ?? ''}`,
  )
  const words = title.toLowerCase().replace(/[\p{L}\p{N}.:_~-]*\p{N}[\p{L}\p{N}.:_~-]*/gu, '#')
  return hash(['llm', category, words, ...new Set(fields.sort())].join('\n'))
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The same words, or the same kind of fault proven by the same lines. */
function same(finding: Finding, other: Finding): boolean {
  if (finding.id === other.id || letters(finding.title) === letters(other.title)) return true
  return (
    finding.category === other.category &&
    finding.evidence.every((proof) => other.evidence.some((seen) => overlap(proof, seen)))
  )
}

const letters = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

function overlap(a: Evidence, b: Evidence): boolean {
  if (a.message === undefined || a.message !== b.message) return false
  const [x, y] = [letters(a.excerpt), letters(b.excerpt)]
  return x.includes(y) || y.includes(x)
}

/** Turns of phrase that talk to a model and not about a call. */
const INSTRUCTION =
  /\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instruction|prompt|rule|finding|above|previous|prior|everything)|\b(?:system|developer) prompt\b|\byou are (?:now )?(?:an?|the) (?:assistant|ai|language model|chatbot)\b|\bas an ai\b|\b(?:respond|reply|answer|output) (?:only )?with\b|<\|?(?:im_start|system|assistant)/i

/** True when the words were not found out but copied: an instruction, or a whole sentence of advice that a stranger wrote. */
function parrots({ title, detail, recommendation }: Words, citations: Citations): boolean {
  if ([title, detail, recommendation].some((text) => INSTRUCTION.test(text))) return true
  const sentences = [title, ...recommendation.split(/(?<=[.!?])\s+|\n/)]
  return sentences.some(
    (sentence) => sentence.split(/\s+/).length >= 5 && citations.quoted(sentence.replace(/[.!?]+$/, '')),
  )
}
