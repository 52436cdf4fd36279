import * as z from 'zod'
import { CATEGORIES, SEVERITIES } from '../model/finding.ts'

/** Bodies of /v1, in and out: what requests are read with, answers are tested against, and the description is made of. */

export const analyzeBody = z.object({
  trace: z
    .string()
    .nullish()
    .describe('SIP as plain text: raw messages, a PBX log, sngrep or ngrep output. At most 512,000 bytes of UTF-8.'),
  pcap_url: z
    .string()
    .nullish()
    .describe('Public http or https address of a capture, at most 256 MiB. Instead of `trace`.'),
  context: z
    .object({
      issue: z
        .union([z.string(), z.number()])
        .nullish()
        .describe(
          'The symptom: `one-way-audio`, a sentence, a SIP or Q.850 number. It orders findings and changes none.',
        ),
      endpoints: z
        .array(z.string())
        .nullish()
        .describe('Labels, in the order in which the endpoints first appear: ["SBC", "Carrier"].'),
    })
    .nullish(),
})

export const generateBody = z.object({
  name: z.string().max(100).nullish().describe('What the key is for.'),
})

export const revokeBody = z.object({ key_id: z.string().describe('The UUID that lists show as `id`.') })

const instant = z.iso.datetime().describe('ISO 8601, UTC.')
const whole = z.int().min(0)

const evidence = z.object({
  kind: z.string(),
  message: whole.nullable().describe('SIP message number, from 1.'),
  frame: whole.nullable().describe('Frame number in the capture.'),
  line: whole.nullable().describe('Line of the text, from 1.'),
  at: instant.nullable(),
  excerpt: z.string().describe('Verbatim from the input, masked only where secret.'),
  redacted: z.boolean(),
})

const words = {
  severity: z.enum(SEVERITIES),
  category: z.enum(CATEGORIES),
  title: z.string().describe('Short summary.'),
  detail: z.string().describe('Full explanation with specific values from the trace.'),
  recommendation: z.string().describe('Actionable fix. May be empty for informational findings.'),
}

export const finding = z.strictObject(words)

export const expandedFinding = z.strictObject({
  ...words,
  id: z.string().describe('Stable: the same input gives the same id.'),
  rule: z.string().nullable().describe('Null when the language model says so.'),
  source: z.enum(['rule', 'llm']),
  severity_reason: z.string().nullable(),
  fixes: z.array(z.strictObject({ product: z.string(), text: z.string() })),
  confidence: z.number().min(0).max(1),
  evidence: z.array(evidence),
  count: whole,
  calls: z.array(whole).describe('Numbers of the calls concerned.'),
  first_seen: instant.nullable(),
  last_seen: instant.nullable(),
  caused_by: z.string().nullable().describe('Id of the finding that is its cause.'),
  references: z.array(z.string()),
  fingerprint: z.string().describe('The same for the same fault in another analysis.'),
})

const figure = z.number().nullable()

const metrics = z.strictObject({
  calls: whole,
  answered: whole,
  failed: whole,
  rtp_streams: whole,
  packets: whole.describe('RTP packets.'),
  lost: whole,
  loss_percent: figure,
  jitter_ms_mean: figure,
  jitter_ms_max: figure,
  asr_percent: figure.describe('Answered calls of all.'),
  ner_percent: figure.describe('Calls that reached the callee, answered or not, of all (ITU-T E.425).'),
  session_request_delay_ms: figure,
  post_dial_delay_ms: figure.describe('First INVITE to the first 180 or 183, mean.'),
  setup_time_ms: figure.describe('First INVITE to the answer, mean.'),
  talk_time_ms: figure.describe('Average call duration of those answered.'),
  quality: z
    .array(
      z.strictObject({
        scale: z.enum(['NB', 'WB', 'FB']),
        streams: whole,
        r_factor_mean: z.number(),
        r_factor_worst: z.number(),
        mos_listening_mean: z.number(),
        mos_listening_worst: z.number(),
        mos_conversational_mean: z.number(),
        mos_conversational_worst: z.number(),
      }),
    )
    .describe('E-model figures of the RTP streams, by scale: figures of two scales cannot be compared.'),
})

const counts = z.strictObject({ critical: whole, high: whole, medium: whole, low: whole, info: whole })

export const analysis = z.strictObject({
  findings: z.array(z.union([finding, expandedFinding])).describe('Ranked, most severe first.'),
  severity_counts: counts,
  recommendations: z.array(z.string()).describe('Each once, in the order of the findings.'),
  summary: z.string().describe('What happened and the root cause, in a sentence or two.'),
  metrics: metrics.nullable().describe('Null where no call and no media was seen.'),
  meta: z.strictObject({
    analyzed_at: instant,
    elapsed_ms: whole,
    plan: z.string(),
    calls_today: whole,
    calls_remaining: whole,
    calls_limit: whole,
    analysis_id: z.string(),
  }),
})

export const keyList = z.strictObject({
  keys: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      prefix: z.string(),
      created_at: instant,
      last_used_at: instant.nullable(),
      calls_today: whole,
      calls_total: whole,
      revoked_at: instant.nullable(),
    }),
  ),
})

export const generatedKey = z.strictObject({
  id: z.string(),
  name: z.string(),
  key: z.string().describe('The full key. Shown this once.'),
  prefix: z.string(),
  created_at: instant,
})

export const revokedKey = z.strictObject({ revoked: z.literal(true), key_id: z.string(), revoked_at: instant })

export const upload = z.strictObject({
  id: z.string(),
  bytes: whole,
  complete: z.boolean(),
  expires_at: instant,
})

export const problem = z.strictObject({
  error: z.string().describe('A sentence a person can act on.'),
  code: z.string(),
  request_id: z.string(),
})

export type AnalysisAnswer = z.infer<typeof analysis>
export type FindingAnswer = z.infer<typeof finding>
export type ExpandedFindingAnswer = z.infer<typeof expandedFinding>
