import type { Sent } from './sent.ts'

/** One header of a message: its lines, the folded ones included, without the last line end. */
interface HeaderLines {
  readonly name: string
  readonly lines: string
}

interface Parts {
  readonly start: string
  readonly headers: readonly HeaderLines[]
  readonly body: string
}

/** A message taken apart; undefined for one whose headers do not end, or are none. */
export function partsOf(text: string): Parts | undefined {
  const end = text.indexOf('\r\n\r\n')
  const [start, ...lines] = text.slice(0, Math.max(end, 0)).split('\r\n')
  if (!start || lines.some((line) => !/^(?:[ \t]|[^\s:]+[ \t]*:)/.test(line)) || /^[ \t]/.test(lines[0] ?? ' ')) return
  const headers: { name: string; lines: string }[] = []
  for (const line of lines) {
    if (/^[ \t]/.test(line)) headers.at(-1)!.lines += `\r\n${line}`
    else headers.push({ name: line.slice(0, line.indexOf(':')).trim(), lines: line })
  }
  return { start, headers, body: text.slice(end + 4) }
}

const joined = ({ start, headers, body }: Parts): string =>
  [start, ...headers.map(({ lines }) => lines), '', body].join('\r\n')

const changed = (sent: readonly Sent[], change: (parts: Parts) => Parts): readonly Sent[] =>
  sent.map((one) => {
    const parts = partsOf(one.text)
    return parts ? { ...one, text: joined(change(parts)) } : one
  })

const renamed = (sent: readonly Sent[], name: (old: string) => string): readonly Sent[] =>
  changed(sent, (parts) => ({
    ...parts,
    headers: parts.headers.map((one) => ({ ...one, lines: name(one.name) + one.lines.slice(one.name.length) })),
  }))

/** Compact forms that name one header each (RFC 3261 §7.3.3 and the IANA registry). */
const COMPACT: Readonly<Record<string, string>> = {
  ...{ via: 'v', from: 'f', to: 't', 'call-id': 'i', contact: 'm', 'content-type': 'c', 'content-length': 'l' },
  ...{ supported: 'k', subject: 's', 'content-encoding': 'e', 'refer-to': 'r', 'referred-by': 'b', event: 'o' },
  ...{ 'allow-events': 'u', 'session-expires': 'x', 'accept-contact': 'a', 'request-disposition': 'd' },
  ...{ 'reject-contact': 'j', identity: 'y' },
}
const LONG: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(COMPACT).map(([long, short]) => [short, long]),
)
const canonical = (name: string): string => LONG[name.toLowerCase()] ?? name.toLowerCase()

export const compact = (sent: readonly Sent[]): readonly Sent[] =>
  renamed(sent, (name) => COMPACT[name.toLowerCase()] ?? name)
export const upperCase = (sent: readonly Sent[]): readonly Sent[] => renamed(sent, (name) => name.toUpperCase())
export const lowerCase = (sent: readonly Sent[]): readonly Sent[] => renamed(sent, (name) => name.toLowerCase())

/**
 * The headers in another order; those of one name keep theirs (RFC 3261 §7.3.1: "the relative order of header fields with
 * the same field name is important"). `pick` gives a number below its argument.
 */
export const reordered = (sent: readonly Sent[], pick: (below: number) => number): readonly Sent[] =>
  changed(sent, (parts) => {
    const places = parts.headers.map((_, index) => index)
    for (let at = places.length - 1; at > 0; at--) {
      const other = pick(at + 1)
      ;[places[at], places[other]] = [places[other]!, places[at]!]
    }
    const names = places.map((place) => canonical(parts.headers[place]!.name))
    const waiting = Map.groupBy(parts.headers, ({ name }) => canonical(name))
    return { ...parts, headers: names.map((name) => waiting.get(name)!.shift()!) }
  })

/** The text with a new body or new headers, and with a Content-Length that grew as the body did. */
export function withLength(before: string, after: string): string {
  const [old, now] = [partsOf(before), partsOf(after)]
  if (!old || !now) return after
  const grown = Buffer.byteLength(now.body) - Buffer.byteLength(old.body)
  if (grown === 0) return after
  const headers = now.headers.map((one) =>
    canonical(one.name) === 'content-length'
      ? { ...one, lines: one.lines.replace(/\d+\s*$/, (value) => String(Number(value) + grown)) }
      : one,
  )
  return joined({ ...now, headers })
}
