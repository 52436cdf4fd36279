import type { Complain } from '../model/flaw.ts'
import type { SipMessage } from '../model/message.ts'
import type { IcmpError } from '../model/packet.ts'
import type { Micros } from '../model/time.ts'
import { Frame } from './container/frame.ts'
import { createContainerReader } from './container/reader.ts'
import type { Packet } from './network/packet.ts'
import { createPacketReader } from './packets.ts'

/** Where the contents of a capture go. `packet` is one object, overwritten by the next packet: read it, do not keep it. */
export interface CaptureSink {
  message(message: SipMessage): void
  icmpError(error: IcmpError): void
  /** A UDP payload that may be RTP: version 2 and long enough, no more is known. */
  rtp(packet: Packet): void
  /** A UDP payload that may be RTCP. */
  rtcp(packet: Packet): void
}

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
}

export interface CaptureDecoder {
  push(chunk: Uint8Array): void
  end(): void
  /** Undefined until the first four bytes have been read. */
  format(): 'pcap' | 'pcapng' | undefined
  counters(): CaptureCounters
}

/**
 * Reads a capture pushed in chunks of any size and hands SIP messages, ICMP errors and the payloads that may be RTP or
 * RTCP to `sink`, in the order of the file. Messages are numbered from 1; copies of one packet are dropped before that
 * (`capture-duplicate`). Never throws on what the capture holds.
 */
export function createCaptureDecoder(sink: CaptureSink, complain: Complain): CaptureDecoder {
  const frame = new Frame()
  const packets = createPacketReader(frame, sink, complain)
  const reader = createContainerReader(frame, packets.read, complain)
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
    }),
  }
}
