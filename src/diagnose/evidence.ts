import type { Evidence } from '../model/finding.ts'
import { inputLine, type SipMessage, startLine } from '../model/message.ts'
import type { Origin } from '../model/origin.ts'
import type { Micros } from '../model/time.ts'
import { redact } from './redact.ts'
import type { Proof } from './rule.ts'
import { EXCERPT_CAP } from './thresholds/caps.ts'

/** A proof as people get it: verbatim, placed, with secrets masked. */
export function evidenceOf(proof: Proof): Evidence {
  if ('event' in proof) return item('log', proof.event.text, { ...placeOf(proof.event.origin), at: proof.event.at })
  if ('evidence' in proof) return proof.evidence
  if ('figures' in proof) {
    const { figures, frame, at } = proof
    return item(proof.kind, figures, { frame, at })
  }
  const { message } = proof
  if ('header' in proof) {
    const { start, end, line } = proof.header
    return quoted('header', message, line, message.raw.slice(start, end))
  }
  if ('sdp' in proof) return quoted('sdp-line', message, proof.sdp.line, proof.sdp.text)
  return quoted('startline', message, 0, startLine(message))
}

/**
 * Lines of a message as the input has them, which in a hex dump or a table is not what they say. Secrets are looked for in what
 * they say: where there is one, that is shown, masked.
 */
function quoted(kind: Evidence['kind'], message: SipMessage, line: number, text: string): Evidence {
  const said = item(kind, text, within(message, line))
  if (message.written === undefined || said.redacted) return said
  const written = text.split('\n').map((one, index) => message.written?.get(line + index) ?? one)
  return item(kind, written.join('\n'), within(message, line))
}

type Place = Partial<Pick<Evidence, 'message' | 'frame' | 'line' | 'at'>>

const placeOf = (origin: Origin): Place =>
  origin.kind === 'frame' ? { frame: origin.number } : { line: origin.number }

/** A line of a message; pasted text may have dropped, split or joined lines, which `inputLine` knows. */
const within = (message: SipMessage, line: number): Place => ({
  ...placeOf(message.origin),
  message: message.number,
  line: inputLine(message, line),
  at: message.at,
})

function item(kind: Evidence['kind'], excerpt: string, { message, frame, line, at }: Place): Evidence {
  const { text, redacted } = redact(excerpt.slice(0, EXCERPT_CAP))
  return { kind, message, frame, line, at, excerpt: text, redacted }
}

/** When a proof was seen. */
export const provenAt = (proof: Proof): Micros | undefined =>
  'message' in proof
    ? proof.message.at
    : 'event' in proof
      ? proof.event.at
      : 'evidence' in proof
        ? proof.evidence.at
        : proof.at

/** Where a proof stands in the input, for "first": message, line or frame number. */
export const provenWhere = (proof: Proof): number =>
  'message' in proof
    ? proof.message.number
    : 'event' in proof
      ? proof.event.origin.number
      : 'evidence' in proof
        ? (proof.evidence.message ?? 0)
        : (proof.frame ?? 0)
