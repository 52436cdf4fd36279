import { parseParams } from '../token.ts'

/** Session-ID (RFC 7989 §5): one UUID of each end, 32 lower-case hexadecimal digits. The nil UUID is undefined. */
export interface SessionId {
  readonly local: string | undefined
  readonly remote: string | undefined
}

const UUID = /^[0-9a-f]{32}$/
const NIL = /^0{32}$/

/** Empty when the value does not begin with a UUID. Dashes, which the standard has not, are left out. */
export function parseSessionId(value: string): SessionId[] {
  const semicolon = value.indexOf(';')
  const written = normal(semicolon < 0 ? value : value.slice(0, semicolon))
  if (!UUID.test(written)) return []
  const remote = normal(parseParams(semicolon < 0 ? '' : value.slice(semicolon)).get('remote') ?? '')
  return [{ local: knownUuid(written), remote: knownUuid(remote) }]
}

const normal = (text: string): string => text.trim().replaceAll('-', '').toLowerCase()
const knownUuid = (text: string): string | undefined => (UUID.test(text) && !NIL.test(text) ? text : undefined)
