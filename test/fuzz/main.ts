/**
 * Feeds mutated messages, texts and captures to the product, with a budget: nothing may throw, none below 1 MB may take more
 * than a second, and memory stays under a cap. Exit code 1 when one did, with the number that makes the input again.
 *
 * `npm run fuzz -- [--inputs 100000] [--seconds N] [--seed N] [--folder DIR] [--only N] [--workers 2] [--memory MiB]`
 *
 * `npm run fuzz -- --hostile [--many 1000000] [--memory MiB]` feeds what is made to exhaust memory or to lie, each in a process
 * of its own: it must meet its named flaw.
 *
 * `--folder` adds a folder of traces to the tests' own drawings. `--only` feeds one input, by its number, and keeps it in a file.
 */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { hostileInputs, met } from './hostile.ts'
import { feed, seeds } from './targets.ts'
import { inputOf, type WorkerResult, type WorkerTask } from './worker.ts'

const SMALL_BYTES = 4_096
const LARGE_BYTES = 1_000_000
const LARGE_EVERY = 20_000
/** The slowest that an input below 1 MB may be. */
const LIMIT_MS = 1_000
/** An input that takes so long is not coming back. */
const STALL_MS = 20_000
const WATCH_MS = 1_000
/** What a worker may hold, seeds included: one input that wants more ends the run. */
const HEAP = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 }

interface Budget {
  readonly inputs: number
  readonly seconds: number
  readonly workers: number
  readonly memoryMiB: number
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      inputs: { type: 'string', default: '100000' },
      seconds: { type: 'string', default: 'Infinity' },
      seed: { type: 'string', default: '1' },
      folder: { type: 'string' },
      only: { type: 'string' },
      workers: { type: 'string', default: '2' },
      memory: { type: 'string', default: '768' },
      hostile: { type: 'boolean', default: false },
      many: { type: 'string', default: '1000000' },
      measure: { type: 'string' },
    },
  })
  const memoryMiB = Number(values.memory)
  if (values.measure !== undefined) return measure(values.measure, Number(values.many))
  if (values.hostile) {
    process.exitCode = hostile(Number(values.many), memoryMiB) ? 0 : 1
    return
  }
  const task = {
    seed: Number(values.seed),
    inputs: Number(values.inputs),
    folder: values.folder,
    smallBytes: SMALL_BYTES,
    largeBytes: LARGE_BYTES,
    largeEvery: LARGE_EVERY,
  }
  if (values.only !== undefined) return one(Number(values.only), { ...task, first: 0, step: 1, progress: shared() })
  const budget = {
    inputs: task.inputs,
    seconds: Number(values.seconds),
    workers: Number(values.workers),
    memoryMiB,
  }
  process.exitCode = (await many(task, budget)) ? 0 : 1
}

const shared = (): SharedArrayBuffer => new SharedArrayBuffer(24)

function one(input: number, task: WorkerTask): void {
  const { kind, bytes } = inputOf(input, task, seeds(task.folder, task.largeBytes))
  const file = join(tmpdir(), `fuzz-${input}`)
  writeFileSync(file, bytes)
  console.log(`input ${input}: a ${kind} of ${bytes.length} bytes, kept as ${file}`)
  const started = performance.now()
  feed(kind, bytes)
  console.log(`took ${(performance.now() - started).toFixed(1)} ms`)
}

/** One hostile input, in this process: what it met, and what that took. */
async function measure(name: string, many: number): Promise<void> {
  const input = hostileInputs(many).find((one) => one.name === name)
  if (input === undefined) throw new Error(`no hostile input is called ${name}`)
  const started = performance.now()
  const flaws = await met(input)
  const seconds = (performance.now() - started) / 1_000
  console.log(JSON.stringify({ flaws, seconds, peakMiB: process.resourceUsage().maxRSS / 1_024 }))
}

/** True when each met its flaw within the memory. */
function hostile(many: number, memoryMiB: number): boolean {
  let good = true
  for (const { name, flaw } of hostileInputs(many)) {
    const { stdout } = spawnSync(
      process.execPath,
      [fileURLToPath(import.meta.url), '--measure', name, '--many', `${many}`],
      {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    const measured =
      stdout === '' ? undefined : (JSON.parse(stdout) as { flaws: string[]; seconds: number; peakMiB: number })
    const well = measured?.flaws.includes(flaw) && measured.peakMiB <= memoryMiB
    good = good && well === true
    const told =
      measured === undefined
        ? 'ended'
        : `${measured.seconds.toFixed(1)} s, peak ${measured.peakMiB.toFixed(0)} MiB, ${measured.flaws.join(', ')}`
    console.log(`${well === true ? 'ok' : 'FAILED'}: ${name}: ${told} (wanted: ${flaw})`)
  }
  return good
}

/** True when all went well. */
async function many(task: Omit<WorkerTask, 'first' | 'step' | 'progress'>, budget: Budget): Promise<boolean> {
  const started = performance.now()
  const elapsed = (): number => (performance.now() - started) / 1_000
  const running = Array.from({ length: budget.workers }, (_, first) =>
    begin({ ...task, first, step: budget.workers, progress: shared() }),
  )
  let peakMiB = 0
  let stalled: number | undefined
  const watch = setInterval(() => {
    peakMiB = Math.max(peakMiB, process.memoryUsage.rss() / 2 ** 20)
    for (const worker of running) {
      if (worker.isStalled()) {
        stalled = worker.input()
        worker.kill()
      }
      if (elapsed() > budget.seconds || stalled !== undefined) worker.stop()
    }
  }, WATCH_MS)
  const results = await Promise.all(running.map(({ result }) => result))
  clearInterval(watch)
  peakMiB = Math.max(peakMiB, process.resourceUsage().maxRSS / 1_024)

  const done = running.reduce((sum, worker) => sum + worker.done(), 0)
  const finished = results.filter((result) => result !== undefined)
  const failures = finished.flatMap(({ failure }) => failure ?? [])
  const slowest = finished.toSorted((a, b) => b.slowestMs - a.slowestMs)[0]
  const slow = (slowest?.slowestMs ?? 0) > LIMIT_MS
  for (const { input, kind, message } of failures) console.log(`FAILED on input ${input}, a ${kind}: ${message}`)
  if (stalled !== undefined) console.log(`STALLED on input ${stalled}: more than ${STALL_MS / 1_000} s`)
  if (slow) console.log(`SLOW: input ${slowest?.slowest} took ${slowest?.slowestMs.toFixed(0)} ms`)
  if (peakMiB > budget.memoryMiB) console.log(`MEMORY: ${peakMiB.toFixed(0)} of at most ${budget.memoryMiB} MiB`)
  console.log(
    `${done} inputs in ${elapsed().toFixed(0)} s with seed ${task.seed}: ${failures.length} failed, slowest ` +
      `${slowest === undefined ? 'unknown' : `${slowest.slowestMs.toFixed(0)} ms (input ${slowest.slowest})`}, peak memory ${peakMiB.toFixed(0)} MiB`,
  )
  return failures.length === 0 && stalled === undefined && !slow && peakMiB <= budget.memoryMiB
}

interface Running {
  readonly result: Promise<WorkerResult | undefined>
  /** The same input is in hand as long ago as that. */
  isStalled(): boolean
  input(): number
  done(): number
  /** After the input in hand. */
  stop(): void
  kill(): void
}

function begin(task: WorkerTask): Running {
  const progress = new Float64Array(task.progress)
  const worker = new Worker(new URL('worker.ts', import.meta.url), { workerData: task, resourceLimits: HEAP })
  let seen = -1
  let since = performance.now()
  const result = new Promise<WorkerResult | undefined>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', () => resolve(undefined))
  })
  return {
    result,
    isStalled() {
      if (seen === progress[1]) return performance.now() - since > STALL_MS
      seen = progress[1]!
      since = performance.now()
      return false
    },
    input: () => progress[0]!,
    done: () => progress[1]!,
    stop() {
      progress[2] = 1
    },
    kill: () => void worker.terminate(),
  }
}

await main()
