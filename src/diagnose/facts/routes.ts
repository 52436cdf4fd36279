import type { NameAddr } from '../../decode/sip/name-addr.ts'
import { parseUri } from '../../decode/sip/uri.ts'

/** Host and port of a route, to compare: 5060 unless it says so (RFC 3261 §19.1.2), transport and user left aside. */
export function routePlace(uriText: string): string {
  const uri = parseUri(uriText)
  if (!uri) return uriText.toLowerCase()
  return `${uri.host.toLowerCase()}:${uri.port ?? (uri.scheme === 'sips' ? 5061 : 5060)}`
}

/** RFC 3261 §16.12.1.1: a route without `lr` names a strict router. */
export const isLoose = ({ uri }: NameAddr): boolean => uri?.params.has('lr') === true

/** Whether `tail` is how `whole` ends. */
export const isSuffix = (tail: readonly string[], whole: readonly string[]): boolean =>
  tail.length <= whole.length && tail.every((one, index) => one === whole[whole.length - tail.length + index])
