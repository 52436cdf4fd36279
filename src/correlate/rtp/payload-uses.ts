import type { Packet } from '../../decode/network/packet.ts'
import { staticPayloadType } from '../../decode/rtp/payload-types.ts'
import type { RtpHeader } from '../../decode/rtp/rtp.ts'
import type { Codec } from '../../model/description.ts'
import type { PayloadTypeChange, PayloadTypeUse } from '../../model/stream.ts'
import type { Micros } from '../../model/time.ts'
import { type SoundCodec, soundCodecOf } from './sound-codecs.ts'
import { Tally } from './tallies.ts'

/** A telephone-event payload (RFC 4733 §2.3), to know one whose payload type no description has named. */
const EVENT_OCTETS = 4
/** Payload types counted apart in one stream; a sender that uses more is scanning. */
const MAX_PAYLOAD_TYPES = 16
const MAX_CHANGES = 32
/** Comfort noise (RFC 3389), and the number it had before. */
const COMFORT_NOISE: ReadonlySet<number> = new Set([13, 19])

/** What measuring needs to know of a codec. */
export type CodecUse = Pick<Codec, 'payloadType' | 'encoding' | 'clockRateHz' | 'channels'>

/** One payload type of a stream. */
export interface PayloadUse {
  readonly payloadType: number
  packets: number
  /** Of the first packet, and of the last. */
  readonly octets: number
  lastOctets: number
  readonly sizes: Tally
  readonly firstAt: Micros
  lastAt: Micros
  readonly firstFrame: number
  clockRateHz: number | undefined
  /** Comfort noise and telephone-event keep their own time: no jitter, no packet length. */
  aside: boolean
  /** It is telephone-event; comfort noise. */
  events: boolean
  noise: boolean
  /** How it is listened to; undefined where it cannot be. */
  sound: SoundCodec | undefined
}

const NO_CHANGES: readonly PayloadTypeChange[] = []

/** The payload types of a stream, with what its descriptions say of them. */
export class PayloadUses {
  readonly all: PayloadUse[] = []
  private codecs: readonly CodecUse[] | undefined
  /** Of the last packet that was no aside. */
  private medium: PayloadUse | undefined
  private changes: PayloadTypeChange[] | undefined

  constructor(codecs: readonly CodecUse[] | undefined) {
    this.codecs = codecs
  }

  /** Of the packet, whose payload type is another than the last one's. */
  of(packet: Packet, header: RtpHeader): PayloadUse {
    const use = this.all.find(({ payloadType }) => payloadType === header.payloadType) ?? this.add(packet, header)
    if (use.aside || use === this.medium) return use
    const from = this.medium
    this.medium = use
    if (from === undefined) return use
    this.changes ??= []
    if (this.changes.length >= MAX_CHANGES) return use
    this.changes.push({ at: packet.at, frame: packet.frame, from: from.payloadType, to: use.payloadType })
    return use
  }

  /** The description that governs the stream, from now on. */
  describe(codecs: readonly CodecUse[]): void {
    this.codecs = codecs
    for (const use of this.all) this.interpret(use)
  }

  /** The payload type most packets have, comfort noise and events aside. */
  main(): PayloadUse {
    let main = this.all[0]!
    for (const use of this.all) {
      if (main.aside === use.aside ? use.packets > main.packets : main.aside) main = use
    }
    return main
  }

  encodingOf(payloadType: number): string | undefined {
    const announced = this.codecs?.find((codec) => codec.payloadType === payloadType)
    return announced?.encoding ?? staticPayloadType(payloadType)?.encoding
  }

  list(): readonly PayloadTypeUse[] {
    return this.all.map(({ payloadType, packets, octets, sizes, firstAt, lastAt, firstFrame }) => {
      const bySize = sizes.list((size, count) => ({ octets: size, packets: count }))
      const encoding = this.encodingOf(payloadType)
      return {
        payloadType,
        packets,
        octets,
        sizes: bySize,
        otherSizes: sizes.others,
        firstAt,
        lastAt,
        firstFrame,
        encoding,
      }
    })
  }

  changesOfMedium(): readonly PayloadTypeChange[] {
    return this.changes?.slice() ?? NO_CHANGES
  }

  /** Packets of comfort noise. */
  noise(): number {
    return this.all.reduce((sum, use) => sum + (use.noise ? use.packets : 0), 0)
  }

  private add({ at, frame }: Packet, { payloadType, payloadOctets }: RtpHeader): PayloadUse {
    const use: PayloadUse = {
      payloadType,
      packets: 0,
      octets: payloadOctets,
      lastOctets: payloadOctets,
      sizes: new Tally(payloadOctets),
      firstAt: at,
      lastAt: at,
      firstFrame: frame,
      clockRateHz: undefined,
      aside: false,
      events: false,
      noise: false,
      sound: undefined,
    }
    this.interpret(use)
    if (this.all.length < MAX_PAYLOAD_TYPES) this.all.push(use)
    return use
  }

  private interpret(use: PayloadUse): void {
    const announced = this.codecs?.find((codec) => codec.payloadType === use.payloadType)
    const encoding = this.encodingOf(use.payloadType)?.toLowerCase()
    use.clockRateHz = announced?.clockRateHz ?? staticPayloadType(use.payloadType)?.clockRateHz
    use.events = encoding === 'telephone-event'
    use.noise = encoding === undefined ? COMFORT_NOISE.has(use.payloadType) : encoding === 'cn'
    const channels = announced?.channels ?? staticPayloadType(use.payloadType)?.channels ?? 1
    use.sound = encoding && use.clockRateHz ? soundCodecOf(encoding, use.clockRateHz, channels) : undefined
    const looksLikeEvent = encoding === undefined && use.octets === EVENT_OCTETS && use.payloadType >= 96
    use.aside = use.noise || use.events || looksLikeEvent
  }
}
