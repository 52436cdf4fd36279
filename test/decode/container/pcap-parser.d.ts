/** pcap-parser comes without types; this is the part the tests use. */
declare module 'pcap-parser' {
  import type { Readable } from 'node:stream'

  interface Packet {
    readonly header: {
      readonly timestampSeconds: number
      readonly timestampMicroseconds: number
      readonly originalLength: number
    }
    readonly data: Buffer
  }
  interface Parsing {
    on(event: 'packet', listener: (packet: Packet) => void): void
    on(event: 'end', listener: () => void): void
    on(event: 'error', listener: (error: Error) => void): void
  }
  const parser: { parse(stream: Readable): Parsing }
  export default parser
}
