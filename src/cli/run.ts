import { readFileSync } from 'node:fs'
import { readFile as readWhole } from 'node:fs/promises'
import type { LlmStage } from '../llm/stage.ts'
import { type Severity, severityOrder } from '../model/finding.ts'
import type { AnalyzeOptions, Policy } from '../model/options.ts'
import { oneLine } from '../model/printable.ts'
import { Refusal } from '../model/refusal.ts'
import { MICROS_PER_MS } from '../model/time.ts'
import { type Analysed, analyseFile } from './analysis.ts'
import { type AnalyzeCommand, HELP, readArguments } from './arguments.ts'
import { createLadderPrinter, createPrinter, type Printer } from './printer.ts'
import { createProgress } from './progress.ts'
import { readFile } from './read-file.ts'

/** The input or the arguments cannot be used; the message is the one line that says why. */
class Unusable extends Error {}

/** Makes the stage of the language model from the environment; undefined without a key, throws on settings that are wrong. */
export type ModelStage = () => Promise<LlmStage | undefined>

/** Does what the arguments after the program's name ask for, and gives the exit status. `modelStage` is called for `--llm`. */
export async function run(argv: readonly string[], modelStage: ModelStage): Promise<number> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // `| head` has read enough.
    process.exit(error.code === 'EPIPE' ? 0 : 2)
  })
  const command = readArguments(argv)
  switch (command.kind) {
    case 'help':
      process.stdout.write(HELP)
      return 0
    case 'version':
      process.stdout.write(`${version()}\n`)
      return 0
    case 'wrong':
      complain(`${command.message}; --help shows the usage`)
      return 2
    case 'analyze':
      return analyzeAll(command, modelStage)
    default:
      return command satisfies never
  }
}

async function analyzeAll(command: AnalyzeCommand, modelStage: ModelStage): Promise<number> {
  const setup = await prepare(command, modelStage).catch((error: unknown) => {
    if (!(error instanceof Unusable)) throw error
    complain(error.message)
  })
  if (setup === undefined) return 2
  const { printer, options, llm } = setup
  let status = 0
  for (const file of command.files) {
    try {
      const analysed = await analyzeOne(file, options, llm, printer)
      if (status === 0 && reaches(analysed, command.failOn)) status = 1
    } catch (error) {
      complain(`${file}: ${reasonOf(error)}`)
      status = 2
    }
  }
  await printer.end()
  return status
}

interface Setup {
  readonly printer: Printer
  readonly options: AnalyzeOptions
  readonly llm: LlmStage | undefined
}

async function prepare(command: AnalyzeCommand, modelStage: ModelStage): Promise<Setup> {
  const terminal = process.stdout.isTTY === true
  const paper = {
    version: version(),
    failOn: command.failOn,
    width: Math.min(160, Math.max(60, process.stdout.columns ?? 100)),
    colour: terminal && !process.env.NO_COLOR,
    ascii: command.ascii || (terminal && !knowsUnicode(process.env)),
    write: writeOut,
  }
  const printer =
    command.ladder === undefined
      ? createPrinter(command.format ?? (terminal ? 'text' : 'json'), paper)
      : createLadderPrinter(command.ladder, command.call, paper)
  const policy = command.policyFile === undefined ? undefined : await readPolicy(command.policyFile)
  const keyLog = command.keyLogFile === undefined ? undefined : await readKeyLog(command.keyLogFile)
  const passwords = command.passwordsFile === undefined ? undefined : await readPasswords(command.passwordsFile)
  const { issue, endpoints } = command
  const analysedAt = Date.now() * MICROS_PER_MS
  const options = { issue, endpoints, policy, keyLog, passwords, analysedAt, callsTold: printer.calls }
  return { printer, options, llm: command.llm ? await stageOf(modelStage) : undefined }
}

/** By the locale, where one is set (POSIX.1 §8.2). */
function knowsUnicode({ LC_ALL, LC_CTYPE, LANG }: NodeJS.ProcessEnv): boolean {
  const locale = LC_ALL || LC_CTYPE || LANG
  return !locale || /utf-?8/i.test(locale)
}

async function analyzeOne(
  file: string,
  options: AnalyzeOptions,
  llm: LlmStage | undefined,
  printer: Printer,
): Promise<Analysed> {
  const progress = createProgress(file)
  try {
    const source = file === '-' ? process.stdin : readFile(file)
    const analysed = await analyseFile(file, source, options, llm, (events) => {
      progress.show(events)
      return printer.events(file, events)
    })
    progress.clear()
    await printer.report(analysed)
    return analysed
  } finally {
    progress.clear()
  }
}

const reaches = ({ report }: Analysed, failOn: Severity | undefined): boolean =>
  failOn !== undefined && report.findings.some(({ severity }) => severityOrder(severity) <= severityOrder(failOn))

async function readPolicy(path: string): Promise<Policy> {
  let text: string
  try {
    text = await readWhole(path, 'utf8')
  } catch (error) {
    throw new Unusable(`--policy ${path}: ${reasonOf(error)}`)
  }
  // Only who has a policy waits for the library that checks it.
  const { policySchema } = await import('../model/options.ts')
  try {
    const result = policySchema.safeParse(JSON.parse(text))
    if (result.success) return result.data
    const issue = result.error.issues[0]
    throw new Unusable(`--policy ${path}: ${[issue?.path.join('.'), issue?.message].filter(Boolean).join(': ')}`)
  } catch (error) {
    if (error instanceof Unusable) throw error
    throw new Unusable(`--policy ${path}: is not JSON`)
  }
}

/** Only this command takes secrets: a service would have to be trusted with them, so no request carries any. */
async function readKeyLog(path: string): Promise<Uint8Array> {
  try {
    return await readWhole(path)
  } catch (error) {
    throw new Unusable(`--key-log ${path}: ${reasonOf(error)}`)
  }
}

/** Lines `user:password`; the password goes to the end of its line, and may hold colons. */
async function readPasswords(path: string): Promise<ReadonlyMap<string, string>> {
  let text: string
  try {
    text = await readWhole(path, 'utf8')
  } catch (error) {
    throw new Unusable(`--passwords ${path}: ${reasonOf(error)}`)
  }
  const passwords = new Map<string, string>()
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line === '') continue
    const colon = line.indexOf(':')
    if (colon < 1) throw new Unusable(`--passwords ${path}: line ${index + 1} is not user:password`)
    passwords.set(line.slice(0, colon), line.slice(colon + 1))
  }
  return passwords
}

async function stageOf(modelStage: ModelStage): Promise<LlmStage> {
  try {
    const stage = await modelStage()
    if (stage !== undefined) return stage
  } catch (error) {
    throw new Unusable(reasonOf(error))
  }
  throw new Unusable('--llm needs OPENAI_API_KEY or OPENAI_BASE_URL')
}

const SYSTEM_REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'is a directory',
  EACCES: 'may not be read',
}

function reasonOf(error: unknown): string {
  if (error instanceof Refusal) return error.message
  const { code, message } = error as NodeJS.ErrnoException
  return (code === undefined ? undefined : SYSTEM_REASONS[code]) ?? message ?? String(error)
}

const complain = (line: string): void => {
  process.stderr.write(`sipsymposium: ${oneLine(line)}\n`)
}

const version = (): string =>
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version as string

/** Waits for a slow reader; one that has gone ends the program, quietly. */
function writeOut(text: string): Promise<void> {
  return new Promise((written, failed) => {
    process.stdout.write(text, (error) => (error ? failed(error) : written()))
  })
}
