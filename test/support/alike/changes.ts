import { numbersFrom } from '../../fuzz/mutate.ts'
import { areWhole, inIpv6, otherAddresses } from './addresses.ts'
import { compact, lowerCase, reordered, upperCase } from './headers.ts'
import type { Form, Sent } from './sent.ts'

/** A change of form after which everything that is found must be found again. */
export interface Change {
  readonly name: string
  /** Rules that are about what is changed, each with the reason: they may come, go or weigh differently. */
  readonly about: Readonly<Record<string, string>>
  /** Undefined where it cannot be done to these messages. */
  apply(sent: readonly Sent[], form: Form): readonly Sent[] | undefined
}

const SIZES = {
  'transport.udp-message-too-large': 'longer or shorter names and addresses change the size of a datagram',
  'sdp.too-many-codecs': 'it asks whether a message is larger than a datagram should be',
}
export const ORDER: Change['about'] = { 'compliance.via-order-or-count': 'it is about where a Via stands' }

/** A day and some hours: no whole number of minutes, but one of seconds, as times without fractions of them are told of. */
export const SHIFT_US = 100_847_000_000

export const CLOCKS: Change['about'] = {
  'auth.clock-or-date-skew': 'it compares the Date header with the time of the packet',
  'identity.stale-iat': 'it compares the time that was signed with the time of the packet',
  'identity.summary': 'it names the age of what was signed',
  'tls.certificate-expired': 'a certificate is valid up to an instant',
  'tls.certificate-expiring': 'a certificate is valid up to an instant',
  'tls.certificate-not-yet-valid': 'a certificate is valid from an instant',
}

export const CHANGES: readonly Change[] = [
  {
    name: 'headers in another order',
    about: ORDER,
    apply: (sent) => reordered(sent, numbersFrom(1)),
  },
  {
    name: 'headers in yet another order',
    about: ORDER,
    apply: (sent) => reordered(sent, numbersFrom(2)),
  },
  {
    name: 'compact forms',
    about: { ...SIZES, 'compliance.compact-forms': 'it counts them' },
    apply: compact,
  },
  { name: 'header names in upper case', about: {}, apply: upperCase },
  { name: 'header names in lower case', about: {}, apply: lowerCase },
  {
    name: 'other Call-IDs',
    about: SIZES,
    apply: otherCallIds,
  },
  {
    name: 'a later time',
    about: CLOCKS,
    apply: (sent) =>
      sent.every(({ at }) => at !== undefined) ? sent.map((one) => ({ ...one, at: one.at! + SHIFT_US })) : undefined,
  },
  {
    name: 'other IPv4 addresses of the same class',
    about: SIZES,
    apply: (sent) => (areWhole(sent) ? otherAddresses(sent) : undefined),
  },
  {
    name: 'IPv6 in place of IPv4',
    about: {
      ...SIZES,
      'general.duplicate-capture': 'IPv6 has no identification that tells a repeat within 5 ms from a copy',
    },
    apply: (sent) => (areWhole(sent) ? inIpv6(sent) : undefined),
  },
]

const PREFIX = 'x7'
/** A shorter Call-ID may stand in a text for something else. */
const TELLING_CHARS = 8

/** A few more characters in front of every Call-ID, wherever it is named. */
function otherCallIds(sent: readonly Sent[]): readonly Sent[] | undefined {
  const ids = new Set(sent.map(({ text }) => /^(?:call-id|i)[ \t]*:[ \t]*(\S+)[ \t]*$/im.exec(text)?.[1] ?? ''))
  ids.delete('')
  if (ids.size === 0 || [...ids].some((id) => id.length < TELLING_CHARS)) return undefined
  const spellings = [...ids].flatMap((id) => [id, encodeURIComponent(id)]).toSorted((a, b) => b.length - a.length)
  const pattern = new RegExp(`(?<![\\w.-])(?:${spellings.map(literally).join('|')})`, 'g')
  return sent.map((one) => ({ ...one, text: one.text.replace(pattern, (id) => PREFIX + id) }))
}

const literally = (text: string): string => text.replace(/[^\w\s]/g, '\\$&')
