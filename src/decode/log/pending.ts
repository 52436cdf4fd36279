import type { Complain } from '../../model/flaw.ts'
import type { SipMessage } from '../../model/message.ts'
import type { Micros } from '../../model/time.ts'
import { decodeSip } from '../sip/decode.ts'
import type { LogEnvelope } from './envelope.ts'
import type { OpenMessage } from './open-message.ts'

/** A message being read with what was said about it. */
export interface Pending {
  readonly open: OpenMessage
  readonly envelope: LogEnvelope | undefined
  readonly at: Micros | undefined
  readonly format: string
  /** The whole line where it began in the middle of one: without a header it is only a log line quoting a start line. */
  readonly quotedIn: string | undefined
}

/** `closed`: something after it shows where the message ends. Undefined when it is no message after all. */
export function messageOf(
  { open, envelope, at }: Pending,
  closed: boolean,
  number: number,
  complain: Complain,
): SipMessage | undefined {
  const cut = open.overlong || open.abridged
  return decodeSip(
    `${open.lines.join('\n')}\n`,
    {
      number,
      at,
      origin: { kind: 'line', number: open.numbers[0]! },
      source: envelope?.source,
      destination: envelope?.destination,
      transport: envelope?.transport,
      direction: envelope?.direction,
      ...(cut ? { complete: false } : closed ? { complete: true } : {}),
      ...(isConsecutive(open.numbers) ? {} : { lines: open.numbers }),
    },
    complain,
  )
}

const isConsecutive = (numbers: readonly number[]): boolean =>
  numbers.every((number, line) => number === (numbers[0] ?? 0) + line)
