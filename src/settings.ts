import * as z from 'zod'

const integer = (fallback: number, least: number, most: number) =>
  z.coerce.number().int().min(least).max(most).default(fallback)
const flag = z
  .enum(['true', 'false', '1', '0', ''])
  .default('false')
  .transform((text) => text === 'true' || text === '1')
const text = z.string().trim().min(1).optional()

/**
 * Every environment variable once: type, default, unit, meaning. An empty variable counts as absent.
 * `docs/settings.md` is printed from this table.
 */
export const SETTINGS = {
  PORT: { schema: integer(4000, 0, 65_535), meaning: 'TCP port to serve on; 0 picks a free one.' },
  HOST: { schema: z.string().default('127.0.0.1'), meaning: 'Address to serve on.' },
  PUBLIC_URL: {
    schema: z.url().optional(),
    meaning:
      'How clients reach the service; default `http://HOST:PORT`. Its origin is the only one a cookie counts from.',
  },
  DATA_DIR: {
    schema: z.string().default('.data'),
    meaning: 'Directory for the embedded database, the spool of captures and the session secret.',
  },
  SPOOL_DIR: {
    schema: text,
    meaning:
      'Directory for captures until their analysis ends; default `DATA_DIR/spool`. Nodes on one PostgreSQL must share it.',
  },
  DATABASE_URL: { schema: text, meaning: 'PostgreSQL (15 or newer) instead of the embedded database.' },
  AUTH_SECRET: {
    schema: text,
    meaning:
      'Secret that signs sessions; made once and kept in DATA_DIR when absent. Nodes on one database must share it.',
  },
  SMTP_URL: {
    schema: text,
    meaning:
      'Where mail goes, `smtp://user:password@host:587` or `smtps://…`. Without it addresses are not verified and passwords cannot be reset by mail.',
  },
  MAIL_FROM: {
    schema: z.string().default('SIPSymposium <no-reply@localhost>'),
    meaning: 'Sender of mail.',
  },
  TRUST_PROXY: {
    schema: flag,
    meaning:
      "When true, the last address of X-Forwarded-For counts as the client's (sign-in limits); only behind a proxy of yours.",
  },
  LOG_LEVEL: {
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    meaning: 'Least severe log line written.',
  },
  WORKERS: {
    schema: integer(0, 0, 64),
    meaning: 'Worker threads that analyse; 0 means one per core, less one for the event loop, at least one.',
  },
  WORKER_MEMORY_MB: {
    schema: integer(1024, 128, 16_384),
    meaning: 'MiB of heap a worker may use before it is replaced.',
  },
  WORKER_STALL_MS: {
    schema: integer(20_000, 1_000, 600_000),
    meaning: 'Milliseconds one chunk may take before its worker counts as hung and is replaced.',
  },
  MAX_RUNNING: {
    schema: integer(64, 1, 10_000),
    meaning: 'Analyses that run at once on this node; one more is answered 503.',
  },
  UPLOAD_MAX_BYTES: { schema: integer(2 * 1024 ** 3, 1024, 64 * 1024 ** 3), meaning: 'Largest upload in bytes.' },
  FETCH_MAX_BYTES: {
    schema: integer(256 * 1024 ** 2, 1024, 64 * 1024 ** 3),
    meaning: 'Largest `pcap_url` download in bytes.',
  },
  FETCH_TIMEOUT_MS: { schema: integer(30_000, 100, 600_000), meaning: 'Milliseconds a `pcap_url` download may take.' },
  UPLOAD_IDLE_MS: {
    schema: integer(60_000, 100, 3_600_000),
    meaning: 'Milliseconds without a byte after which an upload being analysed counts as lost.',
  },
  OPENAI_API_KEY: {
    schema: text,
    meaning: 'Key of the language model; the LLM stage is off without this or OPENAI_BASE_URL.',
  },
  OPENAI_BASE_URL: { schema: z.url().optional(), meaning: 'Any OpenAI-compatible endpoint.' },
  LLM_MODEL: { schema: z.string().default('gpt-5-mini'), meaning: 'Model name sent to the endpoint.' },
  LLM_REQUIRED: {
    schema: flag,
    meaning: 'When true, an analysis whose LLM stage fails is answered 503 and not charged.',
  },
  LLM_DEADLINE_MS: { schema: integer(20_000, 100, 600_000), meaning: 'Milliseconds the LLM stage may take in all.' },
  LLM_IDLE_MS: {
    schema: integer(8_000, 50, 600_000),
    meaning: 'Milliseconds without a token after which the LLM stage gives up.',
  },
  LLM_INPUT_TOKENS: {
    schema: integer(24_000, 500, 1_000_000),
    meaning: 'Most tokens of trace sent to the model, estimated at four characters each.',
  },
} as const satisfies Record<string, { schema: z.ZodType; meaning: string }>

export type Settings = { readonly [Name in keyof typeof SETTINGS]: z.infer<(typeof SETTINGS)[Name]['schema']> }

/** Reads the settings from an environment. Throws one Error that names every unusable variable. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const settings: Record<string, unknown> = {}
  const faults: string[] = []
  for (const [name, { schema }] of Object.entries(SETTINGS)) {
    const given = environment[name]
    const result = schema.safeParse(given === '' ? undefined : given)
    if (result.success) settings[name] = result.data
    else faults.push(`${name}: ${result.error.issues.map((issue) => issue.message).join(', ')}`)
  }
  if (faults.length > 0) throw new Error(`Unusable settings. ${faults.join('; ')}`)
  return settings as Settings
}

/** The language model's share of them: what both the service and the command line hand to the LLM stage. */
export const llmSettings = (settings: Settings) => ({
  apiKey: settings.OPENAI_API_KEY,
  baseUrl: settings.OPENAI_BASE_URL,
  model: settings.LLM_MODEL,
  deadlineMs: settings.LLM_DEADLINE_MS,
  idleMs: settings.LLM_IDLE_MS,
  inputTokens: settings.LLM_INPUT_TOKENS,
})
