import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addressText, canonicalAddress } from '../../../src/decode/network/address.ts'
import { decodeIcmp } from '../../../src/decode/network/icmp.ts'
import { decodeIp } from '../../../src/decode/network/ip.ts'
import { Packet } from '../../../src/decode/network/packet.ts'
import { decodeTcp, TcpHeader } from '../../../src/decode/network/tcp.ts'
import { decodeUdp } from '../../../src/decode/network/udp.ts'
import type { FlawKind } from '../../../src/model/flaw.ts'
import { ip, join, TCP, tcp, udp } from '../../support/capture-writer.ts'

const V4 = { source: '198.51.100.7', destination: '203.0.113.9' }
const V6 = { source: '2001:db8::7', destination: '2001:db8:0:1::9' }

function decode(bytes: Uint8Array) {
  const flaws: FlawKind[] = []
  const packet = new Packet()
  const ok = decodeIp(packet, bytes, 0, bytes.length, (kind) => flaws.push(kind))
  return { ok, packet, flaws }
}

describe('IP headers', () => {
  test.each([
    ['IPv4', V4, {}],
    ['IPv4 with options', V4, { options: new Uint8Array(8) }],
    ['IPv6', V6, {}],
  ])('%s', (_name, shape, extra) => {
    const payload = udp(new Uint8Array([1, 2, 3]), [5060, 5080])
    const bytes = join(ip(payload, { ...shape, ...extra, dscp: 46, ttl: 57 }), new Uint8Array(6))
    const { ok, packet, flaws } = decode(bytes)
    expect(ok).toBe(true)
    expect(flaws).toEqual([])
    expect(addressText(packet.addresses, 0)).toBe(shape.source)
    expect(addressText(packet.addresses, 4)).toBe(shape.destination)
    expect(packet).toMatchObject({ dscp: 46, ttl: 57, protocol: 17, moreFragments: false, fragmentOffset: 0 })
    // Ethernet padding behind the datagram does not belong to it.
    expect(packet.end - packet.start).toBe(payload.length)
    expect(packet.wireEnd).toBe(packet.end)
  })

  test('a packet object goes from one family to the other and back', () => {
    const packet = new Packet()
    for (const { source, destination } of [V4, V6, V4]) {
      const bytes = ip(new Uint8Array(8), { source, destination })
      decodeIp(packet, bytes, 0, bytes.length, () => {})
      expect([addressText(packet.addresses, 0), addressText(packet.addresses, 4)]).toEqual([source, destination])
    }
  })

  test.each([
    ['version 5', Uint8Array.of(0x55, ...new Uint8Array(30))],
    ['IPv4 cut', ip(new Uint8Array(0), V4).slice(0, 19)],
    ['IPv4 header length 4', Uint8Array.of(0x41, ...new Uint8Array(30))],
    ['IPv4 header beyond the packet', Uint8Array.of(0x4f, ...new Uint8Array(30))],
    ['IPv4 total length below its header', ip(new Uint8Array(8), { ...V4, length: 19 })],
    ['IPv6 cut', ip(new Uint8Array(0), V6).slice(0, 39)],
    ['nothing', new Uint8Array(0)],
  ])('%s is no IP header', (_name, bytes) => {
    const { ok, flaws } = decode(bytes)
    expect(ok).toBe(false)
    expect(flaws).toEqual(['ip-header-invalid'])
  })

  test('a total length of 0, as segmentation offload leaves it, means the whole frame', () => {
    const { packet } = decode(ip(new Uint8Array(100), { ...V4, length: 0 }))
    expect(packet.end - packet.start).toBe(100)
  })

  test('IPv6 extension headers are walked, with an end', () => {
    const hopByHop = (next: number) => Uint8Array.of(next, 0, 0, 0, 0, 0, 0, 0)
    const two = ip(join(hopByHop(60), hopByHop(17), udp(new Uint8Array(3), [1, 2])), { ...V6, protocol: 0 })
    expect(decode(two)).toMatchObject({ ok: true, packet: { protocol: 17, start: 56 } })
    const many = ip(join(...Array.from({ length: 9 }, () => hopByHop(0))), { ...V6, protocol: 0 })
    expect(decode(many)).toMatchObject({ ok: false, flaws: ['ip-header-invalid'] })
    const long = ip(Uint8Array.of(17, 200, 0, 0, 0, 0, 0, 0), { ...V6, protocol: 0 })
    expect(decode(long)).toMatchObject({ ok: false, flaws: ['ip-header-invalid'] })
  })

  test('fragment fields of both families', () => {
    const fragment = { id: 77, offset: 1_480, more: true }
    for (const shape of [V4, V6]) {
      const { packet } = decode(ip(new Uint8Array(64), { ...shape, ...fragment }))
      expect(packet).toMatchObject({ fragmentId: 77, fragmentOffset: 1_480, moreFragments: true, protocol: 17 })
      expect(packet.end - packet.start).toBe(64)
    }
  })
})

describe('UDP', () => {
  const read = (payload: Uint8Array) => {
    const { packet, flaws } = decode(ip(payload, V4))
    const ok = decodeUdp(packet, (kind) => flaws.push(kind))
    return { ok, flaws, ports: [packet.ports >>> 16, packet.ports & 0xffff], octets: packet.end - packet.start }
  }

  test('ports and data', () => {
    expect(read(udp(new Uint8Array(30), [65_535, 40_001]))).toEqual({
      ok: true,
      flaws: [],
      ports: [65_535, 40_001],
      octets: 30,
    })
  })

  test.each([
    ['longer than the packet: read as far as it goes', 200, true, 30, ['udp-length-invalid']],
    ['shorter: the rest is no data', 18, true, 10, []],
    ['0: all there is', 0, true, 30, []],
    ['below its own header: no datagram', 7, false, 30, ['udp-length-invalid']],
  ])('a length %s', (_name, length, ok, octets, flaws) => {
    expect(read(udp(new Uint8Array(30), [1, 2], length))).toMatchObject({ ok, octets, flaws })
  })

  test('a cut header', () => {
    expect(read(new Uint8Array(7))).toMatchObject({ ok: false, flaws: ['udp-length-invalid'] })
  })
})

describe('TCP', () => {
  const read = (payload: Uint8Array) => {
    const { packet, flaws } = decode(ip(payload, { ...V4, protocol: TCP }))
    const header = new TcpHeader()
    const ok = decodeTcp(packet, header, (kind) => flaws.push(kind))
    return { ok, flaws, header, octets: packet.end - packet.start }
  }

  test('sequence, flags and data; a SYN counts as one', () => {
    const data = read(tcp(new Uint8Array(9), [5060, 5060], 0xffffffff))
    expect(data).toMatchObject({ ok: true, octets: 9, header: { sequence: 0xffffffff, flags: 0x18 } })
    expect(read(tcp(new Uint8Array(0), [1, 2], 0xffffffff, 2)).header.sequence).toBe(0)
  })

  test.each([
    ['cut', (bytes: Uint8Array) => bytes.slice(0, 19)],
    ['offset below 5', (bytes: Uint8Array) => bytes.with(12, 0x40)],
    ['offset beyond the packet', (bytes: Uint8Array) => bytes.with(12, 0xf0)],
  ])('%s', (_name, spoil) => {
    const { ok, flaws } = read(spoil(tcp(new Uint8Array(9), [1, 2], 1)))
    expect(ok).toBe(false)
    expect(flaws).toEqual(['tcp-header-invalid'])
  })
})

describe('ICMP errors', () => {
  const quote = (shape: typeof V4, payload: Uint8Array) => ip(payload, shape)
  const icmp = (type: number, code: number, quoted: Uint8Array) =>
    join(Uint8Array.of(type, code, 0, 0, 0, 0, 0, 0), quoted)

  test.each([
    ['port unreachable', V4, 1, 3, 3, 4],
    ['time exceeded', V4, 1, 11, 0, 4],
    ['ICMPv6 port unreachable', V6, 58, 1, 4, 6],
  ])('%s with the flow it quotes', (_name, flow, protocol, type, code, version) => {
    const quoted = quote(flow, udp(new Uint8Array(2), [5060, 40_000]))
    const { packet } = decode(
      ip(icmp(type, code, quoted), { source: flow.destination, destination: flow.source, protocol }),
    )
    packet.frame = 12
    packet.at = 1_000
    expect(decodeIcmp(packet)).toEqual({
      frame: 12,
      at: 1_000,
      from: flow.destination,
      type,
      code,
      version,
      source: { address: flow.source, port: 5060 },
      destination: { address: flow.destination, port: 40_000 },
    })
  })

  test('a quote cut before the ports, and one that is none', () => {
    const bare = decode(ip(icmp(3, 1, ip(new Uint8Array(0), V4)), { ...V4, protocol: 1 }))
    expect(decodeIcmp(bare.packet)).toMatchObject({
      source: { address: V4.source, port: undefined },
      destination: { address: V4.destination, port: undefined },
    })
    const none = decode(ip(icmp(3, 1, new Uint8Array(5)), { ...V4, protocol: 1 }))
    expect(decodeIcmp(none.packet)).toMatchObject({ type: 3, source: undefined, destination: undefined })
  })

  test.each([
    [V4, 1, 8],
    [V4, 1, 0],
    [V6, 58, 128],
    [V6, 58, 135],
  ])('echoes and neighbour discovery are no errors', (shape, protocol, type) => {
    expect(decodeIcmp(decode(ip(icmp(type, 0, new Uint8Array(40)), { ...shape, protocol })).packet)).toBeUndefined()
  })
})

describe('addresses', () => {
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['sip.example.com', undefined],
    ['x.x.x.x', undefined],
    ['', undefined],
  ])('%s is spelt %s', (text, expected) => {
    expect(canonicalAddress(text)).toBe(expected)
  })

  test('what is written is what is read', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
        const canonical = canonicalAddress(address)!
        const { packet } = decode(ip(new Uint8Array(0), { source: canonical, destination: canonical }))
        expect(addressText(packet.addresses, 0)).toBe(canonical)
        expect(addressText(packet.addresses, 4)).toBe(canonical)
      }),
    )
  })
})

test('whatever the bytes, nothing throws and bounds stay inside', () => {
  const start = fc.constantFrom(0x45, 0x46, 0x4f, 0x60)
  fc.assert(
    fc.property(start, fc.uint8Array({ maxLength: 120 }), (first, rest) => {
      const { ok, packet } = decode(join(Uint8Array.of(first), rest))
      if (!ok) return
      expect(packet.start).toBeLessThanOrEqual(packet.end)
      expect(packet.end).toBeLessThanOrEqual(rest.length + 1)
      decodeIcmp(packet)
      const { start: payload, end } = packet
      decodeUdp(packet, () => {})
      expect(packet.end).toBeLessThanOrEqual(end)
      Object.assign(packet, { start: payload, end })
      if (decodeTcp(packet, new TcpHeader(), () => {})) expect(packet.start).toBeLessThanOrEqual(packet.end)
    }),
    { numRuns: 1_000 },
  )
})
