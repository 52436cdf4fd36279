import { type Parameters, parseParams } from '../token.ts'

/** `application/sdp`, `multipart/mixed;boundary=x` (RFC 3261 §20.15). */
export interface MediaType {
  /** `type/subtype` in lower case. */
  readonly type: string
  readonly params: Parameters
}

/** Blanks around the slash are legal. Empty when there is no slash. */
export function parseMediaType(value: string): MediaType[] {
  const semicolon = value.indexOf(';')
  const written = semicolon < 0 ? value : value.slice(0, semicolon)
  const slash = written.indexOf('/')
  if (slash < 1) return []
  const type = `${written.slice(0, slash).trim()}/${written.slice(slash + 1).trim()}`.toLowerCase()
  return [{ type, params: parseParams(semicolon < 0 ? '' : value.slice(semicolon)) }]
}
