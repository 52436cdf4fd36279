import { parentPort } from 'node:worker_threads'
import { type Analyzer, createAnalyzer } from '../analyze.ts'
import { Refusal } from '../model/refusal.ts'
import type { FromWorker, ToWorker } from './protocol.ts'

// One turn of this thread's loop handles one chunk of one analysis, so that many analyses share it in chunks.
const port = parentPort
if (port === null) throw new Error('worker.ts runs as a worker thread')
const analyzers = new Map<number, Analyzer>()

port.on('message', (message: ToWorker) => {
  if (message.kind === 'forget') {
    analyzers.delete(message.id)
    return
  }
  port.postMessage(answer(message))
})

function answer(message: Exclude<ToWorker, { kind: 'forget' }>): FromWorker {
  const { id } = message
  try {
    switch (message.kind) {
      case 'open':
        analyzers.set(id, createAnalyzer(message.options))
        return { kind: 'events', id, events: [] }
      case 'push':
        return { kind: 'events', id, events: analyzerOf(id).push(message.chunk) }
      case 'end': {
        const events = analyzerOf(id).end(message.cut)
        analyzers.delete(id)
        return { kind: 'events', id, events }
      }
      default:
        return message satisfies never
    }
  } catch (error) {
    analyzers.delete(id)
    if (error instanceof Refusal) return { kind: 'refused', id, code: error.code, message: error.message }
    return { kind: 'broken', id, message: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

function analyzerOf(id: number): Analyzer {
  const analyzer = analyzers.get(id)
  if (analyzer === undefined) throw new Error(`no analysis ${id} in this worker`)
  return analyzer
}
