import { createCipheriv, createHmac } from 'node:crypto'
import type { ConnectionOptions, TlsOptions } from 'node:tls'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { readCapture, sipRequest } from '../../support/capture-reading.ts'
import {
  enhancedPacket,
  interfaceBlock,
  join,
  pcapngBlock,
  sectionHeader,
  text,
  writePcap,
} from '../../support/capture-writer.ts'
import { CLIENT, EXPIRED, ROOT, SERVER } from '../../support/certificates.ts'
import { type ConversationShape, framesOf, type Segment, segmentsOf } from '../../support/tcp-frames.ts'
import { type RecordedSession, recordSession, say, type Talk } from '../../support/tls-session.ts'
import { frame, upgrade, upgraded } from '../../support/websocket-frames.ts'

const TRUSTING: ConnectionOptions = { ca: ROOT, servername: 'sip.example.com' }
const only = (version: 'TLSv1.2' | 'TLSv1.3') => ({ minVersion: version, maxVersion: version }) as const

const readSegments = (segments: readonly Segment[], keyLog = '') =>
  readCapture(writePcap(framesOf(segments)), [], keyLog)
const read = (session: RecordedSession, keyLog = '', shape: ConversationShape = { ending: 'fin' }) =>
  readSegments(segmentsOf(session.chunks, shape), keyLog)
const callIds = ({ messages }: ReturnType<typeof readCapture>) => messages.map(({ callId }) => callId)
const flaws = ({ flaws: found }: ReturnType<typeof readCapture>) => Object.fromEntries(found)

const talk: Talk = async (client, server) => {
  await say(client, server, sipRequest('a', 3_000))
  await say(server, client, sipRequest('b'))
  await say(client, server, join(sipRequest('c'), text('\r\n\r\n'), sipRequest('d')))
}

describe('a session decrypted with its key log', () => {
  test.each([
    ['TLSv1.3', 'TLS_AES_128_GCM_SHA256', 'TLS_AES_128_GCM_SHA256'],
    ['TLSv1.3', 'TLS_AES_256_GCM_SHA384', 'TLS_AES_256_GCM_SHA384'],
    ['TLSv1.3', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_CHACHA20_POLY1305_SHA256'],
    ['TLSv1.2', 'ECDHE-ECDSA-AES128-GCM-SHA256', 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'],
    ['TLSv1.2', 'ECDHE-ECDSA-AES256-GCM-SHA384', 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384'],
    ['TLSv1.2', 'ECDHE-ECDSA-CHACHA20-POLY1305', 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256'],
    ['TLSv1.2', 'ECDHE-ECDSA-AES128-SHA256', 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256'],
    ['TLSv1.2', 'ECDHE-ECDSA-AES256-SHA384', 'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384'],
    ['TLSv1.2', 'ECDHE-ECDSA-AES256-SHA', 'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA'],
  ] as const)('%s %s', async (version, ciphers, suite) => {
    const options = { ciphers, ALPNProtocols: ['sip'], ...only(version) }
    const session = await recordSession({ ...SERVER, ...options }, { ...TRUSTING, ...options }, talk)
    const result = read(session, session.keyLog)
    expect(callIds(result)).toEqual(['a', 'b', 'c', 'd'])
    expect(result.messages.every(({ transport, complete }) => transport === 'TLS' && complete)).toBe(true)
    expect(flaws(result)).toEqual({})
    const known = {
      client: { address: '192.0.2.10', port: 40_000 },
      server: { address: '192.0.2.20', port: 5_061 },
      version: version.replace('v', ' '),
      suite,
      outcome: 'completed',
      offeredVersions: [version.replace('v', ' ')],
      serverName: 'sip.example.com',
      offeredAlpn: ['sip'],
      closed: { by: 'client', how: 'fin' },
      resumption: 'none',
    }
    expect(result.tls).toMatchObject([{ ...known, alpn: 'sip', sipMessages: 4, undecryptedRecords: 0 }])
    expect(result.tls[0]!.serverCertificates).toMatchObject([
      {
        subject: 'CN=sip.example.com, O=Example',
        issuer: 'CN=Example Root, O=Example',
        subjectAltNames: ['DNS:sip.example.com', 'URI:sip:example.com', 'IP Address:192.0.2.1'],
        notBefore: Date.UTC(2020, 0, 1) * 1_000,
        notAfter: Date.UTC(2120, 0, 1) * 1_000,
        keyType: 'ec',
        keyBits: 256,
        curve: 'prime256v1',
        signatureAlgorithm: 'ecdsa-with-SHA256',
        selfSigned: false,
        authority: false,
      },
    ])
    // Without it the handshake tells the same, but for what TLS 1.3 hides.
    const blind = read(session)
    expect(blind).toMatchObject({ messages: [], tls: [{ ...known, decryptedRecords: 0, undecryptedRecords: 0 }] })
    expect(blind.tls[0]!.serverCertificates === undefined).toBe(version === 'TLSv1.3')
    expect(flaws(blind)).toEqual({})
  })

  test.each(['AES128-GCM-SHA256', 'DHE-RSA-AES256-GCM-SHA384', 'AES256-SHA', 'ECDHE-RSA-AES256-GCM-SHA384'])(
    'whatever the key exchange: %s',
    async (ciphers) => {
      const server = { ...EXPIRED, ciphers, dhparam: 'auto', ...only('TLSv1.2') } as const
      const session = await recordSession(server, { rejectUnauthorized: false, ciphers }, talk)
      expect(callIds(read(session, session.keyLog))).toEqual(['a', 'b', 'c', 'd'])
    },
  )

  test('resumed sessions, and a server that asks for another ClientHello', async () => {
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      // One key for both servers, or the second could not open the ticket of the first.
      const server: TlsOptions = { ...SERVER, ...only(version), ticketKeys: Buffer.alloc(48, 7) }
      const first = await recordSession(server, { ...TRUSTING, ...only(version) }, talk)
      expect(read(first, first.keyLog).tls).toMatchObject([{ resumption: 'none' }])
      const again = await recordSession(server, { ...TRUSTING, ...only(version), session: first.ticket }, talk)
      const result = read(again, again.keyLog)
      expect(callIds(result)).toEqual(['a', 'b', 'c', 'd'])
      expect(result.tls).toMatchObject([{ resumption: 'resumed', serverCertificates: undefined, outcome: 'completed' }])
    }
    const session = await recordSession(
      { ...SERVER, ecdhCurve: 'P-384' },
      { ...TRUSTING, ecdhCurve: 'X25519:P-384' },
      talk,
    )
    const result = read(session, session.keyLog)
    expect(callIds(result)).toEqual(['a', 'b', 'c', 'd'])
    expect(result.tls).toMatchObject([{ retried: true, version: 'TLS 1.3', outcome: 'completed' }])
  })

  test('certificates of both ends', async () => {
    const server = { ...SERVER, cert: SERVER.cert + ROOT, ca: ROOT, requestCert: true }
    const session = await recordSession(server, { ...TRUSTING, ...CLIENT, ...only('TLSv1.2') }, talk)
    expect(read(session).tls).toMatchObject([
      {
        clientCertificates: [{ subject: 'CN=phone-7' }, { authority: true }],
        serverCertificates: [{ selfSigned: false }, { selfSigned: true, authority: true }],
        chainInOrder: true,
      },
    ])
    const none = await recordSession({ ...server, rejectUnauthorized: false }, { ...TRUSTING, ...only('TLSv1.2') })
    expect(read(none).tls).toMatchObject([{ clientCertificates: [] }])
  })

  test('SIP over WebSocket inside', async () => {
    const session = await recordSession(SERVER, TRUSTING, async (client, server) => {
      await say(client, server, upgrade())
      await say(server, client, upgraded())
      await say(client, server, frame(sipRequest('a'), { mask: [1, 2, 3, 4] }))
    })
    expect(read(session, session.keyLog).messages).toMatchObject([{ callId: 'a', transport: 'WSS' }])
  })

  test('HTTP inside is left alone', async () => {
    const session = await recordSession(SERVER, TRUSTING, async (client, server) => {
      await say(client, server, text('GET /trace HTTP/1.1\r\nHost: example.com\r\n\r\n'))
      await say(server, client, join(text('HTTP/1.1 200 OK\r\n\r\n'), sipRequest('no')))
      await say(server, client, sipRequest('no'))
    })
    expect(read(session, session.keyLog)).toMatchObject({
      messages: [],
      tls: [{ sipMessages: 0, outcome: 'completed' }],
    })
  })
})

describe('a recorded session', () => {
  const sessions: RecordedSession[] = []
  beforeAll(async () => {
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      sessions.push(await recordSession(SERVER, { ...TRUSTING, ...only(version) }, talk))
    }
  })

  test('cut at any place and out of order: the same messages', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0, 1),
        fc.integer({ min: 1, max: 600 }),
        fc.array(fc.nat({ max: 400 }), { maxLength: 30 }),
        (which, segmentOctets, swaps) => {
          const session = sessions[which]!
          const list = segmentsOf(session.chunks, { segmentOctets })
          const [opening, rest] = [list.slice(0, 2), list.slice(2)]
          for (const swap of swaps) {
            const i = swap % (rest.length - 1)
            ;[rest[i], rest[i + 1]] = [rest[i + 1]!, rest[i]!]
          }
          const result = readSegments([...opening, ...rest], session.keyLog)
          expect(callIds(result).toSorted()).toEqual(['a', 'b', 'c', 'd'])
          expect(flaws(result)).toEqual({})
        },
      ),
      { numRuns: 100 },
    )
  })

  test('a lost segment costs what was in it', () => {
    for (const session of sessions) {
      const segments = segmentsOf(session.chunks, { ending: 'fin' })
      const ofClient = segments.flatMap(({ side, bytes }, i) => (side === 0 && bytes.length > 150 ? [i] : []))
      // The last but one from the client that is no handshake: the end of `a`, in a segment of its own.
      const lost = ofClient.at(-2)!
      const result = readSegments(
        segments.filter((_, i) => i !== lost),
        session.keyLog,
      )
      expect(callIds(result)).toEqual(expect.arrayContaining(['b', 'c', 'd']))
      expect(result.messages.filter(({ complete }) => complete).map(({ callId }) => callId)).toEqual(['b', 'c', 'd'])
      expect(flaws(result)).toMatchObject({ 'tcp-segments-missing': 1 })
    }
  })

  test('mutated bytes never throw', () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 10 })
    fc.assert(
      fc.property(fc.constantFrom(0, 1), changes, (which, changed) => {
        const session = sessions[which]!
        const file = writePcap(framesOf(segmentsOf(session.chunks, { ending: 'fin' })))
        for (const [place, value] of changed) file[place % file.length] = value
        expect(readCapture(file, [], session.keyLog).tls.length).toBeLessThan(10)
      }),
      { numRuns: 300 },
    )
  })

  test('secrets in the capture count from where they stand', () => {
    const [, session] = sessions
    const secret = text(session!.keyLog)
    const head = new Uint8Array(8)
    const view = new DataView(head.buffer)
    view.setUint32(0, 0x544c534b, true)
    view.setUint32(4, secret.length, true)
    const block = pcapngBlock(10, join(head, secret))
    const frames = framesOf(segmentsOf(session!.chunks)).map((one) => enhancedPacket(one))
    const before = readCapture(join(sectionHeader(), interfaceBlock(1), block, ...frames))
    const after = readCapture(join(sectionHeader(), interfaceBlock(1), ...frames, block))
    expect(callIds(before)).toEqual(['a', 'b', 'c', 'd'])
    expect(after).toMatchObject({ messages: [], tls: [{ outcome: 'completed' }] })
  })

  test('a key log of other sessions is told once, and no secret of it', () => {
    const [first, second] = sessions
    expect(flaws(read(first!, second!.keyLog))).toEqual({ 'tls-not-decrypted': 1 })
    expect(JSON.stringify(read(second!, second!.keyLog).tls)).not.toContain(second!.keyLog.split(' ')[2]!.slice(0, 16))
  })

  test('joined in the middle, only that it is there', () => {
    const segments = segmentsOf(sessions[1]!.chunks, { ending: 'fin' }).slice(9)
    const result = readSegments(segments, sessions[1]!.keyLog)
    expect(result).toMatchObject({ messages: [], tls: [{ outcome: 'not-seen', server: { port: 5_061 } }] })
  })

  test('cut off in the handshake: aborted by a reset, unfinished at the end of the capture', () => {
    for (const { chunks } of sessions) {
      const aborted = readSegments(segmentsOf(chunks.slice(0, 2), { ending: 'rst' }))
      expect(aborted.tls).toMatchObject([{ outcome: 'aborted', closed: { how: 'rst', by: 'client' } }])
      expect(readSegments(segmentsOf(chunks.slice(0, 2))).tls).toMatchObject([
        { outcome: 'unfinished', closed: undefined },
      ])
    }
  })

  test('after a KeyUpdate the next key is used', () => {
    const session = sessions[1]!
    const secret = Buffer.from(/^CLIENT_TRAFFIC_SECRET_0 \S+ (\S+)$/m.exec(session.keyLog)![1]!, 'hex')
    const suite = read(session).tls[0]!.suite
    expect(suite).toBe('TLS_AES_256_GCM_SHA384')
    const next = expand(secret, 'traffic upd', secret.length)
    // Two records of the client so far went under the first key: `a`, and `c` with `d`; then close_notify.
    const own = session.chunks.filter(({ side }) => side === 0)
    const sent = recordsOf(join(...own.map(({ bytes }) => bytes))).filter((record) => record[0] === 23).length - 2
    const update = seal(secret, sent, 22, Uint8Array.of(24, 0, 0, 1, 0))
    const after = seal(next, 0, 23, sipRequest('after'))
    const withoutClose = session.chunks.slice(
      0,
      session.chunks.findLastIndex(({ side }) => side === 0),
    )
    const result = readSegments(
      segmentsOf([...withoutClose, { side: 0, bytes: update }, { side: 0, bytes: after }]),
      session.keyLog,
    )
    expect(callIds(result)).toEqual(['a', 'b', 'c', 'd', 'after'])
    expect(flaws(result)).toEqual({})
  })
})

/** The records of a stream (RFC 8446 §5.1). */
function recordsOf(bytes: Uint8Array): Uint8Array[] {
  const records: Uint8Array[] = []
  for (let at = 0; at < bytes.length; ) {
    const end = at + 5 + ((bytes[at + 3]! << 8) | bytes[at + 4]!)
    records.push(bytes.slice(at, end))
    at = end
  }
  return records
}

/** HKDF-Expand-Label for SHA-384, one block (RFC 8446 §7.1). */
function expand(secret: Uint8Array, label: string, length: number): Buffer {
  const info = join(Uint8Array.of(0, length, label.length + 6), text(`tls13 ${label}`), Uint8Array.of(0, 1))
  return createHmac('sha384', secret).update(info).digest().subarray(0, length)
}

/** A record of TLS 1.3 under TLS_AES_256_GCM_SHA384 (RFC 8446 §5.2). */
function seal(secret: Uint8Array, sequence: number, type: number, content: Uint8Array): Uint8Array {
  const nonce = expand(secret, 'iv', 12)
  nonce[11]! ^= sequence
  const cipher = createCipheriv('aes-256-gcm', expand(secret, 'key', 32), nonce)
  const length = content.length + 17
  const head = Uint8Array.of(23, 3, 3, length >> 8, length & 255)
  cipher.setAAD(head)
  const sealed = cipher.update(join(content, Uint8Array.of(type)))
  cipher.final()
  return join(head, sealed, cipher.getAuthTag())
}

describe('handshakes that fail', () => {
  test.each([
    [
      'no version in common',
      SERVER,
      { minVersion: 'TLSv1.3' },
      { maxVersion: 'TLSv1.2' },
      'protocol_version',
      'server',
    ],
    [
      'no cipher suite in common',
      SERVER,
      { ciphers: 'ECDHE-RSA-AES128-GCM-SHA256', ...only('TLSv1.2') },
      {},
      'handshake_failure',
      'server',
    ],
    [
      'no protocol in common',
      SERVER,
      { ALPNProtocols: ['sip'] },
      { ALPNProtocols: ['h2'] },
      'no_application_protocol',
      'server',
    ],
  ] as const)('%s', async (_name, certificate, client, server, description, from) => {
    const session = await recordSession(
      { ...certificate, ...server } as TlsOptions,
      { ...TRUSTING, ca: EXPIRED.cert, ...client } as ConnectionOptions,
    )
    expect(session.error).not.toBe('')
    const { tls } = read(session, session.keyLog)
    expect(tls).toMatchObject([
      { outcome: 'failed', completed: undefined, alerts: [{ level: 'fatal', description, from }] },
    ])
  })

  /** Of a recorded session, what came before the client's answer to the server's certificate. */
  const begun = async (version: 'TLSv1.2' | 'TLSv1.3'): Promise<RecordedSession> => {
    const session = await recordSession(SERVER, { ...TRUSTING, ...only(version) }, talk)
    const answer = session.chunks.findIndex(({ side }, i) => side === 0 && i > 0)
    return { ...session, chunks: session.chunks.slice(0, answer) }
  }
  const alerted = (session: RecordedSession, bytes: Uint8Array): RecordedSession => ({
    ...session,
    chunks: [...session.chunks, { side: 0, bytes }],
  })
  const UNKNOWN_CA = Uint8Array.of(2, 48)

  test('the client does not know the authority: an alert in the clear', async () => {
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const session = alerted(await begun(version), join(Uint8Array.of(21, 3, 3, 0, 2), UNKNOWN_CA))
      for (const keyLog of ['', session.keyLog]) {
        expect(read(session, keyLog, { ending: 'rst' }).tls).toMatchObject([
          { outcome: 'failed', alerts: [{ from: 'client', level: 'fatal', description: 'unknown_ca' }] },
        ])
      }
    }
  })

  test('the same under the handshake keys: only with them can be said which alert it is', async () => {
    const session = await begun('TLSv1.3')
    const secret = Buffer.from(/^CLIENT_HANDSHAKE_TRAFFIC_SECRET \S+ (\S+)$/m.exec(session.keyLog)![1]!, 'hex')
    const failed = alerted(session, seal(secret, 0, 21, UNKNOWN_CA))
    expect(read(failed, session.keyLog).tls).toMatchObject([
      { outcome: 'failed', alerts: [{ from: 'client', description: 'unknown_ca' }] },
    ])
    expect(read(failed).tls).toMatchObject([
      { outcome: 'failed', alerts: [{ from: 'client', level: 'fatal', description: 'encrypted' }] },
    ])
  })

  test('a client that gives up without a word', async () => {
    const session = await recordSession(SERVER, { ...only('TLSv1.3'), servername: 'sip.example.com' })
    expect(session.error).not.toBe('')
    expect(read(session, session.keyLog).tls).toMatchObject([{ outcome: 'aborted', alerts: [] }])
  })

  test('a client without the certificate that is asked for, TLS 1.3', async () => {
    const server = { ...SERVER, ca: ROOT, requestCert: true, ...only('TLSv1.3') }
    const session = await recordSession(server, TRUSTING, async (client) => {
      await new Promise((resolve) => client.once('close', resolve))
    })
    expect(read(session, session.keyLog).tls).toMatchObject([
      {
        outcome: 'failed',
        clientCertificates: [],
        alerts: [{ description: 'certificate_required', from: 'server' }],
      },
    ])
  })

  test('the expired certificate, as it is', async () => {
    const session = await recordSession(EXPIRED, { rejectUnauthorized: false, ...only('TLSv1.2') })
    expect(read(session).tls).toMatchObject([
      {
        outcome: 'completed',
        serverName: undefined,
        serverCertificates: [
          {
            subject: 'CN=old.example.com',
            serialNumber: '2a',
            notAfter: Date.UTC(2021, 0, 1) * 1_000,
            keyType: 'rsa',
            keyBits: 2_048,
            selfSigned: true,
            signatureAlgorithm: 'sha256WithRSAEncryption',
          },
        ],
        chainInOrder: undefined,
      },
    ])
  })
})

describe('records and messages that lie', () => {
  const record = (type: number, body: Uint8Array): Uint8Array =>
    join(Uint8Array.of(type, 3, 3, body.length >> 8, body.length & 255), body)
  const of = (bytes: Uint8Array) => readSegments(segmentsOf([{ side: 0, bytes }]))

  test.each([
    ['a message longer than any', record(22, Uint8Array.of(1, 255, 255, 255, 1, 2))],
    [
      'a ClientHello whose lists go beyond it',
      record(22, join(Uint8Array.of(1, 0, 0, 40, 3, 3), new Uint8Array(32), Uint8Array.of(0, 200, 0, 1, 1, 0))),
    ],
    ['no record behind the first', join(record(22, Uint8Array.of(1, 0, 0, 1)), text('this is no record'))],
    ['a certificate that is none', record(22, Uint8Array.of(11, 0, 0, 8, 0, 0, 5, 0, 0, 2, 1, 2))],
  ])('%s is told', (_name, bytes) => {
    const result = of(bytes)
    expect(result.tls).toMatchObject([{ outcome: 'not-seen' }])
    expect([...result.flaws.keys()]).toEqual([expect.stringMatching(/^tls-(?:record|certificate)-invalid$/)])
  })
})
