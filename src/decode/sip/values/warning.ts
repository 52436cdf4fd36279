import { splitList, unquote } from '../token.ts'

/** One value of a Warning header (RFC 3261 §20.43): `305 sbc.example.com "Incompatible media format"`. */
export interface Warning {
  /** 300..399 by the standard; others are met. */
  readonly code: number
  /** Host or pseudonym of who warns; undefined when missing. */
  readonly agent: string | undefined
  readonly text: string | undefined
}

const WARNING = /^(\d{3})(?:\s+([^\s"]{1,255}))?(?:\s+(\S.*))?$/s

/** Those that begin with a three-digit code. */
export function parseWarnings(value: string): Warning[] {
  return splitList(value).flatMap((one): Warning[] => {
    const match = WARNING.exec(one)
    return match ? [{ code: Number(match[1]), agent: match[2], text: match[3] && unquote(match[3]) }] : []
  })
}
