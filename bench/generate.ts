import { closeSync, openSync, writeSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createCalls } from './calls.ts'

/** What a generated capture holds. */
export interface GeneratorOptions {
  /** The capture ends after the first packet that reaches this size. */
  readonly bytes: number
  readonly seed?: number
  /** Share of calls, 0..1, whose offer names a private address; the answerer then sends there. */
  readonly faulty?: number
  /** Share of RTP packets, 0..1, that are missing. */
  readonly loss?: number
  readonly sipOnly?: boolean
}

const CHUNK_BYTES = 1_048_576

/**
 * A classic pcap of calls over UDP and Ethernet, as chunks of about 1 MiB in a buffer that is used again. Each call is an
 * INVITE, 180, 200, ACK and BYE with two PCMU streams of 20 s and their RTCP; fifty run at once, beginning at different
 * times. Equal options give equal bytes.
 */
export function* generate(options: GeneratorOptions): Generator<Uint8Array> {
  const chunk = new Uint8Array(CHUNK_BYTES + 65_536)
  let used = writeFileHeader(chunk)
  let written = 0
  for (const packet of createCalls(options)) {
    chunk.set(packet, used)
    used += packet.length
    if (written + used >= options.bytes) break
    if (used < CHUNK_BYTES) continue
    yield chunk.subarray(0, used)
    written += used
    used = 0
  }
  yield chunk.subarray(0, used)
}

function writeFileHeader(chunk: Uint8Array): number {
  const view = new DataView(chunk.buffer)
  view.setUint32(0, 0xa1b2c3d4, true)
  view.setUint16(4, 2, true)
  view.setUint16(6, 4, true)
  view.setUint32(16, 262_144, true)
  view.setUint32(20, 1, true)
  return 24
}

/** `100M`, `1G`, `64k` or plain bytes. */
export function sizeOf(text: string): number {
  const match = /^(\d+(?:\.\d+)?)([kMG]?)$/.exec(text)
  if (match === null) throw new Error(`not a size: ${text}`)
  return Number(match[1]) * { '': 1, k: 1e3, M: 1e6, G: 1e9 }[match[2] as '' | 'k' | 'M' | 'G']
}

function main(): void {
  const { values } = parseArgs({
    options: {
      bytes: { type: 'string', default: '100M' },
      out: { type: 'string' },
      seed: { type: 'string', default: '1' },
      faulty: { type: 'string', default: '0' },
      loss: { type: 'string', default: '0' },
      'sip-only': { type: 'boolean', default: false },
    },
  })
  if (values.out === undefined) {
    throw new Error(
      'usage: generate.ts --bytes 100M --out file.pcap [--faulty 0.1] [--loss 0.02] [--seed 1] [--sip-only]',
    )
  }
  const file = openSync(values.out, 'w')
  const options = {
    bytes: sizeOf(values.bytes),
    seed: Number(values.seed),
    faulty: Number(values.faulty),
    loss: Number(values.loss),
    sipOnly: values['sip-only'],
  }
  for (const chunk of generate(options)) writeSync(file, chunk)
  closeSync(file)
}

if (import.meta.main) main()
