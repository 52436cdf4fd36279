import type { Complain } from '../../model/flaw.ts'
import type { Frame } from './frame.ts'
import { createPcapReader } from './pcap.ts'
import { createPcapngReader } from './pcapng.ts'
import { SNIFF_BYTES, sniffContainer } from './sniff.ts'
import { createSpanFeeder, type UnitReader } from './spans.ts'

/** Reads a capture file of either container, pushed in chunks of any size. */
export interface ContainerReader {
  push(chunk: Uint8Array): void
  /** Complains `capture-truncated` when the file ends inside a record. */
  end(): void
  /** Undefined until the magic number has been seen, or when it is no capture's. */
  format(): 'pcap' | 'pcapng' | undefined
}

/**
 * Fills `frame` and calls `onFrame` for each frame of a pcap or pcapng file. Anything else is `container-unsupported`,
 * once, and is not read. The bytes of a frame are only valid during the call.
 */
export function createContainerReader(frame: Frame, onFrame: () => void, complain: Complain): ContainerReader {
  let format: 'pcap' | 'pcapng' | undefined
  let chosen: UnitReader | undefined
  const unopened: UnitReader = {
    need: SNIFF_BYTES,
    walk(bytes, start, end) {
      if (chosen === undefined) {
        if (end - start < SNIFF_BYTES) return start
        const kind = sniffContainer(bytes.subarray(start, start + SNIFF_BYTES))
        if (kind !== 'pcap' && kind !== 'pcapng') {
          complain('container-unsupported', `the input is ${kind}, not a capture`)
          return Number.POSITIVE_INFINITY
        }
        format = kind
        chosen =
          kind === 'pcap' ? createPcapReader(frame, onFrame, complain) : createPcapngReader(frame, onFrame, complain)
      }
      const reached = chosen.walk(bytes, start, end)
      unopened.need = chosen.need
      return reached
    },
  }
  const feeder = createSpanFeeder(unopened)
  return {
    push(chunk) {
      // One class of byte array in the hot loops: a Buffer beside plain ones makes each access look twice.
      const plain = chunk.constructor === Uint8Array
      feeder.push(plain ? chunk : new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength))
    },
    end() {
      if (!feeder.end()) return
      if (format === undefined) complain('container-unsupported', 'the input is too short to be a capture')
      else complain('capture-truncated', undefined, { kind: 'frame', number: frame.number + 1 })
    },
    format: () => format,
  }
}
