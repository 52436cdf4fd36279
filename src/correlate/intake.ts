import { createCaptureDecoder } from '../decode/capture.ts'
import type { Packet } from '../decode/network/packet.ts'
import { createTextDecoder } from '../decode/text.ts'
import type { CaptureFacts, Conversation } from '../model/call.ts'
import type { LineCoverage, StreamRecord } from '../model/events.ts'
import type { Complain, Flaw } from '../model/flaw.ts'
import type { JoinNews } from '../model/joined-call.ts'
import type { SipMessage } from '../model/message.ts'
import type { IcmpError, LogEvent } from '../model/packet.ts'
import type { Stage } from '../model/stage.ts'
import type { RtpStream } from '../model/stream.ts'
import { MICROS_PER_SECOND, type Micros } from '../model/time.ts'
import { announcedMedia, type IceName } from './announcements.ts'
import { CAPS, type Caps } from './caps.ts'
import { createCorrelator } from './correlator.ts'
import { type Counters, createFacts, NO_PACKETS } from './facts.ts'
import { createMediaPaths, trafficOf } from './media-paths.ts'
import { createNetworkFacts, type NetworkKeeper } from './network-facts.ts'
import { streamRecord } from './quality/call-quality.ts'
import { createRtpStreams } from './rtp-streams.ts'
import { createTlsHandshakes } from './tls-handshakes.ts'

/** How often, in the time of the input and in messages, what is over is let go. Chosen by us. */
const TICK_US = MICROS_PER_SECOND / 4
const TICK_MESSAGES = 250
/** A step back by more than this is no disorder but a clock that was set. */
const STEP_BACK_US = 2 * MICROS_PER_SECOND

/** What a stretch of input brought. */
export interface Batch {
  /** Those that became final, or that changed, as they now stand. */
  readonly conversations: readonly Conversation[]
  readonly logs: readonly LogEvent[]
  /** Streams that ended, for the last time. */
  readonly closed: readonly StreamRecord[]
  /** Which of the calls belong together. */
  readonly joins: JoinNews
  /** What was known by then. */
  readonly facts: CaptureFacts
}

/**
 * Decoding and correlation of one input, pushed in chunks of any size. What is final leaves by the clock of the input, with
 * what was known then: how the input was cut makes no difference to it. So one chunk may give several batches.
 */
export interface Intake extends Stage<Uint8Array, Batch> {
  /** `last`: no more will come, so what still goes on is left to `end`. */
  push(chunk: Uint8Array, last?: boolean): readonly Batch[]
  /** `pcap`, `pcapng`, or the text formats met, joined by ` + `. */
  format(): string
  /** Undefined for text. */
  packets(): number | undefined
  /** How the lines of a text were used; undefined for captures. */
  lines(): LineCoverage | undefined
  /** Distinct Call-IDs with an INVITE. */
  calls(): number
}

export interface IntakeOptions {
  /** Labels of the SIP hosts in the order they appear. */
  readonly labels?: readonly string[] | undefined
  /** Sees every message as it is decoded. */
  readonly onMessage?: ((message: SipMessage) => void) | undefined
  readonly caps?: Caps
  /** What was wrong with the input by now; asked at its end. */
  readonly flaws?: () => readonly Flaw[]
  /** Secrets of TLS connections, in the format of SSLKEYLOGFILE. */
  readonly keyLog?: string | Uint8Array | undefined
  /** Takes all batches of a chunk but the last while it is still read: what it lets go of need not wait in memory. */
  readonly early?: (batch: Batch) => void
}

/** What differs between the two kinds of input. */
interface Reader {
  push(chunk: Uint8Array): void
  end(): void
  /** Streams that are new or have grown, and those that ended. */
  streams(ended: boolean): { readonly news: readonly RtpStream[]; readonly closed: readonly RtpStream[] }
  /** As it stands by now; `whole`: with its series. */
  latest(stream: RtpStream, whole: boolean): RtpStream
  readonly iceName: IceName
  logs(): readonly LogEvent[]
  format(): string
  lines(): LineCoverage | undefined
  packets(): number | undefined
  counters(): Counters
}

/** What a reader calls back. */
interface Taker {
  message(message: SipMessage): void
  icmp(error: IcmpError): void
  /** The time of whatever is read next; asked of each packet, so `isDue` is told apart. */
  isDue(at: Micros): boolean
  tick(at: Micros): void
  /** What the calls that go on have said so far. */
  said(): readonly SipMessage[]
}

/** The message that lets go of them is not counted yet, but its time shows for how long they have been quiet. */
const seenAt = (at: Micros, batch: Batch): Batch =>
  at > (batch.facts.lastAt ?? at) ? { ...batch, facts: { ...batch.facts, lastAt: at } } : batch

/** Reads text or a capture; the caller has looked at its magic number. */
export function createIntake(kind: CaptureFacts['kind'], complain: Complain, options: IntakeOptions = {}): Intake {
  const facts = createFacts(complain, options.labels)
  let batches: Batch[] = []
  const hand = options.early ?? ((one: Batch) => void batches.push(one))
  let dueAt = Number.NEGATIVE_INFINITY
  let messages = 0

  const taker: Taker = {
    message(message) {
      const at = message.at ?? dueAt - TICK_US
      if (taker.isDue(at) || ++messages >= TICK_MESSAGES) taker.tick(at)
      options.onMessage?.(message)
      facts.message(message)
      correlator.message(message)
    },
    icmp: (error) => correlator.icmp(error),
    said: () => correlator.said(),
    isDue: (at) => at >= dueAt || at < dueAt - STEP_BACK_US,
    tick(at) {
      dueAt = at + TICK_US
      messages = 0
      const { news, closed } = reader.streams(false)
      takeStreams(news, closed)
      const conversations = correlator.released(at)
      if (conversations.length + closed.length > 0) hand(seenAt(at, batch(conversations, [], closed, false)))
    },
  }
  const caps = options.caps ?? CAPS
  const network = createNetworkFacts(complain, caps.networkFacts)
  const reader =
    kind === 'text'
      ? textReader(taker, complain, network)
      : captureReader(taker, complain, caps, network, options.keyLog)
  const correlator = createCorrelator(complain, caps, reader.latest, reader.iceName)

  const takeStreams = (...lists: readonly (readonly RtpStream[])[]): void => {
    for (const stream of lists.flat()) {
      facts.stream(stream)
      correlator.stream(stream)
    }
  }

  const factsNow = (ended: boolean): CaptureFacts => ({
    ...facts.facts(kind, reader.counters(), ended),
    flaws: ended ? (options.flaws?.() ?? []) : [],
    capturePoints: ended ? correlator.capturePoints() : [],
    network: network.facts(),
  })

  const batch = (
    conversations: readonly Conversation[],
    logs: readonly LogEvent[],
    closed: readonly RtpStream[],
    ended: boolean,
  ): Batch => {
    const records = closed.map((stream) =>
      streamRecord(stream, correlator.callOf(stream), correlator.settingOf(stream)),
    )
    for (const stream of closed) correlator.forget(stream)
    for (const one of conversations) {
      if (!one.final) continue
      facts.conversation(one)
      network.conversation(one)
    }
    const joins = correlator.joins()
    for (const { joined } of joins.joined) facts.joined(joined)
    return { conversations, logs, closed: records, joins, facts: factsNow(ended) }
  }

  const taken = (...last: readonly Batch[]): readonly Batch[] => {
    const all = batches
    batches = []
    all.push(...last)
    return all
  }

  return {
    push(chunk, last = false) {
      reader.push(chunk)
      if (last) return taken()
      return taken(batch(correlator.changed(factsNow(false).lastAt), reader.logs(), [], false))
    },
    end() {
      reader.end()
      const { closed } = reader.streams(true)
      takeStreams(closed)
      return taken(batch(correlator.end(factsNow(false).lastAt), reader.logs(), closed, true))
    },
    format: reader.format,
    lines: reader.lines,
    packets: reader.packets,
    calls: () => correlator.calls(),
  }
}

function captureReader(
  taker: Taker,
  complain: Complain,
  caps: Caps,
  network: NetworkKeeper,
  keyLog: IntakeOptions['keyLog'],
): Reader {
  const streams = createRtpStreams(complain)
  const paths = createMediaPaths(complain, caps, streams.keyed)
  /** Some packet was RTP-like: only then does it matter where media was to go. */
  let heard = false
  const announce = ({ description }: SipMessage): void => {
    for (const { address, port, codecs, secure } of announcedMedia(description))
      streams.announce(address, port, codecs, secure)
  }
  const message = (one: SipMessage): void => {
    if (heard) announce(one)
    taker.message(one)
  }
  const rtp = (packet: Packet): void => {
    if (taker.isDue(packet.at)) taker.tick(packet.at)
    if (!heard) {
      heard = true
      for (const one of taker.said()) announce(one)
    }
    streams.rtp(packet)
  }
  const { stun, dtls, t38 } = paths
  const handshakes = createTlsHandshakes(complain, caps.tlsHandshakes)
  const sink = {
    message,
    icmpError: taker.icmp,
    rtp,
    rtcp: streams.rtcp,
    stun,
    dtls,
    t38,
    tls: handshakes.add,
    network,
  }
  const decoder = createCaptureDecoder(sink, complain, keyLog)
  return {
    push: decoder.push,
    end: decoder.end,
    streams: (ended) =>
      ended ? { news: [], closed: streams.end() } : { news: streams.news(), closed: streams.closed() },
    latest: (stream, whole) => streams.snapshot(stream.number, whole) ?? stream,
    iceName: paths.iceName,
    logs: () => [],
    format: () => decoder.format() ?? 'pcap',
    lines: () => undefined,
    packets: () => decoder.counters().packets,
    counters: () => {
      const { packets, tlsRecords, droppedPackets, firstAt, lastAt, traffic } = decoder.counters()
      const media = streams.counters()
      const { rtpPackets, rtcpPackets } = media
      return {
        ...{ packets, tlsRecords, droppedPackets, rtpPackets, rtcpPackets, firstAt, lastAt },
        ...paths.facts(),
        tls: handshakes.list(),
        traffic: trafficOf(traffic, media),
      }
    },
  }
}

function textReader(taker: Taker, complain: Complain, network: NetworkKeeper): Reader {
  const decoder = createTextDecoder(complain)
  let logs: LogEvent[] = []
  const sort = (items: ReturnType<typeof decoder.push>): void => {
    for (const item of items) {
      if (item.kind === 'message') taker.message(item.message)
      else {
        logs.push(item.event)
        network.log(item.event)
      }
    }
  }
  return {
    push: (chunk) => sort(decoder.push(chunk)),
    end: () => sort(decoder.end()),
    streams: () => ({ news: [], closed: [] }),
    latest: (stream) => stream,
    iceName: () => undefined,
    logs() {
      const taken = logs
      logs = []
      return taken
    },
    format: () => decoder.formats().join(' + '),
    lines: decoder.lines,
    packets: () => undefined,
    counters: () => NO_PACKETS,
  }
}
