import { clipped, oneLine } from '../model/printable.ts'
import type { ToldEvent } from './json.ts'
import { counted, sizeText } from './printable.ts'

/** Milliseconds between two showings. */
const PAUSE_MS = 100

export interface Progress {
  show(events: readonly ToldEvent[]): void
  /** Takes the line away again. */
  clear(): void
}

/** One line on standard error that is written over and over; nothing at all where that is no terminal. */
export function createProgress(file: string): Progress {
  if (process.stderr.isTTY !== true) return { show() {}, clear() {} }
  let [findings, shownAt, visible] = [0, 0, false]
  return {
    show(events) {
      let last: Extract<ToldEvent, { kind: 'stage-progress' }> | undefined
      for (const event of events) {
        if (event.kind === 'finding-added') findings++
        else if (event.kind === 'stage-progress') last = event
      }
      const now = performance.now()
      if (last === undefined || now - shownAt < PAUSE_MS) return
      shownAt = now
      visible = true
      const figures = `${sizeText(last.bytesRead)}, ${counted(last.messages, 'SIP message')}, ${counted(findings, 'finding')}`
      process.stderr.write(`\r\u001b[2K${clipped(`${oneLine(file)}: ${figures}`, (process.stderr.columns ?? 80) - 1)}`)
    },
    clear() {
      if (visible) process.stderr.write('\r\u001b[2K')
      visible = false
    },
  }
}
