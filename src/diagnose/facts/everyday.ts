import type { Call, DescribedMessage, OfferAnswer } from '../../model/call.ts'
import type { Codec, MediaDescription, SessionDescription } from '../../model/description.ts'

/** Attributes that an everyday description has. */
const ATTRIBUTES: ReadonlySet<string> = new Set(['rtpmap', 'fmtp', 'ptime', 'sendrecv'])
/** Codecs that everybody has, by their payload type (RFC 3551 §6); all run at 8 kHz by their name. */
const CODECS: Readonly<Partial<Record<number, string>>> = { 0: 'PCMU', 8: 'PCMA', 9: 'G722' }
/** Formats of one line. Chosen by us. */
const FORMATS = 8

/**
 * Whether all offers and answers of a call are as nearly all are: one line of audio that flows both ways, plain RTP, whole,
 * with PCMU, PCMA or G.722 in frames of 20 ms, digits as events, and an answer that takes the codec the offer puts first
 * under the same number. Rules on offers and answers find nothing in these, and need not look. False without any.
 */
export function isEveryday({ offerAnswers, messages }: Call): boolean {
  if (offerAnswers.length === 0) return false
  for (const exchange of offerAnswers) if (!isEverydayExchange(exchange)) return false
  // Each description is part of one: nothing was offered that these do not tell of.
  for (const message of messages) if (message.description && !isIn(offerAnswers, message)) return false
  return true
}

const isIn = (exchanges: readonly OfferAnswer[], message: DescribedMessage['message']): boolean =>
  exchanges.some(({ offer, answer }) => offer.message === message || answer?.message === message)

function isEverydayExchange({ offer, answer, state, media, rejection }: OfferAnswer): boolean {
  if (!answer || rejection || (state !== 'answered' && state !== 'preview') || media.length !== 1) return false
  const [asked, taken] = [lineOf(offer.description), lineOf(answer.description)]
  if (!asked || !taken || taken.codecs[0]!.payloadType !== asked.codecs[0]!.payloadType) return false
  return taken.codecs.every(({ payloadType, encoding }) =>
    asked.codecs.some((codec) => codec.payloadType === payloadType && codec.encoding === encoding),
  )
}

/** The one m-line of an everyday description. */
function lineOf({ complete, media, attributes, connection }: SessionDescription): MediaDescription | undefined {
  const [line] = media
  if (!complete || !line || media.length > 1 || attributes.length > 0) return undefined
  const { address, family } = line.connection ?? connection ?? { address: '', family: '' }
  if (family !== 'IP4' || address === '' || address === '0.0.0.0') return undefined
  return isEverydayLine(line) ? line : undefined
}

function isEverydayLine(line: MediaDescription): boolean {
  const { kind, profile, port, direction, ptimeMs, maxptimeMs, rtcpMux, codecs, formats, attributes } = line
  if (kind !== 'audio' || profile !== 'RTP/AVP' || port === 0 || direction !== 'sendrecv' || rtcpMux) return false
  if ((ptimeMs !== undefined && ptimeMs !== 20) || maxptimeMs !== undefined) return false
  if (codecs.length !== formats.length || codecs.length > FORMATS || codecs.length < 2) return false
  for (const { name } of attributes) if (!ATTRIBUTES.has(name)) return false
  let events = 0
  for (const [index, codec] of codecs.entries()) {
    if (codec.clockRateHz !== 8_000 || codec.channels !== 1) return false
    if (isEvents(codec)) events++
    else if (codec.fmtp !== undefined || CODECS[codec.payloadType] !== codec.encoding) return false
    for (let before = 0; before < index; before++) if (codecs[before]!.payloadType === codec.payloadType) return false
  }
  return events === 1 && !isEvents(codecs[0]!)
}

/** All digits, under a number of its own (RFC 4733 §7.1.1). */
const isEvents = ({ encoding, payloadType, fmtp }: Codec): boolean =>
  encoding === 'telephone-event' && payloadType >= 96 && (fmtp === '0-15' || fmtp === '0-16')
