import { addressText } from '../../decode/network/address.ts'
import type { Packet } from '../../decode/network/packet.ts'
import { RecentPackets } from '../../decode/network/recent-packets.ts'
import type { RtpHeader } from '../../decode/rtp/rtp.ts'
import type { Endpoint } from '../../model/endpoint.ts'
import type { RtpStream } from '../../model/stream.ts'
import type { Micros } from '../../model/time.ts'
import { ToneEvents } from '../quality/tone-events.ts'
import { ArrivalMeter, PAUSE_MICROS } from './arrivals.ts'
import { GAP_MICROS, GAP_PACKETS, GapList } from './gaps.ts'
import { DelayMeters } from './meters.ts'
import { HEAD_DOUBLES, PACKET_DOUBLES, RUN_DOUBLES, type RunPool, single, type WordPool } from './packet-run.ts'
import { type CodecUse, type PayloadUse, PayloadUses } from './payload-uses.ts'
import { Probation } from './probation.ts'
import {
  AHEAD,
  DUPLICATE,
  IN_ORDER,
  LATE,
  MAX_DROPOUT,
  OUT_OF_RANGE,
  RESTARTED,
  type SequenceOutcome,
  SequenceTracker,
} from './sequence.ts'
import { Series } from './series.ts'
import { SoundMeter } from './sound-meter.ts'
import type { SoundPool } from './sound-pool.ts'
import { Tally } from './tallies.ts'
import { isNewTimeBase } from './time-base.ts'
import { TimestampSteps } from './timestamps.ts'
import { LossWindows } from './windows.ts'

/** Twice the same packet with one IP identification within this time is one packet captured twice. */
const DUPLICATE_MICROS = 5_000
/** A stream with so many packets is measured in runs. Chosen by us: most that are shorter are none. */
const RUN_AFTER = 16
/** No payload type: every packet is looked at by itself. */
const NONE = -1

/** The stream on the same way before. */
export interface Heard {
  readonly number: number
  readonly ssrc: number
  heardAt(): Micros
}

/**
 * What is kept of one RTP stream while it runs: figures, and no packet. Packets that go on as the ones before are only noted,
 * and measured together later: a second of speech in one loop costs a fraction of what its packets would by themselves.
 */
export class StreamState implements Heard {
  // What each packet touches stands first and together: with many calls at once, a cache line fetched is what costs.
  /** Payload type with which the next packet in sequence may join the run. */
  private plainType = NONE
  private lastSequence = -1
  private lastIpId = -1
  /** The run in `pool`: where it begins, behind the time of the next boundary, and where its next packet goes. */
  private start = NONE
  private place = 0
  /** 0 until it is taken for a stream. */
  number = 0
  packets = 0
  /** With so many packets it is worth another look. */
  newsAt = 0
  bytes = 0
  private octets = 0
  private dscp = 0
  private ttl = 0
  private listening = false
  private readonly pool: RunPool

  /** A bucket of the series ends, or a window of loss. */
  private boundaryAt: Micros = Number.NaN
  lastAt: Micros = Number.NaN
  lastFrame = 0
  private lastTimestamp = 0
  /** Arrival and timestamp that the next packet is measured against. */
  private referenceAt: Micros = Number.NaN
  private referenceTimestamp = 0
  private referenceUse: PayloadUse
  /** Comfort noise or events came since. */
  private aside = false
  private use: PayloadUse
  readonly uses: PayloadUses
  readonly sequence: SequenceTracker
  readonly steps = new TimestampSteps()
  readonly gaps = new GapList()
  readonly arrivals = new ArrivalMeter(this.steps, this.gaps)
  readonly meters: DelayMeters
  readonly windows: LossWindows
  readonly series: Series
  readonly dscps: Tally
  readonly ttls: Tally
  private readonly sounds: SoundPool
  /** Of its first packet on that can be listened to; SRTP is not. */
  sound: SoundMeter | undefined
  /** Of its first telephone event on. */
  events: ToneEvents | undefined
  talkspurts = 0
  /** While packets come twice, or a stream begins with a burst. */
  private recent: RecentPackets | undefined
  private doubled = false

  readonly ssrc: number
  readonly source: Endpoint
  readonly destination: Endpoint
  readonly row: number
  /** What a description said of SRTP at the destination. */
  secure: boolean | undefined
  private readonly probation = new Probation()
  readonly firstAt: Micros
  readonly firstFrame: number
  readonly firstDscp: number
  readonly relayed: boolean
  readonly relay: Endpoint | undefined
  /** What names it, for those who were told of it. */
  told: RtpStream | undefined
  previous: Heard | undefined
  next: StreamState | undefined

  constructor(row: number, pool: RunPool, words: WordPool, sounds: SoundPool, packet: Packet, header: RtpHeader) {
    const { at } = packet
    this.pool = pool
    this.sounds = sounds
    this.row = row
    this.ssrc = header.ssrc >>> 0
    this.source = { address: addressText(packet.addresses, 0), port: packet.ports >>> 16 }
    this.destination = { address: addressText(packet.addresses, 4), port: packet.ports & 0xffff }
    this.firstFrame = packet.frame
    this.firstDscp = packet.dscp
    this.dscp = packet.dscp
    this.ttl = packet.ttl
    this.dscps = new Tally(packet.dscp)
    this.ttls = new Tally(packet.ttl)
    this.relayed = packet.relayed
    this.relay = packet.relay
    this.firstAt = at
    this.lastAt = at
    this.uses = new PayloadUses(undefined)
    this.use = this.uses.of(packet, header)
    this.referenceUse = this.use
    this.sequence = new SequenceTracker(header.sequence)
    this.meters = new DelayMeters(words, (back) => this.sequence.markLate(back))
    this.windows = new LossWindows(at)
    this.series = new Series(at, words)
    this.boundaryAt = this.series.endsAt()
    this.aside = this.use.aside
    this.referenceAt = at
    this.referenceTimestamp = header.rtpTimestamp
    this.count(packet, header, IN_ORDER)
  }

  /** When the last packet came. */
  heardAt(): Micros {
    return this.place > this.start + HEAD_DOUBLES ? this.pool.data[this.place - PACKET_DOUBLES]! : this.lastAt
  }

  /** Takes a packet after the first. False when it is only a second copy out of the capture. */
  receive(packet: Packet, header: RtpHeader): boolean {
    const { sequence } = header
    if (
      header.payloadType !== this.plainType ||
      sequence !== ((this.lastSequence + 1) & 0xffff) ||
      header.marker ||
      packet.dscp !== this.dscp ||
      packet.ttl !== this.ttl
    ) {
      return this.examine(packet, header)
    }
    const { data } = this.pool
    if (packet.at >= data[this.start]!) {
      this.settle()
      this.cross(packet.at)
      data[this.start] = this.boundaryAt
    }
    const { place } = this
    data[place] = packet.at
    data[place + 1] = header.rtpTimestamp
    data[place + 2] = packet.frame
    this.place = place + PACKET_DOUBLES
    this.lastSequence = sequence
    this.lastIpId = packet.ipId
    this.packets++
    this.bytes += packet.wireEnd - packet.start
    if (header.payloadOctets !== this.octets)
      this.resize(header.payloadOctets, (place - this.start - HEAD_DOUBLES) / PACKET_DOUBLES)
    if (this.listening) this.sound!.look(packet, header, this.use.sound!)
    if (this.place === this.start + RUN_DOUBLES) this.settle()
    return true
  }

  /** The description that governs the stream, from now on and, where the clock was not known, for what has passed. */
  describe(codecs: readonly CodecUse[], secure: boolean): void {
    this.settle()
    this.secure = secure
    this.uses.describe(codecs)
    this.meters.describe(this.uses.main().clockRateHz)
    this.plainType = NONE
    this.listening = false
    if (secure) this.sound?.release()
  }

  /** Nothing more will come. */
  release(): void {
    if (this.start !== NONE) this.pool.give(this.start)
    this.start = NONE
    this.place = 0
    this.plainType = NONE
    this.meters.release()
    this.series.release()
    this.sound?.release()
  }

  /** Whether so many packets can only be RTP. */
  isPlausible(packets: number): boolean {
    return this.probation.isPassed(packets, this.use.aside)
  }

  /** A packet that is anything but the next of a run. */
  private examine(packet: Packet, header: RtpHeader): boolean {
    this.settle()
    const { at } = packet
    const gap = at - this.lastAt
    // IPv6 has no identification: there a copy has come as far as the packet it is one of.
    if ((packet.ipId >= 0 || packet.ttl === this.ttl) && this.isCopy(header.sequence, packet.ipId, at)) return false
    if (gap <= DUPLICATE_MICROS && this.packets < RUN_AFTER) this.remember()
    this.recent?.note(markOf(header.sequence, packet.ipId), at)
    if (at >= this.boundaryAt) this.cross(at)
    if (packet.dscp !== this.dscp) this.dscps.change(packet.dscp, this.packets)
    if (packet.ttl !== this.ttl) this.ttls.change(packet.ttl, this.packets)
    this.dscp = packet.dscp
    this.ttl = packet.ttl
    const before = this.use
    const ticks = (header.rtpTimestamp - this.lastTimestamp) | 0
    if (header.payloadType !== before.payloadType) this.use = this.uses.of(packet, header)
    const missing = this.sequence.distance(header.sequence) - 1
    const outcome = this.follow(packet, header)
    if (outcome === AHEAD) this.lose(packet, gap, missing)
    else if (outcome === RESTARTED && gap >= GAP_MICROS) this.gaps.add('restarted', this.lastAt, packet.frame, gap, 0)
    this.take(packet, header, outcome, gap)
    if (this.number === 0) this.probation.note(outcome, this.use !== before, ticks)
    this.count(packet, header, outcome)
    this.join(outcome)
    return true
  }

  /** From the first packet that came twice on, all are looked at one by one: several may lie between one and its copy. */
  private isCopy(sequence: number, ipId: number, at: Micros): boolean {
    if (this.recent?.has(markOf(sequence, ipId), at, DUPLICATE_MICROS)) {
      this.doubled = true
      return true
    }
    if (sequence !== this.lastSequence || ipId !== this.lastIpId || at - this.lastAt > DUPLICATE_MICROS) return false
    this.remember()
    this.doubled = true
    this.plainType = NONE
    return true
  }

  /** From the packet before on. */
  private remember(): void {
    if (this.recent !== undefined) return
    this.recent = new RecentPackets()
    this.recent.note(markOf(this.lastSequence, this.lastIpId), this.lastAt)
  }

  private take(packet: Packet, header: RtpHeader, outcome: SequenceOutcome, gap: number): void {
    const { at } = packet
    switch (outcome) {
      case DUPLICATE:
        this.remember()
        this.doubled = true
        this.arrivals.single(gap)
        return
      case OUT_OF_RANGE:
        this.arrivals.single(gap)
        return
      case LATE:
        this.arrivals.single(gap)
        if (this.use === this.referenceUse && this.meters.reordered(at, header.rtpTimestamp)) this.sequence.markLate(0)
        return
      case IN_ORDER:
      case AHEAD:
      case RESTARTED:
        if (!this.use.aside) {
          this.measure(packet, header, outcome, gap)
          return
        }
        this.arrivals.single(gap)
        this.aside = true
        return
      default:
        outcome satisfies never
    }
  }

  /** Whether the next packet may join a run: the one before it was the highest, and measured. */
  private join(outcome: SequenceOutcome): void {
    const { use } = this
    const measured = outcome === IN_ORDER || outcome === AHEAD || outcome === RESTARTED
    if (!measured || use.aside || this.number === 0 || this.packets < RUN_AFTER || this.doubled) {
      this.plainType = NONE
      return
    }
    this.recent = undefined
    if (this.start === NONE) {
      this.start = this.pool.take()
      this.place = this.start + HEAD_DOUBLES
    }
    const { data } = this.pool
    data[this.start] = this.boundaryAt
    data[this.start + 1] = this.lastAt
    data[this.start + 2] = this.lastTimestamp
    this.plainType = use.payloadType
    this.listening = use.sound !== undefined && this.secure !== true
  }

  /** Measures the run so far. */
  settle(): void {
    const { use, place } = this
    const { data } = this.pool
    const from = this.start + HEAD_DOUBLES
    if (place <= from) return
    const packets = (place - from) / PACKET_DOUBLES
    this.sequence.pushRun(packets)
    this.arrivals.run(data, from, place)
    this.meters.run(data, from, place, false)
    use.packets += packets
    const last = place - PACKET_DOUBLES
    use.lastAt = data[last]!
    this.lastAt = data[last]!
    this.lastFrame = data[last + 2]!
    this.lastTimestamp = data[last + 1]!
    this.referenceAt = this.lastAt
    this.referenceTimestamp = this.lastTimestamp
    data[from - 2] = data[last]!
    data[from - 1] = data[last + 1]!
    this.place = from
  }

  /** Measures one packet against the last of its sort. */
  private measure(packet: Packet, header: RtpHeader, outcome: SequenceOutcome, gap: number): void {
    const { use, arrivals, meters } = this
    const { at, frame } = packet
    const goesOn = use === this.referenceUse && outcome !== RESTARTED
    const spurt = header.marker && gap > PAUSE_MICROS
    if (spurt) this.talkspurts++
    single[1] = this.lastAt
    single[2] = this.referenceTimestamp
    single[3] = at
    single[4] = header.rtpTimestamp
    single[5] = frame
    const isNew = meters.select(use.clockRateHz)
    if (isNew) arrivals.microsPerTick = meters.microsPerTick()
    const ticks = (header.rtpTimestamp - this.referenceTimestamp) | 0
    if (goesOn && outcome === IN_ORDER && !this.aside && !header.marker) {
      arrivals.run(single, HEAD_DOUBLES, single.length)
    } else {
      arrivals.single(gap)
      if (goesOn && outcome === IN_ORDER) {
        if (gap > PAUSE_MICROS) arrivals.pause(this.lastAt, gap, frame, ticks)
        if (!this.aside) this.steps.marked(ticks)
      }
    }
    if (!goesOn) meters.restart(at, header.rtpTimestamp)
    else if (isNew) meters.restart(this.referenceAt, this.referenceTimestamp)
    meters.run(single, HEAD_DOUBLES, single.length, spurt || this.aside || !goesOn)
    this.referenceUse = use
    this.referenceAt = at
    this.referenceTimestamp = header.rtpTimestamp
    this.aside = false
  }

  /** Numbers are missing before this packet. */
  private lose({ at, frame }: Packet, gap: number, missing: number): void {
    if (missing >= GAP_PACKETS || gap >= GAP_MICROS) this.gaps.add('lost', this.lastAt, frame, gap, missing)
    this.series.spread(this.lastAt, at, missing)
  }

  /** A bucket or a window is over. */
  private cross(at: Micros): void {
    this.arrivals.sample(at, at - this.lastAt)
    if (at >= this.series.endsAt()) this.series.moveTo(at, this)
    if (at >= this.windows.endsAt()) this.windows.moveTo(at, this.sequence, this.meters)
    this.boundaryAt = Math.min(this.series.endsAt(), this.windows.endsAt())
  }

  private count(packet: Packet, header: RtpHeader, outcome: SequenceOutcome): void {
    const { use } = this
    this.octets = use.lastOctets
    if (header.payloadOctets !== this.octets) this.resize(header.payloadOctets, 0)
    this.packets++
    this.bytes += packet.wireEnd - packet.start
    use.packets++
    use.lastAt = packet.at
    // What looks like an event may turn out to be one: a stream can begin before its description is known.
    if (use.aside && !use.noise) this.noteEvent(packet, header)
    // Nobody hears a packet twice, and a decoder goes on from what it was given last.
    const isNew = outcome !== DUPLICATE && outcome !== OUT_OF_RANGE
    if (use.sound !== undefined && isNew && this.secure !== true) {
      this.sound ??= new SoundMeter(this.sounds)
      this.sound.look(packet, header, use.sound)
    }
    this.lastAt = packet.at
    this.lastTimestamp = header.rtpTimestamp
    this.lastFrame = packet.frame
    this.lastIpId = packet.ipId
    this.lastSequence = header.sequence
  }

  private noteEvent({ at, frame, bytes, end }: Packet, { rtpTimestamp, marker, payloadStart }: RtpHeader): void {
    this.events ??= new ToneEvents()
    this.events.note({ at, frame, rtpTimestamp, marker }, bytes, payloadStart, end)
  }

  /** Another payload size begins, with so many packets of the run before it. */
  private resize(octets: number, before: number): void {
    const { use } = this
    use.sizes.change(octets, use.packets + before)
    use.lastOctets = octets
    this.octets = octets
  }

  /** The sequence number's verdict; a jump that the clock contradicts begins a segment instead of counting as loss. */
  private follow(packet: Packet, header: RtpHeader): SequenceOutcome {
    const distance = this.sequence.distance(header.sequence)
    if (distance <= 1 || distance >= MAX_DROPOUT) return this.sequence.push(header.sequence)
    if (this.use.aside && this.aside && header.marker) {
      // SIPp plays each digit from a file with numbers of its own: between two events without sound nothing is missing.
      this.sequence.restart(header.sequence)
      return RESTARTED
    }
    const clock = this.use.clockRateHz
    if (clock !== undefined && !this.use.aside && !this.aside) {
      const ticks = (header.rtpTimestamp - this.referenceTimestamp) | 0
      if (isNewTimeBase(packet.at - this.lastAt, packet.at - this.referenceAt, ticks, clock)) {
        this.sequence.restart(header.sequence)
        return RESTARTED
      }
    }
    return this.sequence.push(header.sequence)
  }
}

/** Sequence number and IP identification in one. */
const markOf = (sequence: number, ipId: number): number => (sequence << 16) | (ipId & 0xffff)
