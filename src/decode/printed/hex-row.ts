/** Bytes of a row: every tool prints sixteen. */
const ROW_BYTES = 16
/** Columns looked at: sixteen bytes with their blanks, after an offset and quote marks. */
const MAX_COLUMNS = 120

/** One row of a hex dump. */
export interface HexRow {
  /** Undefined where the tool prints none. */
  readonly offset: number | undefined
  readonly bytes: Uint8Array
  /** The characters printed beside the bytes as they stand, or the bytes' digits where there are none. */
  readonly shown: string
}

/**
 * A row of a hex dump, undefined for any other line:
 *
 *     	0x0010:  cb00 7102 13c4 13d8 0369 41f8 494e 5649  ..q......iA.INVI      tcpdump -x, -X, -XX
 *     0010  cb 00 71 02 13 c4 13 d8 03 69 41 f8 49 4e 56 49   ..q......iA.INVI    Wireshark, tshark -x
 *         00000010  cb 00 71 02 13 c4 13 d8  03 69 41 f8 49 4e 56 49  ..q..       follow,hex; indented from node 1
 *       cb 00 71 02 13 c4 13 d8    03 69 41 f8 49 4e 56 49    ..q......iA.INVI    ngrep -x
 *
 * `withOffset`: whether it must have one.
 */
export function parseHexRow(line: string, withOffset: boolean): HexRow | undefined {
  const start = skipMarks(line)
  const offset = withOffset ? readOffset(line, start) : undefined
  if (withOffset && offset === undefined) return undefined
  return readBytes(line, offset?.end ?? start, offset?.value)
}

/** Blanks and quote marks before a row. */
function skipMarks(line: string): number {
  let at = 0
  while (at < 40 && (isBlank(line.charCodeAt(at)) || line.charCodeAt(at) === 62) /* > */) at++
  return at
}

function readOffset(line: string, start: number): { readonly value: number; readonly end: number } | undefined {
  const digits = line.startsWith('0x', start) ? start + 2 : start
  let end = digits
  while (end - digits <= 8 && isHex(line.charCodeAt(end))) end++
  if (end - digits < 4 || end - digits > 8) return undefined
  const value = Number.parseInt(line.slice(digits, end), 16)
  if (line.charCodeAt(end) === 58 /* : */) end++
  const blanks = countBlanks(line, end)
  return blanks >= 1 && blanks <= 4 ? { value, end: end + blanks } : undefined
}

function readBytes(line: string, start: number, offset: number | undefined): HexRow | undefined {
  const bytes = new Uint8Array(ROW_BYTES)
  let count = 0
  let at = start
  const limit = Math.min(line.length, start + MAX_COLUMNS)
  let wide = false
  while (count < ROW_BYTES && at < limit) {
    const digits = hexDigits(line, at)
    if (digits !== 2 && digits !== 4) break
    if (digits === 4) wide = true
    for (let i = 0; i < digits; i += 2) bytes[count++] = Number.parseInt(line.slice(at + i, at + i + 2), 16)
    at += digits
    const blanks = countBlanks(line, at)
    if (count === ROW_BYTES || !isGap(blanks, wide, count)) break
    at += blanks
  }
  if (count === 0) return undefined
  const shown = line.slice(at).trim()
  // Something glued to the bytes: these are words, not bytes.
  if (at < line.length && !isBlank(line.charCodeAt(at))) return undefined
  return { offset, bytes: bytes.slice(0, count), shown: shown === '' ? line.slice(start, at) : shown }
}

/** Between two bytes stands a blank; in the middle of the row, where bytes stand alone, up to four. */
const isGap = (blanks: number, wide: boolean, count: number): boolean =>
  blanks === 1 || (!wide && count === ROW_BYTES / 2 && blanks >= 2 && blanks <= 4)

function hexDigits(line: string, at: number): number {
  let end = at
  while (end - at <= 4 && isHex(line.charCodeAt(end))) end++
  return end - at
}

function countBlanks(line: string, at: number): number {
  let end = at
  while (isBlank(line.charCodeAt(end))) end++
  return end - at
}

const isBlank = (c: number): boolean => c === 32 || c === 9
const isHex = (c: number): boolean => (c >= 48 && c <= 57) || (c >= 97 && c <= 102) || (c >= 65 && c <= 70)
