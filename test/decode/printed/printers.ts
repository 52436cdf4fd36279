import type { Packet } from '../../support/ladder-packets.ts'
import { createPacketWriter } from '../../support/ladder-packets.ts'
import { ALICE, BOB } from '../log/format-cases.ts'
import { INVITE, TRYING } from '../log/read-text.ts'

export const INVITE_BYTES = Buffer.from(`${INVITE.join('\r\n')}\r\n`)
export const TRYING_BYTES = Buffer.from(`${TRYING.join('\r\n')}\r\n`)
/** 2026-04-16T18:30:00.000123Z, and a tenth of a second later. */
export const TIMES = [1_776_364_200_000_123, 1_776_364_200_100_123] as const
export const ISO_TIMES = ['2026-04-16T18:30:00.000123Z', '2026-04-16T18:30:00.100123Z'] as const

type Place = typeof ALICE

/** The INVITE and the 100 as packets. Over TCP the INVITE comes in segments of so many bytes. */
export function exchange(
  transport: 'udp' | 'tcp',
  [alice, bob]: readonly [Place, Place] = [ALICE, BOB],
  segment = INVITE_BYTES.length,
): readonly Packet[] {
  const writer = createPacketWriter()
  const packets: Packet[] = []
  for (let start = 0; start < INVITE_BYTES.length; start += segment) {
    packets.push(writer[transport](TIMES[0], alice, bob, INVITE_BYTES.subarray(start, start + segment)))
  }
  packets.push(writer[transport](TIMES[1], bob, alice, TRYING_BYTES))
  return packets
}

/** An IPv4 packet cut into two fragments (RFC 791 §3.2). */
export function fragmented(packet: Uint8Array, at = 256): readonly Uint8Array[] {
  const header = packet.subarray(0, 20)
  const payload = packet.subarray(20)
  return [payload.subarray(0, at), payload.subarray(at)].map((part, index) => {
    const bytes = Buffer.concat([header, part])
    bytes.writeUInt16BE(bytes.length, 2)
    bytes.writeUInt16BE(index === 0 ? 0x2000 : at / 8, 6)
    return bytes
  })
}

/** Ethernet, with a VLAN tag (IEEE 802.1Q) where one is given. */
export function ethernet(packet: Uint8Array, vlan?: number): Uint8Array {
  const type = packet[0]! >> 4 === 6 ? [0x86, 0xdd] : [0x08, 0x00]
  const tag = vlan === undefined ? [] : [0x81, 0x00, vlan >> 8, vlan & 255]
  return Buffer.concat([Buffer.from([2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, ...tag, ...type]), packet])
}

/** Linux cooked capture (LINKTYPE 113): sixteen bytes, the ethertype last. */
export function linuxSll(packet: Uint8Array): Uint8Array {
  const head = Buffer.alloc(16)
  head[5] = 6
  head.writeUInt16BE(packet[0]! >> 4 === 6 ? 0x86dd : 0x0800, 14)
  return Buffer.concat([head, packet])
}

/** Linux cooked capture 2 (LINKTYPE 276): twenty bytes, the ethertype first. */
export function linuxSll2(packet: Uint8Array): Uint8Array {
  const head = Buffer.alloc(20)
  head.writeUInt16BE(0x0800, 0)
  return Buffer.concat([head, packet])
}

/** BSD loopback (LINKTYPE 0): the address family. */
export const loopback = (packet: Uint8Array): Uint8Array => Buffer.concat([Buffer.from([2, 0, 0, 0]), packet])

const printable = (bytes: Uint8Array, blank: string): string =>
  [...bytes].map((c) => (c === 32 ? blank : c > 32 && c < 127 ? String.fromCharCode(c) : '.')).join('')

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

function rows(bytes: Uint8Array, row: (part: Uint8Array, offset: number) => string): string[] {
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += 16) lines.push(row(bytes.subarray(at, at + 16), at))
  return lines
}

/** `tcpdump -X`; `-x` without the characters. */
export const tcpdumpRows = (bytes: Uint8Array, characters = true): string[] =>
  rows(bytes, (part, offset) => {
    const words = hex(part)
      .match(/.{1,4}/g)!
      .join(' ')
    const row = `\t0x${offset.toString(16).padStart(4, '0')}:  ${words}`
    return characters ? `${row.padEnd(50)} ${printable(part, '.')}` : row
  })

/** Wireshark and `tshark -x`. */
export const wiresharkRows = (bytes: Uint8Array): string[] =>
  rows(bytes, (part, offset) => {
    const words = hex(part).match(/../g)!.join(' ')
    return `${offset.toString(16).padStart(4, '0')}  ${words.padEnd(47)}   ${printable(part, ' ')}`
  })

/** `ngrep -x`. */
export const ngrepRows = (bytes: Uint8Array): string[] =>
  rows(bytes, (part) => {
    const [left = '', right = ''] = [part.subarray(0, 8), part.subarray(8)].map((half) =>
      hex(half).replace(/../g, '$& '),
    )
    return `  ${left.padEnd(24)}   ${right.padEnd(24)}   ${printable(part, ' ')}`
  })

/** `tshark -z follow,tcp,hex`: what node 1 sent is indented. */
export const followRows = (bytes: Uint8Array, from: number, indent: string): string[] =>
  rows(bytes, (part, offset) => {
    const [left = '', right = ''] = [part.subarray(0, 8), part.subarray(8)].map(
      (half) => hex(half).match(/../g)?.join(' ') ?? '',
    )
    const at = (from + offset).toString(16).toUpperCase().padStart(8, '0')
    return `${indent}${at}  ${left.padEnd(23)}  ${right.padEnd(23)}  ${printable(part, ' ')}`
  })

/** `tcpdump -A`: CRs at line ends are not printed, other control characters are dots. */
export const asciiLines = (bytes: Uint8Array): string[] =>
  Buffer.from(bytes)
    .toString('latin1')
    .replaceAll('\r\n', '\n')
    .replace(/[\x00-\x08\x0b-\x1f\x7f-\xff]/g, '.')
    .split('\n')

const dotted = ({ address, port }: Place): string => `${address}.${port}`
const clock = (at: number): string => new Date(at / 1_000).toISOString().slice(0, 19).replace('T', ' ')

/** The line above a packet, `tcpdump -tttt -nn`. */
export const tcpdumpHead = (index: 0 | 1, said: string, ends: readonly [Place, Place] = [ALICE, BOB]): string => {
  const [from, to] = index === 0 ? ends : [ends[1], ends[0]]
  const ip = from.address.includes(':') ? 'IP6' : 'IP'
  return `${clock(TIMES[index])}.${String(TIMES[index] % 1_000_000).padStart(6, '0')} ${ip} ${dotted(from)} > ${dotted(to)}: ${said}`
}
