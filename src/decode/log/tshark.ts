import type { SessionDescription } from '../../model/description.ts'
import type { Endpoint, Transport } from '../../model/endpoint.ts'
import { inputLine, type SipMessage } from '../../model/message.ts'
import { describeAnew } from '../sip/message.ts'
import { endpoint } from './address.ts'
import type { LogEnvelope } from './envelope.ts'
import { epochTime, findTime, type LogTime } from './time.ts'

/** One step of reading `tshark -V`: a packet's SIP layer begins, gives a line of its message, or ends; or nothing to say. */
export type TreeStep =
  | { readonly kind: 'begin'; readonly envelope: LogEnvelope }
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'end' }
  | { readonly kind: 'nothing' }

const NOTHING: TreeStep = { kind: 'nothing' }
const SDP_FIELD = /^\s{8,40}[^():]{1,80}(?:\([^()]{2,20}\))?[^():]{0,40}\(([a-z])\): (.*)$/

/**
 * The packet tree of `tshark -V` and Wireshark's "packet details" text, four blanks a level. The message is put together
 * again from the request or status line, the lines one level below `Message Header`, and the SDP fields, each named with its
 * letter: `Media Description, name and address (m): audio 8000 RTP/AVP 0`.
 */
export class TsharkTree {
  #active = false
  #time: LogTime | undefined
  #addresses: readonly [string, string] | undefined
  #ports: readonly [string, string] | undefined
  #transport: Transport | undefined
  #part: 'none' | 'message' | 'headers' | 'body' = 'none'

  /** Undefined when the line is none of a tree. */
  read(line: string): TreeStep | undefined {
    if (/^Frame \d{1,10}: \d{1,10} bytes/.test(line)) return this.#frame()
    if (!this.#active) return undefined
    if (/^[^\s[]/.test(line)) return this.#layer(line)
    if (line.trim() === '') return NOTHING
    if (this.#part === 'none') return this.#detail(line)
    return this.#sipField(line)
  }

  #frame(): TreeStep {
    this.#active = true
    this.#time = undefined
    this.#addresses = undefined
    this.#ports = undefined
    this.#transport = undefined
    return this.#leave()
  }

  #leave(): TreeStep {
    const inside = this.#part !== 'none'
    this.#part = 'none'
    return inside ? { kind: 'end' } : NOTHING
  }

  #layer(line: string): TreeStep | undefined {
    if (/^[v>]? ?Session Initiation Protocol/.test(line)) {
      this.#part = 'message'
      return { kind: 'begin', envelope: this.#envelope() }
    }
    const internet = /^Internet Protocol Version [46], Src: (\S{1,100}?)(?: \([^)]{1,100}\))?, Dst: (\S{1,100})/.exec(
      line,
    )
    if (internet) this.#addresses = [internet[1] ?? '', internet[2] ?? '']
    const ports =
      /^(User Datagram|Transmission Control) Protocol, Src Port: (?:\S+ \()?(\d{1,5})\)?, Dst Port: (?:\S+ \()?(\d{1,5})/.exec(
        line,
      )
    if (ports) {
      this.#ports = [ports[2] ?? '', ports[3] ?? '']
      this.#transport = ports[1]?.startsWith('User') ? 'UDP' : 'TCP'
    }
    return this.#leave()
  }

  #detail(line: string): TreeStep {
    const time = /^ {4}(?:UTC )?(Arrival|Epoch)(?: Arrival)? Time: (.{1,60})$/.exec(line)
    if (time && this.#time === undefined) {
      const text = time[2] ?? ''
      this.#time = time[1] === 'Epoch' ? epochTime(text.replace(/ seconds$/, '')) : findTime(text)
    }
    return NOTHING
  }

  #envelope(): LogEnvelope {
    const [source, destination] = this.#addresses ?? []
    return {
      time: this.#time,
      source: endpointOf(source, this.#ports?.[0]),
      destination: endpointOf(destination, this.#ports?.[1]),
      transport: this.#transport,
    }
  }

  #sipField(line: string): TreeStep {
    const start = /^ {4}(?:Request|Status)-Line: (.*)$/.exec(line)
    if (start) return { kind: 'line', text: start[1] ?? '' }
    if (/^ {4}Message Header/.test(line)) {
      this.#part = 'headers'
      return NOTHING
    }
    if (/^ {4}Message Body/.test(line)) {
      this.#part = 'body'
      return { kind: 'line', text: '' }
    }
    if (this.#part === 'headers') {
      const header = /^ {8}(?:\[truncated\]\s?)?([A-Za-z].*)$/.exec(line)
      return header ? { kind: 'line', text: header[1] ?? '' } : NOTHING
    }
    const field = this.#part === 'body' ? SDP_FIELD.exec(line) : null
    return field ? { kind: 'line', text: `${field[1]}=${field[2]}` } : NOTHING
  }
}

const endpointOf = (address: string | undefined, port: string | undefined): Endpoint | undefined =>
  address === undefined ? undefined : endpoint(address, port)

/**
 * The message with each line of its description as the tree has it, `Connection Information (c): IN IP4 192.0.2.1`: what is
 * quoted as evidence must stand in the input. `written` is by input line.
 */
export function asWritten(message: SipMessage, written: ReadonlyMap<number, string>): SipMessage {
  if (message.description === undefined) return message
  const quoted = <T extends { readonly line: number; readonly text: string }>(item: T): T => {
    const text = written.get(inputLine(message, item.line) ?? 0)
    return text === undefined ? item : { ...item, text }
  }
  const optional = <T extends { readonly line: number; readonly text: string }>(item: T | undefined) =>
    item === undefined ? undefined : quoted(item)
  const { origin, connection, attributes, media } = message.description
  const description: SessionDescription = {
    ...message.description,
    origin: optional(origin),
    connection: optional(connection),
    attributes: attributes.map(quoted),
    media: media.map((one) => ({
      ...quoted(one),
      connection: optional(one.connection),
      attributes: one.attributes.map(quoted),
    })),
  }
  return describeAnew(message, description)
}
