import type { Endpoint, Transport } from '../../model/endpoint.ts'
import { endpoint } from '../log/address.ts'
import { epochTime, type LogTime } from '../log/time.ts'
import { PdmlMessage } from './pdml-message.ts'
import type { Out, PrintedReader } from './piece.ts'

/** What a file of it begins with, before `<pdml`. */
const HEAD_LINES = 3
const NAME = /^\s{0,200}<(?:field|proto) name="([^"]{0,100})"/
const SHOW = /\sshow="([^"]{0,1000})"/

/**
 * Packets as XML, `tshark -T pdml` and Wireshark's export: a line for each field, with its place in the packet and its bytes in
 * hexadecimal. A message is put together of all bytes in its layer.
 */
export class PdmlReader implements PrintedReader {
  readonly #out: Out
  #inPacket = false
  #time: LogTime | undefined
  #ends: Record<'src' | 'dst' | 'srcport' | 'dstport', string | undefined> = NO_ENDS
  #transport: Transport | undefined
  #message: PdmlMessage | undefined

  constructor(out: Out) {
    this.#out = out
  }

  get idle(): boolean {
    return !this.#inPacket
  }

  read(text: string, number: number): boolean {
    const first = text.charCodeAt(0)
    if (!this.#inPacket) {
      if (first !== 60 /* < */) return false
      // The declarations are only known by where they stand: XML is in messages too.
      if (number <= HEAD_LINES && /^<(?:\?xml[ -]|!-- )/.test(text)) return true
      if (!/^<(?:packet>|pdml |\/pdml>)/.test(text)) return false
      if (text.startsWith('<packet>')) this.#begin()
      return true
    }
    if (first === 60 /* < */ && text.startsWith('</packet>')) this.end()
    else this.#field(text, number)
    return true
  }

  end(): void {
    this.#give()
    this.#inPacket = false
  }

  #begin(): void {
    this.#inPacket = true
    this.#time = undefined
    this.#ends = { ...NO_ENDS }
    this.#transport = undefined
  }

  #field(text: string, number: number): void {
    const name = NAME.exec(text)?.[1]
    if (/^ {0,2}<proto /.test(text)) {
      this.#give()
      if (name === 'sip') this.#message = new PdmlMessage(text, number)
      return
    }
    if (this.#message !== undefined) this.#message.read(text, number)
    else if (name !== undefined) this.#envelope(name, SHOW.exec(text)?.[1] ?? '')
  }

  #envelope(name: string, show: string): void {
    const part = /^(?:ipv?6?|udp|tcp)\.(src|dst|srcport|dstport)$/.exec(name)?.[1]
    if (part !== undefined) {
      this.#ends[part as keyof typeof NO_ENDS] = show
      if (name.startsWith('udp')) this.#transport = 'UDP'
      else if (name.startsWith('tcp')) this.#transport = 'TCP'
    } else if (name === 'frame.time_epoch') this.#time = epochTime(show)
  }

  #give(): void {
    const message = this.#message?.message()
    this.#message = undefined
    if (message === undefined) return
    const { src, dst, srcport, dstport } = this.#ends
    this.#out.message({
      ...message,
      kind: 'message',
      format: 'Wireshark PDML',
      time: this.#time,
      source: endOf(src, srcport),
      destination: endOf(dst, dstport),
      transport: this.#transport,
    })
  }
}

const NO_ENDS = { src: undefined, dst: undefined, srcport: undefined, dstport: undefined }

const endOf = (address: string | undefined, port: string | undefined): Endpoint | undefined =>
  address === undefined ? undefined : endpoint(address, port)
