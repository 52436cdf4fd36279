import type { Complain } from '../../model/flaw.ts'
import type { SipMessage } from '../../model/message.ts'
import type { Micros } from '../../model/time.ts'
import { decodeSip } from '../sip/decode.ts'
import type { PrintedMessage } from './piece.ts'

/** The message of that number, undefined when its text is none. What stands in the input in its place is kept with it. */
export function printedMessage(
  found: PrintedMessage,
  number: number,
  at: Micros | undefined,
  complain: Complain,
): SipMessage | undefined {
  const { text, source, destination, transport, direction, complete, lines, written, partial } = found
  const origin = { kind: 'line', number: lines[0] ?? 0 } as const
  const whole = complete === undefined ? {} : { complete }
  const envelope = { number, at, origin, source, destination, transport, direction, lines, ...whole }
  const message = decodeSip(text, envelope, complain)
  if (message === undefined) return undefined
  // Few messages have these, and those of captures never.
  if (written !== undefined && written.size > 0) Object.assign(message, { written })
  if (partial === undefined) return message
  const { cseq, flow } = partial
  return Object.assign(message, { cseq, flow, ...(message.kind === 'response' ? { method: cseq?.method ?? '' } : {}) })
}
