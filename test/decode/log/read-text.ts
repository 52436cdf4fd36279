import { createTextDecoder, type TextItem } from '../../../src/decode/text.ts'
import type { FlawKind } from '../../../src/model/flaw.ts'
import type { SipMessage } from '../../../src/model/message.ts'
import type { LogEvent } from '../../../src/model/packet.ts'

/** Decodes a whole text in one piece, or cut at the given offsets. */
export function readText(text: string | Uint8Array, cuts: readonly number[] = []) {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text
  const flaws: FlawKind[] = []
  // Repairs are told of each message.
  const decoder = createTextDecoder((kind) => kind !== 'text-message-repaired' && flaws.push(kind))
  const items: TextItem[] = []
  let start = 0
  for (const cut of cuts.map((c) => c % (bytes.length + 1)).sort((a, b) => a - b)) {
    items.push(...decoder.push(bytes.subarray(start, cut)))
    start = cut
  }
  items.push(...decoder.push(bytes.subarray(start)), ...decoder.end())
  const messages = items.flatMap((item): SipMessage[] => (item.kind === 'message' ? [item.message] : []))
  const events = items.flatMap((item): LogEvent[] => (item.kind === 'log' ? [item.event] : []))
  return { items, messages, events, flaws, formats: decoder.formats(), lines: decoder.lines() }
}

/** A request with a description, as its lines. */
export const INVITE = [
  'INVITE sip:bob@203.0.113.2 SIP/2.0',
  'Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1.',
  'From: "Alice" <sip:alice@192.0.2.1>;tag=a',
  'To: <sip:bob@203.0.113.2>',
  'Call-ID: one@192.0.2.1',
  'CSeq: 1 INVITE',
  'Contact: <sip:alice@192.0.2.1>',
  'Content-Type: application/sdp',
  'Content-Length: 109',
  '',
  'v=0',
  'o=- 1 1 IN IP4 192.0.2.1',
  's=-',
  'c=IN IP4 192.0.2.1',
  't=0 0',
  'm=audio 4000 RTP/AVP 0',
  'a=rtpmap:0 PCMU/8000',
]

/** A response without a body, as its lines. */
export const TRYING = [
  'SIP/2.0 100 Trying',
  'Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1.',
  'From: "Alice" <sip:alice@192.0.2.1>;tag=a',
  'To: <sip:bob@203.0.113.2>',
  'Call-ID: one@192.0.2.1',
  'CSeq: 1 INVITE',
  'Content-Length: 0',
  '',
]

/** The two above as every reader should give them, addresses, times and line numbers aside. */
export const AS_READ = [
  { kind: 'request', method: 'INVITE', callId: 'one@192.0.2.1', branch: 'z9hG4bK1.', fromTag: 'a', complete: true },
  { kind: 'response', status: 100, reason: 'Trying', method: 'INVITE', branch: 'z9hG4bK1.', complete: true },
]
