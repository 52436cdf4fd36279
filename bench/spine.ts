/**
 * The spine alone: what a whole analysis costs beside walking the records and beside decoding, on RTP and on signalling;
 * what the rules cost; how early the first finding comes; peak memory; and the same work done by tshark, where installed.
 *
 * `node bench/spine.ts [--small 100M] [--large 1G] [--rounds 3]`. It generates its captures in the directory for temporary
 * files and removes them. Times on a shared machine mean little: every ratio is of two figures of this one run.
 */
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createAnalyzer } from '../src/analyze.ts'
import { createIntake } from '../src/correlate/intake.ts'
import { createCaptureDecoder } from '../src/decode/capture.ts'
import { Frame } from '../src/decode/container/frame.ts'
import { createContainerReader } from '../src/decode/container/reader.ts'
import { RULES } from '../src/diagnose/catalogue.ts'
import { createJudge } from '../src/diagnose/judge.ts'
import type { Conversation } from '../src/model/call.ts'
import type { AnalysisEvent } from '../src/model/events.ts'
import { generate, sizeOf } from './generate.ts'

const CHUNK_BYTES = 1_048_576
/** As a browser or curl sends an upload on. */
const UPLOAD_CHUNK_BYTES = 262_144
/** Bytes of a capture whose conversations the rules are tried on. */
const RULES_BYTES = 8_000_000
const RULE_ROUNDS = 5

/** Gives a process the young generation of 8 MB that the service's workers have: three times this. */
const LIKE_WORKER = ['--max-semi-space-size=3']

const silent = (): void => {}

function readThrough(file: string, push: (chunk: Uint8Array) => void, chunkBytes = CHUNK_BYTES): void {
  const buffer = new Uint8Array(chunkBytes)
  const descriptor = openSync(file, 'r')
  for (let length = 1; length > 0; ) {
    length = readSync(descriptor, buffer, 0, chunkBytes, null)
    if (length > 0) push(buffer.subarray(0, length))
  }
  closeSync(descriptor)
}

/** What is measured in a child process, by name. Each gives figures to print. */
const MEASURES: Readonly<Record<string, (file: string) => Readonly<Record<string, number>>>> = {
  walk(file) {
    const reader = createContainerReader(new Frame(), silent, silent)
    readThrough(file, reader.push)
    reader.end()
    return {}
  },
  decode(file) {
    const sink = {
      message: silent,
      icmpError: silent,
      rtp: silent,
      rtcp: silent,
      stun: silent,
      dtls: silent,
      tls: silent,
      t38: silent,
    }
    const decoder = createCaptureDecoder(sink, silent)
    readThrough(file, decoder.push)
    decoder.end()
    const { packets, messages } = decoder.counters()
    return { packets, messages }
  },
  spine(file) {
    const analyzer = createAnalyzer({ analysedAt: 0 })
    readThrough(file, (chunk) => void analyzer.push(chunk))
    const last = analyzer.end().at(-1)
    if (last?.kind !== 'verdict') throw new Error('the analysis gave no verdict')
    return { messages: last.report.input.messages, calls: last.report.input.calls }
  },
  first: (file) => ({ sent: firstFindingAt(file) ?? Number.POSITIVE_INFINITY }),
}

/** Microseconds that the rules take for one conversation, once warm: all of them, and the dearest. */
function ruleCosts(file: string): { readonly all: number; readonly dearest: readonly string[] } {
  const conversations: Conversation[] = []
  const intake = createIntake('capture', silent)
  let left = RULES_BYTES
  readThrough(file, (chunk) => {
    if (left > 0) for (const batch of intake.push(chunk)) conversations.push(...batch.conversations)
    left -= chunk.length
  })
  const last = intake.end()
  for (const batch of last) conversations.push(...batch.conversations)
  const finals = conversations.filter(({ final }) => final)
  const context = { capture: last.at(-1)!.facts, options: { analysedAt: 0 } }
  const costOf = (rules: typeof RULES): number => {
    const judge = createJudge(rules, silent)
    return (
      best(RULE_ROUNDS, () => {
        for (const one of finals) judge.conversation(one, context)
      }) *
      (1_000 / finals.length)
    )
  }
  const each = RULES.map((rule) => ({ id: rule.id, micros: costOf([rule]) })).sort((a, b) => b.micros - a.micros)
  const dearest = each.slice(0, 5).map(({ id, micros }) => `${id} ${micros.toFixed(1)}`)
  return { all: costOf(RULES), dearest }
}

/** Bytes of an upload sent by the first finding of at least medium severity. */
function firstFindingAt(file: string): number | undefined {
  const analyzer = createAnalyzer({ analysedAt: 0 })
  let [sent, at] = [0, undefined as number | undefined]
  const isGrave = (event: AnalysisEvent): boolean =>
    event.kind === 'finding-added' && ['critical', 'high', 'medium'].includes(event.finding.severity)
  readThrough(
    file,
    (chunk) => {
      sent += chunk.length
      if (at === undefined && analyzer.push(chunk).some(isGrave)) at = sent
    },
    UPLOAD_CHUNK_BYTES,
  )
  return at
}

function best(rounds: number, run: () => void): number {
  let ms = Number.POSITIVE_INFINITY
  for (let round = 0; round < rounds; round++) {
    const started = performance.now()
    run()
    ms = Math.min(ms, performance.now() - started)
  }
  return ms
}

interface Measured {
  readonly ms: number
  readonly peakMiB: number
  readonly figures: Readonly<Record<string, number>>
}

/** In a process of its own, so that neither memory nor warmth is another's. */
function measured(
  name: string,
  file: string,
  rounds: number,
  flags: readonly string[] = [],
): Measured & { readonly processMs: number } {
  const started = performance.now()
  const child = spawnSync(
    process.execPath,
    [...flags, fileURLToPath(import.meta.url), '--measure', name, '--rounds', `${rounds}`, file],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      encoding: 'utf8',
    },
  )
  const processMs = performance.now() - started
  if (child.status !== 0) throw new Error(`measuring ${name} failed`)
  return { ...(JSON.parse(child.stdout) as Measured), processMs }
}

function measure(name: string, file: string, rounds: number): Measured {
  const run = MEASURES[name]
  if (run === undefined) throw new Error(`--measure is one of ${Object.keys(MEASURES).join(', ')}`)
  let figures: Measured['figures'] = {}
  const ms = best(rounds, () => {
    figures = run(file)
  })
  return { ms, peakMiB: process.resourceUsage().maxRSS / 1_024, figures }
}

/** Milliseconds, undefined where there is no tshark. */
function tshark(file: string, ...asked: readonly string[]): number | undefined {
  const started = performance.now()
  const { error, status } = spawnSync('tshark', ['-r', file, ...asked], { stdio: 'ignore' })
  if (error) return undefined
  if (status !== 0) throw new Error(`tshark ended with ${status}`)
  return performance.now() - started
}

const times = (a: number, b: number): string => `${(a / b).toFixed(a / b < 10 ? 2 : 1)}x`

function inProcess(name: string, file: string, rounds: number): void {
  const [walk, decode, spine] = ['walk', 'decode', 'spine'].map((one) => measured(one, file, rounds))
  console.log(
    `${name}, in process, best of ${rounds}: walk ${walk!.ms.toFixed(0)} ms, decode ${decode!.ms.toFixed(0)} ms, whole ` +
      `${spine!.ms.toFixed(0)} ms: ${times(spine!.ms, walk!.ms)} the walk, ${times(spine!.ms, decode!.ms)} decoding ` +
      `(${JSON.stringify(spine!.figures)})`,
  )
}

function againstTshark(name: string, file: string, asked: readonly string[]): void {
  const ours = measured('spine', file, 1).processMs
  const theirs = tshark(file, ...asked)
  const command = `tshark ${asked.join(' ')}`
  console.log(
    theirs === undefined
      ? `${name}, whole process: ${ours.toFixed(0)} ms; tshark is not installed, so not compared with ${command}`
      : `${name}, whole process: ${ours.toFixed(0)} ms, ${command} ${theirs.toFixed(0)} ms: ${times(theirs, ours)} faster`,
  )
}

function rules(name: string, file: string): void {
  const { all, dearest } = ruleCosts(file)
  console.log(
    `${name}, ${RULES.length} rules, warm: ${all.toFixed(1)} µs a conversation; dearest: ${dearest.join(', ')}`,
  )
}

function peaks(name: string, small: string, large: string, flags: readonly string[]): void {
  const [little, much] = [small, large].map((file) => measured('spine', file, 1, flags).peakMiB)
  console.log(`peak memory, ${name}: ${little!.toFixed(0)} and ${much!.toFixed(0)} MiB: ${times(much!, little!)}`)
}

function create(directory: string, name: string, options: Parameters<typeof generate>[0]): string {
  const file = join(directory, `${name}.pcap`)
  const descriptor = openSync(file, 'w')
  for (const chunk of generate(options)) writeSync(descriptor, chunk)
  closeSync(descriptor)
  return file
}

function compare(small: number, large: number, rounds: number): void {
  const directory = mkdtempSync(join(tmpdir(), 'bench-'))
  try {
    const media = create(directory, 'media', { bytes: small, faulty: 0.1 })
    const signalling = create(directory, 'signalling', { bytes: small, sipOnly: true })
    inProcess('media', media, rounds)
    inProcess('signalling', signalling, rounds)
    rules('media', media)
    rules('signalling', signalling)
    const at = firstFindingAt(media)
    const share = at === undefined ? 'never' : `after ${((100 * at) / statSync(media).size).toFixed(2)} % of the bytes`
    console.log(`media: first finding of at least medium severity ${share}`)
    againstTshark('media', media, ['-q', '-z', 'rtp,streams'])
    againstTshark('signalling', signalling, ['-Y', 'sip', '-T', 'fields', '-e', 'sip.Call-ID'])
    const big = create(directory, 'large', { bytes: large, faulty: 0.1 })
    againstTshark('large media', big, ['-q', '-z', 'rtp,streams'])
    peaks('by itself', media, big, [])
    peaks('with the memory settings of a worker', media, big, LIKE_WORKER)
  } finally {
    rmSync(directory, { recursive: true })
  }
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      small: { type: 'string', default: '100M' },
      large: { type: 'string', default: '1G' },
      rounds: { type: 'string', default: '3' },
      measure: { type: 'string' },
    },
  })
  const rounds = Number(values.rounds)
  if (values.measure === undefined) compare(sizeOf(values.small), sizeOf(values.large), rounds)
  else console.log(JSON.stringify(measure(values.measure, positionals[0]!, rounds)))
}

main()
