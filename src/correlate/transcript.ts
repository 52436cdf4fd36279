import type { TranscriptMessage } from '../model/events.ts'
import type { SipMessage } from '../model/message.ts'

/** The first messages of an input as text, for whoever reads along. */
export interface Transcript {
  add(message: SipMessage): void
  messages(): readonly TranscriptMessage[]
  /** Messages that found no room. */
  omitted(): number
}

/** Keeps whole messages, in order, up to `chars` characters; what follows the first that did not fit is only counted. */
export function createTranscript(chars: number): Transcript {
  const kept: TranscriptMessage[] = []
  let [room, omitted] = [chars, 0]
  return {
    add({ number, at, raw }) {
      if (omitted > 0 || raw.length > room) {
        omitted++
        return
      }
      room -= raw.length
      kept.push({ number, at, text: raw })
    },
    messages: () => kept,
    omitted: () => omitted,
  }
}
