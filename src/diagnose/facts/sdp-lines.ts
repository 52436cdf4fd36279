import type { Attribute, MediaDescription } from '../../model/description.ts'
import type { SipMessage } from '../../model/message.ts'

/** The line of an attribute of this m-line, on media level, else on session level (RFC 8866 §5.13). */
export const attributeLine = (message: SipMessage, media: MediaDescription, name: string): Attribute | undefined =>
  media.attributes.find((attribute) => attribute.name === name) ??
  message.description?.attributes.find((attribute) => attribute.name === name)

/** Whether the m-line or the session carries one of these attributes. */
export const hasAttribute = (message: SipMessage, media: MediaDescription, ...names: readonly string[]): boolean =>
  names.some((name) => attributeLine(message, media, name) !== undefined)
