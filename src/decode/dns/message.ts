/** A DNS message as far as it is read: its first question, and what the answer amounts to. */
export interface DnsBody {
  readonly id: number
  readonly isResponse: boolean
  readonly name: string
  readonly type: string
  readonly code: string
  readonly records: number
  readonly targets: readonly string[]
}

const HEADER_OCTETS = 12
/** Octets of a name (RFC 1035 §2.3.4), and labels followed, which ends loops of pointers. */
const MAX_NAME = 255
const MAX_LABELS = 128
/** Answers read for SRV targets. Chosen by us. */
const MAX_RECORDS = 64

const TYPES: Readonly<Record<number, string>> = {
  1: 'A',
  2: 'NS',
  5: 'CNAME',
  12: 'PTR',
  28: 'AAAA',
  33: 'SRV',
  35: 'NAPTR',
  65: 'HTTPS',
}
const CODES: readonly string[] = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED']
const SRV = 33

/**
 * A DNS message over UDP (RFC 1035 §4.1), undefined where it is none: not a standard query, no question, or cut before its end.
 *
 *     | ID | QR Opcode AA TC RD RA Z RCODE | QDCOUNT | ANCOUNT | NSCOUNT | ARCOUNT |   16 bits each
 */
export function decodeDns(bytes: Uint8Array, start: number, end: number): DnsBody | undefined {
  if (end - start < HEADER_OCTETS + 5) return undefined
  const flags = word(bytes, start + 2)
  const isQuery = ((flags >> 11) & 15) === 0
  if (!isQuery || word(bytes, start + 4) !== 1) return undefined
  const name = readName(bytes, start, end, start + HEADER_OCTETS)
  if (name === undefined || name.end + 4 > end) return undefined
  const code = flags & 15
  const type = word(bytes, name.end)
  const isResponse = (flags & 0x8000) !== 0
  return {
    id: word(bytes, start),
    isResponse,
    name: name.text.toLowerCase(),
    type: TYPES[type] ?? String(type),
    code: CODES[code] ?? String(code),
    records: isResponse ? word(bytes, start + 6) : 0,
    targets: isResponse ? srvTargets(bytes, start, end, name.end + 4) : [],
  }
}

const word = (bytes: Uint8Array, at: number): number => (bytes[at]! << 8) | bytes[at + 1]!

/** A name at `at`, compressed or not (§4.1.4), without its final dot; `end` lies behind it. */
function readName(
  bytes: Uint8Array,
  start: number,
  end: number,
  at: number,
): { readonly text: string; readonly end: number } | undefined {
  let text = ''
  let place = at
  let after = -1
  for (let labels = 0; labels < MAX_LABELS; labels++) {
    if (place >= end) return undefined
    const length = bytes[place]!
    if (length === 0) return { text, end: after < 0 ? place + 1 : after }
    if (length >= 0xc0) {
      if (place + 1 >= end) return undefined
      if (after < 0) after = place + 2
      place = start + (((length & 0x3f) << 8) | bytes[place + 1]!)
      continue
    }
    if (length > 63 || place + 1 + length > end || text.length + length > MAX_NAME) return undefined
    const label = Buffer.from(bytes.subarray(place + 1, place + 1 + length)).toString('latin1')
    text = text === '' ? label : `${text}.${label}`
    place += 1 + length
  }
  return undefined
}

interface Target {
  readonly priority: number
  readonly weight: number
  readonly text: string
}

/** Targets of the SRV records in the answer (RFC 2782), by priority, then by weight. */
function srvTargets(bytes: Uint8Array, start: number, end: number, first: number): readonly string[] {
  const found: Target[] = []
  let at = first
  const count = Math.min(word(bytes, start + 6), MAX_RECORDS)
  for (let i = 0; i < count; i++) {
    const owner = readName(bytes, start, end, at)
    if (owner === undefined || owner.end + 10 > end) break
    const length = word(bytes, owner.end + 8)
    const data = owner.end + 10
    if (data + length > end) break
    if (word(bytes, owner.end) === SRV && length > 6) {
      const host = readName(bytes, start, end, data + 6)
      if (host && host.text !== '')
        found.push({
          priority: word(bytes, data),
          weight: word(bytes, data + 2),
          text: `${host.text.toLowerCase()}:${word(bytes, data + 4)}`,
        })
    }
    at = data + length
  }
  return found.sort((a, b) => a.priority - b.priority || b.weight - a.weight).map(({ text }) => text)
}
