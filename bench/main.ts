/**
 * What stands behind the goals of speed and memory, side by side with what is measured now: one line each. Everything runs in
 * processes of its own: the command line as users run it, the public tools that do the same work, and parts of the spine in
 * process. Tools that are not installed are said to be.
 *
 * `node bench/main.ts [--small 100M] [--large 1G] [--rounds 3] [--parsing]`. It generates its captures in the directory for
 * temporary files and removes them. Times on a shared machine mean little: every ratio is of two figures that were taken in
 * turns, the best of the rounds of each. `--parsing` installs two other parsers with npm to compare with.
 */
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type GeneratorOptions, generate, sizeOf } from './generate.ts'

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** The young generation that the command line is started with. */
const MEMORY = ['--min-semi-space-size=8', '--max-semi-space-size=8']
const OURS = [process.execPath, ...MEMORY, here('../src/cli/sipsymposium.js'), 'analyze']
const TSHARK_STREAMS = ['tshark', '-q', '-z', 'rtp,streams', '-r']
const TSHARK_FIELDS = ['tshark', '-Y', 'sip', '-T', 'fields', '-e', 'sip.Call-ID', '-r']
const SNGREP = ['sngrep', '-N', '-q', '-I']
const SURICATA = ['suricata', '-k', 'none', '--runmode', 'single', '-l', tmpdir(), '-r']

const { values: options } = parseArgs({
  options: {
    small: { type: 'string', default: '100M' },
    large: { type: 'string', default: '1G' },
    rounds: { type: 'string', default: '3' },
    parsing: { type: 'boolean', default: false },
  },
})
const rounds = Number(options.rounds)

function tell(what: string, goal: string, measured: string): void {
  console.log(`${what.padEnd(58)} goal ${goal.padEnd(18)} measured ${measured}`)
}

const times = (ratio: number): string => `${ratio.toFixed(ratio < 10 ? 2 : 1)}x`
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`

function capture(directory: string, name: string, asked: GeneratorOptions): string {
  const file = join(directory, `${name}.pcap`)
  const descriptor = openSync(file, 'w')
  for (const chunk of generate(asked)) writeSync(descriptor, chunk)
  closeSync(descriptor)
  return file
}

/** Milliseconds of one run; undefined where there is no such program. */
function timeOf(command: readonly string[], file: string): number | undefined {
  const began = performance.now()
  const { error, status } = spawnSync(command[0]!, [...command.slice(1), file], { stdio: 'ignore' })
  if (error) return undefined
  if (status !== 0) throw new Error(`${command[0]} ended with ${status}`)
  return performance.now() - began
}

/** Our command line and a tool in turns, the best of each. */
function against(what: string, goal: string, tool: readonly string[], file: string, turns: number): void {
  if (timeOf(tool.slice(0, 1).concat('--version'), '') === undefined) {
    tell(what, goal, `not compared: ${tool[0]} is not installed`)
    return
  }
  timeOf(OURS, file)
  let [ours, theirs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let turn = 0; turn < turns; turn++) {
    ours = Math.min(ours, timeOf(OURS, file)!)
    theirs = Math.min(theirs, timeOf(tool, file)!)
  }
  tell(what, goal, `${times(theirs / ours)} (${seconds(ours)}, ${tool[0]} ${seconds(theirs)})`)
}

/** What one of the parts prints as JSON. */
function figuresOf<Figures>(script: string, ...asked: readonly string[]): Figures {
  const { stdout, status } = spawnSync(process.execPath, [here(script), ...asked], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`${script} ${asked.join(' ')} ended with ${status}`)
  return JSON.parse(stdout) as Figures
}

interface Part {
  readonly ms: number
  readonly figures: Readonly<Record<string, number>>
}

/** `name` is one of the measures of spine.ts. */
const part = (name: string, file: string): Part =>
  figuresOf<Part>('spine.ts', '--measure', name, '--rounds', `${Math.max(5, rounds)}`, file)

function inProcess(name: string, file: string): void {
  const [walk, decode, whole] = ['walk', 'decode', 'spine'].map((one) => part(one, file).ms)
  const ms = `${whole!.toFixed(0)} of ${walk!.toFixed(1)} ms, decoding ${decode!.toFixed(0)} ms`
  if (name === 'media')
    tell(`${options.small} media, warm, against walking the records`, 'at most 5x', `${times(whole! / walk!)} (${ms})`)
  tell(`${name}, warm, all against decoding`, '-', `${times(whole! / decode!)} (${ms})`)
}

/** Peak memory in MiB of the command line. */
function peakOf(directory: string, file: string): number {
  const to = join(directory, 'peak')
  const told = `import{writeFileSync}from'node:fs';process.on('exit',()=>writeFileSync(${JSON.stringify(to)},String(process.resourceUsage().maxRSS)))`
  const [node, ...rest] = OURS
  spawnSync(node!, ['--import', `data:text/javascript,${encodeURIComponent(told)}`, ...rest, file], { stdio: 'ignore' })
  return Number(readFileSync(to, 'utf8')) / 1_024
}

function peaks(directory: string, small: string, large: string): void {
  const [little, much] = [peakOf(directory, small), peakOf(directory, large)]
  const mib = `${much.toFixed(0)} MiB, ${little.toFixed(0)} MiB at ${options.small}`
  tell(`peak memory, ${options.large} against ${options.small}`, 'at most 1.25x', `${times(much / little)} (${mib})`)
  tell(`peak memory, ${options.large}`, 'at most 200 MiB', `${much.toFixed(0)} MiB`)
}

function kept(): void {
  const { perMessage, perOverCall } = figuresOf<Record<'perMessage' | 'perOverCall', number>>('kept.ts')
  tell('kept per message of a call that goes on', 'at most 1.5 KB', `${(perMessage / 1_024).toFixed(2)} KB`)
  tell('kept per call that is over', '-', `${perOverCall} octets`)
}

function firstFinding(file: string): void {
  const { sent } = part('first', file).figures
  tell(
    'first finding of at least medium severity',
    'before 5 %',
    `after ${((100 * sent!) / statSync(file).size).toFixed(2)} % of the bytes`,
  )
}

function traces(): void {
  const figures = figuresOf<Record<string, { readonly p50: number; readonly p99: number }>>('traces.ts')
  const goals: Readonly<Record<string, string>> = { '11 KB': 'p99 1 ms', '500 KB': 'p99 40 ms' }
  for (const [size, { p50, p99 }] of Object.entries(figures))
    tell(
      `${size} trace, parser and rules, in process`,
      goals[size] ?? '-',
      `p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`,
    )
}

function all(directory: string): void {
  const media = capture(directory, 'media', { bytes: sizeOf(options.small), faulty: 0.1 })
  const signalling = capture(directory, 'signalling', { bytes: sizeOf(options.small), sipOnly: true })
  console.log(
    `${options.small} and ${options.large}, best of ${rounds}, ${availableParallelism()} cores, Node ${process.versions.node}`,
  )
  against(`${options.small} media, against tshark -q -z rtp,streams`, 'at least 4x', TSHARK_STREAMS, media, rounds)
  against(`${options.small} SIP, against tshark -Y sip -T fields`, 'at least 5x', TSHARK_FIELDS, signalling, rounds)
  against(`${options.small} SIP, against sngrep -N -q`, 'at least 1x', SNGREP, signalling, rounds)
  against(`${options.small} SIP, against suricata`, 'at least 1x', SURICATA, signalling, rounds)
  inProcess('media', media)
  inProcess('SIP', signalling)
  traces()
  kept()
  firstFinding(media)
  const large = capture(directory, 'large', { bytes: sizeOf(options.large), faulty: 0.1 })
  against(`${options.large} media, against tshark -q -z rtp,streams`, 'at least 10x', TSHARK_STREAMS, large, 1)
  peaks(directory, media, large)
}

const directory = mkdtempSync(join(tmpdir(), 'bench-'))
try {
  all(directory)
} finally {
  rmSync(directory, { recursive: true })
}
if (options.parsing) spawnSync(process.execPath, [here('sip-parsing.ts')], { stdio: 'inherit' })
else
  tell(
    'SIP parsing, against drachtio-sip and sip',
    'at least 2x',
    'not compared: ask with --parsing, it installs them with npm',
  )
