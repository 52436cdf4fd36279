/** What a payload type means without an rtpmap (RFC 3551 §6). */
export interface StaticPayloadType {
  readonly encoding: string
  /** RTP clock. G.722 samples at 16 kHz and counts 8,000 all the same (RFC 3551 §4.5.2). */
  readonly clockRateHz: number
  readonly channels: number
}

const audio = (encoding: string, clockRateHz = 8_000, channels = 1): StaticPayloadType => ({
  encoding,
  clockRateHz,
  channels,
})
const video = (encoding: string): StaticPayloadType => audio(encoding, 90_000)

/** Tables 4 and 5 of RFC 3551, and 19, which older drafts gave to comfort noise and devices still send. */
const STATIC_TYPES: ReadonlyMap<number, StaticPayloadType> = new Map([
  [0, audio('PCMU')],
  [3, audio('GSM')],
  [4, audio('G723')],
  [5, audio('DVI4')],
  [6, audio('DVI4', 16_000)],
  [7, audio('LPC')],
  [8, audio('PCMA')],
  [9, audio('G722')],
  [10, audio('L16', 44_100, 2)],
  [11, audio('L16', 44_100)],
  [12, audio('QCELP')],
  [13, audio('CN')],
  [14, audio('MPA', 90_000)],
  [15, audio('G728')],
  [16, audio('DVI4', 11_025)],
  [17, audio('DVI4', 22_050)],
  [18, audio('G729')],
  [19, audio('CN')],
  [25, video('CelB')],
  [26, video('JPEG')],
  [28, video('nv')],
  [31, video('H261')],
  [32, video('MPV')],
  [33, video('MP2T')],
  [34, video('H263')],
])

/** Undefined for dynamic, reserved and unassigned types. */
export const staticPayloadType = (payloadType: number): StaticPayloadType | undefined => STATIC_TYPES.get(payloadType)
