import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeHep, HepPacket, hepLength } from '../../../src/decode/hep/hep.ts'
import { readCapture, sipRequest } from '../../support/capture-reading.ts'
import { ethernet, ip, join, rtcp, rtp, text, udp, type WrittenFrame, writePcap } from '../../support/capture-writer.ts'
import { gtp, type HepShape, hep3, hepOld } from '../../support/tunnel-writer.ts'

const AT = 1_776_000_000_000_000
/** When the agent saw the packet. */
const SEEN = 1_776_000_000_250_000
const AGENT = { source: '192.0.2.10', destination: '192.0.2.20' }
const sip = sipRequest('told')

const onPort = (payload: Uint8Array, port = 9060): Uint8Array => ethernet(ip(udp(payload, [40_000, port]), AGENT))
const read = (...payloads: Uint8Array[]) =>
  readCapture(writePcap(payloads.map((payload, i) => ({ at: AT + i * 1_000_000, bytes: onPort(payload) }))))
const hep = (shape: HepShape, payload = sip) => read(hep3(payload, shape))

const TOLD = {
  callId: 'told',
  complete: true,
  origin: { kind: 'frame', number: 1 },
  source: { address: '198.51.100.7', port: 5060 },
  destination: { address: '203.0.113.9', port: 5080 },
}

describe('version 3', () => {
  test('the message takes addresses, ports and time of the packet that the agent saw, on any port', () => {
    for (const port of [9060, 9061, 5060, 2_152]) {
      const { messages, flaws } = readCapture(writePcap([{ at: AT, bytes: onPort(hep3(sip), port) }]))
      expect(messages).toMatchObject([{ ...TOLD, at: SEEN, transport: 'UDP' }])
      expect([...flaws]).toEqual([])
    }
  })

  test.each([
    [17, 'UDP'],
    [6, 'TCP'],
    [22, 'TLS'],
    [132, 'SCTP'],
  ])('protocol %i is %s', (protocol, transport) => {
    expect(hep({ protocol }).messages).toMatchObject([{ ...TOLD, transport }])
  })

  test('IPv6', () => {
    const shape = { source: '2001:db8::7', destination: '2001:db8::9' }
    expect(hep(shape).messages).toMatchObject([
      { source: { address: shape.source }, destination: { address: shape.destination } },
    ])
  })

  test('without a time it is that of the frame', () => {
    expect(hep({ at: 0 }).messages).toMatchObject([{ at: AT }])
  })

  test.each([
    ['gzip', gzipSync],
    ['zlib', deflateSync],
    ['deflate', deflateRawSync],
  ])('a payload compressed with %s', (_name, pack) => {
    expect(hep({ payloadChunk: 16 }, new Uint8Array(pack(sip))).messages).toMatchObject([{ ...TOLD, at: SEEN }])
  })

  test('a compressed payload that is none, or unpacks to more than a packet, is no packet', () => {
    const bomb = new Uint8Array(gzipSync(new Uint8Array(300_000)))
    for (const payload of [text('not packed'), bomb]) {
      const { messages, flaws } = hep({ payloadChunk: 16 }, payload)
      expect(messages).toEqual([])
      expect([...flaws]).toEqual([['hep-invalid', 1]])
    }
  })

  test('RTP and RTCP as they were sent', () => {
    const sound = hep({ payloadType: 4, ports: [4000, 4002] }, rtp({ sequence: 1, rtpTimestamp: 2, ssrc: 3 }))
    expect(sound.media).toEqual([expect.stringContaining(`1 ${SEEN} 198.51.100.7:4000>203.0.113.9:4002 rtp `)])
    expect(hep({ payloadType: 5 }, rtcp(201, 0, 9)).media).toEqual([expect.stringContaining('rtcp')])
  })

  test.each([
    [5, '{"type":200,"ssrc":1}'],
    [35, '{"RTT":10}'],
    [100, 'ERROR: tls: handshake failed'],
  ])('payload type %i, which is no packet, is counted', (payloadType, payload) => {
    const { messages, media, flaws } = hep({ payloadType }, text(payload))
    expect([messages, media]).toEqual([[], []])
    expect([...flaws]).toEqual([['hep-payload-unread', 1]])
  })

  test('inside a tunnel', () => {
    const told = ip(udp(hep3(sip), [1, 9060]), AGENT)
    expect(read(gtp(told)).messages).toEqual([])
    const bytes = ethernet(ip(udp(gtp(told), [2152, 2152]), AGENT))
    expect(readCapture(writePcap([{ at: AT, bytes }])).messages).toMatchObject([TOLD])
  })

  test('cut by the snap length, the message is cut', () => {
    const whole = onPort(hep3(sip))
    const bytes = whole.slice(0, whole.length - 20)
    const { messages, flaws } = readCapture(writePcap([{ at: AT, bytes, originalLength: whole.length }]))
    expect(messages).toMatchObject([{ callId: 'told', complete: false }])
    expect(flaws.get('hep-invalid')).toBeUndefined()
  })
})

describe('what contradicts itself is counted, and no message', () => {
  const whole = hep3(sip)
  test.each([
    ['a length too long', hep3(sip, { off: 9 })],
    ['a length too short', hep3(sip, { off: -9 })],
    ['a chunk shorter than its head', whole.with(11, 2)],
    ['a chunk beyond the packet', whole.with(10, 0xff)],
    ['an address of no length', whole.with(25, 11)],
    ['nothing behind the head', join(text('HEP3'), Uint8Array.of(0, 6))],
  ])('%s', (_name, payload) => {
    const { messages, flaws } = read(payload)
    expect(messages).toEqual([])
    expect([...flaws]).toEqual([['hep-invalid', 1]])
  })
})

describe('versions 1 and 2', () => {
  test('version 1 has no time', () => {
    expect(read(hepOld(sip, 1)).messages).toMatchObject([{ ...TOLD, at: AT }])
  })

  test.each([
    ['little-endian, filled', true, true],
    ['big-endian, filled', false, true],
    ['little-endian', true, false],
    ['big-endian', false, false],
  ])('version 2 of a %s agent', (_name, littleEndian, filled) => {
    expect(read(hepOld(sip, 2, { at: SEEN, littleEndian, filled })).messages).toMatchObject([{ ...TOLD, at: SEEN }])
  })

  test('what only begins so is something else', () => {
    const { messages, flaws } = read(
      hepOld(text('no message at all, but long enough'), 2, { at: SEEN }),
      Uint8Array.of(1, 1, 2),
    )
    expect(messages).toEqual([])
    expect(flaws.get('hep-invalid')).toBeUndefined()
  })
})

describe('a message that is in the capture itself too', () => {
  const own = (ms: number): WrittenFrame => ({
    at: SEEN + ms * 1_000,
    bytes: ethernet(ip(udp(sip, [5060, 5080]), { source: '198.51.100.7', destination: '203.0.113.9', id: 4 })),
  })
  const told = (ms: number): WrittenFrame => ({
    at: SEEN + ms * 1_000,
    bytes: onPort(hep3(sip, { at: SEEN + ms * 1_000 })),
  })

  test.each([
    ['first by itself', [own(0), told(30)]],
    ['first by the agent', [told(0), own(30)]],
    ['by two agents', [told(0), told(30)]],
  ])('counts once, %s', (_name, frames) => {
    const { messages, flaws } = readCapture(writePcap(frames))
    expect(messages).toHaveLength(1)
    expect([...flaws]).toEqual([['capture-duplicate', 1]])
  })

  test('but a retransmission is one', () => {
    expect(readCapture(writePcap([own(0), told(30), own(500), told(530)])).messages).toHaveLength(2)
  })
})

describe('the decoder', () => {
  test('tells a stream how long a packet is', () => {
    const packet = hep3(sip)
    expect(hepLength(join(packet, packet), 0, packet.length)).toBe(packet.length)
    expect(hepLength(packet, 0, 5)).toBeUndefined()
    expect(hepLength(text('HEP4..'), 0, 6)).toBeUndefined()
    expect(hepLength(join(text('HEP3'), Uint8Array.of(0, 2)), 0, 6)).toBeUndefined()
  })

  test('never throws, and its bounds stay inside', () => {
    const packets = [hep3(sip), hep3(new Uint8Array(gzipSync(sip)), { payloadChunk: 16 }), hepOld(sip, 2, { at: SEEN })]
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 6 })
    const hepPacket = new HepPacket()
    fc.assert(
      fc.property(
        fc.constantFrom(...packets),
        changes,
        fc.nat({ max: 60 }),
        fc.boolean(),
        (packet, changed, missing, cut) => {
          const bytes = packet.slice()
          for (const [place, value] of changed) bytes[place % bytes.length] = value
          const end = bytes.length - missing
          if (decodeHep(bytes, 0, end, cut ? bytes.length : end, AT, hepPacket) !== 'read') return
          expect(hepPacket.start).toBeLessThanOrEqual(hepPacket.end)
          expect(hepPacket.end).toBeLessThanOrEqual(hepPacket.bytes.length)
        },
      ),
      { numRuns: 1_000 },
    )
  })
})
