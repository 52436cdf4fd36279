import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeEthernet } from '../../../src/decode/link/ethernet.ts'
import { decodeIp } from '../../../src/decode/network/ip.ts'
import { Packet } from '../../../src/decode/network/packet.ts'
import { decodePlainRtp } from '../../../src/decode/network/plain-rtp.ts'
import { decodeUdp } from '../../../src/decode/network/udp.ts'
import { ethernet, ip, join, rtp, udp } from '../../support/capture-writer.ts'

const PATH = { source: '192.0.2.1', destination: '198.51.100.5', id: 77 }
const PORTS = [4_000, 4_002] as const
const frame = ethernet(ip(udp(rtp({ sequence: 1, rtpTimestamp: 160, ssrc: 7 }), PORTS), PATH))

/** What the layers make of a frame one by one, and the flaws they find. */
function byLayers(bytes: Uint8Array): { readonly packet: Packet; readonly flaws: readonly string[] } | undefined {
  const packet = new Packet()
  const flaws: string[] = []
  const network = decodeEthernet(bytes, 0, bytes.length)
  const isRead =
    network >= 0 &&
    decodeIp(packet, bytes, network, bytes.length, (kind) => void flaws.push(kind)) &&
    packet.wireEnd <= packet.end &&
    packet.protocol === 17 &&
    packet.fragmentOffset === 0 &&
    !packet.moreFragments &&
    decodeUdp(packet, (kind) => void flaws.push(kind))
  return isRead ? { packet, flaws } : undefined
}

describe('decodePlainRtp', () => {
  test('sets what the layers would', () => {
    const packet = new Packet()
    expect(decodePlainRtp(packet, frame, 0, frame.length)).toBe(true)
    expect(packet).toEqual(byLayers(frame)!.packet)
    expect(packet.end - packet.start).toBe(172)
  })

  test('after a packet of IPv6 as well', () => {
    const packet = new Packet()
    packet.version = 6
    packet.addresses.fill(0x20010db8)
    expect(decodePlainRtp(packet, frame, 0, frame.length)).toBe(true)
    expect(packet).toEqual(byLayers(frame)!.packet)
  })

  test('whatever it takes, the layers read without a flaw, and the same', () => {
    const damage = fc.record({ at: fc.nat({ max: 60 }), value: fc.nat({ max: 255 }) })
    let taken = 0
    fc.assert(
      fc.property(
        fc.array(damage, { maxLength: 3 }),
        fc.nat({ max: 30 }),
        fc.nat({ max: 30 }),
        (damages, cut, more) => {
          const bytes = join(frame.slice(0, frame.length - cut), new Uint8Array(more))
          for (const { at, value } of damages) bytes[at] = value
          const packet = new Packet()
          if (!decodePlainRtp(packet, bytes, 0, bytes.length)) return
          taken++
          expect(byLayers(bytes)).toEqual({ packet, flaws: [] })
        },
      ),
      { numRuns: 2_000 },
    )
    expect(taken).toBeGreaterThan(100)
  })

  const plain = rtp({ sequence: 1, rtpTimestamp: 160, ssrc: 7 })
  test.each([
    ['a VLAN tag', ethernet(ip(udp(plain, PORTS), PATH), [5])],
    ['IPv6', ethernet(ip(udp(plain, PORTS), { source: '2001:db8::1', destination: '2001:db8::2' }))],
    ['another payload', ethernet(ip(udp(new Uint8Array(100), PORTS), PATH))],
    ['a VXLAN port', ethernet(ip(udp(plain, [4_000, 4_789]), PATH))],
    ['a UDP length of its own', ethernet(ip(udp(plain, PORTS, 100), PATH))],
    ['a frame cut short', frame.subarray(0, 100)],
    ['next to nothing', frame.subarray(0, 20)],
  ])('leaves %s to the layers', (_name, bytes) => {
    const packet = new Packet()
    expect(decodePlainRtp(packet, bytes, 0, bytes.length)).toBe(false)
    expect(packet).toEqual(new Packet())
  })
})
