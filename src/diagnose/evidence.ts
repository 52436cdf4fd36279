import type { Evidence } from '../model/finding.ts'
import { inputLine, type SipMessage, startLine } from '../model/message.ts'
import type { Origin } from '../model/origin.ts'
import type { Micros } from '../model/time.ts'
import { redact } from './redact.ts'
import type { Proof } from './rule.ts'
import { EXCERPT_CAP } from './thresholds.ts'

/** A proof as people get it: verbatim, placed, with secrets masked. */
export function evidenceOf(proof: Proof): Evidence {
  if ('event' in proof) return item('log', proof.event.text, { ...placeOf(proof.event.origin), at: proof.event.at })
  if ('figures' in proof) {
    const { figures, frame, at } = proof
    return item(proof.kind, figures, { frame, at })
  }
  const { message } = proof
  if ('header' in proof) {
    const { start, end, line } = proof.header
    return item('header', message.raw.slice(start, end), within(message, line))
  }
  if ('sdp' in proof) return item('sdp-line', proof.sdp.text, within(message, proof.sdp.line))
  return item('startline', startLine(message), within(message, 0))
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
  'event' in proof ? proof.event.at : 'figures' in proof ? proof.at : proof.message.at

/** Where a proof stands in the input, for "first": message, line or frame number. */
export const provenWhere = (proof: Proof): number =>
  'event' in proof ? proof.event.origin.number : 'figures' in proof ? (proof.frame ?? 0) : proof.message.number
