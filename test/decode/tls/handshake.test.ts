import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { alertName, isFatalAlert } from '../../../src/decode/tls/alerts.ts'
import { isGrease, suiteName } from '../../../src/decode/tls/cipher-suites.ts'
import { readCertificates, readClientHello, readServerHello } from '../../../src/decode/tls/handshake.ts'
import { versionName } from '../../../src/decode/tls/versions.ts'
import { join, text } from '../../support/capture-writer.ts'

const u16 = (...values: readonly number[]): Uint8Array => new Uint8Array(values.flatMap((v) => [v >> 8, v & 255]))
const vector = (lengthOctets: 1 | 2 | 3, ...parts: readonly Uint8Array[]): Uint8Array => {
  const body = join(...parts)
  const length = [body.length >> 16, (body.length >> 8) & 255, body.length & 255].slice(3 - lengthOctets)
  return join(Uint8Array.from(length), body)
}
const extension = (type: number, body: Uint8Array): Uint8Array => join(u16(type), vector(2, body))
const RANDOM = new Uint8Array(32).fill(0xcd)

const clientHello = (extensions: readonly Uint8Array[], cookie?: Uint8Array): Uint8Array =>
  join(
    u16(0x0303),
    RANDOM,
    vector(1, new Uint8Array(4).fill(1)),
    cookie === undefined ? new Uint8Array(0) : vector(1, cookie),
    vector(2, u16(0x1a1a, 0x1301, 0x0005)),
    vector(1, Uint8Array.of(0)),
    vector(2, ...extensions),
  )
const EXTENSIONS = [
  extension(0x2a2a, new Uint8Array(1)),
  extension(0, vector(2, Uint8Array.of(0), vector(2, text('sip.example.com')))),
  extension(16, vector(2, vector(1, Uint8Array.of(0x1a, 0x1a)), vector(1, text('sip')), vector(1, text('h2')))),
  extension(43, vector(1, u16(0x2a2a, 0x0304, 0x0303))),
  extension(14, join(vector(2, u16(1, 7)), vector(1))),
]
const hello = (bytes: Uint8Array, dtls = false) => readClientHello(bytes, 0, bytes.length, dtls)

describe('a ClientHello', () => {
  test('tells what it offers, GREASE left out', () => {
    expect(hello(clientHello(EXTENSIONS))).toEqual({
      random: 'cd'.repeat(32),
      sessionId: '01010101',
      cookie: '',
      suites: [0x1301, 5],
      versions: [0x0304, 0x0303],
      serverName: 'sip.example.com',
      alpn: ['sip', 'h2'],
      resumes: false,
      earlyData: false,
    })
    expect(hello(clientHello([extension(41, u16(0))]))).toMatchObject({ resumes: true, versions: [0x0303] })
    expect(hello(clientHello([]))).toMatchObject({ resumes: true })
    expect(hello(clientHello([], text('c')), true)).toMatchObject({ cookie: '63', suites: [0x1301, 5] })
  })

  test('cut at any byte it is none, or lacks extensions; it never throws', () => {
    const whole = clientHello(EXTENSIONS)
    for (let end = 0; end < whole.length; end++) {
      const read = readClientHello(whole, 0, end, false)
      if (read !== undefined) expect(read.suites).toEqual([0x1301, 5])
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        hello(bytes)
        readServerHello(bytes, 0, bytes.length)
        expect(readCertificates(bytes, 0, bytes.length, true).length).toBeLessThan(17)
      }),
    )
  })
})

test('a ServerHello, and one that asks again', () => {
  const of = (random: Uint8Array, ...extensions: readonly Uint8Array[]): Uint8Array =>
    join(u16(0x0303), random, vector(1), u16(0x1302), Uint8Array.of(0), vector(2, ...extensions))
  const plain = of(RANDOM, extension(43, u16(0x0304)), extension(41, u16(0)))
  expect(readServerHello(plain, 0, plain.length)).toMatchObject({
    suite: 0x1302,
    version: 0x0304,
    retry: false,
    preSharedKey: true,
  })
  const asks = of(Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex'))
  expect(readServerHello(asks, 0, asks.length)).toMatchObject({ retry: true, version: 0x0303 })
  expect(readServerHello(asks, 0, 30)).toBeUndefined()
})

test('certificates of both kinds of message, at most sixteen', () => {
  const der = Uint8Array.of(0x30, 1, 2)
  const old = vector(3, vector(3, der), vector(3, der))
  const tls13 = join(vector(1), vector(3, vector(3, der), vector(2), vector(3, der), vector(2, new Uint8Array(9))))
  expect(readCertificates(old, 0, old.length, false)).toEqual([der, der])
  expect(readCertificates(tls13, 0, tls13.length, true)).toEqual([der, der])
  const many = vector(3, ...Array.from({ length: 40 }, () => vector(3, der)))
  expect(readCertificates(many, 0, many.length, false)).toHaveLength(16)
})

test('names of the registries', () => {
  expect([0x1301, 0xc02b, 0xcca8, 0x0005, 0xfafb].map(suiteName)).toEqual([
    'TLS_AES_128_GCM_SHA256',
    'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
    'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
    'TLS_RSA_WITH_RC4_128_SHA',
    '0xfafb',
  ])
  expect([0x0a0a, 0xfafa, 0x1301, 0x0a1a].map(isGrease)).toEqual([true, true, false, false])
  expect([0x0300, 0x0304, 0xfefd, 0x7f1c].map(versionName)).toEqual(['SSL 3.0', 'TLS 1.3', 'DTLS 1.2', '0x7f1c'])
  expect([48, 0, 200].map(alertName)).toEqual(['unknown_ca', 'close_notify', 'alert 200'])
  expect(isFatalAlert(1, 48, true)).toBe(true)
  expect(isFatalAlert(1, 48, false)).toBe(false)
  expect(isFatalAlert(2, 0, true)).toBe(false)
})
