import { addressText } from '../decode/network/address.ts'
import type { Packet } from '../decode/network/packet.ts'
import { staticPayloadType } from '../decode/rtp/payload-types.ts'
import type { RtpHeader } from '../decode/rtp/rtp.ts'
import { decodeTelephoneEvent, TelephoneEvent } from '../decode/rtp/telephone-event.ts'
import type { Codec } from '../model/description.ts'
import type { Endpoint } from '../model/endpoint.ts'
import type { RtcpFacts, RtpStream } from '../model/stream.ts'
import type { Micros } from '../model/time.ts'
import { GUESSED_CLOCKS_HZ, Jitter } from './rtp-jitter.ts'
import {
  AHEAD,
  IN_ORDER,
  MAX_DROPOUT,
  OUT_OF_RANGE,
  RESTARTED,
  type SequenceOutcome,
  SequenceTracker,
} from './rtp-sequence.ts'
import { TimestampSteps } from './rtp-steps.ts'

/** Twice the same packet with one IP identification within this time is one packet captured twice. */
const DUPLICATE_MICROS = 5_000
/** A marked packet after more silence than this begins a talkspurt (RFC 3551 §4.1). Chosen by us: three packets of 20 ms. */
const TALKSPURT_GAP_MICROS = 60_000
/** After a longer silence, missing numbers are loss only if the RTP timestamp went on with the clock. */
const PAUSE_MICROS = 1_000_000
const PAUSE_TOLERANCE_MICROS = 500_000
/** A timestamp this far off the clock has a new base. Chosen by us. */
const NEW_BASE_MICROS = 10_000_000
const WINDOW_MICROS = 10_000_000
/** A telephone-event payload (RFC 4733 §2.3), to know one whose payload type no description has named. */
const EVENT_OCTETS = 4
/** Payload types counted apart in one stream; a sender that uses more is scanning. */
const MAX_PAYLOAD_TYPES = 16
/** A timestamp that moves by more from one packet to the next is none: ten seconds of video. Chosen by us. */
const PLAUSIBLE_TICKS = 900_000
/** Packets in sequence under one timestamp that are RTP all the same: probes for bandwidth. Chosen by us. */
const LONG_RUN_PACKETS = 16
/** Encodings with one octet for each tick of their clock (RFC 3551 §4.5). */
const OCTET_PER_TICK: ReadonlySet<string> = new Set(['pcmu', 'pcma', 'g722'])
/** Octets of an authentication tag: 32 and 80 bits (RFC 3711 §5.2), 128 of GCM (RFC 7714 §13.2); 0 is plain RTP. */
const TAG_OCTETS: ReadonlySet<number> = new Set([0, 4, 10, 16])
/** Packets before sizes are believed. Chosen by us. */
const SIZED_PACKETS = 10

/** What measuring needs to know of a codec. */
export type CodecUse = Pick<Codec, 'payloadType' | 'encoding' | 'clockRateHz'>

interface PayloadUse {
  readonly payloadType: number
  packets: number
  readonly octets: number
  /** Of the last packet. */
  lastOctets: number
  clockRateHz: number | undefined
  /** Comfort noise and telephone-event keep their own time: no jitter, no packet length. */
  aside: boolean
  /** It is telephone-event. */
  events: boolean
}

/** Fields of the hot path begin as doubles and stay doubles: one that begins undefined is boxed anew at every store. */
const UNKNOWN = Number.NaN

/** What is kept of one RTP stream while it runs: counts, and no packet. */
export class StreamState {
  // What each packet touches stands first and together: with many calls at once, a cache line fetched is what costs.
  /** 0 until it is taken for a stream. */
  number = 0
  packets = 0
  /** With so many packets it is worth another look. */
  newsAt = 0
  private bytes = 0
  private lastFrame = 0
  private lastIpId = -1
  private lastSequence = -1
  private lastTimestamp = 0
  private referenceTimestamp = 0
  private use: PayloadUse
  private referenceUse: PayloadUse
  private readonly sequence: SequenceTracker
  private readonly steps = new TimestampSteps()
  private readonly jitter = new Jitter()
  lastAt: Micros = UNKNOWN
  /** Arrival that the next packet's jitter is measured against, as `referenceTimestamp` is its timestamp. */
  private referenceAt: Micros = UNKNOWN
  private windowAt: Micros = UNKNOWN
  private maxDelta = Number.NEGATIVE_INFINITY

  readonly ssrc: number
  readonly source: Endpoint
  readonly destination: Endpoint
  readonly row: number
  /** What a description said of SRTP at the destination. */
  secure: boolean | undefined
  /** Packets one after the other in sequence and of one payload type, counted until it is taken for a stream. */
  inSequence = 1
  private stepped = false
  private codecs: readonly CodecUse[] | undefined
  private readonly firstAt: Micros
  private readonly firstFrame: number
  private readonly dscp: number
  private readonly uses: PayloadUse[] = []
  private guesses: Jitter[] | undefined
  private windowExpected = 0
  private windowReceived = 0
  private worst: RtpStream['worstWindow']
  private readonly relayed: boolean
  private readonly relay: Endpoint | undefined
  private eventsBegun = 0
  private eventsEnded = 0
  /** Timestamp and number of the last event, and whether its end was seen. */
  private eventTimestamp = -1
  private eventNumber = -1
  private eventOver = true

  constructor(row: number, packet: Packet, header: RtpHeader, codecs: readonly CodecUse[] | undefined) {
    this.row = row
    this.ssrc = header.ssrc >>> 0
    this.source = { address: addressText(packet.addresses, 0), port: packet.ports >>> 16 }
    this.destination = { address: addressText(packet.addresses, 4), port: packet.ports & 0xffff }
    this.codecs = codecs
    this.firstFrame = packet.frame
    this.dscp = packet.dscp
    this.relayed = packet.relayed
    this.relay = packet.relay
    this.firstAt = packet.at
    this.lastAt = packet.at
    this.referenceAt = packet.at
    this.windowAt = packet.at
    this.sequence = new SequenceTracker(header.sequence)
    this.use = this.useOf(header)
    this.referenceUse = this.use
    this.referenceTimestamp = header.rtpTimestamp
    this.count(packet, header)
  }

  /** Takes a packet after the first. False when it is only a second copy out of the capture. */
  receive(packet: Packet, header: RtpHeader): boolean {
    const at = packet.at
    const gap = at - this.lastAt
    if (header.sequence === this.lastSequence && packet.ipId === this.lastIpId && packet.ipId >= 0) {
      if (gap <= DUPLICATE_MICROS) return false
    }
    const before = this.use
    const ticks = (header.rtpTimestamp - this.lastTimestamp) | 0
    if (header.payloadType !== before.payloadType) this.use = this.useOf(header)
    if (gap > this.maxDelta) this.maxDelta = gap
    if (at - this.windowAt >= WINDOW_MICROS) this.closeWindow(at)
    const outcome = this.follow(packet, header)
    if (outcome === IN_ORDER || outcome === AHEAD || outcome === RESTARTED) this.measure(packet, header, outcome)
    if (this.number === 0) this.probe(outcome, before, ticks)
    this.lastAt = at
    this.count(packet, header)
    return true
  }

  /** The description that governs the stream, from now on and, where the clock was not known, for what has passed. */
  describe(codecs: readonly CodecUse[], secure: boolean): void {
    this.codecs = codecs
    this.secure = secure
    for (const use of this.uses) this.interpret(use)
    const clock = this.mainUse().clockRateHz
    if (this.guesses === undefined || clock === undefined) return
    const guessed = this.guesses[GUESSED_CLOCKS_HZ.indexOf(clock)]
    if (guessed !== undefined) this.jitter.adopt(guessed)
    this.guesses = undefined
  }

  /** `keyed`: DTLS between the two ends agreed on SRTP. */
  snapshot(rtcp: RtcpFacts, keyed: boolean): RtpStream {
    const expected = this.sequence.expected()
    const lost = this.sequence.lost()
    const clockRateHz = this.mainUse().clockRateHz
    const step = this.steps.mode()
    const tagOctets = this.tagOctets()
    return {
      number: this.number,
      source: this.source,
      destination: this.destination,
      ssrc: this.ssrc,
      firstAt: this.firstAt,
      lastAt: this.lastAt,
      firstFrame: this.firstFrame,
      lastFrame: this.lastFrame,
      payloadTypes: this.uses.map(({ payloadType, packets, octets }) => {
        return { payloadType, packets, octets, encoding: this.encodingOf(payloadType) }
      }),
      packets: this.packets,
      bytes: this.bytes,
      expected,
      lost,
      lossPercent: expected === 0 ? 0 : (100 * lost) / expected,
      duplicates: this.sequence.duplicates,
      reordered: this.sequence.reordered,
      segments: this.sequence.segments,
      jitterMs: clockRateHz === undefined ? undefined : this.jitter.figures(),
      clockRateHz,
      maxDeltaMs: Math.max(0, this.maxDelta) / 1_000,
      ptimeMs: clockRateHz === undefined || step === 0 ? undefined : (step * 1_000) / clockRateHz,
      dscp: this.dscp,
      lossRuns: this.sequence.lossRuns(),
      worstWindow: this.worseOf(this.windowAt, this.worst),
      rtcp,
      relayed: this.relayed,
      relay: this.relay,
      secure: keyed || (tagOctets === undefined ? this.secure : tagOctets > 0),
      tagOctets,
      events: this.uses.some((use) => use.events) ? { begun: this.eventsBegun, ended: this.eventsEnded } : undefined,
    }
  }

  /** Whether so many packets in a row can only be RTP: numbers and times go on. With times that stand still it takes more. */
  isPlausible(packets: number): boolean {
    return this.inSequence >= (this.stepped || this.use.aside ? packets : LONG_RUN_PACKETS)
  }

  /** Copies and late packets prove nothing; what RTP would not do begins the count anew. */
  private probe(outcome: SequenceOutcome, before: PayloadUse, ticks: number): void {
    const wild = ticks > PLAUSIBLE_TICKS || ticks < -PLAUSIBLE_TICKS
    if (this.use !== before || outcome === OUT_OF_RANGE || outcome === RESTARTED || wild) {
      this.inSequence = 1
      this.stepped = false
    } else if (outcome === IN_ORDER || outcome === AHEAD) {
      this.inSequence++
      if (ticks !== 0) this.stepped = true
    }
  }

  /** Octets that packets of G.711 and G.722 have beyond what they need; undefined where sizes change or tell nothing. */
  private tagOctets(): number | undefined {
    const { payloadType, packets, octets, lastOctets } = this.mainUse()
    const step = this.steps.mode()
    const extra = octets - step
    if (packets < SIZED_PACKETS || octets !== lastOctets || step === 0 || !TAG_OCTETS.has(extra)) return undefined
    return OCTET_PER_TICK.has(this.encodingOf(payloadType)?.toLowerCase() ?? '') ? extra : undefined
  }

  /** An event is sent several times under one timestamp, its end at least once (RFC 4733 §2.5.1). */
  private noteEvent(packet: Packet, header: RtpHeader): void {
    if (!decodeTelephoneEvent(telephoneEvent, packet.bytes, header.payloadStart, packet.end)) return
    if (header.rtpTimestamp !== this.eventTimestamp || telephoneEvent.event !== this.eventNumber) {
      this.eventTimestamp = header.rtpTimestamp
      this.eventNumber = telephoneEvent.event
      this.eventOver = false
      this.eventsBegun++
    }
    if (!telephoneEvent.end || this.eventOver) return
    this.eventOver = true
    this.eventsEnded++
  }

  private count(packet: Packet, header: RtpHeader): void {
    this.packets++
    this.bytes += packet.wireEnd - packet.start
    this.use.packets++
    this.use.lastOctets = header.payloadOctets
    if (this.use.events) this.noteEvent(packet, header)
    this.lastTimestamp = header.rtpTimestamp
    this.lastFrame = packet.frame
    this.lastIpId = packet.ipId
    this.lastSequence = header.sequence
  }

  /** The sequence number's verdict; a jump that the clock contradicts begins a segment instead of counting as loss. */
  private follow(packet: Packet, header: RtpHeader): SequenceOutcome {
    const distance = this.sequence.distance(header.sequence)
    if (distance <= 1 || distance >= MAX_DROPOUT) return this.sequence.push(header.sequence)
    if (this.use.aside && this.referenceUse.aside && header.marker) {
      // SIPp plays each digit from a file with numbers of its own: between two events without sound nothing is missing.
      this.sequence.restart(header.sequence)
      return RESTARTED
    }
    const clock = this.use.clockRateHz
    if (clock !== undefined && !this.use.aside && !this.referenceUse.aside) {
      const ticks = (header.rtpTimestamp - this.referenceTimestamp) | 0
      const off = Math.abs(packet.at - this.referenceAt - (ticks * 1_000_000) / clock)
      if (off > (packet.at - this.lastAt > PAUSE_MICROS ? PAUSE_TOLERANCE_MICROS : NEW_BASE_MICROS)) {
        this.sequence.restart(header.sequence)
        return RESTARTED
      }
    }
    return this.sequence.push(header.sequence)
  }

  private measure(packet: Packet, header: RtpHeader, outcome: SequenceOutcome): void {
    const { use } = this
    const continues = use === this.referenceUse && outcome !== RESTARTED
    if (use.aside) {
      // What follows is measured afresh.
      this.referenceUse = use
      return
    }
    if (continues) {
      const ticks = (header.rtpTimestamp - this.referenceTimestamp) | 0
      if (outcome === IN_ORDER) this.steps.add(ticks)
      const talkspurt = header.marker && packet.at - this.lastAt > TALKSPURT_GAP_MICROS
      if (!talkspurt) {
        if (use.clockRateHz === undefined) this.guessJitter(packet, ticks)
        else this.jitter.add(packet.at - this.referenceAt, ticks, use.clockRateHz)
      }
    }
    this.referenceUse = use
    this.referenceAt = packet.at
    this.referenceTimestamp = header.rtpTimestamp
  }

  private guessJitter(packet: Packet, ticks: number): void {
    this.guesses ??= GUESSED_CLOCKS_HZ.map(() => new Jitter())
    for (const [i, clock] of GUESSED_CLOCKS_HZ.entries())
      this.guesses[i]!.add(packet.at - this.referenceAt, ticks, clock)
  }

  private closeWindow(at: Micros): void {
    this.worst = this.worseOf(this.windowAt, this.worst)
    this.windowExpected = this.sequence.expected()
    this.windowReceived = this.sequence.received()
    this.windowAt += Math.floor((at - this.windowAt) / WINDOW_MICROS) * WINDOW_MICROS
  }

  /** The interval loss of RFC 3550 A.3 over the running window, where it is more than in the worst before. */
  private worseOf(at: Micros, worst: RtpStream['worstWindow']): RtpStream['worstWindow'] {
    const expected = this.sequence.expected() - this.windowExpected
    const lost = expected - (this.sequence.received() - this.windowReceived)
    return lost > (worst?.lost ?? 0) ? { at, lost, expected } : worst
  }

  private useOf(header: RtpHeader): PayloadUse {
    const found = this.uses.find((use) => use.payloadType === header.payloadType)
    if (found !== undefined) return found
    const use = {
      payloadType: header.payloadType,
      packets: 0,
      octets: header.payloadOctets,
      lastOctets: header.payloadOctets,
      clockRateHz: undefined,
      aside: false,
      events: false,
    }
    this.interpret(use)
    if (this.uses.length < MAX_PAYLOAD_TYPES) this.uses.push(use)
    return use
  }

  private interpret(use: PayloadUse): void {
    const announced = this.codecs?.find((codec) => codec.payloadType === use.payloadType)
    const clock = announced?.clockRateHz ?? staticPayloadType(use.payloadType)?.clockRateHz
    const encoding = this.encodingOf(use.payloadType)?.toLowerCase()
    use.clockRateHz = clock
    use.events = encoding === 'telephone-event'
    use.aside =
      encoding === undefined
        ? use.octets === EVENT_OCTETS && use.payloadType >= 96
        : encoding === 'cn' || encoding === 'telephone-event'
  }

  private encodingOf(payloadType: number): string | undefined {
    const announced = this.codecs?.find((codec) => codec.payloadType === payloadType)
    return announced?.encoding ?? staticPayloadType(payloadType)?.encoding
  }

  /** The payload type most packets have, comfort noise and events aside. */
  private mainUse(): PayloadUse {
    let main = this.uses[0]!
    for (const use of this.uses) {
      if (main.aside === use.aside ? use.packets > main.packets : main.aside) main = use
    }
    return main
  }
}

const telephoneEvent = new TelephoneEvent()
