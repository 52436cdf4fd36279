import type { TranscriptMessage } from '../model/events.ts'
import type { Evidence, EvidenceKind } from '../model/finding.ts'
import type { Mask } from './mask.ts'

/** Letters and digits an excerpt must have to prove anything. */
const MIN_LETTERS = 6
/** Found in nearly every message: proof of nothing. */
const TRIVIAL =
  /^(?:sip\/2\.0(?:\/(?:udp|tcp|tls|ws|wss))?|content-length|call-id|max-forwards|v=0|t=0 0|s=-|content-type:?|application\/sdp)$/i
const MAX_EXCERPT_LINES = 6
const MAX_EXCERPT = 500

/** Looks citations up in the messages themselves, in the words in which the model saw them. */
export interface Citations {
  /** The lines cited, verbatim but for secrets; undefined when the message does not exist or does not say so. */
  find(number: number, excerpt: string): Evidence | undefined
  /** True when these words stand in the trace, whatever the message (white space and case folded). */
  quoted(words: string): boolean
}

export function createCitations(messages: readonly TranscriptMessage[], mask: Mask): Citations {
  const byNumber = new Map(messages.map((message) => [message.number, message]))
  const folded = new Map<number, Folded>()
  let all: string | undefined
  const seen = (message: TranscriptMessage): Folded => {
    const known = folded.get(message.number) ?? fold(mask.hide(message.text))
    folded.set(message.number, known)
    return known
  }
  return {
    find(number, excerpt) {
      const message = byNumber.get(number)
      const wanted = fold(excerpt).text
      if (message === undefined || !telling(wanted)) return undefined
      const { text, lines } = seen(message)
      const at = text.indexOf(wanted)
      return at < 0 ? undefined : evidence(message, lineAt(lines, at), lineAt(lines, at + wanted.length - 1), mask)
    },
    quoted(words) {
      all ??= messages.map((message) => fold(message.text).text.toLowerCase()).join('\n')
      return all.includes(fold(words).text.toLowerCase())
    },
  }
}

const telling = (excerpt: string): boolean =>
  (excerpt.match(/[\p{L}\p{N}]/gu)?.length ?? 0) >= MIN_LETTERS && !TRIVIAL.test(excerpt)

interface Folded {
  /** White space folded to single blanks. */
  readonly text: string
  /** Offset in `text` at which each line begins. */
  readonly lines: readonly number[]
}

function fold(original: string): Folded {
  let text = ''
  const lines: number[] = []
  for (const line of original.split('\n')) {
    const bare = line.replace(/\s+/g, ' ').trim()
    lines.push(text.length + (text !== '' && bare !== '' ? 1 : 0))
    if (bare !== '') text += text === '' ? bare : ` ${bare}`
  }
  return { text, lines }
}

/** The last line that begins at or before that offset. */
function lineAt(lines: readonly number[], offset: number): number {
  let line = 0
  for (let i = 0; i < lines.length; i++) if ((lines[i] ?? 0) <= offset) line = i
  return line
}

function evidence(message: TranscriptMessage, first: number, last: number, mask: Mask): Evidence {
  const lines = message.text.split('\n').map((line) => line.replace(/\r$/, ''))
  const original = lines
    .slice(first, Math.min(last + 1, first + MAX_EXCERPT_LINES))
    .join('\n')
    .slice(0, MAX_EXCERPT)
  const excerpt = mask.redact(original)
  return {
    kind: kindOf(lines, first),
    message: message.number,
    frame: undefined,
    line: undefined,
    at: message.at,
    excerpt,
    redacted: excerpt !== original,
  }
}

function kindOf(lines: readonly string[], line: number): EvidenceKind {
  if (line === 0) return 'startline'
  const blank = lines.indexOf('')
  return blank >= 0 && line > blank && /^[a-z]=/.test(lines[line] ?? '') ? 'sdp-line' : 'header'
}
