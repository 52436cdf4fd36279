/**
 * What correlation keeps: octets of memory per message of calls that go on, and per call that is over. `node bench/kept.ts`
 * prints JSON. Memory is counted after a collection, so the figures do not depend on the machine.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createIntake } from '../src/correlate/intake.ts'
import { createCalls } from './calls.ts'

/** Of a capture with SIP alone: enough that what is kept once for all weighs little. */
const OPEN_CALLS = 5_000
const MESSAGES_PER_OPEN_CALL = 4
const OVER_CALLS = [5_000, 15_000] as const
const MESSAGES_PER_CALL = 6

const CHUNK_BYTES = 1_048_576
const FILE_HEADER = new Uint8Array(Buffer.from('d4c3b2a10200040000000000000000000000040001000000', 'hex'))

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

function heap(): number {
  collect()
  collect()
  return process.memoryUsage().heapUsed
}

/** What is kept after so many messages, given in chunks as a file is read; `isMeant` leaves out records. */
function keptAfter(messages: number, isMeant: (record: Uint8Array) => boolean): number {
  const intake = createIntake('capture', () => {}, { early: () => {} })
  const chunk = new Uint8Array(CHUNK_BYTES)
  const before = heap()
  intake.push(FILE_HEADER)
  let used = 0
  let left = messages
  for (const record of createCalls({ bytes: 0, sipOnly: true })) {
    if (!isMeant(record)) continue
    if (used + record.length > CHUNK_BYTES) {
      intake.push(chunk.subarray(0, used))
      used = 0
    }
    chunk.set(record, used)
    used += record.length
    if (--left === 0) break
  }
  intake.push(chunk.subarray(0, used))
  const kept = heap() - before
  intake.end()
  return kept
}

const isOfBye = (record: Uint8Array): boolean =>
  Buffer.from(record.buffer, record.byteOffset, record.length).includes('2 BYE')

// What is compiled and remembered once is not to be counted.
keptAfter(1_000, () => true)
const open = keptAfter(OPEN_CALLS * MESSAGES_PER_OPEN_CALL, (record) => !isOfBye(record))
const [few, many] = OVER_CALLS.map((calls) => keptAfter(calls * MESSAGES_PER_CALL, () => true)) as [number, number]
const figures = {
  perMessage: Math.round(open / (OPEN_CALLS * MESSAGES_PER_OPEN_CALL)),
  perOverCall: Math.round((many - few) / (OVER_CALLS[1] - OVER_CALLS[0])),
}
console.log(JSON.stringify(figures))
