import { descriptionFaults, type SdpFaultKind } from '../../../decode/sdp/faults.ts'
import { headerValues } from '../../../decode/sip/values.ts'
import type { SipMessage } from '../../../model/message.ts'
import { senderOf } from '../../facts/session.ts'
import { rule, type Weight } from '../../rule.ts'

interface Values {
  readonly kind: SdpFaultKind
  readonly section: string
}

/**
 * Lines in their order, each of its form: nearly all descriptions, for which nothing more need be asked. Each line is tried once, so
 * time grows with the text alone.
 */
const plain = (end: string): RegExp =>
  new RegExp(
    [
      ...['^v=0', 'o=\\S+ \\d{1,40} \\d{1,40} IN IP4 [\\d.]+', 's=[^\\r\\n]*', 'c=IN IP4 [\\d.]+', 't=\\d+ \\d+'],
      `(?:a=[^\\r\\n]+${end})*(?:m=[a-z]+ (?:[0-5]?\\d{1,4}|6[0-4]\\d{3}) [A-Za-z/]+ [^\\r\\n]+(?:${end}|$)(?:a=[^\\r\\n]+(?:${end}|$))*)+$`,
    ].join(end),
  )
const CAPTURED = plain('\\r\\n')
/** Text that was pasted has lost its line ends. */
const PASTED = plain('\\n')

/** What is told of a description here; the rest has rules of its own or does no harm. */
const TOLD: Readonly<Partial<Record<SdpFaultKind, string>>> = {
  'version-missing': 'the v= line is missing',
  'version-invalid': 'the v= line is not v=0',
  'origin-missing': 'the o= line is missing',
  'origin-invalid': 'the o= line is malformed',
  'session-name-missing': 'the s= line is missing',
  'time-missing': 'the t= line is missing',
  'connection-missing': 'there is no c= line, neither for the session nor for the medium',
  'connection-invalid': 'a c= line is malformed',
  'media-invalid': 'an m= line is malformed',
  'line-out-of-order': 'the lines are not in the order RFC 8866 fixes',
  'line-repeated': 'a line that may stand once is repeated',
  'line-end-invalid': 'lines end in LF or CR alone',
}

export const mandatoryLines = rule<'description', Values>({
  id: 'sdp.mandatory-lines',
  category: 'compliance',
  severity: 'medium',
  sources: ['RFC 8866 §5', 'RFC 8866 §9'],
  title: 'Session description breaks the grammar of SDP',
  examines: 'description',
  about: { described: true },
  meaning:
    'A line that RFC 8866 demands is missing, malformed or in the wrong place. Strict parsers refuse the whole description.',
  fires:
    'v=, o=, s= or t= is missing, there is no c= line at all (high), an m= line is malformed, or the order is wrong. Low where the other side accepted it.',
  quiet: 'Cut, wrapped or otherwise mended pastes; line ends of pasted text.',
  example: ['m=audio 4000 RTP/AVP 0'],
  recommendation: 'Correct the device that wrote this description, or the manipulation rule that rewrites it.',
  verify: 'Verify: v=, o=, s=, c=, t=, m= stand in that order.',
  *check({ message, description, exchange, role, call }) {
    if (!message.complete || !(description.complete || isWhole(message))) {
      yield { insufficient: 'message-cut' }
      return
    }
    if (description.complete && (message.origin.kind === 'frame' ? CAPTURED : PASTED).test(message.body)) return
    const [type] = headerValues(message, 'content-type')
    if (message.repairs || type?.type !== 'application/sdp' || message.body.length < SHORTEST) return
    const firstLine = message.raw.slice(0, message.raw.length - message.body.length).split('\n').length - 1
    const seen = new Set<SdpFaultKind>()
    for (const { kind, line, section } of descriptionFaults(message.body, firstLine, message.origin.kind === 'frame')) {
      if (!TOLD[kind] || seen.has(kind)) continue
      seen.add(kind)
      const text = message.raw.split(/\r?\n/)[line]
      const accepted =
        role === 'offer' ? exchange.state === 'answered' : exchange.state === 'answered' && Boolean(call.ack)
      const severity = weigh(kind, accepted)
      yield {
        values: { kind, section },
        proof: [text ? { message, sdp: { line, text } } : { message }],
        scope: [senderOf(call, message), kind],
        mends: message,
        ...(severity && { severity }),
      }
    }
  },
  detail: ({ kind, section }) => `In this description ${TOLD[kind]} (RFC 8866 §${section}).`,
})

/** As long as it says, line ends of pasted text aside: then what is missing was never there. */
const isWhole = (message: SipMessage): boolean =>
  headerValues(message, 'content-length')[0] === Buffer.byteLength(message.body.replace(/\r?\n/g, '\r\n'))

/** Shorter bodies are no description anybody meant. */
const SHORTEST = 10

function weigh(kind: SdpFaultKind, accepted: boolean): Weight | undefined {
  if (accepted || kind === 'line-end-invalid')
    return { level: 'low', because: accepted ? 'The other side accepted it' : 'Most parsers take it' }
  return kind === 'connection-missing' ? { level: 'high', because: 'Nobody knows where to send the media' } : undefined
}
