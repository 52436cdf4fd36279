import type { Complain } from '../model/flaw.ts'
import type { Micros } from '../model/time.ts'
import type { Protocol } from '../model/traffic.ts'
import { Frame } from './container/frame.ts'
import { TLS_KEY_LOG } from './container/pcapng.ts'
import { createContainerReader } from './container/reader.ts'
import type { CaptureFormat } from './container/sniff.ts'
import { createPacketReader } from './packets.ts'
import type { CaptureSink } from './sink.ts'
import { createKeyLog } from './tls/key-log.ts'

export interface CaptureCounters {
  /** Frames read, those of no use included. */
  readonly packets: number
  readonly bytes: number
  readonly messages: number
  /** Times of the earliest and latest frame; undefined before the first that has one. */
  readonly firstAt: Micros | undefined
  readonly lastAt: Micros | undefined
  /** TCP segments that begin with a TLS record (RFC 8446 §5.1); those to or from port 5061 by themselves too. */
  readonly tlsRecords: number
  readonly sipsRecords: number
  /** Messages of RFC 4975, which are only counted. */
  readonly msrpMessages: number
  /** Packets that the capturing machine says it dropped: they are missing here, and were not lost on the network. */
  readonly droppedPackets: number
  /** Packets by what they carried, but for RTP and RTCP: what `CaptureSink` was given may be either. */
  readonly traffic: ReadonlyMap<Protocol, number>
}

export interface CaptureDecoder {
  push(chunk: Uint8Array): void
  end(): void
  /** Undefined until the first four bytes have been read. */
  format(): CaptureFormat | undefined
  counters(): CaptureCounters
}

/**
 * Reads a capture pushed in chunks of any size and hands SIP messages, ICMP errors and the payloads that may be RTP or
 * RTCP to `sink`, in the order of the file. Messages are numbered from 1; copies of one packet are dropped before that
 * (`capture-duplicate`). TLS is decrypted with the secrets of `keys`, a key log of the NSS format, and of the capture itself,
 * where they stand before the packets. Never throws on what the capture holds.
 */
export function createCaptureDecoder(
  sink: CaptureSink,
  complain: Complain,
  keys: string | Uint8Array = '',
): CaptureDecoder {
  const frame = new Frame()
  const keyLog = createKeyLog(complain)
  keyLog.add(keys)
  const packets = createPacketReader(frame, sink, complain, undefined, keyLog)
  const reader = createContainerReader(frame, packets.read, complain, (kind, bytes) => {
    if (kind === TLS_KEY_LOG) keyLog.add(bytes)
  })
  let bytes = 0
  return {
    push(chunk) {
      bytes += chunk.length
      reader.push(chunk)
    },
    end() {
      reader.end()
      packets.end()
    },
    format: reader.format,
    counters: () => ({
      packets: frame.number,
      bytes,
      messages: packets.messages(),
      firstAt: packets.firstAt(),
      lastAt: packets.lastAt(),
      tlsRecords: packets.connections.tlsRecords(),
      sipsRecords: packets.connections.sipsRecords(),
      msrpMessages: packets.connections.msrpMessages(),
      droppedPackets: reader.droppedPackets(),
      traffic: packets.traffic(),
    }),
  }
}
