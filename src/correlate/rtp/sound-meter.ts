import { type CompandingLaw, FULL_SCALE, FULL_SCALE_BITS } from '../../decode/audio/g711.ts'
import { LowerBand } from '../../decode/audio/g722.ts'
import type { Packet } from '../../decode/network/packet.ts'
import type { RtpHeader } from '../../decode/rtp/rtp.ts'
import { DIGITAL_SILENCE, LOUDNESS_FRAME_US, loudnessOf } from '../../model/speech.ts'
import type { Micros } from '../../model/time.ts'
import type { SoundCodec } from './sound-codecs.ts'
import type { SoundPool } from './sound-pool.ts'

/**
 * Samples of a frame that are looked at, of G.711 one in five. The mean power of 16 independent ones is known to 35 %, or 1.5 dB: three
 * frames in five put that right for speech, and a second of frames for levels (0.15 dB).
 */
export const LOOKS = 16
/** Frames by which the clocks of sender and capture may differ, by jitter and clumps, before a stream is laid anew. Chosen by us. */
const SLACK_FRAMES = 20
/**
 * Of G.722, whose band is decoded sample by sample: 5 minutes of a stream are listened to, which take 30 ms. Chosen by us.
 */
const MAX_BAND_FRAMES = 30_000
/** They are compared at least so often. */
const CHECK_FRAMES = 100
/** Goes through all places of a frame in turn: the mean of a tone of whole periods per frame is 0 then too. */
const PROBE_STEP = 27
/** A power beneath the resolution. */
const FAINTEST = loudnessOf(-79)
const CLIPPED_MASK = (1 << FULL_SCALE_BITS) - 1

/** Octets of `Loudness` by the exponent of a mean power, and the four bits behind its first: half a decibel needs no more. */
const LOUDNESS_OF = Uint8Array.from({ length: 32 * 16 }, (_, index) => {
  const power = 2 ** (index >> 4) * (1 + ((index & 15) + 0.5) / 16)
  return loudnessOf(10 * Math.log10(power / FULL_SCALE ** 2))
})

/** What one stream sounds like, frame by frame of 10 ms. Takes packets in whatever order they come. */
export class SoundMeter {
  private levels: Uint8Array | undefined
  /** Behind the last frame that came. */
  private end = 0
  /** It is too long, or there are too many. */
  capped = false
  /** Where a packet belongs that goes on as the last did, and the frame from which on the clocks are compared again. */
  private nextStamp = 0
  private nextFrame = 0
  private checkFrame = -1
  /** When frame 0 began. */
  startAt: Micros = Number.NaN
  /** A packet by which others are laid: its timestamp, and its frame. */
  private anchorStamp = 0
  private anchorFrame = 0
  /** Samples at full scale, of those looked at. */
  clipped = 0
  /** Of one sample of each frame that is not silence: their sum in 14 bits, and how often their octets begin with which four bits. */
  sum = 0
  readonly beginnings = new Uint32Array(16)
  /** Of G.722: each octet goes through it, since it goes on from those before. How many frames went. */
  private band: LowerBand | undefined
  private bandFrames = 0
  private readonly pool: SoundPool

  constructor(pool: SoundPool) {
    this.pool = pool
  }

  /** The octets of `Loudness` so far. */
  frames(): Uint8Array {
    return this.levels === undefined ? new Uint8Array(0) : this.levels.slice(0, this.end)
  }

  /** Packets shorter than a frame are passed over, and what is left behind the last whole one. */
  look(packet: Packet, header: RtpHeader, codec: SoundCodec): void {
    if (this.capped) return
    const { bytes } = packet
    const { frameOctets, law } = codec
    let octet = header.payloadStart
    const last = Math.min(packet.end, octet + header.payloadOctets) - frameOctets
    if (octet > last) return
    let frame = this.nextFrame
    if (header.rtpTimestamp !== this.nextStamp || frame >= this.checkFrame) {
      frame = this.locate(packet, header, codec)
      if (frame < 0) return
    }
    const frames = (((last - octet) / frameOctets) | 0) + 1
    if (this.levels === undefined || frame + frames > this.levels.length) this.grow(frame + frames)
    const { levels } = this
    if (levels === undefined || this.capped) return
    this.nextStamp = (header.rtpTimestamp + frames * codec.frameTicks) | 0
    for (; octet <= last; octet += frameOctets) {
      if (law !== undefined) levels[frame] = this.companded(bytes, octet, frame, law)
      else if (codec.encoding === 'L16') levels[frame] = this.linear(bytes, octet, frame, codec)
      else levels[frame] = this.predicted(bytes, octet)
      frame++
    }
    this.nextFrame = frame
    if (frame > this.end) this.end = frame
  }

  /** Nothing more will be asked. */
  release(): void {
    if (this.levels !== undefined) this.pool.give(this.levels)
    this.levels = undefined
    this.end = 0
    this.capped = true
  }

  /**
   * The frame that a packet begins: by its timestamp, or where that has left the clock of the capture by its arrival, as after a
   * pause that a sender did not count, or with another segment. Negative for a packet from before the first.
   */
  private locate({ at }: Packet, { rtpTimestamp }: RtpHeader, { frameTicks }: SoundCodec): number {
    if (Number.isNaN(this.startAt)) this.startAt = at
    const arrived = Math.round((at - this.startAt) / LOUDNESS_FRAME_US)
    let frame = this.anchorFrame + Math.floor(((rtpTimestamp - this.anchorStamp) | 0) / frameTicks)
    if (this.checkFrame < 0 || Math.abs(frame - arrived) > SLACK_FRAMES) {
      this.anchorStamp = rtpTimestamp
      this.anchorFrame = arrived
      frame = arrived
    }
    this.checkFrame = frame + CHECK_FRAMES
    return frame
  }

  private grow(frames: number): void {
    const longer = this.pool.take(frames)
    if (longer === undefined) {
      this.capped = true
      return
    }
    if (this.levels !== undefined) {
      longer.set(this.levels)
      this.pool.give(this.levels)
    }
    this.levels = longer
  }

  /**
   * A frame of G.711. Of 20 samples those at 0, 6, 7 and 9 are looked at: with equal steps a tone that fits them would be seen at one
   * phase only, with these no tone of the telephone band is taken for more than 1.9 dB too loud or 3.6 dB too faint.
   */
  private companded(bytes: Uint8Array, at: number, frame: number, { powers, samples }: CompandingLaw): number {
    const first = bytes[at]!
    let sum = 0
    let others = 0
    for (let block = at; block < at + 80; block += 20) {
      const a = bytes[block]!
      const b = bytes[block + 6]!
      const c = bytes[block + 7]!
      const d = bytes[block + 9]!
      sum += powers[a]! + powers[b]! + powers[c]! + powers[d]!
      others |= (a ^ first) | (b ^ first) | (c ^ first) | (d ^ first)
    }
    if (others === 0) return DIGITAL_SILENCE
    const probe = bytes[at + ((frame * PROBE_STEP) % 80)]!
    this.beginnings[probe >> 4]!++
    this.sum += samples[probe]!
    this.clipped += sum & CLIPPED_MASK
    return loudnessOfPower(sum >>> FULL_SCALE_BITS)
  }

  /** A frame of linear samples of 16 bits, the high octet first (RFC 3551 §4.5.11), its channels taken together. */
  private linear(bytes: Uint8Array, at: number, frame: number, { frameOctets }: SoundCodec): number {
    const samples = frameOctets >> 1
    let sum = 0
    let others = 0
    const first = wordAt(bytes, at)
    for (let look = 0; look < LOOKS; look++) {
      const sample = wordAt(bytes, at + 2 * Math.floor((look * samples) / LOOKS + UNEVEN[look & 3]!))
      sum += ((sample >> 2) ** 2) >> 4
      others |= sample ^ first
      if (sample === 32_767 || sample === -32_768) this.clipped++
    }
    if (others === 0) return DIGITAL_SILENCE
    const probe = wordAt(bytes, at + 2 * ((frame * PROBE_STEP) % samples))
    this.beginnings[(probe >> 12) & 15]!++
    this.sum += probe >> 2
    return loudnessOfPower(sum)
  }

  /**
   * A frame of G.722. What was lost, or came late, changes what is decoded next for a few frames, by little: predictor and scale
   * forget (ITU-T G.722 §4). No encoder repeats one octet but for silence; a predictor fed with that would run to full scale.
   */
  private predicted(bytes: Uint8Array, at: number): number {
    if (++this.bandFrames >= MAX_BAND_FRAMES) this.capped = true
    if (isConstant(bytes, at, at + BAND_SAMPLES)) {
      this.band = undefined
      return DIGITAL_SILENCE
    }
    this.band ??= new LowerBand()
    const sum = this.band.power(bytes, at, at + BAND_SAMPLES)
    this.clipped += (this.band.clipped * LOOKS) / BAND_SAMPLES
    this.beginnings[bytes[at]! >> 4]!++
    return loudnessOfPower(Math.floor((sum * LOOKS) / BAND_SAMPLES))
  }
}

/** Of a frame of G.722, all of which are looked at. */
const BAND_SAMPLES = 80

function isConstant(bytes: Uint8Array, from: number, until: number): boolean {
  const first = bytes[from]!
  let at = from + 1
  while (at < until && bytes[at] === first) at++
  return at === until
}

/** Samples by which looks of linear sound are off their even places. */
const UNEVEN: readonly number[] = [0, 1, 3, 2]

const wordAt = (bytes: Uint8Array, at: number): number => (((bytes[at]! << 8) | bytes[at + 1]!) << 16) >> 16

/** Of a mean power of samples in 14 bits. */
function loudnessOfPower(power: number): number {
  if (power === 0) return FAINTEST
  const exponent = 31 - Math.clz32(power)
  return LOUDNESS_OF[(exponent << 4) | ((exponent >= 4 ? power >>> (exponent - 4) : power << (4 - exponent)) & 15)]!
}
