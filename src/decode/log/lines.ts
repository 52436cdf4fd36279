import { isUtf8 } from 'node:buffer'
import type { Complain } from '../../model/flaw.ts'

/** Bytes of one line that are kept. Chosen by us: a whole SIP message on one line is below 20 KB. */
export const MAX_LINE_BYTES = 64 * 1_024

/** A run of CRs counts for no more line ends than this, so that nothing but CRs cannot fill the memory. */
const MAX_CR_RUN = 8
const CR_FLOOD = /\r{9,}/g

const LF = 10
const CR = 13

/** One line without its end; several lines share a number when one too long was cut where it says `\n` in two characters. */
export interface Line {
  readonly text: string
  /** From 1. */
  readonly number: number
}

/** Bytes to lines. The result does not depend on where the bytes are cut. */
export interface LineReader {
  push(chunk: Uint8Array): readonly Line[]
  end(): readonly Line[]
}

/**
 * Splits at LF, CRLF (with any number of CRs, as terminals double them) and CR alone. UTF-8, or UTF-16 when it has a mark or
 * looks like it; a line that is no valid UTF-8 is read as Latin-1, with a flaw. `firstNumber` is that of the first line.
 */
export function createLineReader(complain: Complain, firstNumber = 1): LineReader {
  const cutter = createCutter(complain, firstNumber)
  let head = Buffer.alloc(0)
  let transcode: Transcode | undefined
  return {
    push(chunk) {
      if (transcode !== undefined) return cutter.push(transcode(chunk, false))
      head = Buffer.concat([head, chunk])
      if (head.length < 4) return []
      const chosen = transcoderFor(head)
      transcode = chosen.transcode
      return cutter.push(transcode(head.subarray(chosen.skip), false))
    },
    end() {
      const chosen = transcode === undefined ? transcoderFor(head) : { transcode, skip: head.length }
      return [...cutter.push(chosen.transcode(head.subarray(chosen.skip), true)), ...cutter.end()]
    },
  }
}

type Transcode = (chunk: Uint8Array, last: boolean) => Uint8Array
const asIs: Transcode = (chunk) => chunk

function transcoderFor(head: Uint8Array): { readonly transcode: Transcode; readonly skip: number } {
  const [a, b, c, d] = head
  if (a === 0xef && b === 0xbb && c === 0xbf) return { transcode: asIs, skip: 3 }
  if (a === 0xff && b === 0xfe) return { transcode: fromUtf16('utf-16le'), skip: 2 }
  if (a === 0xfe && b === 0xff) return { transcode: fromUtf16('utf-16be'), skip: 2 }
  // Two Latin letters in UTF-16 without a mark: every second byte is zero.
  if (a && !b && c && d === 0) return { transcode: fromUtf16('utf-16le'), skip: 0 }
  if (a === 0 && b && c === 0 && d) return { transcode: fromUtf16('utf-16be'), skip: 0 }
  return { transcode: asIs, skip: 0 }
}

function fromUtf16(encoding: 'utf-16le' | 'utf-16be'): Transcode {
  const decoder = new TextDecoder(encoding)
  return (chunk, last) => Buffer.from(decoder.decode(chunk, { stream: !last }))
}

function createCutter(complain: Complain, firstNumber: number): LineReader {
  let carry: Buffer = Buffer.alloc(0)
  let number = firstNumber
  /** The rest of a line that was too long. */
  let dropping = false

  const tooLong = (line: Buffer) => {
    const origin = { kind: 'line', number } as const
    complain('text-line-too-long', line.subarray(0, 200).toString('latin1'), origin)
  }

  /** Takes kept stretches off the front of a line that is too long; gives what is left of it, undefined when dropped. */
  const shorten = (line: Buffer, lines: Line[]): Buffer | undefined => {
    let rest = line
    while (rest.length > MAX_LINE_BYTES) {
      const kept = rest.subarray(0, MAX_LINE_BYTES)
      const cut = kept.lastIndexOf('\\n')
      const end = cut <= 0 ? MAX_LINE_BYTES : cut + 2
      lines.push({ text: textOf(kept.subarray(0, end), number, complain), number })
      if (cut <= 0) {
        tooLong(kept)
        return undefined
      }
      rest = rest.subarray(end)
    }
    return rest
  }

  const takeLine = (line: Buffer, lines: Line[]) => {
    const rest = dropping ? undefined : shorten(line, lines)
    if (rest !== undefined) lines.push({ text: textOf(rest, number, complain), number })
    dropping = false
    number++
  }

  const takeText = (text: string, lines: Line[]) => {
    // UTF-8 takes at most three bytes for one of our characters, so most lines need no counting.
    if (dropping || text.length * 3 > MAX_LINE_BYTES) takeLine(Buffer.from(text), lines)
    else lines.push({ text, number: number++ })
  }

  /** Whole lines only; `bytes` ends where a line does. */
  const takeRegion = (bytes: Buffer, lines: Line[]) => {
    if (isUtf8(bytes)) for (const line of splitText(bytes.toString('utf8'))) takeText(line, lines)
    else for (const line of splitText(bytes.toString('latin1'))) takeLine(Buffer.from(line, 'latin1'), lines)
  }

  return {
    push(chunk) {
      const lines: Line[] = []
      const bytes = carry.length === 0 ? Buffer.from(chunk) : Buffer.concat([carry, chunk])
      const boundary = lastBoundary(bytes)
      if (boundary > 0) takeRegion(bytes.subarray(0, boundary), lines)
      const rest = bytes.subarray(boundary)
      carry = Buffer.from(rest.subarray(0, trimmedLength(rest) + MAX_CR_RUN))
      if (dropping) carry = carry.subarray(trimmedLength(carry))
      else if (trimmedLength(carry) > MAX_LINE_BYTES) {
        const kept = shorten(carry.subarray(0, trimmedLength(carry)), lines)
        dropping = kept === undefined
        carry = Buffer.concat([kept ?? Buffer.alloc(0), carry.subarray(trimmedLength(carry))])
      }
      return lines
    },
    end() {
      const lines: Line[] = []
      const whole = trimmedLength(carry)
      if (whole > 0 || dropping) takeLine(carry.subarray(0, whole), lines)
      carry = Buffer.alloc(0)
      return lines
    },
  }
}

/** Lines of a text that ends where a line does. */
function splitText(written: string): readonly string[] {
  const lines: string[] = []
  const hasCr = written.includes('\r')
  const text = hasCr && written.includes('\r'.repeat(MAX_CR_RUN + 1)) ? withoutCrFlood(written) : written
  for (let start = 0; start < text.length; ) {
    const lf = text.indexOf('\n', start)
    let end = lf < 0 ? text.length : lf
    if (hasCr) {
      // CRs before an LF belong to it; without an LF the text ends in a CR that ended its line.
      while (lf >= 0 && end > start && text.charCodeAt(end - 1) === CR) end--
      if (lf < 0 && text.charCodeAt(end - 1) === CR) end--
      pushSplitAtCr(lines, text.slice(start, end))
    } else lines.push(text.slice(start, end))
    start = lf < 0 ? text.length : lf + 1
  }
  return lines
}

const withoutCrFlood = (text: string): string => text.replace(CR_FLOOD, '\r'.repeat(MAX_CR_RUN))

function pushSplitAtCr(lines: string[], text: string) {
  let start = 0
  for (let cr = text.indexOf('\r'); cr >= 0; cr = text.indexOf('\r', start)) {
    lines.push(text.slice(start, cr))
    start = cr + 1
  }
  lines.push(start === 0 ? text : text.slice(start))
}

/** Length without CRs at the end, which may yet prove part of a line end. */
function trimmedLength(bytes: Buffer): number {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === CR) end--
  return end
}

/** Offset just past the last line end that is known to be one; a CR at the very end may yet be followed by an LF. */
function lastBoundary(bytes: Buffer): number {
  const afterLf = bytes.lastIndexOf(LF) + 1
  const lastCr = trimmedLength(bytes) > 0 ? bytes.lastIndexOf(CR, trimmedLength(bytes) - 1) : -1
  return Math.max(afterLf, lastCr + 1)
}

function textOf(bytes: Buffer, number: number, complain: Complain): string {
  if (isUtf8(bytes)) return bytes.toString('utf8')
  const text = bytes.toString('latin1')
  complain('text-encoding-repaired', text.slice(0, 200), { kind: 'line', number })
  return text
}
