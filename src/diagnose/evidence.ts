import type { Evidence } from '../model/finding.ts'
import { type SipMessage, startLine } from '../model/message.ts'
import type { Origin } from '../model/origin.ts'
import type { Micros } from '../model/time.ts'
import { redact } from './redact.ts'
import type { Proof } from './rule.ts'
import { EXCERPT_CAP } from './thresholds.ts'

/** A proof as people get it: verbatim, placed, with secrets masked. */
export function evidenceOf(proof: Proof): Evidence {
  if ('event' in proof) return item('log', proof.event.text, { origin: proof.event.origin, at: proof.event.at })
  if ('figures' in proof) {
    const { figures, frame, at } = proof
    return { ...item(proof.kind, figures, { at }), frame }
  }
  const { message } = proof
  if ('header' in proof) {
    const { start, end, line } = proof.header
    return item('header', message.raw.slice(start, end), { message, lineWithin: line })
  }
  if ('sdp' in proof) return item('sdp-line', proof.sdp.text, { message, lineWithin: proof.sdp.line })
  return item('startline', startLine(message), { message })
}

interface Place {
  readonly message?: SipMessage
  readonly lineWithin?: number
  readonly origin?: Origin
  readonly at?: Micros | undefined
}

function item(kind: Evidence['kind'], excerpt: string, { message, lineWithin = 0, ...place }: Place): Evidence {
  const origin = message?.origin ?? place.origin
  const { text, redacted } = redact(excerpt.slice(0, EXCERPT_CAP))
  return {
    kind,
    message: message?.number,
    frame: origin?.kind === 'frame' ? origin.number : undefined,
    line: origin?.kind === 'line' ? origin.number + lineWithin : undefined,
    at: message ? message.at : place.at,
    excerpt: text,
    redacted,
  }
}

/** When a proof was seen. */
export const provenAt = (proof: Proof): Micros | undefined =>
  'event' in proof ? proof.event.at : 'figures' in proof ? proof.at : proof.message.at

/** Where a proof stands in the input, for "first": message, line or frame number. */
export const provenWhere = (proof: Proof): number =>
  'event' in proof ? proof.event.origin.number : 'figures' in proof ? (proof.frame ?? 0) : proof.message.number
