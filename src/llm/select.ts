import type { TranscriptMessage } from '../model/events.ts'
import type { Finding } from '../model/finding.ts'

/** A message as the model is to see it: `text` is a prefix of the original. */
export interface Chosen {
  readonly message: TranscriptMessage
  readonly text: string
  /** Characters left out at its end. */
  readonly cut: number
}

/** Characters of one message: a full INVITE with a long SDP fits, a body of junk does not. */
const MAX_MESSAGE_CHARS = 6_000
/** What a message costs beside its text. */
const FRAME_CHARS = 60

/**
 * The messages that matter most within `budget` characters, in order: those the rules cite, then the first and the last of each
 * transaction, then the rest. Retransmissions (the same text again) are left out.
 */
export function chooseMessages(
  messages: readonly TranscriptMessage[],
  findings: readonly Finding[],
  budget: number,
): readonly Chosen[] {
  const cited = citations(findings)
  const ends = transactionEnds(messages)
  const weight = ({ number }: TranscriptMessage) => cited.get(number) ?? (ends.has(number) ? 10_000 : 20_000)
  const seen = new Set<string>()
  const chosen: Chosen[] = []
  let left = budget
  for (const message of [...messages].sort((a, b) => weight(a) - weight(b) || a.number - b.number)) {
    if (seen.has(message.text)) continue
    seen.add(message.text)
    const text = wholeLines(message.text, Math.min(MAX_MESSAGE_CHARS, left - FRAME_CHARS))
    // A stump of a few lines would only mislead; a shorter message may still fit.
    if (text.length < Math.min(message.text.length, 400)) continue
    left -= text.length + FRAME_CHARS
    chosen.push({ message, text, cut: message.text.length - text.length })
  }
  return chosen.sort((a, b) => a.message.number - b.message.number)
}

/** The lines that fit: half a line could hold half a secret, which no pattern would know. */
function wholeLines(text: string, most: number): string {
  if (text.length <= most) return text
  return text.slice(0, text.lastIndexOf('\n', Math.max(0, most)) + 1)
}

/** Message number to rank of the finding that cites it. */
function citations(findings: readonly Finding[]): ReadonlyMap<number, number> {
  const cited = new Map<number, number>()
  for (const [rank, { evidence }] of findings.entries()) {
    for (const { message } of evidence) if (message !== undefined && !cited.has(message)) cited.set(message, rank)
  }
  return cited
}

/** Numbers of the first and last message of each transaction, told apart by Call-ID and CSeq (RFC 3261 §8.1.1). */
function transactionEnds(messages: readonly TranscriptMessage[]): ReadonlySet<number> {
  const spans = new Map<string, { first: number; last: number }>()
  for (const { number, text } of messages) {
    const head = text.slice(0, MAX_MESSAGE_CHARS)
    const key = `${/^(?:call-id|i)[ \t]*:(.*)$/im.exec(head)?.[1]?.trim()} ${/^cseq[ \t]*:(.*)$/im.exec(head)?.[1]?.trim()}`
    const span = spans.get(key)
    if (span) span.last = number
    else spans.set(key, { first: number, last: number })
  }
  return new Set([...spans.values()].flatMap(({ first, last }) => [first, last]))
}
