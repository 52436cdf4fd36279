import { createAnalyzer } from '../../../src/analyze.ts'
import { createIntake } from '../../../src/correlate/intake.ts'
import { sniffContainer } from '../../../src/decode/container/sniff.ts'
import type { Endpoint } from '../../../src/model/endpoint.ts'
import type { Report } from '../../../src/model/events.ts'
import type { SipMessage } from '../../../src/model/message.ts'
import type { AnalyzeOptions } from '../../../src/model/options.ts'
import type { Micros } from '../../../src/model/time.ts'
import { createPacketWriter, pcapOf } from '../ladder-packets.ts'

/** A message as somebody sent it, to be written down again in another way. */
export interface Sent {
  readonly at: Micros | undefined
  readonly source: Endpoint | undefined
  readonly destination: Endpoint | undefined
  readonly stream: boolean
  /** Lines end with CRLF. */
  readonly text: string
}

/** All messages of an input. Throws what the analysis of it throws. */
export function sentIn(bytes: Uint8Array): readonly Sent[] {
  const sent: Sent[] = []
  const kind = sniffContainer(bytes) === 'text' ? 'text' : 'capture'
  const intake = createIntake(kind, () => {}, { onMessage: (message) => sent.push(sentOf(message)) })
  intake.push(bytes)
  intake.end()
  return sent
}

const sentOf = ({ at, source, destination, transport, raw }: SipMessage): Sent => ({
  ...{ at, source, destination },
  stream: transport !== undefined && transport !== 'UDP',
  text: raw.replace(/\r*\n/g, '\r\n'),
})

/** How messages are written down: with times as packets of a capture, with addresses as a tool prints them, or bare. */
export type Form = 'capture' | 'log' | 'bare'

/** An UDP datagram's payload ends here; a longer message cannot be a packet of its own. */
const MAX_PACKET_CHARS = 60_000
const ADDRESS = /^[\da-f.:]+$/i

/** The form that keeps most of what is known of them. */
export function formOf(sent: readonly Sent[]): Form {
  const isPlace = (place: Endpoint | undefined): boolean => place?.port !== undefined && ADDRESS.test(place.address)
  if (!sent.every(({ source, destination }) => isPlace(source) && isPlace(destination))) return 'bare'
  return sent.every(({ at, text }) => at !== undefined && text.length < MAX_PACKET_CHARS) ? 'capture' : 'log'
}

/** The messages as an input: a capture, ngrep's print, or one after the other. */
export function written(sent: readonly Sent[], form: Form): Uint8Array {
  if (form === 'capture') return capture(sent)
  const parts = sent.map((one) =>
    form === 'bare' ? `${one.text}\r\n\r\n` : `${envelope(one)}\n${dotted(one.text)}\n\n`,
  )
  return Buffer.from(parts.join(''))
}

type Place = { readonly address: string; readonly port: number }

function capture(sent: readonly Sent[]): Uint8Array {
  const writer = createPacketWriter()
  const packets = sent.map(({ at, source, destination, stream, text }) =>
    (stream ? writer.tcp : writer.udp)(at!, source as Place, destination as Place, Buffer.from(text)),
  )
  return pcapOf(packets.toSorted((a, b) => a.at - b.at))
}

/** ngrep writes IPv6 without brackets. */
const envelope = ({ source, destination, stream }: Sent): string =>
  `${stream ? 'T' : 'U'} ${source!.address}:${source!.port} -> ${destination!.address}:${destination!.port}`
const dotted = (text: string): string => text.replaceAll('\r\n', '.\n')

export function reportOf(bytes: Uint8Array, options: AnalyzeOptions = { analysedAt: 0 }): Report {
  const analyzer = createAnalyzer(options, () => 0)
  const verdict = [...analyzer.push(bytes), ...analyzer.end()].at(-1)
  if (verdict?.kind !== 'verdict') throw new Error('an analysis ended without a verdict')
  return verdict.report
}
