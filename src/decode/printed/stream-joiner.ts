import type { Endpoint, Transport } from '../../model/endpoint.ts'
import type { LogTime } from '../log/time.ts'
import { MAX_MESSAGE_CHARS } from '../sip/decode.ts'
import type { Out } from './piece.ts'
import { isStartLine } from './start.ts'

/** Flows with an unfinished message that are held at once; the one longest silent is given out. Chosen by us. */
const MAX_FLOWS = 256
/** Segments of one message. Chosen by us: as many as of a capture. */
const MAX_SEGMENTS = 512
/** Characters of these. Chosen by us. */
const MAX_HELD_CHARS = 4 * 1_024 * 1_024

/** A line of a message, and where it begins in the input. */
export interface Numbered {
  readonly text: string
  readonly number: number
  /** As the input has it, on several lines, where it was put together of them. */
  readonly shown?: string
}

/** What one packet carried, as lines. */
export interface Segment {
  readonly format: string
  readonly time: LogTime | undefined
  readonly source: Endpoint | undefined
  readonly destination: Endpoint | undefined
  readonly transport: Transport | undefined
  /** Names the flow: segments of one are joined. Undefined for a datagram, which stands alone. */
  readonly flow: string | undefined
  readonly lines: readonly Numbered[]
  /** The packet ended within its last line. */
  readonly cut: boolean
  /** It begins with the LF of a line end whose CR was in the packet before. */
  readonly lfFirst?: boolean
}

/** Joins the segments of TCP connections that a tool printed one by one, and gives out their messages. */
export interface StreamJoiner {
  add(segment: Segment): void
  end(): void
}

interface Held {
  readonly lines: readonly Numbered[]
  readonly chars: number
  readonly segments: number
  readonly segment: Segment
}

/**
 * A message ends where its Content-Length says, or where the next start line or the packet stands; one that goes on in the flow's
 * next segment is held until then, and takes the time of the segment that completed it, as a capture's does.
 */
export function createStreamJoiner(out: Out): StreamJoiner {
  const flows = new Map<string, Held>()
  let held = 0

  const give = (lines: readonly Numbered[], { format, time, source, destination, transport }: Segment): void => {
    if (!isStartLine(lines[0]?.text ?? '')) {
      for (const { text, number } of lines) out.line(text, number)
      return
    }
    const written = new Map<number, string>()
    for (const [index, { shown }] of lines.entries()) if (shown !== undefined) written.set(index, shown)
    out.message({
      kind: 'message',
      format,
      text: `${lines.map(({ text }) => text).join('\r\n')}\r\n`,
      time,
      source,
      destination,
      transport,
      complete: undefined,
      lines: lines.map(({ number }) => number),
      written,
    })
  }

  const drop = (flow: string): Held | undefined => {
    const dropped = flows.get(flow)
    flows.delete(flow)
    held -= dropped?.chars ?? 0
    return dropped
  }

  const flush = (flow: string): void => {
    const dropped = drop(flow)
    for (const part of messagesIn(dropped?.lines ?? [])) give(part, dropped!.segment)
  }

  const hold = (flow: string, unfinished: Omit<Held, 'segment'>, segment: Segment): void => {
    const { lines, chars } = unfinished
    const ended = { text: '', number: lines.at(-1)?.number ?? 0 }
    flows.set(flow, { ...unfinished, lines: segment.cut ? lines : [...lines, ended], segment })
    held += chars
    while (flows.size > MAX_FLOWS || (held > MAX_HELD_CHARS && flows.size > 1)) flush(flows.keys().next().value!)
  }

  return {
    add(segment) {
      const { flow, cut } = segment
      const begins = segment.lines.find(({ text }) => text !== '')
      if (flow !== undefined && isStartLine(begins?.text ?? '')) flush(flow)
      const before = flow === undefined ? undefined : drop(flow)
      const parts = messagesIn(joined(before, segment))
      const last = parts.at(-1)
      for (const part of parts.slice(0, -1)) give(part, segment)
      if (last === undefined) return
      const chars = last.reduce((sum, { text }) => sum + text.length, 0)
      const segments = (parts.length === 1 ? (before?.segments ?? 0) : 0) + 1
      const fits = chars <= MAX_MESSAGE_CHARS && segments < MAX_SEGMENTS
      if (flow !== undefined && fits && isUnfinished(last, cut)) hold(flow, { lines: last, chars, segments }, segment)
      else give(last, segment)
    },
    end() {
      for (const flow of [...flows.keys()]) flush(flow)
    },
  }
}

/** The last line held goes on in the first of the segment. */
function joined(held: Held | undefined, { lines, lfFirst }: Segment): readonly Numbered[] {
  const last = held?.lines.at(-1)
  const [first, ...rest] = lfFirst && last?.text === '' ? lines.slice(1) : lines
  if (held === undefined || last === undefined || first === undefined) return lines
  const seam = last.text === '' ? first : seamOf(last, first)
  return [...held.lines.slice(0, -1), seam, ...rest]
}

/** A line that two packets share. */
function seamOf(last: Numbered, first: Numbered): Numbered {
  const shown = [last.shown ?? last.text, first.shown ?? first.text].filter((part) => part !== '').join('\n')
  return { text: last.text + first.text, number: last.number, shown }
}

/** The lines cut before each start line that is no part of the body before it; empty lines between messages are dropped. */
export function messagesIn(lines: readonly Numbered[]): readonly (readonly Numbered[])[] {
  const parts: Numbered[][] = []
  let part: Numbered[] = []
  let lacks = 0
  let fragment = false
  const close = (): void => {
    if (part.some(({ text }) => text !== '')) parts.push(part)
    part = []
  }
  for (const line of lines) {
    if (isStartLine(line.text) && !(fragment && lacks > 0)) {
      close()
      part.push(line)
      lacks = Number.POSITIVE_INFINITY
      fragment = false
      continue
    }
    if (part.length === 0 && line.text === '') continue
    part.push(line)
    if (lacks !== Number.POSITIVE_INFINITY) lacks -= Buffer.byteLength(line.text) + 2
    else if (line.text === '') {
      lacks = lengthOf(part)
      fragment = isFragment(part)
    }
  }
  close()
  return parts
}

const isFragment = (part: readonly Numbered[]): boolean =>
  part.some(({ text }) => /^(?:c|content-type)\s{0,9}:\s{0,9}message\/sipfrag/i.test(text))

/** Content-Length of the headers, 0 without one. */
function lengthOf(part: readonly Numbered[]): number {
  for (const { text } of part) {
    const match = /^(?:l|content-length)[ \t]{0,9}:[ \t]{0,9}(\d{1,7})[ \t]{0,9}$/i.exec(text)
    if (match !== null) return Number(match[1])
  }
  return 0
}

/** Whether the last message in the lines goes on in what is not here yet. */
export function goesOn(lines: readonly Numbered[], cut: boolean): boolean {
  const last = messagesIn(lines).at(-1)
  return last !== undefined && isUnfinished(last, cut)
}

const isUnfinished = (part: readonly Numbered[], cut: boolean): boolean =>
  isStartLine(part[0]?.text ?? '') && lacksOf(part, cut) > 0

/** Bytes of the message that are still to come, as far as it can be told: more than 0 while its headers go on. */
function lacksOf(part: readonly Numbered[], cut: boolean): number {
  const blank = part.findIndex(({ text }) => text === '')
  if (blank < 0) return Number.POSITIVE_INFINITY
  const body = part.slice(blank + 1)
  const ends = body.length - (cut ? 1 : 0)
  return lengthOf(part.slice(0, blank)) - body.reduce((sum, { text }) => sum + Buffer.byteLength(text), 2 * ends)
}
