import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NOT_IP, SHORT_FRAME } from '../../../src/decode/link/ether-type.ts'
import { LINK_TYPES } from '../../../src/decode/link/link-types.ts'
import { ethernet, ip, join, linuxSll, linuxSll2, nullLink, udp } from '../../support/capture-writer.ts'

const v4 = ip(udp(new Uint8Array(4), [1, 2]), { source: '192.0.2.1', destination: '192.0.2.2' })
const v6 = ip(udp(new Uint8Array(4), [1, 2]), { source: '2001:db8::1', destination: '2001:db8::2' })
const bytesOf = (...values: number[]) => new Uint8Array(values)
const macs = new Uint8Array(12)
const pppoe = bytesOf(0x88, 0x64, 0x11, 0, 0, 1, 0, 60, 0, 0x21)

const decode = (linkType: number, frame: Uint8Array) => LINK_TYPES.get(linkType)!(frame, 0, frame.length)

describe('where IP begins', () => {
  test.each([
    ['Ethernet', 1, ethernet(v4), 14],
    ['Ethernet, IPv6', 1, ethernet(v6), 14],
    ['one VLAN tag', 1, ethernet(v4, [100]), 18],
    ['two VLAN tags', 1, ethernet(v6, [100, 200]), 22],
    ['provider tag', 1, join(macs, bytesOf(0x88, 0xa8, 0, 5, 8, 0), v4), 18],
    ['PPPoE', 1, join(macs, pppoe, v4), 22],
    ['Linux cooked v1', 113, linuxSll(v4), 16],
    ['Linux cooked v1, VLAN', 113, join(new Uint8Array(14), bytesOf(0x81, 0, 0, 7, 8, 0), v4), 20],
    ['Linux cooked v2', 276, linuxSll2(v6), 20],
    ['Linux cooked v2, VLAN', 276, join(bytesOf(0x81, 0), new Uint8Array(18), bytesOf(0, 7, 8, 0), v4), 24],
    ['raw', 101, v4, 0],
    ['raw, as OpenBSD wrote it', 14, v4, 0],
    ['IPv4', 228, v4, 0],
    ['IPv6', 229, v6, 0],
    ['loopback of a little-endian machine', 0, nullLink(v4, 2), 4],
    ['loopback of a big-endian machine', 0, nullLink(v4, 2, false), 4],
    ['loopback, IPv6 of macOS', 0, nullLink(v6, 30), 4],
    ['loopback, IPv6 of FreeBSD in network order', 108, nullLink(v6, 28, false), 4],
  ])('%s', (_name, linkType, frame, expected) => {
    expect(decode(linkType, frame)).toBe(expected)
    const moved = join(new Uint8Array(3), frame, new Uint8Array(9))
    expect(LINK_TYPES.get(linkType)!(moved, 3, 3 + frame.length)).toBe(expected + 3)
  })
})

describe('no IP', () => {
  test.each([
    ['ARP', 1, join(macs, bytesOf(8, 6), new Uint8Array(28)), NOT_IP],
    ['802.3 length', 1, join(macs, bytesOf(0, 38), new Uint8Array(38)), NOT_IP],
    ['more tags than anyone stacks', 1, ethernet(v4, [1, 2, 3, 4, 5, 6]), NOT_IP],
    ['PPPoE control', 1, join(macs, bytesOf(0x88, 0x64, 0x11, 0, 0, 1, 0, 9, 0xc0, 0x21)), NOT_IP],
    ['cut in the addresses', 1, new Uint8Array(13), SHORT_FRAME],
    ['cut in a tag', 1, join(macs, bytesOf(0x81, 0, 0)), SHORT_FRAME],
    ['cut cooked header', 113, new Uint8Array(15), SHORT_FRAME],
    ['cut cooked header, v2', 276, new Uint8Array(19), SHORT_FRAME],
    ['loopback of AppleTalk', 0, nullLink(v4, 16), NOT_IP],
    ['cut loopback', 0, new Uint8Array(3), SHORT_FRAME],
    ['nothing', 101, new Uint8Array(0), SHORT_FRAME],
  ])('%s', (_name, linkType, frame, expected) => {
    expect(decode(linkType, frame)).toBe(expected)
  })

  test('whatever the bytes, the answer is inside the frame or negative', () => {
    fc.assert(
      fc.property(fc.constantFrom(...LINK_TYPES.values()), fc.uint8Array({ maxLength: 64 }), (link, frame) => {
        expect(link(frame, 0, frame.length)).toBeLessThanOrEqual(frame.length)
      }),
    )
  })
})
