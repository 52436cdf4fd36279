import { type Parameters, parseDecimal, parseParams, splitList } from '../token.ts'

/** One value of a Reason header (RFC 3326): `Q.850;cause=16;text="Normal call clearing"`. */
export interface Reason {
  /** Upper case: `SIP`, `Q.850`, `STIR`, `RELEASE_CAUSE`, `FREESWITCH` ... */
  readonly protocol: string
  /** Q.850 cause or SIP status; undefined where none is given. */
  readonly cause: number | undefined
  readonly text: string | undefined
  readonly params: Parameters
}

/** What a protocol's name consists of here; FreeSWITCH writes the cause's name after a colon in some versions. */
const PROTOCOL = /^[A-Za-z0-9._-]+/
/** The longest cause: SIP statuses have three digits, vendors' own four. */
const MAX_CAUSE = 9_999

/** Every value of the line; what has no protocol is left out. */
export function parseReasons(value: string): Reason[] {
  return splitList(value).flatMap((one): Reason[] => {
    const semicolon = one.indexOf(';')
    const protocol = PROTOCOL.exec(semicolon < 0 ? one : one.slice(0, semicolon))?.[0]
    if (protocol === undefined) return []
    const params = parseParams(semicolon < 0 ? '' : one.slice(semicolon))
    const cause = parseDecimal(params.get('cause'))
    return [
      {
        protocol: protocol.toUpperCase(),
        cause: cause !== undefined && cause <= MAX_CAUSE ? cause : undefined,
        text: params.get('text') || undefined,
        params,
      },
    ]
  })
}
