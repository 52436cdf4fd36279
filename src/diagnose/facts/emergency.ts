import { parseUri, telephoneOf } from '../../decode/sip/uri.ts'
import { headerValues } from '../../decode/sip/values.ts'
import { isPublic, isPublicName } from '../../model/address.ts'
import type { Call } from '../../model/call.ts'
import { hasHeader, type SipMessage, type SipRequest } from '../../model/message.ts'
import { lastFew } from './last-few.ts'
import { initialInvites } from './outcome.ts'
import { digitsOf } from './telephone.ts'

/** A call to an emergency service, as the first INVITE that shows it does. */
export interface Emergency {
  readonly request: SipRequest
  /** `911`, `urn:service:sos.police` ...; the dialled user where Priority alone tells. */
  readonly service: string
  /** A number that only tests the service. */
  readonly test: boolean
}

/** RFC 5031 §4.2, and the numbers of the larger numbering plans: North America, Europe and the world's mobile networks, Britain. */
const SERVICE = /^urn:service:sos\b/i
const NUMBERS: ReadonlySet<string> = new Set(['911', '112', '999'])
/** North America's test line. */
const TEST_NUMBERS: ReadonlySet<string> = new Set(['933'])
/** A caller of so many digits at most is an extension, and what it dials may be another one. Chosen by us. */
const EXTENSION_DIGITS = 5

/**
 * Undefined for every other call. Three digits alone are an emergency number only where they go to a trunk: within a phone
 * system they may be an extension. `testNumbers` are those that the policy lists.
 */
export function emergencyOf(call: Call, testNumbers: readonly string[] = []): Emergency | undefined {
  const found = requestOf(call)
  if (!found) return undefined
  const named = SERVICE.test(found.requestUri) ? undefined : dialledOf(found)
  const service = named ?? found.requestUri.slice(0, 60)
  return { request: found, service, test: TEST_NUMBERS.has(service) || testNumbers.includes(service) }
}

/** The first INVITE that shows it. */
const requestOf = lastFew((call: Call): SipRequest | undefined =>
  call.invite && mayBeEmergency(call.invite)
    ? initialInvites(call).find(({ request }) => isEmergency(request))?.request
    : undefined,
)

/** By the text of the Request-URI, or a word that Priority would have. */
const mayBeEmergency = ({ requestUri, raw }: SipRequest): boolean =>
  EMERGENCY_TARGET.test(requestUri) || raw.includes('mergency')

export const EMERGENCY_TARGET = /^urn:|^(?:sips?|tel):\+?(?:911|112|999|933)(?:[@;]|$)/i

function isEmergency(request: SipRequest): boolean {
  if (SERVICE.test(request.requestUri)) return true
  if (headerValues(request, 'priority').some(({ value }) => value.toLowerCase() === 'emergency')) return true
  const dialled = dialledOf(request)
  if (dialled === undefined || !(NUMBERS.has(dialled) || TEST_NUMBERS.has(dialled))) return false
  return hasHeader(request, 'geolocation') || (goesToTrunk(request) && !(isExtension(request) && dialled !== '911'))
}

/** Digits of the Request-URI; an emergency number has no plus. */
function dialledOf({ requestUri }: SipRequest): string | undefined {
  const uri = parseUri(requestUri)
  return uri && telephoneOf(uri)?.number
}

/** It leaves for a public host, or by a Request-URI that names one where no address tells. */
function goesToTrunk({ destination, requestUri }: SipRequest): boolean {
  const towards = destination?.address ?? parseUri(requestUri)?.host ?? ''
  return isPublic(towards) || isPublicName(towards)
}

/** No number of the caller's own is longer than an extension. */
function isExtension(request: SipRequest): boolean {
  const numbers = callbacksOf(request).flatMap(({ digits }) => digits ?? [])
  return numbers.length > 0 && numbers.every((digits) => digits.length <= EXTENSION_DIGITS)
}

/** Who could be called back: the asserted identities, then From. */
export const callbacksOf = (
  message: SipMessage,
): readonly {
  readonly name: 'p-asserted-identity' | 'from'
  readonly user: string
  readonly digits: string | undefined
}[] =>
  (['p-asserted-identity', 'from'] as const).flatMap((name) =>
    headerValues(message, name).map(({ uri }) => ({ name, user: uri?.user ?? '', digits: digitsOf(uri) })),
  )
