import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ENCRYPTED_FRAME, NOT_IP, SHORT_FRAME, UNREAD_FRAME } from '../../../src/decode/link/link-decoder.ts'
import { linkTypeText } from '../../../src/decode/link/link-names.ts'
import { LINK_TYPES } from '../../../src/decode/link/link-types.ts'
import { ethernet, ip, join, linuxSll, linuxSll2, nullLink, udp } from '../../support/capture-writer.ts'
import {
  avs,
  ciscoHdlc,
  enc,
  erf,
  ethernetOf,
  ieee8023,
  macs,
  mpls,
  nflog,
  pflog,
  pktap,
  ppi,
  ppp,
  pppoe,
  prism,
  radiotap,
  snap,
  wireless,
} from '../../support/link-writer.ts'

const v4 = ip(udp(new Uint8Array(4), [1, 2]), { source: '192.0.2.1', destination: '192.0.2.2' })
const v6 = ip(udp(new Uint8Array(4), [1, 2]), { source: '2001:db8::1', destination: '2001:db8::2' })
const bytesOf = (...values: number[]) => new Uint8Array(values)
/** The frame to an address that begins so. */
const withMac = (first: number, frame: Uint8Array) => frame.with(0, first)

const decode = (linkType: number, frame: Uint8Array) => LINK_TYPES.get(linkType)!(frame, 0, frame.length)

describe('where IP begins', () => {
  test.each([
    ['Ethernet', 1, ethernet(v4), 14],
    ['Ethernet, IPv6', 1, ethernet(v6), 14],
    ['one VLAN tag', 1, ethernet(v4, [100]), 18],
    ['two VLAN tags', 1, ethernet(v6, [100, 200]), 22],
    ['provider tag', 1, join(macs, bytesOf(0x88, 0xa8, 0, 5, 8, 0), v4), 18],
    ['PPPoE', 1, ethernetOf(0x8864, pppoe(v4)), 22],
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
    ['802.3 with LLC and SNAP', 1, ieee8023(v4), 22],
    ['802.3 with LLC of IP', 1, ethernetOf(3 + v4.length, join(bytesOf(6, 6, 3), v4)), 17],
    ['PPPoE, IPv6', 1, ethernetOf(0x8864, pppoe(v6)), 22],
    ['MPLS, one label', 1, ethernetOf(0x8847, mpls([100], v4)), 18],
    [
      'MPLS, three labels behind a tag',
      1,
      ethernetOf(0x8100, join(bytesOf(0, 9, 0x88, 0x47), mpls([1, 2, 3], v6))),
      30,
    ],
    [
      'MPLS pseudowire with a control word',
      1,
      ethernetOf(0x8847, mpls([7], join(new Uint8Array(4), ethernet(v4)))),
      36,
    ],
    ['MPLS pseudowire without one', 1, ethernetOf(0x8847, mpls([7], withMac(0x30, ethernet(v4, [5])))), 36],
    ['MPLS by itself', 219, mpls([1, 2], v4), 8],
    ['cooked, LLC', 113, join(new Uint8Array(14), bytesOf(0, 4), snap(v4)), 24],
    ['cooked, MPLS', 276, join(bytesOf(0x88, 0x47), new Uint8Array(18), mpls([8], v4)), 24],
    ['PPP', 9, ppp(v4), 4],
    ['PPP without address and control', 9, ppp(v6, []), 2],
    ['PPP with a short protocol', 9, join(bytesOf(0xff, 3, 0x21), v4), 3],
    ['PPP in HDLC', 50, ppp(v4), 4],
    ['Cisco HDLC under the number of PPP in HDLC', 50, ciscoHdlc(v6), 4],
    ['Cisco HDLC', 104, ciscoHdlc(v4), 4],
    ['PPPoE by itself', 51, pppoe(v4), 8],
    ['PPP with a direction', 204, join(bytesOf(1), ppp(v4)), 5],
    ['PPP of pppd', 166, ppp(v4, [0, 3]), 4],
    ['LLC of ATM', 11, snap(v4), 8],
    ['IPsec of OpenBSD', 109, enc(v4), 12],
    ['packet filter log', 117, pflog(v4), 64],
    ['packet filter log, IPv6', 117, pflog(v6), 64],
    ['netfilter log', 239, nflog(v4), 16],
    ['netfilter log of a big-endian machine', 239, nflog(v6, false), 16],
    ['802.11', 105, wireless(v4), 32],
    ['802.11, QoS', 105, wireless(v4, { qos: true }), 34],
    [
      '802.11, four addresses, QoS and HT control',
      105,
      wireless(v6, { qos: true, fourAddresses: true, htControl: true }),
      44,
    ],
    ['802.11, sent again', 105, wireless(v4, { flags: 0x0a }), 32],
    ['radiotap', 127, radiotap(wireless(v4)), 49],
    ['radiotap, more fields', 127, radiotap(wireless(v4), 0x10, 2), 57],
    ['radiotap, padded header', 127, radiotap(wireless(v4, { qos: true, padded: true }), 0x20), 53],
    ['Prism', 119, prism(wireless(v4)), 176],
    ['AVS', 163, avs(wireless(v4)), 96],
    ['AVS under the number of Prism', 119, avs(wireless(v4)), 96],
    ['ERF, Ethernet', 197, erf(2, join(bytesOf(0, 0), ethernet(v4))), 32],
    ['ERF, extension headers', 197, erf(16, join(bytesOf(0, 0), ethernet(v4)), 2), 48],
    ['ERF, HDLC', 197, erf(1, ciscoHdlc(v4)), 20],
    ['ERF, IP', 197, erf(22, v4), 16],
    ['per-packet information', 192, ppi(105, wireless(v4)), 40],
    ['Apple', 258, pktap(1, ethernet(v4)), 122],
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
    ['spanning tree', 1, ethernetOf(38, join(bytesOf(0x42, 0x42, 3), new Uint8Array(35))), NOT_IP],
    ['SNAP of another organisation', 1, ethernetOf(50, join(bytesOf(0xaa, 0xaa, 3, 0, 0, 0x0c, 8, 0), v4)), NOT_IP],
    ['a label stack without end', 1, ethernetOf(0x8847, new Uint8Array(400)), NOT_IP],
    ['a cut label', 1, ethernetOf(0x8847, new Uint8Array(3)), SHORT_FRAME],
    ['a pseudowire without IP', 1, ethernetOf(0x8847, mpls([7], ethernetOf(0x0806, new Uint8Array(46)))), NOT_IP],
    ['PPP control', 9, bytesOf(0xff, 3, 0xc0, 0x21, 9, 9), NOT_IP],
    ['cut PPP', 9, bytesOf(0xff, 3), SHORT_FRAME],
    ['a beacon', 105, join(bytesOf(0x80, 0), new Uint8Array(60)), NOT_IP],
    ['a frame without data', 105, wireless(v4, { subtype: 0x40 }), NOT_IP],
    ['an encrypted frame', 105, wireless(v4, { flags: 0x41 }), ENCRYPTED_FRAME],
    ['an encrypted frame behind radiotap', 127, radiotap(wireless(v4, { flags: 0x41 })), ENCRYPTED_FRAME],
    ['several packets in a frame', 105, wireless(v4, { qos: true, aggregate: true }), UNREAD_FRAME],
    ['the first piece of a packet', 105, wireless(v4, { flags: 0x05 }), UNREAD_FRAME],
    ['the second piece', 105, wireless(v4, { fragment: 1 }), UNREAD_FRAME],
    ['cut 802.11', 105, wireless(v4).slice(0, 23), SHORT_FRAME],
    ['cut QoS', 105, wireless(v4, { qos: true }).slice(0, 25), SHORT_FRAME],
    ['radiotap longer than its frame', 127, bytesOf(0, 0, 200, 0, 0, 0, 0, 0), SHORT_FRAME],
    ['netfilter log of ARP', 239, join(bytesOf(0, 0, 0, 1), new Uint8Array(20)), NOT_IP],
    ['netfilter log without a packet', 239, bytesOf(2, 0, 0, 1, 5, 0, 10, 0, 65, 0, 0, 0), NOT_IP],
    ['cut packet filter log', 117, pflog(v4).slice(0, 64), SHORT_FRAME],
    ['ERF of InfiniBand', 197, erf(21, v4), NOT_IP],
    ['ERF with extensions without end', 197, erf(2, new Uint8Array(300).fill(0x80), 20), SHORT_FRAME],
    ['per-packet information of another link type', 192, ppi(195, v4), NOT_IP],
    ['per-packet information in itself', 192, ppi(192, ppi(1, ethernet(v4))), NOT_IP],
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

test.each([
  [195, 'LINKTYPE 195 (IEEE 802.15.4)'],
  [147, 'LINKTYPE 147 (for private use)'],
  [9_999, 'LINKTYPE 9999'],
])('link type %i is called by its name', (linkType, name) => {
  expect(LINK_TYPES.has(linkType)).toBe(false)
  expect(linkTypeText(linkType)).toBe(name)
})
