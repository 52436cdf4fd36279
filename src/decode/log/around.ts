import type { Endpoint, Transport } from '../../model/endpoint.ts'
import type { Direction } from '../../model/message.ts'
import { parseEndpoint, parseTransport } from './address.ts'
import { directed, type LogEnvelope } from './envelope.ts'
import { findPacketTime } from './time.ts'

/** Characters nearest to the message that are looked at. */
const MAX_AROUND = 400

const IPV4 = String.raw`(?:\d{1,3}|[xX]{1,3})(?:\.(?:\d{1,3}|[xX]{1,3})){3}(?![\w.]|-\d)`
const IPV6 = String.raw`\[[0-9A-Fa-f:.]{2,45}(?:%\w{1,15})?\]`
const HOST = String.raw`[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.){1,8}[A-Za-z]{2,24}(?=:\d)`
const ADDRESS = String.raw`(?<![\w.])(?<!\d:)((?:${IPV4}|${IPV6}|${HOST})(?::\d{1,5}(?!\d))?)`
const PROTOCOL = '(?:(?:udp|tcp|tls|wss?|sctp|sip)[:/]{1,3})?'
const LABEL = String.raw`[-_ ]?(?:ip|addr|address|host)?["']?\s{0,3}[=:]\s{0,3}["'[]?${PROTOCOL}`
const GAP = String.raw`[^\n]{0,80}?`

/** Ways of naming both ends, source first. */
const PAIRS: readonly RegExp[] = [
  new RegExp(String.raw`${ADDRESS}\s{0,9}(?:[-=]{1,20}>{1,3}|→|⇒|>{1,3})\s{0,9}${PROTOCOL}${ADDRESS}`, 'gi'),
  new RegExp(String.raw`\bfrom:?\s{1,3}${PROTOCOL}${ADDRESS}${GAP}\bto:?\s{1,3}${PROTOCOL}${ADDRESS}`, 'gi'),
  new RegExp(
    String.raw`\b(?:src|source|from)${LABEL}${ADDRESS}${GAP}\b(?:dst|dest|destination|to)${LABEL}${ADDRESS}`,
    'gi',
  ),
]
/** The same, destination first. */
const TURNED: readonly RegExp[] = [
  new RegExp(String.raw`${ADDRESS}\s{0,9}(?:<{1,3}[-=]{1,20}|←|⇐)\s{0,9}${PROTOCOL}${ADDRESS}`, 'gi'),
  new RegExp(String.raw`\bto:?\s{1,3}${PROTOCOL}${ADDRESS}${GAP}\bfrom:?\s{1,3}${PROTOCOL}${ADDRESS}`, 'gi'),
]
/** One end: what came from it, and what went to it. */
const FROM = new RegExp(String.raw`\b(?:from|src|source)(?:${LABEL}|:?\s{1,3}${PROTOCOL})${ADDRESS}`, 'gi')
const TO = new RegExp(String.raw`\b(?:to|dst|dest|destination)(?:${LABEL}|:?\s{1,3}${PROTOCOL})${ADDRESS}`, 'gi')
const ANY = new RegExp(ADDRESS, 'gi')
/** Seen from one of them. */
const PEER = new RegExp(String.raw`\b(?:peer|remote)${LABEL}${ADDRESS}(?: port=(\d{1,5}))?`, 'i')
const LOCAL = new RegExp(String.raw`\b(?:my|local)${LABEL}${ADDRESS}(?: port=(\d{1,5}))?`, 'i')

const RECEIVED = /\b(?:recv|rcvd|recvd|received?|receiving|incoming|inbound)\b|\b(?:RX|Rx|IN)\b|<[-=]{2,}|<{3}/i
const SENT = /\b(?:sent|send|sending|outgoing|outbound|transmit(?:ted|ting)?)\b|\b(?:TX|Tx|OUT)\b|[-=]{2,}>|>{3}/i
/** Words that stand for a direction only as capitals: `in` and `out` are words of every sentence. */
const SMALL_WORDS = /\b(?:[iI]n|[oO]ut|rx|tx)\b/g

const TRANSPORT =
  /(?<![\w-])(udp|tcp|tls|sctp)(?![\w-])|(?<![\w-])(?:transport=)?(WSS?|wss?(?=[:/]{1,3}[[\d])|(?<==)wss?)(?![\w-])/gi

/**
 * What the words around a message tell of it, in whatever form: both ends or one of them, direction, transport, time. Where
 * there are two readings a member stays undefined. Undefined where nothing at all is told.
 */
export function readAround(written: string): LogEnvelope | undefined {
  const text = written.length > MAX_AROUND ? written.slice(-MAX_AROUND) : written
  const time = findPacketTime(written)
  const transport = transportIn(text)
  const direction = directionIn(text)
  const ends = pairIn(text)
  if (ends !== undefined) return { time, transport, direction, ...ends }
  const named = oneEnd(text)
  if (named !== undefined) return { time, transport, direction, ...named }
  if (direction !== undefined) {
    const [peer, local] = [labelled(text, PEER), labelled(text, LOCAL)]
    return directed(direction, { peer: peer ?? (local ? undefined : onlyAddress(text)), local }, { time, transport })
  }
  if (time === undefined && transport === undefined) return undefined
  return { time, transport, source: undefined, destination: undefined }
}

function labelled(text: string, pattern: RegExp): Endpoint | undefined {
  const [, address, port] = pattern.exec(text) ?? []
  return address === undefined ? undefined : endOf(port === undefined ? address : `${address}:${port}`)
}

/** `1.1.1.1>1.1.1.1` */
const SHORTEST_PAIR = 15

type BothEnds = Pick<LogEnvelope, 'source' | 'destination'>

function pairIn(text: string): BothEnds | undefined {
  // Every address has a dot or stands in brackets, and most lines have neither.
  if (text.length < SHORTEST_PAIR || !(text.includes('.') || text.includes('['))) return undefined
  const found: BothEnds[] = []
  for (const pattern of PAIRS) {
    for (const [, one, other] of text.matchAll(pattern)) found.push({ source: endOf(one), destination: endOf(other) })
  }
  for (const pattern of TURNED) {
    for (const [, one, other] of text.matchAll(pattern)) found.push({ source: endOf(other), destination: endOf(one) })
  }
  const [first, ...others] = found
  const isPlain = others.every(
    (one) => isSame(one.source, first?.source) && isSame(one.destination, first?.destination),
  )
  return isPlain && first !== undefined && addressesIn(text) <= 2 ? first : undefined
}

/** Hosts with a port, or in brackets: a log's own host has none. */
const addressesIn = (text: string): number =>
  new Set([...text.matchAll(ANY)].map(([, one]) => one).filter((one) => /[:\]]/.test(one ?? ''))).size

function oneEnd(text: string): BothEnds | undefined {
  const source = single(text, FROM)
  const destination = single(text, TO)
  return source === undefined && destination === undefined ? undefined : { source, destination }
}

/** The address beside a word of direction, if there is but one with a port or in brackets. */
const onlyAddress = (text: string): Endpoint | undefined => {
  const all = [...text.matchAll(ANY)].flatMap(([, one]) => (one === undefined || !/[:\]]/.test(one) ? [] : [one]))
  return new Set(all).size === 1 ? endOf(all[0]) : undefined
}

function single(text: string, pattern: RegExp): Endpoint | undefined {
  const all = new Set([...text.matchAll(pattern)].map(([, one]) => one))
  return all.size === 1 ? endOf([...all][0]) : undefined
}

const endOf = (text: string | undefined): Endpoint | undefined => parseEndpoint(text ?? '')

const isSame = (a: Endpoint | undefined, b: Endpoint | undefined): boolean =>
  a?.address === b?.address && a?.port === b?.port

function directionIn(text: string): Direction | undefined {
  const words = text.replace(SMALL_WORDS, '')
  const received = RECEIVED.test(words)
  if (received === SENT.test(words)) return undefined
  return received ? 'received' : 'sent'
}

function transportIn(text: string): Transport | undefined {
  const all = new Set([...text.matchAll(TRANSPORT)].map(([, ...names]) => names.find(Boolean)?.toUpperCase()))
  return all.size === 1 ? parseTransport([...all][0]) : undefined
}

/** Words of a line that does nothing but announce the message below it. */
const ANNOUNCING = new Set(
  'sip sips siptrace message msg packet pkt frame datagram data payload raw request response reply from to on over via at with my src dst source dest destination ip addr address host port srcip dstip srcport dstport sport dport peer local remote udp tcp tls ws wss sctp transport proto protocol recv rcvd recvd received receive receiving incoming inbound in rx sent send sending outgoing outbound transmit transmitted transmitting out tx bytes byte len length size time timestamp date id no direction dir call trace debug info notice verbose event log invite ack bye cancel options register prack subscribe notify publish refer message update trying ringing ok'.split(
    ' ',
  ),
)
/** Other words such a line may have: a program, a host, a level. */
const MAX_OTHER_WORDS = 4

/** Whether a line only announces a message: it names both ends, or tells which way one went. */
export function announces(line: string): boolean {
  if (line.length > MAX_AROUND) return false
  const words = line
    .replace(ANY, ' ')
    .toLowerCase()
    .match(/[a-z]{2,}/g)
  const others = (words ?? []).filter((word) => !ANNOUNCING.has(word))
  if (others.length > MAX_OTHER_WORDS) return false
  return (
    pairIn(line) !== undefined ||
    (directionIn(line) !== undefined &&
      /\b(?:sip|message|msg|packet|bytes|data|request|response|from|to|peer)\b/i.test(line))
  )
}
