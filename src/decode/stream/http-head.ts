/** Octets of a request or response head that are waited for. Chosen by us: servers take 8 to 16 KiB. */
const MAX_HEAD_OCTETS = 16_384

/** First line and fields of an HTTP/1.1 message (RFC 9112 §2). */
export interface HttpHead {
  readonly startLine: string
  /** Values by small-letter name; of several the first. */
  readonly fields: ReadonlyMap<string, string>
  /** Where the body begins in the bytes given. */
  readonly end: number
}

/** The head that begins at `start`; undefined while its end is not there, and false where it is too long to be waited for. */
export function readHttpHead(bytes: Uint8Array, start: number, end: number): HttpHead | undefined | false {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset + start, Math.min(end - start, MAX_HEAD_OCTETS))
  const length = view.indexOf('\r\n\r\n')
  if (length < 0) return end - start < MAX_HEAD_OCTETS ? undefined : false
  const [startLine, ...lines] = view.toString('latin1', 0, length).split('\r\n')
  const fields = new Map<string, string>()
  for (const line of lines) {
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(colon, 0)).toLowerCase()
    if (name !== '' && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim())
  }
  return { startLine: startLine!, fields, end: start + length + 4 }
}
