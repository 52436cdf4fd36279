import * as z from 'zod'
import * as shapes from './shapes.ts'

/** OpenAPI 3.1 of /v1, made of the shapes that requests are read with and answers are tested against. */

const schemas = {
  AnalyzeRequest: jsonSchema(shapes.analyzeBody, 'input'),
  Analysis: jsonSchema(shapes.analysis, 'output'),
  GenerateKeyRequest: jsonSchema(shapes.generateBody, 'input'),
  GeneratedKey: jsonSchema(shapes.generatedKey, 'output'),
  RevokeKeyRequest: jsonSchema(shapes.revokeBody, 'input'),
  RevokedKey: jsonSchema(shapes.revokedKey, 'output'),
  KeyList: jsonSchema(shapes.keyList, 'output'),
  Upload: jsonSchema(shapes.upload, 'output'),
  Error: jsonSchema(shapes.problem, 'output'),
}

function jsonSchema(shape: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(shape, { io })
  return schema
}

const json = (name: keyof typeof schemas) => ({
  'application/json': { schema: { $ref: `#/components/schemas/${name}` } },
})

const HEADERS = Object.fromEntries(
  [
    ['X-RateLimit-Limit', 'Analyses a day; 0 when nobody is identified.'],
    ['X-RateLimit-Remaining', 'What is left today; 0 when nobody is identified.'],
    ['X-RateLimit-Reset', 'Unix seconds of the next midnight UTC.'],
    ['X-Request-Id', 'Quote it when you report a problem.'],
  ].map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
)

const RETRY = { 'Retry-After': { description: 'Seconds.', schema: { type: 'string' } } }

const PROBLEMS: Readonly<Record<number, string>> = {
  400: 'Missing or invalid parameters; the message says which.',
  401: 'Missing, invalid or revoked key.',
  403: 'The plan does not include API access.',
  404: 'Not here, or not in this workspace.',
  405: 'Another method; see Allow.',
  409: 'The idempotency key was used with another body, or the analysis was cancelled.',
  413: 'Too large for this way in; the message names the one that takes it.',
  429: 'The analyses of this day are used up.',
  500: 'A fault of ours.',
  503: 'Temporarily unavailable; nothing was charged.',
}

const responses = (name: keyof typeof schemas, description: string, ...statuses: readonly number[]) => ({
  200: { description, headers: HEADERS, content: json(name) },
  ...Object.fromEntries(
    [401, 403, 500, ...statuses].toSorted().map((status) => [
      status,
      {
        description: PROBLEMS[status],
        headers: status === 429 || status === 503 ? { ...HEADERS, ...RETRY } : HEADERS,
        content: json('Error'),
      },
    ]),
  ),
})

const multipartFile = {
  type: 'object',
  required: ['file'],
  properties: {
    file: { type: 'string', format: 'binary', description: 'pcap, pcapng or text, also gzipped; at most 2 GiB.' },
    issue: { type: 'string' },
    endpoints: { type: 'string', description: 'Repeated, separated by commas, or a JSON list.' },
  },
}

export const openapi = {
  openapi: '3.1.0',
  info: {
    title: 'SIPSymposium API',
    version: '1',
    description:
      'Send a SIP trace or a capture, get findings with what to do. GraphQL with live events is at /graphql.',
  },
  security: [{ bearer: [] }],
  paths: {
    '/v1/analyze': {
      post: {
        operationId: 'analyze',
        summary: 'Analyse a trace, a capture at a URL, or a file, and wait for the findings.',
        parameters: [
          {
            name: 'expand',
            in: 'query',
            schema: { type: 'string', enum: ['evidence'] },
            description: 'Adds everything else that is known to each finding.',
          },
          {
            name: 'Idempotency-Key',
            in: 'header',
            schema: { type: 'string', maxLength: 255 },
            description: 'The same key attaches to the same analysis for 24 hours and is not charged again.',
          },
        ],
        requestBody: {
          required: true,
          content: { ...json('AnalyzeRequest'), 'multipart/form-data': { schema: multipartFile } },
        },
        responses: responses('Analysis', 'The findings.', 400, 409, 413, 429, 503),
      },
    },
    '/v1/keys': {
      get: {
        operationId: 'listKeys',
        summary: 'Keys of the workspace, never their secret.',
        responses: responses('KeyList', 'The keys.'),
      },
    },
    '/v1/keys/generate': {
      post: {
        operationId: 'generateKey',
        summary: 'Make a key. It is shown this once.',
        requestBody: { content: json('GenerateKeyRequest') },
        responses: responses('GeneratedKey', 'The key.', 400),
      },
    },
    '/v1/keys/revoke': {
      delete: {
        operationId: 'revokeKey',
        summary: 'Revoke a key, at once and for ever. Doing it twice is no error.',
        parameters: [
          {
            name: 'key_id',
            in: 'query',
            schema: { type: 'string', format: 'uuid' },
            description: 'Instead of a body.',
          },
        ],
        requestBody: { content: json('RevokeKeyRequest') },
        responses: responses('RevokedKey', 'It is revoked.', 400, 404),
      },
    },
    '/v1/uploads/{id}': {
      put: {
        operationId: 'putUpload',
        summary: 'The bytes of an upload made with the GraphQL mutation createUpload.',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        requestBody: {
          required: true,
          content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
        },
        responses: responses('Upload', 'All bytes are there.', 400, 404, 409, 413, 503),
      },
    },
    '/v1/openapi.json': {
      get: {
        operationId: 'describe',
        summary: 'This description.',
        security: [],
        responses: { 200: { description: 'OpenAPI 3.1.', headers: HEADERS, content: { 'application/json': {} } } },
      },
    },
  },
  components: {
    securitySchemes: {
      bearer: { type: 'http', scheme: 'bearer', description: 'A key (`sips_...`) or a session token.' },
    },
    schemas,
  },
} as const
