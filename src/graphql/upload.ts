import * as z from 'zod'
import type { Upload } from '../app/app.ts'
import { builder } from './builder.ts'
import { admitted } from './context.ts'
import { InvalidInput, PayloadTooLarge, PlanRequired, ServiceUnavailable } from './refusals.ts'

const UploadRef = builder.objectRef<Upload>('Upload').implement({
  description: 'A place for the bytes of a capture.',
  fields: (t) => ({
    id: t.exposeID('id', {
      description: 'The `uploadId` of `analyze`, which may be called before or after the bytes arrive.',
    }),
    url: t.exposeString('url', { description: 'PUT the bytes here, with the same Authorization.' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'When it goes, unless an analysis has it.' }),
    bytes: t.field({ type: 'SafeInt', description: 'Received so far.', resolve: (upload) => upload.bytes }),
    complete: t.exposeBoolean('complete', { description: 'Whether all bytes are there.' }),
  }),
})

const CreateUploadInput = builder.inputType('CreateUploadInput', {
  fields: (t) => ({
    filename: t.string({
      description: 'For people; the format is recognised by content.',
      validate: { schema: z.string().max(255, 'A file name has at most 255 characters.') },
    }),
    bytes: t.field({
      type: 'SafeInt',
      description: 'Size where known, at most 2 GiB; it makes progress a fraction.',
      validate: { schema: z.number().min(0, 'A size is not negative.') },
    }),
  }),
})

const CreateUploadSuccess = builder.objectRef<{ readonly upload: Upload }>('CreateUploadSuccess').implement({
  fields: (t) => ({ upload: t.field({ type: UploadRef, resolve: (made) => made.upload }) }),
})

builder.mutationField('createUpload', (t) =>
  t.field({
    type: CreateUploadSuccess,
    description: 'Makes a place for up to 2 GiB. Findings come while the bytes do.',
    args: { input: t.arg({ type: CreateUploadInput, required: true }) },
    errors: {
      types: [InvalidInput, PayloadTooLarge, PlanRequired, ServiceUnavailable],
      union: { name: 'CreateUploadResult' },
    },
    resolve: async (_root, { input }, context) => ({
      upload: await context.app.createUpload(admitted(context), {
        filename: input.filename ?? undefined,
        bytes: input.bytes ?? undefined,
      }),
    }),
  }),
)
