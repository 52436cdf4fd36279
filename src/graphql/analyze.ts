import * as z from 'zod'
import type { App, KnownCaller, Submission, Submitted } from '../app/app.ts'
import { Refusal } from '../model/refusal.ts'
import { AnalysisRef } from './analysis-ref.ts'
import { builder } from './builder.ts'
import { admitted } from './context.ts'
import { uuidOf } from './ids.ts'
import { QuotaRef } from './quota.ts'
import {
  IdempotencyConflict,
  InvalidInput,
  NotFound,
  PayloadTooLarge,
  PlanRequired,
  RateLimited,
  ServiceUnavailable,
} from './refusals.ts'

/** A file part larger than this goes through `createUpload`, which streams. */
export const LARGEST_FILE_BYTES = 4 * 1024 * 1024

export const FILE_TOO_LARGE =
  'A file part takes at most 4 MiB. For a larger one call `createUpload`, PUT the bytes to its `url`, and pass its `id` as `uploadId`.'

export const idempotencyKey = z
  .string()
  .min(1, 'An idempotency key is not empty.')
  .max(255, 'An idempotency key has at most 255 characters.')

const ContextInput = builder.inputType('ContextInput', {
  description: 'What you know and the input does not say.',
  fields: (t) => ({
    issue: t.string({
      description:
        'The symptom: `one-way-audio`, a sentence, a SIP or Q.850 number. It orders findings and changes none.',
    }),
    endpoints: t.stringList({
      description: 'Labels, in the order in which the endpoints first appear: `SBC`, `Carrier`.',
    }),
  }),
})

const PolicyInput = builder.inputType('PolicyInput', {
  description: 'What rules may need to know about your network.',
  fields: (t) => ({
    ownNetworks: t.stringList({ description: 'Prefixes of your own networks, `10.0.0.0/8`.' }),
    sites: t.field({
      type: t.listRef(t.listRef('String')),
      description: 'Groups of prefixes that reach each other without translation.',
    }),
    srtpRequired: t.boolean({ description: 'Whether media must be encrypted.' }),
    tlsRequired: t.boolean({ description: 'Whether signalling must go over TLS.' }),
    testSources: t.stringList({ description: 'Addresses whose scans are tests.' }),
    testNumbers: t.stringList({ description: 'User parts of test calls.' }),
    trunks: t.stringList({ description: 'Addresses of your trunks and carriers, `203.0.113.0/24`.' }),
    premiumNumbers: t.stringList({
      description: 'Beginnings of numbers that cost much, in digits from the country code on: `252`, `1900`.',
    }),
    certificates: t.stringList({
      description: 'PEM certificates of those who sign calls: signatures are checked with these, none is fetched.',
    }),
  }),
})

export const AnalyzeInput = builder.inputType('AnalyzeInput', {
  description: 'Exactly one of `trace`, `pcapUrl`, `uploadId` and `file`.',
  fields: (t) => ({
    trace: t.string({ description: 'SIP as text, from a log, sngrep or a decode; at most 512,000 bytes of UTF-8.' }),
    pcapUrl: t.string({ description: 'Public http or https address of a capture, at most 256 MiB.' }),
    uploadId: t.id({ description: 'Of `createUpload`.' }),
    file: t.field({ type: 'File', description: 'A small file, at most 4 MiB.' }),
    context: t.field({ type: ContextInput }),
    policy: t.field({ type: PolicyInput }),
    idempotencyKey: t.string({
      description: 'The same key attaches to the same analysis for 24 hours and is not charged again.',
      validate: { schema: idempotencyKey },
    }),
  }),
})

type Input = typeof AnalyzeInput.$inferInput

/** Hands the input to `app`; a file part goes by way of an upload. */
export async function submit(
  app: App,
  caller: KnownCaller,
  input: Input,
  how: Pick<Submission, 'wait' | 'idempotencyKey'>,
): Promise<Submitted> {
  return app.submit(caller, {
    trace: input.trace ?? undefined,
    pcapUrl: input.pcapUrl ?? undefined,
    uploadId: input.file == null ? (input.uploadId ?? undefined) : await uploaded(app, caller, input),
    context: { issue: input.context?.issue ?? undefined, endpoints: input.context?.endpoints ?? undefined },
    policy: input.policy == null ? undefined : withoutNulls(input.policy),
    ...how,
  })
}

async function uploaded(app: App, caller: KnownCaller, { file, ...others }: Input): Promise<string> {
  if ((others.trace ?? others.pcapUrl ?? others.uploadId) != null) {
    throw new Refusal('invalid_input', 'Give exactly one of `trace`, `pcapUrl`, `uploadId` and `file`.')
  }
  if (file!.size > LARGEST_FILE_BYTES) throw new Refusal('payload_too_large', FILE_TOO_LARGE)
  const upload = await app.createUpload(caller, { filename: file!.name || undefined, bytes: file!.size })
  await app.receiveUpload(caller, upload.id, file!.stream() as AsyncIterable<Uint8Array>, 'afterwards')
  return upload.id
}

const withoutNulls = (value: object): object =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member != null))

const AnalyzeSuccess = builder.objectRef<Submitted>('AnalyzeSuccess').implement({
  fields: (t) => ({
    analysis: t.field({ type: AnalysisRef, resolve: (submitted) => submitted.analysis }),
    quota: t.field({ type: QuotaRef, description: 'After this one.', resolve: (submitted) => submitted.quota }),
    attached: t.exposeBoolean('attached', {
      description: 'True when an earlier analysis with this idempotency key was found; nothing was charged.',
    }),
  }),
})

builder.mutationField('analyze', (t) =>
  t.field({
    type: AnalyzeSuccess,
    description: 'Starts an analysis and returns at once. Follow it with the subscription `analysisEvents`.',
    args: { input: t.arg({ type: AnalyzeInput, required: true }) },
    errors: {
      types: [
        InvalidInput,
        NotFound,
        PayloadTooLarge,
        RateLimited,
        PlanRequired,
        IdempotencyConflict,
        ServiceUnavailable,
      ],
      union: { name: 'AnalyzeResult' },
    },
    resolve: (_root, { input }, context) =>
      submit(context.app, admitted(context), input, {
        wait: 'queue',
        idempotencyKey: input.idempotencyKey ?? undefined,
      }),
  }),
)

const CancelAnalysisInput = builder.inputType('CancelAnalysisInput', {
  fields: (t) => ({ id: t.id({ required: true, description: 'Of the analysis, or its UUID.' }) }),
})

const CancelAnalysisSuccess = builder.objectRef<Pick<Submitted, 'analysis'>>('CancelAnalysisSuccess').implement({
  fields: (t) => ({ analysis: t.field({ type: AnalysisRef, resolve: (cancelled) => cancelled.analysis }) }),
})

builder.mutationField('cancelAnalysis', (t) =>
  t.field({
    type: CancelAnalysisSuccess,
    description:
      'Stops an analysis. What was found stays; the unit is not given back. One that has ended is left as it is.',
    args: { input: t.arg({ type: CancelAnalysisInput, required: true }) },
    errors: { types: [InvalidInput, NotFound, PlanRequired], union: { name: 'CancelAnalysisResult' } },
    resolve: async (_root, { input }, context) => ({
      analysis: await context.app.cancel(admitted(context), uuidOf('Analysis', input.id)),
    }),
  }),
)

const DeleteAnalysisInput = builder.inputType('DeleteAnalysisInput', {
  fields: (t) => ({ id: t.id({ required: true, description: 'Of the analysis, or its UUID.' }) }),
})

const DeleteAnalysisSuccess = builder.objectRef<{ readonly deletedId: string }>('DeleteAnalysisSuccess').implement({
  fields: (t) => ({ deletedId: t.exposeID('deletedId', { description: 'As it was given.' }) }),
})

builder.mutationField('deleteAnalysis', (t) =>
  t.field({
    type: DeleteAnalysisSuccess,
    description: 'Deletes an analysis with its findings, for ever.',
    args: { input: t.arg({ type: DeleteAnalysisInput, required: true }) },
    errors: { types: [InvalidInput, NotFound, PlanRequired], union: { name: 'DeleteAnalysisResult' } },
    resolve: async (_root, { input }, context) => {
      await context.app.remove(admitted(context), uuidOf('Analysis', input.id))
      return { deletedId: input.id }
    },
  }),
)
