import { type Ladder, ladderOf } from './ladder.ts'

/** One try in a drawing made by program: `from > 203.0.113.7 METHOD` with its answers, each under a Call-ID of its own. */
export interface Try {
  readonly from?: string
  readonly to?: string
  readonly method?: string
  readonly at?: number
  readonly user: string
  readonly caller?: string
  /** Statuses in order; none for silence. */
  readonly answers?: readonly number[]
  /** Digest credentials come with it. */
  readonly credentials?: boolean
  /** Further attributes of the request, as `ladder` reads them. */
  readonly more?: string
  /** Seconds until the first of them. */
  readonly delay?: number
  /** Seconds until a BYE of the caller. */
  readonly talk?: number
}

const CREDENTIALS =
  'header "Authorization: Digest username=u, realm=pbx, nonce=n1, uri=sip:example.com, response=0123456789abcdef0123456789abcdef"'

/** A capture of them. */
export const tries = (all: readonly Try[], setting = ''): Ladder =>
  ladderOf([setting, ...all.flatMap(linesOf)].join('\n'))

function linesOf(one: Try, index: number): readonly string[] {
  const { from = '198.51.100.66', to = '203.0.113.7', method = 'REGISTER', at = index * 0.1, user } = one
  const time = (seconds: number) => (at < 0 ? '' : `${(at + seconds).toFixed(3)} `)
  const who =
    method === 'REGISTER'
      ? `uri sip:example.com to sip:${user}@example.com from sip:${user}@example.com`
      : `uri sip:${user}@203.0.113.7 to sip:${user}@203.0.113.7 from sip:${one.caller ?? 'u'}@example.com`
  const call = `call try-${index}`
  const lines = [
    `${time(0)}${from} > ${to} ${method} ${call} ${who} ${one.credentials ? CREDENTIALS : ''} ${one.more ?? ''}`,
    ...(one.answers ?? []).map(
      (status, step) => `${time((one.delay ?? 0.01) + 0.01 * step)}${to} > ${from} ${status} ${call}`,
    ),
  ]
  if (one.talk !== undefined)
    lines.push(
      `${time(0.1)}${from} > ${to} ACK ${call}`,
      `${time(0.1 + one.talk)}${from} > ${to} BYE ${call}`,
      `${time(0.15 + one.talk)}${to} > ${from} 200 ${call}`,
    )
  return lines
}

/** So many of them, alike but for what `make` tells. */
export const many = (count: number, make: (index: number) => Try): readonly Try[] =>
  Array.from({ length: count }, (_, index) => make(index))
