import { headers, type SipHeader, type SipMessage } from '../../model/message.ts'
import { parseAuthInfo, parseAuths } from './auth.ts'
import { parseNameAddrs } from './name-addr.ts'
import { parseContacts } from './values/contact.ts'
import { parseDate } from './values/date.ts'
import { parseDialogId } from './values/dialog-id.ts'
import { parseSubscriptionState, parseWord } from './values/event.ts'
import { parseDiversions, parseHistoryEntries } from './values/history.ts'
import { parseIdentities } from './values/identity.ts'
import {
  parseAccessNetworks,
  parseChargingVector,
  parsePreferences,
  parsePrivacy,
  parseResourcePriorities,
  parseTokens,
} from './values/lists.ts'
import { parseMediaType } from './values/media-type.ts'
import { parseProducts } from './values/product.ts'
import { parseRack } from './values/rack.ts'
import { parseReasons } from './values/reason.ts'
import { parseReceiverStat, parseRtpStat, parseSenderStat } from './values/rtp-stat.ts'
import { parseNumber, parseRetryAfter, parseSessionInterval, parseTimestamp } from './values/seconds.ts'
import { parseSessionId } from './values/session-id.ts'
import { parseCiscoGuid, parseUserToUser } from './values/vendor.ts'
import { parseWarnings } from './values/warning.ts'
import { parseVias } from './via.ts'

/**
 * How the value of each header is taken apart, by canonical name: the one place to look for a header's reading. Every
 * parser takes one header line and gives the usable values on it, none when there are none; nothing throws.
 */
const PARSERS = {
  accept: parsePreferences,
  'accept-encoding': parsePreferences,
  'accept-language': parsePreferences,
  allow: parseTokens,
  'allow-events': parseTokens,
  'authentication-info': parseAuthInfo,
  authorization: parseAuths,
  'cisco-guid': parseCiscoGuid,
  contact: parseContacts,
  'content-disposition': parseWord,
  'content-encoding': parseTokens,
  'content-length': parseNumber,
  'content-type': parseMediaType,
  date: parseDate,
  diversion: parseDiversions,
  event: parseWord,
  expires: parseNumber,
  from: parseNameAddrs,
  geolocation: parseNameAddrs,
  'geolocation-routing': parseWord,
  'history-info': parseHistoryEntries,
  identity: parseIdentities,
  join: parseDialogId,
  'max-forwards': parseNumber,
  'min-expires': parseNumber,
  'min-se': parseNumber,
  'p-access-network-info': parseAccessNetworks,
  'p-asserted-identity': parseNameAddrs,
  'p-charging-vector': parseChargingVector,
  'p-early-media': parseTokens,
  'p-preferred-identity': parseNameAddrs,
  'p-rtp-stat': parseRtpStat,
  path: parseNameAddrs,
  priority: parseWord,
  privacy: parsePrivacy,
  'proxy-authenticate': parseAuths,
  'proxy-authentication-info': parseAuthInfo,
  'proxy-authorization': parseAuths,
  'proxy-require': parseTokens,
  rack: parseRack,
  reason: parseReasons,
  'record-route': parseNameAddrs,
  'refer-to': parseNameAddrs,
  'referred-by': parseNameAddrs,
  'remote-party-id': parseNameAddrs,
  replaces: parseDialogId,
  'reply-to': parseNameAddrs,
  require: parseTokens,
  'resource-priority': parseResourcePriorities,
  'retry-after': parseRetryAfter,
  route: parseNameAddrs,
  rseq: parseNumber,
  'rtp-rxstat': parseReceiverStat,
  'rtp-txstat': parseSenderStat,
  server: parseProducts,
  'service-route': parseNameAddrs,
  'session-expires': parseSessionInterval,
  'session-id': parseSessionId,
  'sip-etag': parseWord,
  'subscription-state': parseSubscriptionState,
  supported: parseTokens,
  'target-dialog': parseDialogId,
  timestamp: parseTimestamp,
  to: parseNameAddrs,
  unsupported: parseTokens,
  'user-agent': parseProducts,
  'user-to-user': parseUserToUser,
  via: parseVias,
  warning: parseWarnings,
  'www-authenticate': parseAuths,
  'x-rtp-stat': parseRtpStat,
} satisfies Readonly<Record<string, (value: string) => unknown[]>>

/** Headers whose values can be asked for, by canonical name. */
export type ReadHeader = keyof typeof PARSERS
/** What one value of that header is. */
export type ValueOf<Name extends ReadHeader> = ReturnType<(typeof PARSERS)[Name]>[number]

/** Every value of that header, over all its lines, in order. Taken apart at each call: ask once. */
export function headerValues<Name extends ReadHeader>(message: SipMessage, name: Name): readonly ValueOf<Name>[] {
  const parse = PARSERS[name] as (value: string) => ValueOf<Name>[]
  const lines = headers(message, name)
  if (lines.length === 1) return parse(lines[0]!.value)
  const found: ValueOf<Name>[] = []
  for (const { value } of lines) for (const one of parse(value)) found.push(one)
  return found
}

/** The same, each value with the line it stands on: for who has to show it. */
export function locatedValues<Name extends ReadHeader>(
  message: SipMessage,
  name: Name,
): readonly { readonly header: SipHeader; readonly value: ValueOf<Name> }[] {
  const parse = PARSERS[name] as (value: string) => ValueOf<Name>[]
  return headers(message, name).flatMap((header) => parse(header.value).map((value) => ({ header, value })))
}
