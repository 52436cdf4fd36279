import { parentPort, workerData } from 'node:worker_threads'
import { mutated, numbersFrom } from './mutate.ts'
import { feed, type Kind, seeds } from './targets.ts'

/** What the main thread gives a worker. */
export interface WorkerTask {
  readonly seed: number
  /** This worker takes the inputs `first`, `first + step` ... below `inputs`. */
  readonly first: number
  readonly step: number
  readonly inputs: number
  readonly folder: string | undefined
  readonly smallBytes: number
  readonly largeBytes: number
  /** One input in so many is a large one. */
  readonly largeEvery: number
  /** Shared with the main thread, doubles: the input in hand, how many are done, and whether to stop. */
  readonly progress: SharedArrayBuffer
}

export interface WorkerResult {
  readonly slowestMs: number
  readonly slowest: number
  readonly bytes: number
  readonly failure: { readonly input: number; readonly kind: Kind; readonly message: string } | undefined
}

/** The input of that number: the same for the same seed and folder, whichever worker makes it. */
export function inputOf(
  index: number,
  task: WorkerTask,
  from: ReturnType<typeof seeds>,
): { kind: Kind; bytes: Buffer } {
  const pick = numbersFrom(Math.imul(index + 1, 0x9e3779b1) ^ task.seed)
  const large = index % task.largeEvery === 0
  // A message costs some microseconds, an analysis hundreds: most are messages.
  const kind: Kind = large
    ? (['text', 'capture'] as const)[pick(2)]!
    : pick(12) > 0
      ? 'message'
      : pick(2) > 0
        ? 'text'
        : 'capture'
  const most = large ? task.largeBytes : task.smallBytes
  const some = from[kind]
  const seed = some[pick(some.length)]!
  const other = some[pick(some.length)]!
  if (!large) return { kind, bytes: mutated(seed.subarray(0, most), other, pick, most) }
  const bytes = mutated(seed.subarray(0, most), other, pick, most)
  const again: Buffer[] = [bytes]
  for (let length = bytes.length; length + bytes.length < most && bytes.length > 0; length += bytes.length) {
    again.push(kind === 'text' ? bytes : bytes.subarray(24))
  }
  return { kind, bytes: mutated(Buffer.concat(again), other, pick, most) }
}

function run(task: WorkerTask): WorkerResult {
  const progress = new Float64Array(task.progress)
  const from = seeds(task.folder, task.largeBytes)
  let [slowestMs, slowest, bytes] = [0, -1, 0]
  for (let index = task.first; index < task.inputs && progress[2] === 0; index += task.step) {
    const input = inputOf(index, task, from)
    progress[0] = index
    bytes += input.bytes.length
    const started = performance.now()
    try {
      feed(input.kind, input.bytes)
    } catch (error) {
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
      return { slowestMs, slowest, bytes, failure: { input: index, kind: input.kind, message } }
    }
    const took = performance.now() - started
    if (took > slowestMs) [slowestMs, slowest] = [took, index]
    progress[1]!++
  }
  return { slowestMs, slowest, bytes, failure: undefined }
}

if (parentPort !== null) parentPort.postMessage(run(workerData as WorkerTask))
