/**
 * Pasted traces through parser and rules in one process, as the service has them done once they have arrived: how long one
 * takes, warm. `node bench/traces.ts [--runs 400]` prints JSON: milliseconds at the median and the 99th percentile by size.
 */
import { parseArgs } from 'node:util'
import { createAnalyzer } from '../src/analyze.ts'
import { answer, bye, byeOk, invite, ok, type Party, ringing } from './call-messages.ts'

/** A pasted call with its log, and a long paste. */
const SIZES = { '11 KB': 11_000, '500 KB': 500_000 } as const
const WARM_UP = 0.25

/** Calls as raw messages, one after the other: whole messages, as many as so many bytes hold. */
function traceOf(bytes: number): Uint8Array {
  let text = ''
  for (let call = 1; ; call++) {
    const caller = party(`198.51.100.${1 + (call % 200)}`, `+1202555${1_000 + call}`)
    const callee = party('203.0.113.10', `+1303555${1_000 + call}`)
    const callId = `${call.toString(36)}-bench@${caller.address}`
    for (const make of [invite, ringing, answer, ok, bye, byeOk]) {
      const message = `${make(caller, callee, callId)}\r\n\r\n`
      if (text.length + message.length > bytes) return new TextEncoder().encode(text)
      text += message
    }
  }
}

const party = (address: string, user: string): Party => ({ user, address, mediaAddress: address, mediaPort: 10_000 })

function analysed(trace: Uint8Array): number {
  const began = performance.now()
  const analyzer = createAnalyzer({ analysedAt: 0, inputBytes: trace.length })
  analyzer.push(trace)
  if (analyzer.end().at(-1)?.kind !== 'verdict') throw new Error('the analysis gave no verdict')
  return performance.now() - began
}

function measure(bytes: number, runs: number): { readonly p50: number; readonly p99: number } {
  const trace = traceOf(bytes)
  const all = Array.from({ length: Math.ceil(runs * (1 + WARM_UP)) }, () => analysed(trace)).slice(-runs)
  all.sort((a, b) => a - b)
  return { p50: all[Math.floor(runs / 2)]!, p99: all[Math.floor(runs * 0.99)]! }
}

const { values } = parseArgs({ options: { runs: { type: 'string', default: '400' } } })
const sizes = Object.entries(SIZES).map(([name, bytes]) => [name, measure(bytes, Number(values.runs))])
console.log(JSON.stringify(Object.fromEntries(sizes)))
