import { deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { analyze } from '../../src/analyze.ts'
import type { AnalysisEvent } from '../../src/model/events.ts'
import { Refusal } from '../../src/model/refusal.ts'
import {
  ethernet,
  type IpShape,
  ip,
  join,
  pcapngBlock,
  rtp,
  sectionHeader,
  TCP,
  tcp,
  text,
  UDP,
  udp,
  writePcap,
} from '../support/capture-writer.ts'

/** An input made to exhaust memory or time, or to make a decoder believe a lie. */
export interface Hostile {
  readonly name: string
  /** The flaw it must meet; `refused` where the answer is a refusal. */
  readonly flaw: string
  /** Given anew at each call; in chunks, so that it need not be held. */
  chunks(): Iterable<Uint8Array>
}

const CHUNK_BYTES = 1_048_576
const SOURCE = '192.0.2.1'
const DESTINATION = '198.51.100.1'
/** Of the pcap record, the Ethernet, IPv4 and transport headers. */
const [AT_RECORD, AT_IP, AT_TRANSPORT] = [0, 30, 50]

/** A record of a classic pcap file, to be changed and written again and again. */
const record = (frame: Uint8Array): Buffer =>
  Buffer.from(writePcap([{ at: 1_700_000_000_000_000, bytes: frame }]).subarray(24))
const head = (): Uint8Array => writePcap([]).subarray(0, 24)

const frameOf = (payload: Uint8Array, protocol: number, shape: Partial<IpShape> = {}): Uint8Array =>
  ethernet(ip(payload, { source: SOURCE, destination: DESTINATION, protocol, ...shape }))

/** A pcap file of `count` copies of a record, each changed by `change`; one millisecond from one to the next. */
function* repeated(one: Buffer, count: number, change: (bytes: Buffer, index: number) => void): Generator<Uint8Array> {
  yield head()
  const many = Math.max(1, Math.floor(CHUNK_BYTES / one.length))
  for (let at = 0; at < count; at += many) {
    const copies = Math.min(many, count - at)
    const chunk = Buffer.allocUnsafe(copies * one.length)
    for (let i = 0; i < copies; i++) {
      const micros = (at + i) * 1_000
      one.writeUInt32LE(1_700_000_000 + Math.floor(micros / 1_000_000), AT_RECORD)
      one.writeUInt32LE(micros % 1_000_000, AT_RECORD + 4)
      change(one, at + i)
      one.copy(chunk, i * one.length)
    }
    yield chunk
  }
}

function* lines(count: number, line: (index: number) => string): Generator<Uint8Array> {
  for (let at = 0; at < count; ) {
    let chunk = ''
    for (; at < count && chunk.length < CHUNK_BYTES; at++) chunk += line(at)
    yield text(chunk)
  }
}

function* bytesOf(first: Uint8Array, filling: Uint8Array, total: number): Generator<Uint8Array> {
  yield first
  for (let written = 0; written < total; written += filling.length) yield filling
}

const digits = (index: number): string => String(index).padStart(9, '0')

const request = (method: string, id: string): Uint8Array =>
  text(
    `${method} sip:bob@example.com SIP/2.0\r\nVia: SIP/2.0/UDP ${SOURCE};branch=z9hG4bK${id}\r\nMax-Forwards: 70\r\n` +
      `From: <sip:${id}@example.com>;tag=a${id}\r\nTo: <sip:${id}@example.com>\r\nCall-ID: ${id}\r\nCSeq: 1 ${method}\r\n` +
      'Contact: <sip:alice@192.0.2.1>\r\nContent-Length: 0\r\n\r\n',
  )

/** Requests of one method, each with a Call-ID, tag and user of its own. */
function* requests(method: string, count: number): Generator<Uint8Array> {
  const one = record(frameOf(udp(request(method, digits(0)), [5060, 5060]), UDP))
  const places: number[] = []
  for (let at = one.indexOf(digits(0)); at >= 0; at = one.indexOf(digits(0), at + 1)) places.push(at)
  yield* repeated(one, count, (bytes, index) => {
    for (const at of places) bytes.write(digits(index), at, 'latin1')
  })
}

/** One datagram from very many ports and hosts. */
const fromEverywhere = (payload: Uint8Array, count: number): Iterable<Uint8Array> =>
  repeated(record(frameOf(udp(payload, [1_024, 3_478]), UDP)), count, (bytes, index) => {
    bytes.writeUInt16BE(1_024 + (index % 60_000), AT_TRANSPORT)
    bytes.writeUInt32BE(0x0a000000 + Math.floor(index / 60_000), AT_IP + 12)
  })

/** The least that begins a handshake: one suite, no extensions (RFC 5246 §7.4.1.2, RFC 6347 §4.2.1). */
function clientHello(dtls: boolean): Uint8Array {
  const version = dtls ? [0xfe, 0xfd] : [3, 3]
  const body = [...version, ...new Array<number>(32).fill(7), 0, ...(dtls ? [0] : []), 0, 2, 0xc0, 0x2f, 1, 0]
  const fragment = dtls ? [0, 0, 0, 0, 0, 0, 0, body.length] : []
  const message = [1, 0, 0, body.length, ...fragment, ...body]
  const place = dtls ? [0, 0, 0, 0, 0, 0, 0, 0] : []
  return new Uint8Array([22, ...version, ...place, 0, message.length, ...message])
}

/** An archive of one deflated file, its sizes behind it (APPNOTE 4.3.9). */
function zipOf(content: Uint8Array): Uint8Array {
  const name = text('call.pcap')
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50, 0)
  local.writeUInt16LE(20, 4)
  local.writeUInt16LE(8, 6)
  local.writeUInt16LE(8, 8)
  local.writeUInt16LE(name.length, 26)
  return join(local, name, deflateRawSync(content, { level: 9 }))
}

/** Each with what it must meet, whatever else it meets. `many` is how often what comes in masses comes. */
export const hostileInputs = (many: number): readonly Hostile[] => [
  {
    name: 'many first fragments, each of another datagram',
    flaw: 'ip-fragments-capped',
    chunks: () =>
      repeated(record(frameOf(new Uint8Array(64), UDP, { more: true, id: 1 })), many, (bytes, index) => {
        bytes.writeUInt16BE(index & 0xffff, AT_IP + 4)
        bytes.writeUInt32BE(0x0a000000 + (index >> 8), AT_IP + 12)
      }),
  },
  {
    name: 'many TCP connections, each with half a SIP message',
    flaw: 'tcp-flows-capped',
    chunks: () =>
      repeated(
        record(frameOf(tcp(text('INVITE sip:a@b SIP/2.0\r\nVia: '), [5060, 5060], 1), TCP)),
        many,
        (bytes, index) => {
          bytes.writeUInt16BE(1_024 + (index % 60_000), AT_TRANSPORT)
          bytes.writeUInt32BE(0x0a000000 + Math.floor(index / 60_000), AT_IP + 12)
        },
      ),
  },
  {
    name: 'a TCP message whose headers never end',
    flaw: 'tcp-segment-partial',
    *chunks() {
      const start = text('INVITE sip:a@b SIP/2.0\r\n')
      yield writePcap([{ at: 0, bytes: frameOf(tcp(start, [5060, 5060], 1), TCP) }])
      const more = repeated(
        record(frameOf(tcp(text('X: y\r\n'.repeat(200)), [5060, 5060], 0), TCP)),
        50_000,
        (bytes, index) => bytes.writeUInt32BE((1 + start.length + index * 1_200) >>> 0, AT_TRANSPORT + 4),
      )
      // The file header was given.
      more.next()
      yield* more
    },
  },
  { name: 'many calls that never end', flaw: 'calls-evicted', chunks: () => requests('INVITE', many) },
  { name: 'many registrations', flaw: 'registrations-capped', chunks: () => requests('REGISTER', many) },
  {
    name: 'many RTP streams',
    flaw: 'rtp-streams-capped',
    *chunks() {
      const one = record(frameOf(udp(rtp({ sequence: 1, rtpTimestamp: 160, ssrc: 1 }), [4_000, 5_000]), UDP))
      // Of a few packets alone nothing is believed.
      yield* repeated(one, 20 * many, (bytes, index) => {
        const nth = index % 20
        bytes.writeUInt16BE(nth, AT_TRANSPORT + 8 + 2)
        bytes.writeUInt32BE(nth * 160, AT_TRANSPORT + 8 + 4)
        bytes.writeUInt32BE(Math.floor(index / 20), AT_TRANSPORT + 8 + 8)
      })
    },
  },
  {
    name: 'a call with a new SSRC in each packet',
    flaw: 'rtp-streams-capped',
    *chunks() {
      const offer = text(
        `INVITE sip:bob@example.com SIP/2.0\r\nVia: SIP/2.0/UDP ${SOURCE};branch=z9hG4bK1\r\nMax-Forwards: 70\r\n` +
          'From: <sip:alice@example.com>;tag=a\r\nTo: <sip:bob@example.com>\r\nCall-ID: one\r\nCSeq: 1 INVITE\r\n' +
          `Contact: <sip:${SOURCE}>\r\nContent-Type: application/sdp\r\n\r\n` +
          `v=0\r\no=- 1 1 IN IP4 ${SOURCE}\r\ns=-\r\nc=IN IP4 ${SOURCE}\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n`,
      )
      yield head()
      yield record(frameOf(udp(offer, [5060, 5060]), UDP))
      const one = record(frameOf(udp(rtp({ sequence: 1, rtpTimestamp: 160, ssrc: 1 }), [4_000, 5_000]), UDP))
      const more = repeated(one, many, (bytes, index) => bytes.writeUInt32BE(index, AT_TRANSPORT + 8 + 8))
      // The file header was given.
      more.next()
      yield* more
    },
  },
  {
    name: 'one call of many messages',
    flaw: 'call-messages-capped',
    chunks: () => repeated(record(frameOf(udp(request('INVITE', 'one'), [5060, 5060]), UDP)), many, () => {}),
  },
  {
    name: 'a pcap record of four gigabytes',
    flaw: 'capture-damaged',
    *chunks() {
      const one = record(frameOf(udp(request('OPTIONS', 'one'), [5060, 5060]), UDP))
      one.writeUInt32LE(0xffffffff, AT_RECORD + 8)
      yield* bytesOf(join(head(), one), new Uint8Array(CHUNK_BYTES), 64 * CHUNK_BYTES)
    },
  },
  {
    name: 'a pcapng block whose length is a lie',
    flaw: 'capture-damaged',
    *chunks() {
      const block = Buffer.from(pcapngBlock(6, new Uint8Array(64)))
      block.writeUInt32LE(0xfffffff0, 4)
      yield* bytesOf(join(sectionHeader(), block), new Uint8Array(CHUNK_BYTES), 64 * CHUNK_BYTES)
    },
  },
  {
    name: 'an IP length beyond its frame',
    flaw: 'ip-header-invalid',
    chunks: () =>
      repeated(record(frameOf(udp(request('OPTIONS', 'one'), [5060, 5060]), UDP)), 1_000, (bytes) =>
        bytes.writeUInt16BE(0xffff, AT_IP + 2),
      ),
  },
  {
    name: 'a UDP length beyond its packet',
    flaw: 'udp-length-invalid',
    chunks: () => repeated(record(frameOf(udp(request('OPTIONS', 'one'), [5060, 5060], 0xffff), UDP)), 1_000, () => {}),
  },
  {
    name: 'a Content-Length of four gigabytes',
    flaw: 'content-length-wrong',
    chunks: () => [
      writePcap([
        {
          at: 0,
          bytes: frameOf(
            udp(
              text(Buffer.from(request('OPTIONS', 'one')).toString().replace('Length: 0', 'Length: 4294967295')),
              [5060, 5060],
            ),
            UDP,
          ),
        },
      ]),
    ],
  },
  {
    name: 'many TLS connections',
    flaw: 'tls-handshakes-capped',
    chunks: () =>
      repeated(record(frameOf(tcp(clientHello(false), [5_061, 5_061], 1), TCP)), many, (bytes, index) => {
        bytes.writeUInt16BE(1_024 + (index % 60_000), AT_TRANSPORT)
        bytes.writeUInt32BE(0x0a000000 + Math.floor(index / 60_000), AT_IP + 12)
      }),
  },
  {
    name: 'many DTLS associations',
    flaw: 'dtls-associations-capped',
    chunks: () => fromEverywhere(clientHello(true), many),
  },
  {
    name: 'many STUN clients',
    flaw: 'stun-exchanges-capped',
    chunks: () =>
      fromEverywhere(new Uint8Array([0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]), many),
  },
  {
    name: 'a hundred tunnels in each other',
    flaw: 'tunnels-capped',
    *chunks() {
      let inner = ip(udp(request('OPTIONS', 'one'), [5060, 5060]), { source: SOURCE, destination: DESTINATION })
      for (let depth = 0; depth < 100; depth++)
        inner = ip(inner, { source: SOURCE, destination: DESTINATION, protocol: 4 })
      yield writePcap([{ at: 0, bytes: ethernet(inner) }])
    },
  },
  {
    name: 'a HEP packet whose length is a lie',
    flaw: 'hep-invalid',
    chunks: () => [
      writePcap([
        {
          at: 0,
          bytes: frameOf(udp(join(text('HEP3'), new Uint8Array([0xff, 0xff, 0, 0, 0, 1, 0, 200])), [9060, 9060]), UDP),
        },
      ]),
    ],
  },
  { name: 'a zip bomb', flaw: 'refused', chunks: () => [zipOf(new Uint8Array(512 * CHUNK_BYTES))] },
  {
    name: 'JSON nested without end',
    flaw: 'refused',
    *chunks() {
      yield* bytesOf(text('{"a":'), text('['.repeat(CHUNK_BYTES)), 20 * CHUNK_BYTES)
    },
  },
  { name: 'a gzip bomb', flaw: 'refused', chunks: () => [gzipSync(new Uint8Array(512 * CHUNK_BYTES), { level: 9 })] },
  { name: 'a zstd bomb', flaw: 'refused', chunks: () => [zstdCompressSync(new Uint8Array(512 * CHUNK_BYTES))] },
  {
    name: 'a line without end',
    flaw: 'text-line-too-long',
    *chunks() {
      yield request('OPTIONS', 'one')
      yield* bytesOf(text('X: '), text('a'.repeat(CHUNK_BYTES)), 100 * CHUNK_BYTES)
    },
  },
  {
    name: 'a message of text whose headers never end',
    flaw: 'sip-message-too-long',
    *chunks() {
      yield text('INVITE sip:a@b SIP/2.0\r\n')
      yield* lines(2 * many, (index) => `X-${index}: y\r\n`)
    },
  },
  {
    name: 'many log lines that tell of failures',
    flaw: 'log-events-capped',
    *chunks() {
      yield request('OPTIONS', 'one')
      yield* lines(many, (index) => `2026-04-16 18:30:00.${index} ERROR connection refused\n`)
    },
  },
]

/** The kinds of flaw it met, or `refused`. */
export async function met({ chunks }: Hostile): Promise<readonly string[]> {
  let last: AnalysisEvent | undefined
  try {
    for await (const events of analyze(arriving(chunks()), { analysedAt: 0 })) last = events.at(-1) ?? last
  } catch (error) {
    if (error instanceof Refusal) return ['refused']
    throw error
  }
  return last?.kind === 'verdict' ? last.report.input.flaws.map(({ kind }) => kind) : []
}

async function* arriving(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* chunks
}
