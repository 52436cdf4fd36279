import type { Complain } from '../../model/flaw.ts'
import type { Frame } from './frame.ts'
import { createNetmonReader } from './netmon.ts'
import { createPcapReader } from './pcap.ts'
import { createPcapngReader, type PcapngReader, type SecretsSink } from './pcapng.ts'
import { type CaptureFormat, SNIFF_BYTES, sniffContainer } from './sniff.ts'
import { createSpanFeeder, type UnitReader } from './spans.ts'

/** Reads a capture file of any container known here, pushed in chunks of any size. */
export interface ContainerReader {
  push(chunk: Uint8Array): void
  /** Complains `capture-truncated` when the file ends inside a record, and tells of packets dropped. */
  end(): void
  /** Undefined until the magic number has been seen, or when it is no capture's. */
  format(): CaptureFormat | undefined
  /** Packets that the capturing machine itself dropped, as far as the file says so (pcapng §4.3, §4.6). */
  droppedPackets(): number
}

const noSecrets: SecretsSink = () => {}

/**
 * Fills `frame` and calls `onFrame` for each frame of a pcap, pcapng or Network Monitor file. Anything else is `container-unsupported`,
 * once, and is not read. The bytes of a frame, and of decryption secrets, are only valid during the call.
 */
export function createContainerReader(
  frame: Frame,
  onFrame: () => void,
  complain: Complain,
  onSecrets: SecretsSink = noSecrets,
): ContainerReader {
  let format: CaptureFormat | undefined
  let chosen: UnitReader | undefined
  let pcapng: PcapngReader | undefined
  const droppedPackets = (): number => pcapng?.droppedPackets() ?? 0

  const open = (kind: CaptureFormat): UnitReader => {
    format = kind
    if (kind === 'netmon') return createNetmonReader(frame, onFrame, complain)
    if (kind === 'pcap') return createPcapReader(frame, onFrame, complain)
    pcapng = createPcapngReader(frame, onFrame, complain, onSecrets)
    return pcapng
  }

  const unopened: UnitReader = {
    need: SNIFF_BYTES,
    searching: false,
    walk(bytes, start, end) {
      if (chosen === undefined) {
        if (end - start < SNIFF_BYTES) return start
        const kind = sniffContainer(bytes.subarray(start, start + SNIFF_BYTES))
        if (kind !== 'pcap' && kind !== 'pcapng' && kind !== 'netmon') {
          complain('container-unsupported', `the input is ${kind}, not a capture`)
          return Number.POSITIVE_INFINITY
        }
        chosen = open(kind)
      }
      const reached = chosen.walk(bytes, start, end)
      unopened.need = chosen.need
      unopened.searching = chosen.searching
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
      const dropped = droppedPackets()
      if (dropped > 0) complain('capture-packets-dropped', undefined, undefined, dropped)
      if (!feeder.end()) return
      if (format === undefined) complain('container-unsupported', 'the input is too short to be a capture')
      else complain('capture-truncated', undefined, { kind: 'frame', number: frame.number + 1 })
    },
    format: () => format,
    droppedPackets,
  }
}
