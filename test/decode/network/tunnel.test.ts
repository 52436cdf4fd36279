import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCapture, sipRequest } from '../../support/capture-reading.ts'
import { bigEndian, ethernet, ip, join, TCP, tcp, text, udp, writePcap } from '../../support/capture-writer.ts'
import { ethernetOf, mpls, ppp, radiotap, wireless } from '../../support/link-writer.ts'
import { erspan2, erspan3, geneve, gtp, l2tp, tzsp, vxlan, vxlanGpe } from '../../support/tunnel-writer.ts'

const AT = 1_776_000_000_000_000
const FLOW = { source: '198.51.100.7', destination: '203.0.113.9' }
const V6 = { source: '2001:db8::7', destination: '2001:db8::9' }
const OUTER = { source: '192.0.2.1', destination: '192.0.2.2' }
const OUTER_6 = { source: '2001:db8:ffff::1', destination: '2001:db8:ffff::2' }

const inner = ip(udp(sipRequest('inside'), [5060, 5080]), FLOW)
const inner6 = ip(udp(sipRequest('inside'), [5060, 5080]), V6)
const read = (...packets: Uint8Array[]) =>
  readCapture(writePcap(packets.map((packet, i) => ({ at: AT + i * 20_000, bytes: ethernet(packet) }))))

const over = (protocol: number, payload: Uint8Array, shape = OUTER) => ip(payload, { ...shape, protocol })
const gre = (type: number, contents: Uint8Array, flags: readonly number[] = [0, 0]) =>
  over(47, join(Uint8Array.from(flags), bigEndian(type), contents))
const onPort = (port: number, payload: Uint8Array, shape = OUTER) => ip(udp(payload, [port, port]), shape)
const numbered = (packet: Uint8Array) => join(new Uint8Array([0, 0, 0, 1]), packet)

const authentication = (next: number, payload: Uint8Array) =>
  join(Uint8Array.of(next, 4, 0, 0), new Uint8Array(20), payload)

const TUNNELS: readonly (readonly [string, Uint8Array])[] = [
  ['IP in IP', over(4, inner)],
  ['IPv6 in IPv4', over(41, inner6)],
  ['IPv4 in IPv6', over(4, inner, OUTER_6)],
  ['EtherIP', over(97, join(Uint8Array.of(0x30, 0), ethernet(inner)))],
  ['MPLS in IP', over(137, mpls([5, 6], inner))],
  ['GRE', gre(0x0800, inner)],
  ['GRE, IPv6 inside', gre(0x86dd, inner6)],
  ['GRE with MPLS', gre(0x8847, mpls([5], inner))],
  ['GRE with Ethernet', gre(0x6558, ethernet(inner, [12]))],
  ['GRE with a VLAN tag', gre(0x8100, join(bigEndian(12, 0x0800), inner))],
  ['ERSPAN type I', gre(0x88be, ethernet(inner))],
  ['ERSPAN type II', gre(0x88be, numbered(erspan2(inner)), [0x10, 0])],
  ['ERSPAN type III', gre(0x22eb, numbered(erspan3(ethernet(inner))), [0x10, 0])],
  ['ERSPAN type III, long header', gre(0x22eb, numbered(erspan3(ethernet(inner), { platform: true })), [0x10, 0])],
  ['ERSPAN type III with IP', gre(0x22eb, numbered(erspan3(inner, { frameType: 2 })), [0x10, 0])],
  ['IPsec authentication header', over(51, authentication(17, inner.slice(20)), FLOW)],
  ['IPsec authentication header around a tunnel', over(51, authentication(4, inner))],
  ['VXLAN', onPort(4789, vxlan(ethernet(inner)))],
  ['VXLAN of Linux, over IPv6', onPort(8472, vxlan(ethernet(inner6, [7])), OUTER_6)],
  ['VXLAN with a group policy', onPort(4789, vxlan(ethernet(inner), 0x88))],
  ['VXLAN-GPE with IP', onPort(4790, vxlanGpe(inner, 1))],
  ['VXLAN-GPE with Ethernet', onPort(4790, vxlanGpe(ethernet(inner), 3))],
  ['GENEVE', onPort(6081, geneve(ethernet(inner), 0x6558))],
  ['GENEVE with options and IP', onPort(6081, geneve(inner6, 0x86dd, 3))],
  ['GTP-U', onPort(2152, gtp(inner))],
  ['GTP-U with a sequence number', onPort(2152, gtp(inner, { sequence: true }))],
  ['GTP-U with extension headers', onPort(2152, gtp(inner6, { extensions: [1, 2] }))],
  ['GTP-U with Ethernet', onPort(2152, gtp(ethernet(inner)))],
  ['L2TP', onPort(1701, l2tp(ppp(inner)))],
  ['L2TP with all fields', onPort(1701, l2tp(ppp(inner), { length: true, sequence: true, offset: 4 }))],
  ['TZSP with Ethernet', onPort(37_008, tzsp(1, ethernet(inner)))],
  ['TZSP with an 802.11 frame', onPort(37_008, tzsp(18, wireless(inner)))],
  ['a fragmented tunnel', onPort(4789, vxlan(ethernet(inner)))],
  ['VXLAN in GTP-U in GRE', gre(0x0800, onPort(2152, gtp(onPort(4789, vxlan(ethernet(inner))))))],
]

describe('a packet in a tunnel', () => {
  test.each(TUNNELS)('%s', (_name, packet) => {
    const { messages, flaws } = read(packet)
    expect(messages).toMatchObject([{ callId: 'inside', complete: true, at: AT, origin: { number: 1 } }])
    expect([FLOW.source, V6.source]).toContain(messages[0]?.source?.address)
    expect([...flaws]).toEqual([])
  })

  test('in the pieces of a fragmented one', () => {
    const whole = udp(vxlan(ethernet(inner)), [4_789, 4_789])
    const pieces = [0, 96, 192].map((from) => {
      return ip(whole.slice(from, from + 96), { ...OUTER, id: 9, offset: from, more: from + 96 < whole.length })
    })
    expect(read(...pieces).messages).toMatchObject([{ callId: 'inside', origin: { number: 3 } }])
  })

  test('its TCP is read as any', () => {
    const segment = ip(tcp(sipRequest('inside'), [5060, 5060], 1), { ...FLOW, protocol: TCP })
    expect(read(onPort(4789, vxlan(ethernet(segment)))).messages).toMatchObject([
      { callId: 'inside', transport: 'TCP' },
    ])
  })

  test('deeper than is followed, it is counted and left', () => {
    let packet = inner
    for (let depth = 0; depth < 5; depth++) packet = over(4, packet)
    const { messages, flaws } = read(packet)
    expect(messages).toEqual([])
    expect([...flaws]).toEqual([['tunnels-capped', 1]])
  })

  test('cut by the snap length, it is read as far as it goes', () => {
    const whole = ethernet(onPort(4789, vxlan(ethernet(inner))))
    const { messages, flaws } = readCapture(
      writePcap([{ at: AT, bytes: whole.slice(0, whole.length - 20), originalLength: whole.length }]),
    )
    expect(messages).toMatchObject([{ callId: 'inside', complete: false }])
    expect([...flaws.keys()]).not.toContain('ip-header-invalid')
  })
})

describe('what is no tunnel keeps its payload', () => {
  const sip = sipRequest('plain')
  test.each([4789, 8472, 4790, 6081, 2152, 1701, 37_008])('SIP on port %i', (port) => {
    expect(read(onPort(port, sip)).messages).toMatchObject([{ callId: 'plain', source: { address: OUTER.source } }])
  })

  test.each([
    ['VXLAN without its flag', onPort(4789, vxlan(ethernet(inner), 0))],
    ['VXLAN-GPE of something else', onPort(4790, vxlanGpe(inner, 4))],
    ['GENEVE of something else', onPort(6081, geneve(inner, 0x88b5))],
    ['GTP-U echo', onPort(2152, gtp(new Uint8Array(0), { type: 1 }))],
    ['L2TP of another version', onPort(1701, l2tp(ppp(inner)).with(1, 3))],
    ['L2TP without IP', onPort(1701, l2tp(Uint8Array.of(0xff, 3, 0xc0, 0x21, 1, 1, 0, 4)))],
    ['TZSP of another version', onPort(37_008, tzsp(1, ethernet(inner)).with(0, 2))],
    ['TZSP of an unknown frame', onPort(37_008, tzsp(99, ethernet(inner)))],
  ])('%s', (_name, packet) => {
    const { messages, flaws } = read(packet)
    expect(messages).toEqual([])
    expect([...flaws]).toEqual([])
  })
})

describe('what carries no IP is left without a word', () => {
  const arp = ethernetOf(0x0806, new Uint8Array(46))
  test.each([
    ['VXLAN', onPort(4789, vxlan(arp))],
    ['GENEVE', onPort(6081, geneve(arp, 0x6558))],
    ['TZSP', onPort(37_008, tzsp(1, arp))],
    ['GRE', gre(0x6558, arp)],
    ['GRE of something else', gre(0x2000, text('whatever'))],
    ['GRE with routing', gre(0x0800, inner, [0x40, 0])],
    ['ERSPAN type III of another version', gre(0x22eb, numbered(erspan2(inner)), [0x10, 0])],
  ])('%s', (_name, packet) => {
    const { messages, flaws } = read(packet)
    expect(messages).toEqual([])
    expect([...flaws]).toEqual([])
  })
})

describe('lengths that lie are counted', () => {
  test.each<[string, Uint8Array, string]>([
    ['GTP-U, too long', onPort(2152, gtp(inner, { off: 4 })), 'tunnel-header-invalid'],
    ['GTP-U, too short', onPort(2152, gtp(inner, { off: -4 })), 'tunnel-header-invalid'],
    [
      'GTP-U, extension header of no length',
      onPort(2152, gtp(inner, { extensions: [2] }).with(12, 0)),
      'tunnel-header-invalid',
    ],
    [
      'GTP-U, extension header beyond the packet',
      onPort(2152, gtp(inner, { extensions: [2] }).with(12, 255)),
      'tunnel-header-invalid',
    ],
    [
      'GENEVE, options beyond the packet',
      onPort(6081, geneve(new Uint8Array(9), 0x0800).with(0, 0x3f)),
      'tunnel-header-invalid',
    ],
    ['GENEVE, another version of IP', onPort(6081, geneve(inner6, 0x0800)), 'tunnel-header-invalid'],
    ['TZSP, tags without end', onPort(37_008, tzsp(1, new Uint8Array(0), [10, 40, 1])), 'tunnel-header-invalid'],
    [
      'IP in VXLAN',
      onPort(4789, vxlan(ethernet(ip(udp(sipRequest('x'), [1, 2]), { ...FLOW, length: 1_400 })))),
      'ip-header-invalid',
    ],
    ['IP in GRE', gre(0x0800, ip(udp(sipRequest('x'), [1, 2]), { ...FLOW, length: 1_400 })), 'ip-header-invalid'],
    ['IPsec authentication header', over(51, Uint8Array.of(17, 200, 0, 0)), 'ip-header-invalid'],
  ])('%s', (_name, packet, flaw) => {
    expect([...read(packet).flaws.keys()]).toContain(flaw)
  })
})

test('wireless frames that cannot be read are counted for what they are', () => {
  const frames = [wireless(inner), wireless(inner, { flags: 0x41 }), wireless(inner, { fragment: 2 })]
  const { messages, flaws } = readCapture(
    writePcap(
      frames.map((bytes) => ({ at: AT, bytes: radiotap(bytes) })),
      { linkType: 127 },
    ),
  )
  expect(messages).toHaveLength(1)
  expect([...flaws]).toEqual([
    ['link-frame-encrypted', 1],
    ['link-frame-unread', 1],
  ])
})

test('mutated tunnels never throw', () => {
  const changes = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(fc.constantFrom(...TUNNELS), changes, fc.nat({ max: 400 }), ([, packet], changed, missing) => {
      const mutated = packet.slice(0, Math.max(20, packet.length - missing))
      for (const [place, value] of changed) mutated[place % Math.min(mutated.length, 120)] = value
      expect(read(mutated).messages.length).toBeLessThanOrEqual(1)
    }),
    { numRuns: 500 },
  )
})
