import { parseArgs } from 'node:util'
import type { Severity } from '../model/finding.ts'
import { LADDER_FORMATS, type LadderFormat } from './call-ladder.ts'

const FORMATS = ['text', 'json', 'ndjson', 'sarif', 'junit', 'markdown'] as const
export type Format = (typeof FORMATS)[number]

const THRESHOLDS = ['critical', 'high', 'medium', 'low'] as const satisfies readonly Severity[]

/** What the command line asks for. */
export type Command =
  | { readonly kind: 'help' | 'version' }
  | { readonly kind: 'wrong'; readonly message: string }
  | AnalyzeCommand

export interface AnalyzeCommand {
  readonly kind: 'analyze'
  /** Paths, or `-` for standard input. */
  readonly files: readonly string[]
  /** Undefined: text on a terminal, JSON elsewhere. */
  readonly format: Format | undefined
  readonly issue: string | undefined
  readonly endpoints: readonly string[] | undefined
  readonly policyFile: string | undefined
  /** Secrets of TLS connections, as SSLKEYLOGFILE holds them. */
  readonly keyLogFile: string | undefined
  /** Lines `user:password`, to compare digests with. */
  readonly passwordsFile: string | undefined
  readonly failOn: Severity | undefined
  readonly llm: boolean
  /** A ladder in place of the report. */
  readonly ladder: LadderFormat | undefined
  /** Number of the call it is of; undefined for the one the worst finding speaks of. */
  readonly call: number | undefined
  /** Only characters of ASCII, in text. */
  readonly ascii: boolean
}

export const HELP = `Usage: sipsymposium analyze FILE|- ... [options]

Reads SIP traces (pasted text, PBX logs) and captures (pcap, pcapng) and says what is wrong, why, and what to do.
A file named - is standard input.

  --format FORMAT     text (default on a terminal), json (default elsewhere: one object per file and line),
                      ndjson (events as they happen), sarif, junit or markdown
  --ladder FORM       instead of a report the ladder of one call, as text, mermaid or svg
  --call N            which call: its number in the report; without it the one the worst finding is about
  --ascii             draw text with ASCII characters only (default on terminals that know no UTF-8)
  --issue TEXT        the symptom, such as one-way-audio: ranks what explains it first
  --endpoints A,B     labels for the SIP endpoints, in order of appearance
  --policy FILE       JSON with what the trace cannot say: own networks, sites, SRTP required ...
  --key-log FILE      TLS secrets (SSLKEYLOGFILE format) to decrypt SIP over TLS in captures; those in a pcapng
                      are used without being asked for. They stay in this process
  --passwords FILE    lines user:password: a refused digest is computed again, to tell which side has another
                      password. They stay in this process
  --fail-on SEVERITY  exit with 1 when a finding is critical, high, medium or low, or worse
  --llm               add a language model's findings (OPENAI_API_KEY or OPENAI_BASE_URL, LLM_MODEL)
  -h, --help          this text
  --version           the version

Exit status: 0, 1 when --fail-on is met, 2 when the input or the arguments are unusable.
`

const OPTIONS = {
  format: { type: 'string' },
  issue: { type: 'string' },
  endpoints: { type: 'string' },
  policy: { type: 'string' },
  'key-log': { type: 'string' },
  passwords: { type: 'string' },
  'fail-on': { type: 'string' },
  llm: { type: 'boolean' },
  ladder: { type: 'string' },
  call: { type: 'string' },
  ascii: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const

/** Reads the arguments after the program's name. Never throws: what cannot be understood is `wrong`, in one line. */
export function readArguments(argv: readonly string[]): Command {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true })
    if (values.help) return { kind: 'help' }
    if (values.version) return { kind: 'version' }
    const [command, ...files] = positionals
    if (command !== 'analyze') {
      return wrong(command === undefined ? 'no command given' : `there is no command "${command}"`)
    }
    return analyzeCommand(values, files)
  } catch (error) {
    // Node explains at length; its first sentence says which argument it is.
    return wrong(String((error as Error).message).split(/\. |\n/)[0] ?? '')
  }
}

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values']

function analyzeCommand(values: Values, files: readonly string[]): Command {
  const format = FORMATS.find((name) => name === values.format)
  const failOn = THRESHOLDS.find((name) => name === values['fail-on'])
  if (files.length === 0) return wrong('no file given; - reads standard input')
  if (files.filter((file) => file === '-').length > 1) return wrong('standard input can be read only once')
  if (values.format !== undefined && format === undefined) {
    return wrong(`--format is one of ${FORMATS.join(', ')}, not "${values.format}"`)
  }
  if (values['fail-on'] !== undefined && failOn === undefined) {
    return wrong(`--fail-on is one of ${THRESHOLDS.join(', ')}, not "${values['fail-on']}"`)
  }
  const ladder = LADDER_FORMATS.find((name) => name === values.ladder)
  if (values.ladder !== undefined && ladder === undefined) {
    return wrong(`--ladder is one of ${LADDER_FORMATS.join(', ')}, not "${values.ladder}"`)
  }
  if (ladder !== undefined && format !== undefined) return wrong('--ladder takes the place of --format')
  if (values.call !== undefined && ladder === undefined) return wrong('--call belongs to --ladder')
  if (values.call !== undefined && !/^[1-9]\d{0,8}$/.test(values.call)) {
    return wrong(`--call is the number of a call, from 1, not "${values.call}"`)
  }
  const endpoints = values.endpoints?.split(',').map((label) => label.trim())
  return {
    kind: 'analyze',
    files,
    format,
    issue: values.issue,
    endpoints,
    policyFile: values.policy,
    keyLogFile: values['key-log'],
    passwordsFile: values.passwords,
    failOn,
    llm: values.llm ?? false,
    ladder,
    call: values.call === undefined ? undefined : Number(values.call),
    ascii: values.ascii ?? false,
  }
}

const wrong = (message: string): Command => ({ kind: 'wrong', message })
