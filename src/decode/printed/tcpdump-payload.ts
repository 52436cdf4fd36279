import type { Numbered } from './stream-joiner.ts'

/** What of a printed packet is payload, and what stands below it. */
export interface Payload {
  readonly lines: readonly Numbered[]
  /** The packet ended within the last line. */
  readonly cut: boolean
  readonly rest: readonly Numbered[]
  /** What is left over begins in the middle of a line. */
  readonly split: boolean
}

/**
 * The payload of a TCP packet printed as text: after as many characters as its headers have bytes. A line end in the headers
 * is one byte; in the payload it is two, since the CR is not printed. The data offset is a printed letter or, from 32 bytes on,
 * a dot.
 *
 *     E..T.$..@.{|......q..@..........P. .....INVITE sip:bob@example.com SIP/2.0
 *     |- IPv4, 20 bytes --||- TCP, 20 to 60 --||- payload
 */
export function segmentPayload(raw: readonly Numbered[], length: number): Payload | undefined {
  const ip = raw[0]?.text.startsWith('`') ? 40 : 20
  if (length === 0) return undefined
  for (const header of headerLengths(raw, ip)) {
    const payload = take(skip(raw, ip + header), length)
    if (payload !== undefined && endsWithLine(payload)) return payload
  }
  const [likely] = headerLengths(raw, ip)
  const all = skip(raw, ip + (likely ?? 32))
  return take(all, length) ?? { lines: all, cut: true, rest: [], split: false }
}

/** Nothing of the last line is left over; after a payload that ends with a line stands an empty one. */
const endsWithLine = ({ cut, rest, split }: Payload): boolean => !split && (cut || (rest[0]?.text ?? '') === '')

/** Lengths the TCP header may have, the likeliest first. */
function headerLengths(raw: readonly Numbered[], ip: number): readonly number[] {
  const offset = skip(raw, ip + 12)[0]?.text[0]
  const told = { P: 20, '`': 24, p: 28 }[offset ?? '']
  return told === undefined ? [32, 36, 40, 44, 48, 52, 56, 60] : [told]
}

/** The lines without so many characters at the front, line ends counted. */
export function skip(lines: readonly Numbered[], characters: number): readonly Numbered[] {
  let left = characters
  for (const [index, { text, number }] of lines.entries()) {
    if (left <= text.length) return [{ text: text.slice(left), number }, ...lines.slice(index + 1)]
    left -= text.length + 1
  }
  return []
}

/** So many bytes from the front, a line end being two; undefined when there are fewer. */
function take(lines: readonly Numbered[], length: number): Payload | undefined {
  let left = length
  for (const [index, { text, number }] of lines.entries()) {
    if (left === text.length && left > 0)
      return { lines: lines.slice(0, index + 1), cut: true, rest: lines.slice(index + 1), split: false }
    if (left < text.length) {
      const within = [...lines.slice(0, index), { text: text.slice(0, left), number }]
      const rest = [{ text: text.slice(left), number }, ...lines.slice(index + 1)]
      return { lines: within, cut: true, rest, split: true }
    }
    left -= text.length + 2
    if (left === 0) return { lines: lines.slice(0, index + 1), cut: false, rest: lines.slice(index + 1), split: false }
  }
  return undefined
}
