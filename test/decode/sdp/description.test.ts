import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeDescription, MAX_MEDIA, MAX_SDP_LINES } from '../../../src/decode/sdp/description.ts'

function decode(...lines: string[]) {
  const flaws: string[] = []
  const description = decodeDescription(lines.join('\r\n'), 10, (kind, example) => flaws.push(`${kind}: ${example}`))
  return { description, flaws }
}

const HEAD = ['v=0', 'o=alice 1 2 IN IP4 192.0.2.1', 's=call', 'c=IN IP4 192.0.2.1', 't=0 0']
const media = (...lines: string[]) => decode(...HEAD, ...lines).description!.media[0]!

describe('the session level', () => {
  it('is read with its lines', () => {
    const { description, flaws } = decode(...HEAD, 'b=AS:64', 'a=sendonly', 'm=audio 4000 RTP/AVP 0', '')
    expect(flaws).toEqual([])
    expect(description).toMatchObject({
      origin: { username: 'alice', sessionId: '1', sessionVersion: '2', address: '192.0.2.1', line: 11 },
      sessionName: 'call',
      connection: { address: '192.0.2.1', family: 'IP4', line: 13, text: 'c=IN IP4 192.0.2.1' },
      bandwidth: [{ type: 'AS', value: 64 }],
      attributes: [{ name: 'sendonly', value: undefined, line: 16 }],
      complete: true,
    })
    expect(description!.media[0]).toMatchObject({ direction: 'sendonly', line: 17 })
  })

  it.each([
    ['c=IN IP4 224.2.1.1/127/3', '224.2.1.1', 'IP4'],
    ['c=IN IP6 2001:db8::1', '2001:db8::1', 'IP6'],
    ['c=IN IP6 [2001:db8::1]', '2001:db8::1', 'IP6'],
    ['c=IN IP4 x.x.x.x', 'x.x.x.x', 'IP4'],
    ['c=IN  IP4\thost.example ', 'host.example', 'IP4'],
  ])('%s', (line, address, family) => {
    expect(decode('v=0', line).description!.connection).toMatchObject({ address, family })
  })

  it('keeps a user name with blanks', () => {
    expect(decode('o=Cisco SIP UA 1 2 IN IP4 a').description!.origin).toMatchObject({
      username: 'Cisco SIP UA',
      sessionId: '1',
    })
  })

  it.each(['o=1 2', 'c=IN IP4', 'b=AS', 'b=AS:x', 'm=audio', '7=x', 'hello', 'M=audio 1 RTP/AVP 0'])(
    '%s is a flaw and no more',
    (line) => {
      const { description, flaws } = decode('v=0', line, 's=-')
      expect(flaws).toEqual([`sdp-line-invalid: ${line}`])
      expect(description!.sessionName).toBe('-')
    },
  )

  it('of something else is none', () => {
    expect(decode('<?xml version="1.0"?>', '<a/>').description).toBeUndefined()
    expect(decode('').description).toBeUndefined()
  })

  it.each([
    ['v= is missing', HEAD.slice(1)],
    ['o= is missing', ['v=0', 's=-']],
    ['the last line was cut', [...HEAD, 'm']],
  ])('is not complete when %s', (_, lines) => {
    expect(decode(...lines).description!.complete).toBe(false)
  })
})

describe('an m-line', () => {
  it.each([
    ['m=audio 4000 RTP/AVP 0 8', { kind: 'audio', port: 4000, profile: 'RTP/AVP', formats: ['0', '8'] }],
    ['m=audio 49170/2 RTP/AVP 31', { port: 49_170 }],
    ['m=image 53200 udptl t38', { kind: 'image', profile: 'udptl', formats: ['t38'], codecs: [] }],
    ['m=audio 0 RTP/SAVP *      <-- refused', { port: 0, formats: ['*'], codecs: [] }],
    ['m=application 9 UDP/DTLS/SCTP webrtc-datachannel', { profile: 'UDP/DTLS/SCTP', codecs: [] }],
  ])('%s', (line, expected) => {
    expect(media(line)).toMatchObject(expected)
  })

  it.each(['m=audio 70000 RTP/AVP 0', 'm=audio -1 RTP/AVP 0', 'm=audio x RTP/AVP 0', 'm=audio 99999999999 RTP/AVP 0'])(
    '%s has port 0 and a flaw',
    (line) => {
      const { description, flaws } = decode(...HEAD, line)
      expect(description!.media[0]!.port).toBe(0)
      expect(flaws).toEqual([`sdp-line-invalid: ${line}`])
    },
  )

  it('has its own connection, or the session has one', () => {
    const { description } = decode(...HEAD, 'm=audio 1 RTP/AVP 0', 'c=IN IP4 198.51.100.1', 'm=video 2 RTP/AVP 31')
    expect(description!.media.map((m) => m.connection?.address)).toEqual(['198.51.100.1', undefined])
    expect(description!.connection!.address).toBe('192.0.2.1')
  })

  it('takes its direction from itself, then from the session, then the default', () => {
    expect(decode('v=0', 'm=audio 1 RTP/AVP 0').description!.media[0]!.direction).toBe('sendrecv')
    expect(decode('v=0', 'a=inactive', 'm=audio 1 RTP/AVP 0').description!.media[0]!.direction).toBe('inactive')
    expect(media('m=audio 1 RTP/AVP 0', 'a=recvonly').direction).toBe('recvonly')
  })

  it.each([
    ['a=ptime:20', 20],
    ['a=ptime:22.5', 22.5],
    ['a=ptime:0', undefined],
    ['a=ptime:x', undefined],
    ['a=maxptime:20', undefined],
  ])('%s', (line, ptimeMs) => {
    expect(media('m=audio 1 RTP/AVP 0', line).ptimeMs).toBe(ptimeMs)
  })

  it.each([
    [[], 4001, false],
    [['a=rtcp:53020 IN IP4 192.0.2.9'], 53_020, false],
    [['a=rtcp:99999'], 4001, false],
    [['a=rtcp:53020', 'a=rtcp-mux'], 4000, true],
  ])('%j: its RTCP port', (lines, rtcpPort, rtcpMux) => {
    expect(media('m=audio 4000 RTP/AVP 0', ...lines)).toMatchObject({ rtcpPort, rtcpMux })
  })
})

describe('codecs', () => {
  it('come from rtpmap, or from the payload type itself', () => {
    const { codecs } = media(
      'm=audio 1 RTP/AVP 9 18 96 97 98 128 x',
      'a=rtpmap:18 g729/8000',
      'a=fmtp:18 annexb=no',
      'a=rtpmap:96 opus/48000/2',
      'a=rtpmap:97 ',
      'a=rtpmap:970 none/8000',
    )
    expect(codecs).toEqual([
      { payloadType: 9, encoding: 'G722', clockRateHz: 8000, channels: 1, fmtp: undefined, line: undefined },
      { payloadType: 18, encoding: 'g729', clockRateHz: 8000, channels: 1, fmtp: 'annexb=no', line: 16 },
      { payloadType: 96, encoding: 'opus', clockRateHz: 48_000, channels: 2, fmtp: undefined, line: 18 },
      { payloadType: 97, encoding: undefined, clockRateHz: undefined, channels: 1, fmtp: undefined, line: 19 },
      { payloadType: 98, encoding: undefined, clockRateHz: undefined, channels: 1, fmtp: undefined, line: undefined },
    ])
  })

  it.each(['RTP/AVP', 'RTP/SAVP', 'RTP/AVPF', 'UDP/TLS/RTP/SAVPF', 'AVP'])('%s carries payload types', (profile) => {
    expect(media(`m=audio 1 ${profile} 0`).codecs).toMatchObject([{ encoding: 'PCMU' }])
  })
})

describe('floods', () => {
  it.each([
    ['lines', Array(MAX_SDP_LINES * 3).fill('a=x')],
    ['media', Array(MAX_MEDIA * 3).fill('m=audio 1 RTP/AVP 0')],
  ])('of %s are met with a flaw', (_, lines) => {
    const { description, flaws } = decode('v=0', ...lines)
    expect(flaws.length).toBeGreaterThan(0)
    expect(description!.media.length).toBeLessThanOrEqual(MAX_MEDIA)
    expect(description!.attributes.length).toBeLessThanOrEqual(MAX_SDP_LINES)
  })

  it('of formats are cut', () => {
    expect(media(`m=audio 1 RTP/AVP ${'0 '.repeat(5_000)}`).formats.length).toBeLessThan(300)
  })
})

it('line ends do not matter', () => {
  const lines = [...HEAD, 'm=audio 4000 RTP/AVP 0', 'a=ptime:20', '']
  const read = (end: string) => decodeDescription(lines.join(end), 0, () => {})
  expect(read('\n')).toEqual(read('\r\n'))
  expect(read('\r')).toEqual(read('\r\n'))
})

it('damaged descriptions never throw', () => {
  const text = [...HEAD, 'm=audio 4000 RTP/AVP 0 96', 'a=rtpmap:96 opus/48000/2', 'a=rtcp:5', ''].join('\r\n')
  fc.assert(
    fc.property(fc.nat(200), fc.nat(20), fc.string({ unit: 'binary', maxLength: 10 }), (at, drop, put) => {
      const description = decodeDescription(text.slice(0, at) + put + text.slice(at + drop), 0, () => {})
      for (const { port, rtcpPort, codecs } of description?.media ?? []) {
        expect(Number.isInteger(port) && port >= 0 && port <= 65_535).toBe(true)
        expect(Number.isInteger(rtcpPort) && rtcpPort >= 0 && rtcpPort <= 65_535).toBe(true)
        for (const codec of codecs) expect(codec.payloadType).toBeLessThanOrEqual(127)
      }
    }),
    { numRuns: 500 },
  )
})
