import { type InfoDigit, parseDtmf, parseDtmfRelay } from '../../decode/sip/bodies/small.ts'
import { bodyParts } from '../../decode/sip/bodies.ts'
import type { Call } from '../../model/call.ts'
import type { DtmfDigit, DtmfSummary } from '../../model/dtmf.ts'
import { header, type SipMessage } from '../../model/message.ts'
import { senderOf } from '../call-parties.ts'
import { streamPlacesOf } from './attribution.ts'

/** RFC 4733 §3.2, Table 3. */
const DIGITS = '0123456789*#ABCD!'
/** Digits listed of one call. Chosen by us. */
const MAX_DIGITS = 1_000

/**
 * What was dialled in the call, by telephone events (RFC 4733) and by INFO, in order of time; at most 1,000. With the digits:
 * for rules, never for records.
 */
export function dtmfOf(call: Call): readonly DtmfDigit[] {
  const found: DtmfDigit[] = []
  const places = streamPlacesOf(call)
  for (const stream of call.streams) {
    if (stream.tones === undefined) continue
    const by = places.find((place) => place.stream === stream)?.by
    for (const tone of stream.tones) {
      const { at, event, durationMs } = tone
      const digit = DIGITS[event] ?? '?'
      found.push({ by, means: 'rtp', at, digit, durationMs, tone, stream: stream.number, message: undefined })
    }
  }
  for (const { request, method } of call.transactions) {
    if (method !== 'INFO') continue
    for (const { signal, durationMs } of infoDigits(request)) {
      const by = senderOf(call, request)
      const { at, number } = request
      const sent = { by, at, digit: signal, durationMs, stream: undefined, message: number }
      found.push({ ...sent, means: 'info', tone: undefined })
    }
  }
  return found.sort((a, b) => (a.at ?? 0) - (b.at ?? 0)).slice(0, MAX_DIGITS)
}

/**
 * The digits of an INFO: `Signal=` lines (Cisco), the digit alone, or the four octets of RFC 4733 §2.3 as a telephone-event
 * body (Nortel, AudioCodes).
 */
function infoDigits(message: SipMessage): readonly InfoDigit[] {
  const type = header(message, 'content-type')?.value.toLowerCase() ?? ''
  if (!/dtmf|telephone-event|multipart/.test(type)) return []
  return bodyParts(message).flatMap((part) => {
    if (part.type.endsWith('/telephone-event')) return parseDtmfRelay(part.text) ?? packedDigit(part.text) ?? []
    return part.type.includes('dtmf') ? (parseDtmfRelay(part.text) ?? parseDtmf(part.text) ?? []) : []
  })
}

/** The first octet is the event; the rest of it may not have survived as text. */
function packedDigit(text: string): InfoDigit | undefined {
  const signal = text.length >= 4 ? DIGITS[text.charCodeAt(0)] : undefined
  return signal === undefined ? parseDtmf(text) : { signal, durationMs: undefined }
}

/** How many digits each side sent by each means, and when: not which. */
export function maskedDtmf(digits: readonly DtmfDigit[]): readonly DtmfSummary[] {
  const sums = new Map<string, DtmfSummary>()
  for (const { by, means, at, tone } of digits) {
    const key = `${by} ${means}`
    const before = sums.get(key)
    const unended = (before?.unended ?? 0) + (tone?.endPackets === 0 ? 1 : 0)
    const firstAt = before === undefined ? at : before.firstAt
    sums.set(key, { by, means, digits: (before?.digits ?? 0) + 1, firstAt, lastAt: at, unended })
  }
  return [...sums.values()]
}
