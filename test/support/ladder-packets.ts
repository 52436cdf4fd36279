import type { Endpoint } from '../../src/model/endpoint.ts'
import type { Micros } from '../../src/model/time.ts'

type Place = Required<Endpoint> & { readonly port: number }

/** One IP packet to be written into a capture. */
export interface Packet {
  readonly at: Micros
  readonly bytes: Uint8Array
}

/** A classic pcap file of Ethernet frames (LINKTYPE 1), little endian, microseconds. */
export function pcapOf(packets: readonly Packet[]): Uint8Array {
  const head = Buffer.alloc(24)
  head.writeUInt32LE(0xa1b2c3d4, 0)
  head.writeUInt16LE(2, 4)
  head.writeUInt16LE(4, 6)
  head.writeUInt32LE(65_535, 16)
  head.writeUInt32LE(1, 20)
  const parts: Uint8Array[] = [head]
  for (const { at, bytes } of packets) {
    const record = Buffer.alloc(16)
    record.writeUInt32LE(Math.floor(at / 1_000_000), 0)
    record.writeUInt32LE(at % 1_000_000, 4)
    record.writeUInt32LE(bytes.length + 14, 8)
    record.writeUInt32LE(bytes.length + 14, 12)
    const ethernet = Buffer.alloc(14)
    ethernet[5] = 2
    ethernet[11] = 1
    ethernet.writeUInt16BE(bytes[0]! >> 4 === 6 ? 0x86dd : 0x0800, 12)
    parts.push(record, ethernet, bytes)
  }
  return Buffer.concat(parts)
}

/** Writes UDP, TCP and ICMP packets with running IPv4 identifications and TCP sequence numbers. */
export function createPacketWriter() {
  const sequences = new Map<string, number>()
  let ipId = 1
  const next = () => ipId++ & 0xffff

  return {
    udp: (at: Micros, source: Place, destination: Place, payload: Uint8Array, dscp = 0, ttl = 64): Packet => ({
      at,
      bytes: ip(
        source.address,
        destination.address,
        17,
        udp(source.port, destination.port, payload),
        next(),
        dscp,
        ttl,
      ),
    }),
    /** A whole message in one segment. */
    tcp: (at: Micros, source: Place, destination: Place, payload: Uint8Array): Packet => {
      const flow = `${source.address}:${source.port}>${destination.address}:${destination.port}`
      const sequence = sequences.get(flow) ?? 1000
      sequences.set(flow, sequence + payload.length)
      const segment = Buffer.alloc(20 + payload.length)
      segment.writeUInt16BE(source.port, 0)
      segment.writeUInt16BE(destination.port, 2)
      segment.writeUInt32BE(sequence, 4)
      segment.writeUInt32BE(1, 8)
      segment[12] = 5 << 4
      segment[13] = 0x18
      segment.writeUInt16BE(65_535, 14)
      segment.set(payload, 20)
      return { at, bytes: ip(source.address, destination.address, 6, segment, next(), 0) }
    },
    /** An ICMP error from one host to another about a UDP packet on the way `quoted.source` to `quoted.destination`. */
    icmp: (
      at: Micros,
      from: string,
      to: string,
      error: { type: number; code: number; source: Place; destination: Place },
    ): Packet => {
      const quoted = ip(
        error.source.address,
        error.destination.address,
        17,
        udp(error.source.port, error.destination.port, new Uint8Array(8)),
        1,
        0,
      )
      const message = Buffer.concat([Buffer.from([error.type, error.code, 0, 0, 0, 0, 0, 0]), quoted])
      return { at, bytes: ip(from, to, from.includes(':') ? 58 : 1, message, next(), 0) }
    },
  }
}

function udp(source: number, destination: number, payload: Uint8Array): Uint8Array {
  const datagram = Buffer.alloc(8 + payload.length)
  datagram.writeUInt16BE(source, 0)
  datagram.writeUInt16BE(destination, 2)
  datagram.writeUInt16BE(datagram.length, 4)
  datagram.set(payload, 8)
  return datagram
}

function ip(
  source: string,
  destination: string,
  protocol: number,
  payload: Uint8Array,
  id: number,
  dscp: number,
  ttl = 64,
): Uint8Array {
  if (source.includes(':')) {
    const packet = Buffer.alloc(40 + payload.length)
    packet[0] = 0x60 | (dscp >> 2)
    packet[1] = (dscp & 3) << 6
    packet.writeUInt16BE(payload.length, 4)
    packet[6] = protocol
    packet[7] = ttl
    packet.set(ipv6(source), 8)
    packet.set(ipv6(destination), 24)
    packet.set(payload, 40)
    return packet
  }
  const packet = Buffer.alloc(20 + payload.length)
  packet[0] = 0x45
  packet[1] = dscp << 2
  packet.writeUInt16BE(packet.length, 2)
  packet.writeUInt16BE(id, 4)
  packet[8] = ttl
  packet[9] = protocol
  packet.set(source.split('.').map(Number), 12)
  packet.set(destination.split('.').map(Number), 16)
  packet.writeUInt16BE(checksum(packet.subarray(0, 20)), 10)
  packet.set(payload, 20)
  return packet
}

function ipv6(text: string): Uint8Array {
  const [left = '', right] = text.split('::')
  const groups = (part: string) => part.split(':').filter((group) => group !== '')
  const head = groups(left)
  const tail = right === undefined ? [] : groups(right)
  const all = right === undefined ? head : [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail]
  return Uint8Array.from(all.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]))
}

function checksum(bytes: Buffer): number {
  let sum = 0
  for (let i = 0; i < bytes.length; i += 2) sum += bytes.readUInt16BE(i)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}
