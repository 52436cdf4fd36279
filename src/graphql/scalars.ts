import { Refusal } from '../model/refusal.ts'
import { isoOf } from '../model/time.ts'
import { builder } from './builder.ts'

builder.scalarType('DateTime', {
  description:
    'An instant, ISO 8601 in UTC with microseconds where the source has them: `2026-04-16T18:30:00.000123Z`, `2026-04-16T18:30:00.000Z`.',
  serialize: isoOf,
  parseValue: (value) => {
    const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN
    if (Number.isNaN(ms)) throw new Refusal('invalid_input', 'A DateTime is an ISO 8601 text.')
    return ms * 1_000
  },
})

builder.scalarType('Cursor', {
  description: 'A place in a list or a stream. Opaque: pass it back as `after`, and read nothing into it.',
  serialize: (value) => value,
  parseValue: (value) => {
    if (typeof value !== 'string') throw new Refusal('invalid_input', 'A cursor is a text this API has given you.')
    return value
  },
})

builder.scalarType('SafeInt', {
  description: 'A whole number up to 2^53 - 1. Int ends at 2^31 - 1, and bytes and packets may pass it.',
  serialize: (value) => value,
  parseValue: (value) => {
    if (!Number.isSafeInteger(value)) throw new Refusal('invalid_input', 'This must be a whole number below 2^53.')
    return value as number
  },
})

builder.scalarType('File', {
  description: 'A file part of a multipart request (GraphQL multipart request specification), at most 4 MiB.',
  serialize: () => {
    throw new TypeError('A file is only taken, never given.')
  },
  parseValue: (value) => {
    if (isFile(value)) return value
    throw new Refusal('invalid_input', 'Send the file as a part of a multipart/form-data request.')
  },
})

/** The server reads multipart bodies with a File class of its own, so its members tell. */
function isFile(value: unknown): value is File {
  return typeof value === 'object' && value !== null && 'stream' in value && 'size' in value && 'name' in value
}
