import type { OpenMedia } from './media.ts'
import { sdpWord } from './words.ts'

/** Sections remembered; what a few products write. Chosen by us, as are the two below. */
const REMEMBERED = 128
/** Places in a message one section is remembered for: its lines count from the message's first. */
const MAX_PLACES = 8
/** Longer ones carry keys and candidates, which are never the same twice. */
const MAX_SECTION_CHARS = 600

/** An m-line and what follows it, as it was read before, but for its port. */
export interface KnownSection {
  readonly kind: string
  readonly line: number
  readonly lines: number
  /** Lines that were not empty. */
  readonly understood: number
  readonly media: OpenMedia
}

/** Where in a section its port ends, and the medium before it; undefined where the m-line is not written as usual. */
export interface SectionHead {
  readonly kind: string
  readonly port: number
  /** What follows the port: by this, the medium and its place in the message a section is known again. */
  readonly rest: string
}

/**
 * Products write the same m-lines and attributes into every description, with another port. What such a section was read
 * as is used again: that is most of what there is to read. Two at a time, so that many kinds of section push nothing out
 * that is still in use.
 */
export function createKnownSections() {
  let recent = new Map<string, KnownSection[]>()
  let older = new Map<string, KnownSection[]>()
  /** Met once: what never comes again is not worth keeping. */
  const once = new Set<string>()

  const placesOf = (rest: string): KnownSection[] | undefined => {
    const places = recent.get(rest)
    if (places !== undefined) return places
    const before = older.get(rest)
    if (before !== undefined) put(rest, before)
    return before
  }

  const put = (rest: string, places: KnownSection[]): void => {
    if (recent.size >= REMEMBERED) {
      older = recent
      recent = new Map()
    }
    recent.set(rest, places)
  }

  return {
    find({ kind, rest }: SectionHead, line: number): KnownSection | undefined {
      for (const one of placesOf(rest) ?? []) if (one.line === line && one.kind === kind) return one
      return undefined
    },
    /** Whether what was not found was met before all the same, so that it pays to keep it. */
    isRepeated({ rest }: SectionHead): boolean {
      if (placesOf(rest) !== undefined || once.has(rest)) return true
      if (once.size >= REMEMBERED) once.clear()
      once.add(rest)
      return false
    },
    /** `rest` and `section` must be texts of their own. */
    keep(rest: string, section: KnownSection): void {
      const places = placesOf(rest)
      if (places === undefined) put(rest, [section])
      else if (places.length < MAX_PLACES) places.push(section)
    },
  }
}

/** Takes apart `m=audio 40000 ...` at `start`; undefined where it is not written so, or is too long to be remembered. */
export function sectionHead(body: string, start: number, end: number): SectionHead | undefined {
  if (end - start > MAX_SECTION_CHARS || !body.startsWith('m=', start)) return undefined
  const space = body.indexOf(' ', start)
  let port = 0
  let at = space + 1
  for (; at - space <= 6; at++) {
    const digit = body.charCodeAt(at) - 48
    if (!(digit >= 0 && digit <= 9)) break
    port = port * 10 + digit
  }
  if (space < start + 3 || at === space + 1 || body.charCodeAt(at) !== 32 || port > 65_535 || at >= end)
    return undefined
  return { kind: sdpWord(body, start + 2, space), port, rest: body.slice(at, end) }
}
