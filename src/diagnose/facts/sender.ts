import { header, type SipMessage } from '../../model/message.ts'
import { hostsIn, topVia } from './addresses.ts'

/** The product a sender claims to be, empty where it claims none: what stays the same of it tomorrow. */
export const senderName = (message: SipMessage): string =>
  (header(message, 'user-agent') ?? header(message, 'server'))?.value.slice(0, 120) ?? ''

/** A sender within a sentence: its product and address, or without either what the message says of where it came from. */
export function senderText(message: SipMessage): string {
  const name = senderName(message).slice(0, 80)
  const address = message.source?.address ?? (name === '' ? writtenHost(message) : undefined)
  if (name === '') return address ?? (message.kind === 'request' ? 'the asking side' : 'the answering side')
  return address === undefined ? name : `${name} at ${address}`
}

/** Of a request the top Via; of a response its Contact. */
const writtenHost = (message: SipMessage): string | undefined =>
  (message.kind === 'request' ? topVia(message)?.host : hostsIn(message, 'contact')[0])?.slice(0, 80)

/** Such a text at the beginning of a sentence. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** What a message is, in a sentence: `INVITE`, `200 response to BYE`. */
export const kindText = (message: SipMessage): string =>
  message.kind === 'request'
    ? message.method.slice(0, 40)
    : `${message.status} response${message.method ? ` to ${message.method.slice(0, 40)}` : ''}`
