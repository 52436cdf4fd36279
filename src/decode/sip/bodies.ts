import { header, type SipMessage } from '../../model/message.ts'
import { type BodyPart, partsOf } from './bodies/multipart.ts'
import { parseDialogInfo, parseMediaControl, parsePresence, parseRegInfo } from './bodies/presence.ts'
import { parseQualityReport } from './bodies/quality-report.ts'
import { parseDtmf, parseDtmfRelay, parseIsup, parseMessageSummary, parseSipFragment } from './bodies/small.ts'

/** How each kind of body is read, by type. None throws; undefined is what is not of that kind after all. */
const READERS = {
  'application/dialog-info+xml': parseDialogInfo,
  'application/dtmf': parseDtmf,
  'application/dtmf-relay': parseDtmfRelay,
  'application/isup': parseIsup,
  'application/media_control+xml': parseMediaControl,
  'application/pidf+xml': parsePresence,
  'application/reginfo+xml': parseRegInfo,
  'application/simple-message-summary': parseMessageSummary,
  'application/vq-rtcpxr': parseQualityReport,
  'message/sipfrag': parseSipFragment,
} satisfies Readonly<Record<string, (text: string) => unknown>>

/** Types of bodies that can be asked for. Session descriptions are `SipMessage.description`. */
export type ReadBody = keyof typeof READERS
export type BodyOf<Type extends ReadBody> = NonNullable<ReturnType<(typeof READERS)[Type]>>

/** The body, or the parts of a multipart one, in order; empty without a body. */
export function bodyParts(message: SipMessage): readonly BodyPart[] {
  const { body } = message
  if (body === '') return []
  return partsOf(body, firstLineOf(message), header(message, 'content-type')?.value)
}

/** 0-based line of the message on which its body begins. */
function firstLineOf({ raw, body }: SipMessage): number {
  const head = raw.endsWith(body)
    ? raw.slice(0, raw.length - body.length)
    : raw.slice(0, Math.max(0, raw.indexOf(body)))
  return head.match(/\r\n|\n|\r/g)?.length ?? 0
}

/** Every body of that type which could be read, with the part it stands in. Read at each call: ask once. */
export function bodiesOf<Type extends ReadBody>(
  message: SipMessage,
  type: Type,
): readonly { readonly value: BodyOf<Type>; readonly part: BodyPart }[] {
  const read = READERS[type] as (text: string) => BodyOf<Type> | undefined
  return bodyParts(message).flatMap((part) => {
    const value = part.type === type ? read(part.text) : undefined
    return value === undefined ? [] : [{ value, part }]
  })
}
