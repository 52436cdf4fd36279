import ipaddr from 'ipaddr.js'
import type { Endpoint, Transport } from '../../model/endpoint.ts'
import type { Direction } from '../../model/message.ts'
import { endpoint, parseEndpoint, parseTransport } from '../log/address.ts'
import { findTime, type LogTime } from '../log/time.ts'
import type { Field } from './record.ts'

/** What a record tells of its message. */
export interface RecordFacts {
  readonly time: LogTime | undefined
  readonly source: Endpoint | undefined
  readonly destination: Endpoint | undefined
  readonly transport: Transport | undefined
  readonly direction: Direction | undefined
}

type Role =
  | 'time'
  | 'micros'
  | 'source'
  | 'sourcePort'
  | 'destination'
  | 'destinationPort'
  | 'local'
  | 'localPort'
  | 'remote'
  | 'remotePort'
  | 'transport'
  | 'direction'

/**
 * Names by what they tell, the better ones first: of Homer (srcIp, timeSeconds, create_date), the sip_trace tables of Kamailio
 * and OpenSIPS (fromip, from_ip, time_stamp, time_us), tshark (ip.src, and in Elasticsearch's form ip_ip_src), journald, Docker,
 * Elastic, Loki, Splunk and GELF, and those that programs choose by themselves.
 */
const NAMES: Readonly<Record<Role, string>> = {
  time:
    'frametimeepoch frameframetimeepoch timeseconds microts realtimetimestamp timestamp attimestamp timestampus timestampms ' +
    'timestampns createdate createts datetime time ts t date eventtime logtime captime capturetime packettime created createdat ' +
    'receivedat startedat when frametime',
  micros: 'timeuseconds timeus usec useconds tvusec',
  source:
    'ipsrc ipipsrc ipv6src ipv6ipv6src srcip sourceip fromip srcaddr srcaddress sourceaddr sourceaddress fromaddr fromaddress ' +
    'sourceipaddress srcipaddr ipsource srchost sourcehost src source from',
  sourcePort: 'udpsrcport udpudpsrcport tcpsrcport tcptcpsrcport srcport sourceport fromport sport portsrc',
  destination:
    'ipdst ipipdst ipv6dst ipv6ipv6dst dstip destip destinationip toip dstaddr dstaddress destaddr destaddress destinationaddr ' +
    'destinationaddress toaddr toaddress destinationipaddress dstipaddr ipdestination dsthost desthost destinationhost dst dest ' +
    'destination to',
  destinationPort:
    'udpdstport udpudpdstport tcpdstport tcptcpdstport dstport destport destinationport toport dport portdst',
  local: 'localip localaddr localaddress localhost local',
  localPort: 'localport',
  remote: 'remoteip remoteaddr remoteaddress peerip peeraddr peeraddress remotehost remote peer clientip client',
  remotePort: 'remoteport peerport',
  transport:
    'transport transportprotocol proto protocol ipproto ipprotocol fromproto frompro networktransport protocoltext',
  direction: 'direction dir way traced flow',
}

const ROLES: ReadonlyMap<string, { readonly role: Role; readonly rank: number }> = new Map(
  Object.entries(NAMES).flatMap(([role, names]) =>
    names.split(' ').map((name, rank) => [name, { role: role as Role, rank }] as const),
  ),
)

/** Whether a field of that name tells anything of a message. */
export const isFact = (key: string): boolean => ROLES.has(key)

/** Fields of the text's own group are believed first, then those of the record, then what stands around it. */
export function factsOf(fields: readonly Field[], around: readonly Field[], group: number): RecordFacts {
  const own = fields.filter((field) => field.group === group)
  const best = bestOf([own, fields, around])
  const at = (role: Role, port: Role): Endpoint | undefined => endOf(best.get(role), best.get(port))
  const direction = directionOf(best.get('direction'))
  const [local, remote] = [at('local', 'localPort'), at('remote', 'remotePort')]
  const received = direction !== 'sent'
  const given = { source: at('source', 'sourcePort'), destination: at('destination', 'destinationPort') }
  return {
    time: timeOf(best.get('time'), best.get('micros')),
    source: given.source ?? (direction && (received ? remote : local)),
    destination: given.destination ?? (direction && (received ? local : remote)),
    transport:
      transportOf(best.get('transport')) ?? prefixOf(best.get('source')) ?? layerOf([...own, ...fields, ...around]),
    direction,
  }
}

/** For each role the value of its best name, of the first list that has one that can be read. */
function bestOf(lists: readonly (readonly Field[])[]): ReadonlyMap<Role, string> {
  const best = new Map<Role, string>()
  for (const list of lists) {
    const ranks = new Map<Role, number>()
    const values = new Map<Role, string>()
    for (const { key, value } of list) {
      const known = ROLES.get(key)
      if (known === undefined || best.has(known.role) || !isReadable(known.role, key, value)) continue
      if (known.rank >= (ranks.get(known.role) ?? Number.POSITIVE_INFINITY)) continue
      ranks.set(known.role, known.rank)
      values.set(known.role, value)
    }
    for (const [role, value] of values) best.set(role, value)
  }
  return best
}

/** Names such as `from` hold SIP addresses as often as IP addresses. */
function isReadable(role: Role, key: string, value: string): boolean {
  switch (role) {
    case 'time':
      return timeOf(value, undefined) !== undefined
    case 'source':
    case 'destination':
    case 'local':
    case 'remote':
      return isAddress(value, /ip|addr|host/.test(key))
    case 'transport':
      return transportOf(value) !== undefined
    case 'direction':
      return directionOf(value) !== undefined
    default:
      return /^\d{1,10}$/.test(value)
  }
}

/** An IP address with or without a port, or after `udp:`; a host's name where the field's name promises one. */
function isAddress(value: string, named: boolean): boolean {
  const end = parseEndpoint(withoutProtocol(value))
  if (end === undefined || value.length > 300) return false
  return ipaddr.isValid(end.address) || (named && /^[A-Za-z0-9][\w.-]{0,252}$/.test(end.address))
}

const PROTOCOL = /^(?:sips?:)?(udp|tcp|tls|wss?|sctp)[:/]{1,3}(?=[[\da-zA-Z])/i

/** Kamailio writes `udp:192.0.2.1:5060`. */
const withoutProtocol = (value: string): string => value.trim().replace(PROTOCOL, '')

const prefixOf = (value: string | undefined): Transport | undefined => parseTransport(PROTOCOL.exec(value ?? '')?.[1])

function endOf(value: string | undefined, port: string | undefined): Endpoint | undefined {
  if (value === undefined) return undefined
  const end = parseEndpoint(withoutProtocol(value))
  return end && (end.port === undefined ? endpoint(end.address, port) : end)
}

/** tshark names the ports of each protocol apart: `udp.srcport`. */
function layerOf(fields: readonly Field[]): Transport | undefined {
  const port = fields.find(({ key }) => /^(?:udp|tcp)\w*port$/.test(key))
  return parseTransport(port?.key.slice(0, 3))
}

/** IANA's protocol numbers, as Homer has them. */
const NUMBERS: Readonly<Record<string, Transport>> = { '17': 'UDP', '6': 'TCP', '132': 'SCTP' }

const transportOf = (value: string | undefined): Transport | undefined =>
  value === undefined ? undefined : (NUMBERS[value] ?? parseTransport(value.replace(/^sips?[/_-]?/i, '')))

const RECEIVED = /^(?:in|incoming|inbound|received?|recv|rx|ingress|from|<-+|<+)$/i
const SENT = /^(?:out|outgoing|outbound|sent|send|sending|tx|egress|transmit(?:ted|ting)?|to|-+>|>+)$/i

function directionOf(value: string | undefined): Direction | undefined {
  const word = value?.trim() ?? ''
  return RECEIVED.test(word) ? 'received' : SENT.test(word) ? 'sent' : undefined
}

/** Before this a number of seconds is none of our days: 1990. After: 2100. */
const MIN_SECONDS = 631_152_000
const MAX_SECONDS = 4_102_444_800

/** A date, or seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by their size. */
function timeOf(value: string | undefined, micros: string | undefined): LogTime | undefined {
  if (value === undefined || value.length > 100) return undefined
  const text = value.trim()
  if (!/^\d{9,19}(?:\.\d{1,9})?$/.test(text)) {
    const time = /\d[:T ]\d/.test(text) ? findTime(text) : undefined
    return time?.kind === 'instant' && micros !== undefined && !/[.,]\d/.test(text)
      ? { kind: 'instant', at: time.at + Number(micros) }
      : time
  }
  // Digits and not a double: of nanoseconds a double would lose some.
  const [whole = '', fraction = ''] = text.split('.')
  const power = [0, 3, 6, 9].find((places) => inRange(Number(whole.slice(0, whole.length - places))))
  if (power === undefined) return undefined
  const seconds = whole.slice(0, whole.length - power)
  const rest = `${whole.slice(whole.length - power)}${fraction}`.padEnd(6, '0').slice(0, 6)
  const extra = power === 0 && fraction === '' && micros !== undefined ? Number(micros) : Number(rest)
  return { kind: 'instant', at: Number(seconds) * 1_000_000 + extra }
}

const inRange = (seconds: number): boolean => seconds >= MIN_SECONDS && seconds <= MAX_SECONDS
