import type {
  Attribute,
  Bandwidth,
  Codec,
  Connection,
  MediaDescription,
  MediaDirection,
} from '../../model/description.ts'
import { staticPayloadType } from '../rtp/payload-types.ts'
import { leadingNumber, sdpWord } from './words.ts'

/** An m-line with what has followed it so far. */
export interface OpenMedia {
  readonly kind: string
  readonly port: number
  readonly profile: string
  readonly formats: readonly string[]
  readonly line: number
  readonly text: string
  connection: Connection | undefined
  readonly bandwidth: Bandwidth[]
  readonly attributes: Attribute[]
  /** Drawn before, from the same lines. */
  traits: MediaTraits | undefined
}

/** What rules ask of an m-line, drawn from its formats and attributes. */
interface MediaTraits {
  readonly direction: MediaDirection | undefined
  readonly ptimeMs: number | undefined
  readonly maxptimeMs: number | undefined
  readonly codecs: readonly Codec[]
  /** By `a=rtcp`. */
  readonly rtcpPort: number | undefined
  readonly rtcpMux: boolean
}

export function traitsOf(media: OpenMedia): MediaTraits {
  const { attributes } = media
  return {
    direction: directionOf(attributes),
    ptimeMs: milliseconds(attributes, 'ptime'),
    maxptimeMs: milliseconds(attributes, 'maxptime'),
    codecs: codecsOf(media),
    rtcpPort: rtcpPortOf(attributes),
    rtcpMux: attributes.some((a) => a.name === 'rtcp-mux'),
  }
}

/** The m-line with its traits: those of the session where it has none of its own. */
export function finishMedia(media: OpenMedia, sessionAttributes: readonly Attribute[]): MediaDescription {
  const traits = media.traits ?? traitsOf(media)
  return {
    kind: media.kind,
    port: media.port,
    profile: media.profile,
    formats: media.formats,
    line: media.line,
    text: media.text,
    connection: media.connection,
    bandwidth: media.bandwidth,
    attributes: media.attributes,
    direction: traits.direction ?? directionOf(sessionAttributes) ?? 'sendrecv',
    ptimeMs: traits.ptimeMs,
    maxptimeMs: traits.maxptimeMs,
    codecs: traits.codecs,
    rtcpPort: traits.rtcpMux ? media.port : (traits.rtcpPort ?? rtcpPortBeside(media.port)),
    rtcpMux: traits.rtcpMux,
  }
}

const DIRECTIONS: ReadonlySet<string> = new Set<MediaDirection>(['sendrecv', 'sendonly', 'recvonly', 'inactive'])
const isDirection = (name: string): name is MediaDirection => DIRECTIONS.has(name)

function directionOf(attributes: readonly Attribute[]): MediaDirection | undefined {
  for (const { name, value } of attributes) if (value === undefined && isDirection(name)) return name
  return undefined
}

/** A positive number of milliseconds; fractions are legal (RFC 8866 §6.4). */
function milliseconds(attributes: readonly Attribute[], name: string): number | undefined {
  const written = attributes.find((a) => a.name === name)?.value
  const figure = Number(written ?? Number.NaN)
  return figure > 0 && figure <= 10_000 ? figure : undefined
}

/** `a=rtcp:<port> ...` (RFC 3605). */
function rtcpPortOf(attributes: readonly Attribute[]): number | undefined {
  const written = attributes.find((a) => a.name === 'rtcp')?.value
  const port = leadingNumber(written ?? '')?.value
  return port !== undefined && port <= 65_535 ? port : undefined
}

/** The next port; 0 for a refused stream. */
const rtcpPortBeside = (port: number): number => (port === 0 || port === 65_535 ? 0 : port + 1)

/** `RTP/AVP`, `RTP/SAVPF`, `UDP/TLS/RTP/SAVPF` and their kin carry RTP payload types. */
const isRtpProfile = (profile: string): boolean => profile === 'RTP/AVP' || /(?:^|\/)S?AVPF?$/i.test(profile)

/** An rtpmap or fmtp attribute taken apart. */
interface FormatAttribute {
  readonly payloadType: number
  readonly rest: string
  readonly line: number
}

function codecsOf(media: OpenMedia): readonly Codec[] {
  if (!isRtpProfile(media.profile)) return []
  const mapped: FormatAttribute[] = []
  const tuned: FormatAttribute[] = []
  for (const { name, value, line } of media.attributes) {
    if (value === undefined || (name !== 'rtpmap' && name !== 'fmtp')) continue
    const payloadType = payloadTypeOf(value)
    if (payloadType === undefined || mapped.length + tuned.length === MAX_FORMAT_ATTRIBUTES) continue
    const rest = value.slice(payloadType < 10 ? 1 : payloadType < 100 ? 2 : 3).trim()
    if (name === 'rtpmap') mapped.push({ payloadType, rest, line })
    else tuned.push({ payloadType, rest, line })
  }
  const codecs: Codec[] = []
  for (const format of media.formats) {
    const payloadType = payloadTypeOf(format)
    if (payloadType === undefined) continue
    const rtpmap = mapped.find((a) => a.payloadType === payloadType)
    codecs.push(codecOf(payloadType, rtpmap, tuned.find((a) => a.payloadType === payloadType)?.rest))
  }
  return codecs
}

/** rtpmap and fmtp lines read of one m-line: two for each of the 128 payload types. */
const MAX_FORMAT_ATTRIBUTES = 256

/** The number from 0 to 127 a format or the value of an rtpmap or fmtp begins with (RFC 3551 §6). */
function payloadTypeOf(text: string): number | undefined {
  const number = leadingNumber(text)
  if (number === undefined || number.value > 127) return undefined
  const after = text.charCodeAt(number.end)
  // Written with zeros before it (`008`) it is not ours to guess.
  const plain = text.charCodeAt(0) !== 48 || number.end === 1
  return plain && (number.end === text.length || after === 32 || after === 9) ? number.value : undefined
}

/** `a=rtpmap:<payload type> <encoding>/<clock rate>[/<channels>]` (RFC 8866 §6.6). */
function codecOf(payloadType: number, rtpmap: FormatAttribute | undefined, fmtp: string | undefined): Codec {
  const assigned = staticPayloadType(payloadType)
  if (rtpmap === undefined) {
    const { encoding, clockRateHz, channels = 1 } = assigned ?? {}
    return { payloadType, encoding, clockRateHz, channels, fmtp, line: undefined }
  }
  const { rest } = rtpmap
  const slash = rest.indexOf('/')
  const [clock, channels] = slash < 0 ? [] : rest.slice(slash + 1).split('/', 2)
  return {
    payloadType,
    encoding: encodingOf(slash < 0 ? rest : rest.slice(0, slash)),
    clockRateHz: positive(clock) ?? assigned?.clockRateHz,
    channels: positive(channels) ?? 1,
    fmtp,
    line: rtpmap.line,
  }
}

function encodingOf(written: string): string | undefined {
  const name = written.trim()
  return name === '' ? undefined : sdpWord(name, 0, name.length)
}

function positive(text: string | undefined): number | undefined {
  const figure = text === undefined ? 0 : (leadingNumber(text.trimStart())?.value ?? 0)
  return figure > 0 ? figure : undefined
}
