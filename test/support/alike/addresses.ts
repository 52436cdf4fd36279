import type { Endpoint } from '../../../src/model/endpoint.ts'
import { partsOf, withLength } from './headers.ts'
import type { Sent } from './sent.ts'

/** An IPv4 address in four parts, not inside a longer row of numbers. */
const IPV4 = /(?<![\w.-])\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![\w-]|\.\d)/g
/** Four numbers there are a version, or belong to a name that means nothing. */
const OPAQUE = /^(?:user-agent|server|call-id|i|x-asterisk-[\w-]+)[ \t]*:/i

type Octets = readonly [number, number, number, number]

function octetsOf(address: string): Octets | undefined {
  const parts = address.split('.').map(Number)
  return parts.length === 4 && parts.every((part) => part <= 255) ? (parts as unknown as Octets) : undefined
}

/** Next but one host number: the ends of a network stay what they are. */
const host = (last: number): number => (last === 0 || last === 255 ? last : (last % 254) + 1)

/** /16 networks that documentation addresses lie in (RFC 5737), with their /24. */
const DOCUMENTATION = ['198.51.100', '203.0.113', '192.0.2']

type AddressMap = (address: string) => string | undefined

/**
 * Maps addresses of all these messages to others of the same class: public ones to those for documentation, one network
 * for each /16, private ones within their own range. Undefined where there are more than fit.
 */
export function otherAddresses(sent: readonly Sent[]): readonly Sent[] | undefined {
  const networks = new Map<string, string>()
  const hosts = new Map<string, string>()
  const all = new Set(sent.flatMap(addressesOf))
  for (const address of all) {
    const octets = octetsOf(address)
    if (!octets) continue
    const [a, b, c, d] = octets
    if (kindOf(octets) === 'private') {
      hosts.set(address, a === 10 ? `10.${(b + 7) % 256}.${c}.${host(d)}` : `${a}.${b}.${c}.${host(d)}`)
      continue
    }
    if (kindOf(octets) !== 'public') continue
    const network = networks.get(`${a}.${b}`) ?? DOCUMENTATION[networks.size]
    if (network === undefined) return undefined
    networks.set(`${a}.${b}`, network)
    const number = [...hosts.values()].filter((one) => one.startsWith(`${network}.`)).length + 11
    if (number > 254) return undefined
    hosts.set(address, `${network}.${number}`)
  }
  return hosts.size === 0 ? undefined : mapped(sent, (address) => hosts.get(address), false)
}

/** The same in IPv6: private addresses become unique local ones (RFC 4193). Undefined where some address has no like. */
export function inIpv6(sent: readonly Sent[]): readonly Sent[] | undefined {
  const all = new Set(sent.flatMap(addressesOf))
  if (all.size === 0 || sent.some(({ text }) => text.includes('IP6'))) return undefined
  const kinds = [...all].map((address) => kindOf(octetsOf(address) ?? [255, 255, 255, 255]))
  if (kinds.includes('other')) return undefined
  const hex = (high: number, low: number): string => (high * 256 + low).toString(16)
  return mapped(
    sent,
    (address) => {
      const octets = octetsOf(address)!
      const [a, b, c, d] = octets
      switch (kindOf(octets)) {
        case 'loopback':
          return '::1'
        case 'hold':
          return '::'
        case 'private':
          return `fd00:0:${hex(a, b)}::${hex(c, d)}`
        default:
          return `2001:db8:${hex(a, b)}::${hex(c, d)}`
      }
    },
    true,
  )
}

function kindOf([a, b]: Octets): 'private' | 'public' | 'loopback' | 'hold' | 'other' {
  if (a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168)) return 'private'
  if (a === 127) return 'loopback'
  if (a === 0) return b === 0 ? 'hold' : 'other'
  return a >= 224 || (a === 100 && b >= 64 && b < 128) || (a === 169 && b === 254) ? 'other' : 'public'
}

const addressesOf = ({ source, destination, text }: Sent): string[] => [
  ...[source, destination].flatMap((place) => (place?.address.match(IPV4) ? [place.address] : [])),
  ...mappable(text).flatMap((line) => line.match(IPV4) ?? []),
]

const mappable = (text: string): string[] => text.split('\r\n').filter((line) => !OPAQUE.test(line))

function mapped(sent: readonly Sent[], map: AddressMap, toIpv6: boolean): readonly Sent[] {
  const place = (one: Endpoint | undefined): Endpoint | undefined =>
    one && { ...one, address: one.address.match(IPV4) ? (map(one.address) ?? one.address) : one.address }
  return sent.map((one) => {
    const lines = one.text.split('\r\n').map((line) => (OPAQUE.test(line) ? line : mappedLine(line, map, toIpv6)))
    const text = withLength(one.text, lines.join('\r\n'))
    return { ...one, source: place(one.source), destination: place(one.destination), text }
  })
}

/** In a description an address stands by itself behind its type (RFC 8866 §5.7), in a host or Via in brackets (RFC 3261 §25.1). */
function mappedLine(line: string, map: AddressMap, toIpv6: boolean): string {
  if (!toIpv6) return line.replace(IPV4, (address) => map(address) ?? address)
  const isDescribed = /^[a-z]=/.test(line)
  const typed = isDescribed ? line.replaceAll('IN IP4', 'IN IP6') : line
  return typed.replace(IPV4, (address: string) => (isDescribed ? map(address)! : `[${map(address)}]`))
}

/** Whether all of them can be read part by part, so that a new length can be told. */
export const areWhole = (sent: readonly Sent[]): boolean => sent.every(({ text }) => partsOf(text) !== undefined)
