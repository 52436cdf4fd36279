import { splitList } from '../token.ts'
import { parameterFaults } from './address.ts'
import type { Found } from './fault.ts'
import { hostPortFault } from './uri.ts'

const SENT_PROTOCOL =
  /^([A-Za-z0-9.!%*_+`'~-]+)\s*\/\s*([A-Za-z0-9.!%*_+`'~-]+)\s*\/\s*([A-Za-z0-9.!%*_+`'~-]+)\s+(\S.*)$/s
const COOKIE = 'z9hG4bK'

/** True for a hop written to RFC 3261: older clients have no cookie, and need not keep to what came later. */
export const hasCookie = (branch: string | undefined): boolean => branch?.startsWith(COOKIE) ?? false

/** Faults of a Via header (RFC 3261 §25.1 `via-parm`). */
export function viaFaults(value: string, found: Found): void {
  const hops = splitList(value)
  if (hops.length === 0 || /^\s*,|,\s*,|,\s*$/.test(value)) found('empty-list-member')
  for (const hop of hops) hopFaults(hop, found)
}

function hopFaults(hop: string, found: Found): void {
  const semicolon = hop.indexOf(';')
  const match = SENT_PROTOCOL.exec((semicolon < 0 ? hop : hop.slice(0, semicolon)).trimEnd())
  if (!match) {
    found('via-invalid')
    return
  }
  // Blanks around the colon of the port are legal (RFC 3261 §25.1 COLON).
  const kind = hostPortFault(match[4]!.replace(/\s{0,99}:\s{0,99}(?=\d{1,5}$)/, ':'))
  if (kind) found(kind === 'uri-invalid' ? 'via-invalid' : kind)
  if (semicolon < 0) return
  const params = hop.slice(semicolon)
  parameterFaults(params, found)
  if (/;\s*branch\s*=\s*z9hG4bK\s*(?:;|$)/i.test(params)) found('branch-without-identifier')
}
