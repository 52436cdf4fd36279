import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createAnalyzer } from '../../src/analyze.ts'
import { decodeSip } from '../../src/decode/sip/decode.ts'
import { textOfBytes } from '../../src/decode/sip/wire.ts'
import { Refusal } from '../../src/model/refusal.ts'
import { scenarios } from '../support/scenarios.ts'

/** What is fed to the product, by kind of input. */
export type Kind = 'message' | 'text' | 'capture'

export type Seeds = Readonly<Record<Kind, readonly Uint8Array[]>>

/** The tests' own drawings, and every file of a folder where one is named; files beyond `most` bytes are cut. */
export function seeds(folder: string | undefined, most: number): Seeds {
  const found: Record<Kind, Uint8Array[]> = { message: [], text: [], capture: [] }
  for (const { file, bytes } of scenarios()) found[file.endsWith('.pcap') ? 'capture' : 'text'].push(bytes)
  for (const bytes of found.text) found.message.push(...messagesOf(bytes))
  for (const path of folder === undefined ? [] : filesIn(folder)) {
    const bytes = readFileSync(path).subarray(0, most)
    if (path.endsWith('.dat')) found.message.push(bytes)
    else if (/\.(?:txt|log)$/.test(path)) found.text.push(bytes)
    else if (/\.(?:pcap|pcapng|cap)$/.test(path)) found.capture.push(bytes)
  }
  return found
}

const messagesOf = (text: Uint8Array): readonly Uint8Array[] =>
  Buffer.from(text)
    .toString('latin1')
    .split(/\n(?=[A-Z]{3,10} sip:|SIP\/2\.0 )/)
    .filter((piece) => piece.includes('SIP/2.0'))
    .map((piece) => Buffer.from(piece, 'latin1'))

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())

const silent = (): void => {}

/** Feeds the input to the product as its users do. Throws what the product throws, but for a refusal: that is an answer. */
export function feed(kind: Kind, bytes: Uint8Array): void {
  if (kind === 'message') readMessage(bytes)
  else analyse(bytes)
}

function readMessage(bytes: Uint8Array): void {
  const text = textOfBytes(bytes, 0, bytes.length)
  for (const origin of [
    { kind: 'frame', number: 1 },
    { kind: 'line', number: 1 },
  ] as const) {
    const message = decodeSip(
      text,
      { number: 1, at: 0, origin, source: undefined, destination: undefined, transport: 'UDP' },
      silent,
    )
    // Headers, body and description are only read when asked for.
    if (message !== undefined) void [message.headers.length, message.body.length, message.description]
  }
}

function analyse(bytes: Uint8Array): void {
  try {
    const analyzer = createAnalyzer({ analysedAt: 0 }, () => 0)
    const middle = bytes.length >> 1
    analyzer.push(bytes.subarray(0, middle))
    analyzer.push(bytes.subarray(middle))
    analyzer.end()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
}
