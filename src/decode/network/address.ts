import ipaddr from 'ipaddr.js'
import type { Endpoint } from '../../model/endpoint.ts'
import type { Packet } from './packet.ts'

/** Addresses travel as four 32-bit words, IPv4 as IPv4-mapped IPv6: one key shape for both families. */
const MAPPED_PREFIX = 0xffff

/** Endpoints remembered by their packed form. A trace has few; a flood of forged ones empties the memory again. */
const MAX_REMEMBERED = 8_192

/** Dotted IPv4, or IPv6 as RFC 5952 writes it, of the four words at `at`. */
export function addressText(words: Int32Array, at: number): string {
  if (words[at] === 0 && words[at + 1] === 0 && words[at + 2] === MAPPED_PREFIX) return ipv4Text(words[at + 3]!)
  const octets: number[] = []
  for (let i = at; i < at + 4; i++) {
    const word = words[i]!
    octets.push(word >>> 24, (word >>> 16) & 0xff, (word >>> 8) & 0xff, word & 0xff)
  }
  return ipaddr.fromByteArray(octets).toString()
}

/** The spelling `addressText` gives to the same address, or undefined where the text is no IP literal. */
export function canonicalAddress(text: string): string | undefined {
  if (!ipaddr.isValid(text)) return undefined
  const address = ipaddr.process(text)
  return address.kind() === 'ipv4' ? address.toString() : ipaddr.fromByteArray(address.toByteArray()).toString()
}

function ipv4Text(word: number): string {
  return `${word >>> 24}.${(word >>> 16) & 0xff}.${(word >>> 8) & 0xff}.${word & 0xff}`
}

/** Spells endpoints, each IPv4 one once: the messages of a trace share them. */
export function createEndpoints(): { source(packet: Packet): Endpoint; destination(packet: Packet): Endpoint } {
  const remembered = new Map<number, Endpoint>()
  const endpoint = (packet: Packet, at: 0 | 4, port: number): Endpoint => {
    if (packet.version === 6) return { address: addressText(packet.addresses, at), port }
    // 32 bits of address and 16 of port fit a double exactly.
    const key = (packet.addresses[at + 3]! >>> 0) * 65_536 + port
    let found = remembered.get(key)
    if (found === undefined) {
      if (remembered.size >= MAX_REMEMBERED) remembered.clear()
      found = { address: addressText(packet.addresses, at), port }
      remembered.set(key, found)
    }
    return found
  }
  return {
    source: (packet) => endpoint(packet, 0, packet.ports >>> 16),
    destination: (packet) => endpoint(packet, 4, packet.ports & 0xffff),
  }
}
