import { type FaxSide, sendFax } from './fax-line.ts'
import { type MediaLine, marked, openLine, type Part, type Plug } from './media-line.ts'
import { hurry, type Running, ready } from './programs.ts'
import type { Site } from './site.ts'

// One end of a call's media as a program of its own, so that it can stand on whatever host it likes.

/** A stretch of packets as it is written down: the payload in hexadecimal. */
type Words =
  | { readonly silentMs: number }
  | (Omit<Extract<Part, { payload: Uint8Array }>, 'payload'> & { readonly payload: string })

export interface Speech {
  readonly from: Plug
  readonly to: Plug
  readonly ssrc: number
  readonly other: number
  readonly reportsEveryMs?: number
  /** It begins with this mark in its directory. */
  readonly after: string
  readonly words: readonly Words[]
  /** Then, after another mark, a fax by T.38 between the ports above those of RTCP. */
  readonly fax?: { readonly side: FaxSide; readonly after: string }
}

/** A speaker on its host, its ports bound. It ends with what it has to say. */
export async function startSpeaker(site: Site, at: number, speech: Speech): Promise<Running> {
  const running = site.start(at, process.execPath, [import.meta.filename, JSON.stringify(speech), site.directory])
  await ready(running, () => running.says(/ready/))
  return running
}

async function speak(speech: Speech, directory: string): Promise<void> {
  const { from, to, ssrc, other, reportsEveryMs, after, words, fax } = speech
  const line: MediaLine = await openLine(from, to, ssrc, other, reportsEveryMs)
  hurry(process.pid)
  console.log('ready')
  await marked(directory, after)
  await line.send(
    words.map((part) => ('silentMs' in part ? part : { ...part, payload: Buffer.from(part.payload, 'hex') })),
  )
  line.close()
  if (fax) {
    await marked(directory, fax.after)
    await sendFax(fax.side, { ...from, port: from.port + 2 }, { ...to, port: to.port + 2 })
  }
}

const [, program, speech, directory] = process.argv
if (program === import.meta.filename && speech !== undefined && directory !== undefined) {
  await speak(JSON.parse(speech) as Speech, directory)
}
