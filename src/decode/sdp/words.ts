import { createKnownWords } from '../known-words.ts'

const BLANKS = /[\t ]+/

/** Media, profiles, attributes and codecs of everyday descriptions. */
export const sdpWord = createKnownWords([
  'audio',
  'video',
  'image',
  'application',
  'message',
  'RTP/AVP',
  'RTP/AVPF',
  'RTP/SAVP',
  'RTP/SAVPF',
  'UDP/TLS/RTP/SAVP',
  'UDP/TLS/RTP/SAVPF',
  'udptl',
  'IP4',
  'IP6',
  'rtpmap',
  'fmtp',
  'ptime',
  'maxptime',
  'sendrecv',
  'sendonly',
  'recvonly',
  'inactive',
  'rtcp',
  'rtcp-mux',
  'rtcp-fb',
  'crypto',
  'setup',
  'fingerprint',
  'candidate',
  'ice-ufrag',
  'ice-pwd',
  'mid',
  'ssrc',
  'extmap',
  'PCMU',
  'PCMA',
  'G722',
  'G729',
  'GSM',
  'opus',
  'iLBC',
  'AMR',
  'AMR-WB',
  'CN',
  'telephone-event',
  'red',
])

/** The words of a line; the one blank between them that is the rule is cut without a pattern. */
export function wordsOf(text: string, limit?: number): string[] {
  if (text.includes('  ') || text.includes('\t')) return text.split(BLANKS, limit)
  const words: string[] = []
  for (let start = 0, end = 0; end >= 0 && words.length !== limit; start = end + 1) {
    end = text.indexOf(' ', start)
    words.push(end < 0 ? text.slice(start) : text.slice(start, end))
  }
  return words
}

/** A number as it begins a text: `97 mode=30` gives 97, ending at offset 2. */
export interface LeadingNumber {
  readonly value: number
  readonly end: number
}

/** Most digits read of a number: beyond them it is none that SDP knows. */
const MAX_DIGITS = 9

/** The decimal digits at the beginning; undefined when there are none, or more than any figure of SDP has. */
export function leadingNumber(text: string): LeadingNumber | undefined {
  let value = 0
  let end = 0
  for (; end < text.length; end++) {
    const digit = text.charCodeAt(end) - 48
    if (digit < 0 || digit > 9) break
    if (end === MAX_DIGITS) return undefined
    value = value * 10 + digit
  }
  return end === 0 ? undefined : { value, end }
}
