import { type Parameters, parseDecimal, parseParams } from '../token.ts'

/** Seconds as a header's first word: Expires, Min-Expires, Min-SE, Max-Forwards, RSeq. Parameters behind it do no harm. */
export function parseNumber(value: string): number[] {
  const number = parseDecimal(beforeSemicolon(value))
  return number === undefined ? [] : [number]
}

/** `1800;refresher=uac` of Session-Expires, `90` of Min-SE (RFC 4028 §4, §5). */
export interface SessionInterval {
  readonly seconds: number
  /** Lower case: `uac` or `uas` as the standard knows them; undefined without one. */
  readonly refresher: string | undefined
  readonly params: Parameters
}

export function parseSessionInterval(value: string): SessionInterval[] {
  const seconds = parseDecimal(beforeSemicolon(value))
  if (seconds === undefined) return []
  const params = paramsOf(value)
  return [{ seconds, refresher: params.get('refresher')?.toLowerCase() || undefined, params }]
}

/** `18 (in a meeting);duration=3600` (RFC 3261 §20.33). */
export interface RetryAfter {
  readonly seconds: number
  readonly comment: string | undefined
  /** How long the callee will then be reachable. */
  readonly durationS: number | undefined
}

const RETRY_AFTER = /^(\d{1,15})\s{0,99}(?:\(([^()]{0,999})\)\s{0,99})?(?:;(.*))?$/s

export function parseRetryAfter(value: string): RetryAfter[] {
  const match = RETRY_AFTER.exec(value.trim())
  if (!match) return []
  const durationS = parseDecimal(parseParams(match[3] ?? '').get('duration'))
  return [{ seconds: Number(match[1]), comment: match[2], durationS }]
}

/** `54.1 0.2` (RFC 3261 §20.38): seconds on the client's own clock, and the delay before the response was sent. */
export interface Timestamp {
  readonly seconds: number
  readonly delayS: number | undefined
}

const TIMESTAMP = /^(\d{1,15}(?:\.\d{0,15})?)(?:\s{1,99}(\d{0,15}(?:\.\d{0,15})?))?$/

export function parseTimestamp(value: string): Timestamp[] {
  const match = TIMESTAMP.exec(value.trim())
  return match ? [{ seconds: Number(match[1]), delayS: match[2] ? Number(match[2]) : undefined }] : []
}

const beforeSemicolon = (value: string): string => {
  const semicolon = value.indexOf(';')
  return semicolon < 0 ? value : value.slice(0, semicolon)
}

const paramsOf = (value: string): Parameters => {
  const semicolon = value.indexOf(';')
  return parseParams(semicolon < 0 ? '' : value.slice(semicolon))
}
