/** A source of numbers that is the same for the same seed (splitmix32). */
export function numbersFrom(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x9e3779b9) >>> 0
    let z = state
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
    return ((z ^ (z >>> 16)) >>> 0) % below
  }
}

type Pick = (below: number) => number
type Mutation = (bytes: Buffer, pick: Pick, other: Uint8Array) => Buffer

/** Numbers at which length fields and counters break. */
const EDGES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff]

/** What breaks parsers of text: delimiters, long runs, numbers beyond range, bytes of no encoding. */
const WORDS = [
  ...[
    '\r\n',
    '\n',
    '\r',
    '\r\n\r\n',
    ' ',
    '\t',
    '\0',
    '"',
    '<',
    '>',
    ';',
    ',',
    ':',
    '=',
    '@',
    '%',
    '%00',
    '\\',
    '[',
    ']',
  ],
  ...[
    'SIP/2.0',
    'SIP/2.0 200 OK\r\n',
    'INVITE sip:a@b SIP/2.0\r\n',
    'Via: SIP/2.0/UDP a\r\n',
    'Content-Length: -1\r\n',
  ],
  ...['Content-Length: 99999999999\r\n', 'CSeq: 4294967296 INVITE\r\n', 'v=0\r\n', 'm=audio 99999 RTP/AVP 0\r\n', 'a='],
  ...[
    'sip:',
    '::::',
    '[::1',
    '-1',
    '0',
    '65536',
    '1e309',
    '\u{1f4de}',
    '\xff\xfe',
    '\\r\\n',
    '#015#012',
    '&#10;',
    '```',
  ],
  ...[' -> ', '<--- ', '{"', '"}', '--boundary', '$$begin_record', 'Frame 1: 100 bytes', '0x0000:  4500 0000'],
]

const put = (bytes: Buffer, at: number, piece: Uint8Array | string): Buffer =>
  Buffer.concat([bytes.subarray(0, at), typeof piece === 'string' ? Buffer.from(piece) : piece, bytes.subarray(at)])

const MUTATIONS: readonly Mutation[] = [
  (bytes, pick) => {
    if (bytes.length > 0) bytes[pick(bytes.length)]! ^= 1 << pick(8)
    return bytes
  },
  (bytes, pick) => {
    if (bytes.length > 0) bytes[pick(bytes.length)] = pick(256)
    return bytes
  },
  (bytes, pick) => bytes.subarray(0, pick(bytes.length + 1)),
  (bytes, pick) => {
    const at = pick(bytes.length + 1)
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + pick(64))])
  },
  (bytes, pick) => {
    const at = pick(bytes.length + 1)
    return put(bytes, pick(bytes.length + 1), bytes.subarray(at, at + pick(200)))
  },
  (bytes, pick) => put(bytes, pick(bytes.length + 1), WORDS[pick(WORDS.length)]!),
  (bytes, pick) => put(bytes, pick(bytes.length + 1), WORDS[pick(WORDS.length)]!.repeat(pick(60))),
  (bytes, pick, other) => {
    const at = pick(other.length + 1)
    return put(bytes, pick(bytes.length + 1), other.subarray(at, at + pick(400)))
  },
  (bytes, pick) => {
    const value = EDGES[pick(EDGES.length)]!
    const size = [1, 2, 4][pick(3)]!
    if (bytes.length < size) return bytes
    const at = pick(bytes.length - size + 1)
    const number = value % 2 ** (8 * size)
    if (pick(2) === 0) bytes.writeUIntBE(number, at, size)
    else bytes.writeUIntLE(number, at, size)
    return bytes
  },
]

/** One to six changes to a copy of `seed`, never longer than `most` bytes. `other` lends pieces. */
export function mutated(seed: Uint8Array, other: Uint8Array, pick: Pick, most: number): Buffer {
  let bytes: Buffer = Buffer.from(seed)
  for (let changes = 1 + pick(6); changes > 0; changes--) bytes = MUTATIONS[pick(MUTATIONS.length)]!(bytes, pick, other)
  return bytes.length > most ? bytes.subarray(0, most) : bytes
}
