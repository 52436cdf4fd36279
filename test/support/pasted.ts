import { LADDER_START, type Ladder } from './ladder.ts'

/** Bare messages without bodies, as somebody would paste them: no addresses, no times. */
export const pasted = (...messages: readonly string[]): Ladder => ({
  bytes: Buffer.from(
    messages.map((message) => `${message}\nContent-Length: 0\n\n`.replaceAll('\n', '\r\n')).join('\r\n'),
  ),
  options: { analysedAt: LADDER_START, issue: undefined, endpoints: undefined },
})
