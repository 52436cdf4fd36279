import { createCaptureDecoder } from '../decode/capture.ts'
import { createTextDecoder } from '../decode/text.ts'
import type { CaptureFacts, Conversation } from '../model/call.ts'
import type { StreamRecord } from '../model/events.ts'
import type { Complain } from '../model/flaw.ts'
import type { SipMessage } from '../model/message.ts'
import type { LogEvent } from '../model/packet.ts'
import type { RtpStream } from '../model/stream.ts'
import { CAPS, type Caps } from './caps.ts'
import { createCorrelator } from './correlator.ts'
import { type Counters, createFacts } from './facts.ts'
import { createRtpStreams } from './rtp-streams.ts'

/** What a chunk of input brought. */
export interface Batch {
  /** Those that changed, as they now stand. */
  readonly conversations: readonly Conversation[]
  readonly logs: readonly LogEvent[]
  /** Streams that ended, for the last time. */
  readonly closed: readonly StreamRecord[]
  readonly facts: CaptureFacts
}

/** Decoding and correlation of one input, pushed in chunks of any size. */
export interface Intake {
  push(chunk: Uint8Array): Batch
  end(): Batch
  /** `pcap`, `pcapng`, or the text formats met, joined by ` + `. */
  format(): string
  /** Undefined for text. */
  packets(): number | undefined
  /** Distinct Call-IDs with an INVITE. */
  calls(): number
}

export interface IntakeOptions {
  /** Labels of the SIP hosts in the order they appear. */
  readonly labels?: readonly string[] | undefined
  /** Sees every message as it is decoded. */
  readonly onMessage?: ((message: SipMessage) => void) | undefined
  readonly caps?: Caps
}

/** What differs between the two kinds of input. */
interface Reader {
  push(chunk: Uint8Array): void
  end(): void
  /** Snapshots of streams that changed, and of those that ended. */
  streams(ended: boolean): { readonly changed: readonly RtpStream[]; readonly closed: readonly RtpStream[] }
  logs(): readonly LogEvent[]
  format(): string
  packets(): number | undefined
  counters(): Counters
}

/** Reads text or a capture; the caller has looked at its magic number. */
export function createIntake(kind: CaptureFacts['kind'], complain: Complain, options: IntakeOptions = {}): Intake {
  const correlator = createCorrelator(complain, options.caps ?? CAPS)
  const facts = createFacts(options.labels)
  const take = (message: SipMessage): void => {
    options.onMessage?.(message)
    facts.message(message)
    correlator.message(message)
  }
  const reader = kind === 'text' ? textReader(take, complain) : captureReader(take, correlator.icmp, complain)

  const batch = (ended: boolean): Batch => {
    const { changed, closed } = reader.streams(ended)
    for (const stream of [...changed, ...closed]) {
      facts.stream(stream)
      correlator.stream(stream)
    }
    const seen = facts.facts(kind, reader.counters(), ended)
    const conversations = ended ? correlator.end(seen.lastAt) : correlator.changed(seen.lastAt)
    const records = closed.map((stream): StreamRecord => ({ ...stream, call: correlator.callOf(stream) }))
    for (const stream of closed) correlator.forget(stream)
    return { conversations, logs: reader.logs(), closed: records, facts: seen }
  }

  return {
    push(chunk) {
      reader.push(chunk)
      return batch(false)
    },
    end() {
      reader.end()
      return batch(true)
    },
    format: reader.format,
    packets: reader.packets,
    calls: correlator.calls,
  }
}

function captureReader(
  take: (message: SipMessage) => void,
  icmpError: ReturnType<typeof createCorrelator>['icmp'],
  complain: Complain,
): Reader {
  const rtp = createRtpStreams(complain)
  const message = (one: SipMessage): void => {
    for (const media of one.description?.media ?? []) {
      const address = (media.connection ?? one.description?.connection)?.address
      if (address !== undefined) rtp.announce(address, media.port, media.codecs)
    }
    take(one)
  }
  const decoder = createCaptureDecoder({ message, icmpError, rtp: rtp.rtp, rtcp: rtp.rtcp }, complain)
  return {
    push: decoder.push,
    end: decoder.end,
    streams: (ended) => (ended ? { changed: [], closed: rtp.end() } : { changed: rtp.changed(), closed: rtp.closed() }),
    logs: () => [],
    format: () => decoder.format() ?? 'pcap',
    packets: () => decoder.counters().packets,
    counters: () => {
      const { packets, tlsRecords } = decoder.counters()
      const { rtpPackets, rtcpPackets } = rtp.counters()
      return { packets, tlsRecords, rtpPackets, rtcpPackets }
    },
  }
}

function textReader(take: (message: SipMessage) => void, complain: Complain): Reader {
  const decoder = createTextDecoder(complain)
  let logs: LogEvent[] = []
  const sort = (items: ReturnType<typeof decoder.push>): void => {
    for (const item of items) {
      if (item.kind === 'message') take(item.message)
      else logs.push(item.event)
    }
  }
  return {
    push: (chunk) => sort(decoder.push(chunk)),
    end: () => sort(decoder.end()),
    streams: () => ({ changed: [], closed: [] }),
    logs() {
      const taken = logs
      logs = []
      return taken
    },
    format: () => decoder.formats().join(' + '),
    packets: () => undefined,
    counters: () => ({ packets: 0, tlsRecords: 0, rtpPackets: 0, rtcpPackets: 0 }),
  }
}
