import { setTimeout } from 'node:timers/promises'
import { bound, output, type Running, start } from './programs.ts'

/** Hosts that belong to one run, and how programs are started on them. */
export interface Site {
  /** Address of the host with that number, 1 to 9. */
  host(number: number): string
  /** The same as it stands in a URI or before a port. */
  literal(number: number): string
  /** Its port for SIP. */
  port(number: number): number
  /** Its first port for media; nineteen follow. */
  media(number: number): number
  /** For tcpdump: what these hosts say to each other. */
  readonly filter: string
  readonly directory: string
  start(number: number, program: string, options: readonly string[]): Running
  /** Resolves once a program on that host has bound that port, its port for SIP unless said. */
  ready(number: number, transport?: 'udp' | 'tcp', port?: number): Promise<void>
}

const SIP_PORT = 5060
const MEDIA_PORT = 10_000
/** Below the ports that systems give out by themselves. */
const LOOPBACK_MEDIA = 12_000
const LOOPBACK_SIP = 6_100
const MEDIA_PORTS = 20
const HOSTS = 9

const literalOf = (address: string): string => (address.includes(':') ? `[${address}]` : address)

/** What a user there is called by. */
export const uri = (site: Site, host: number, user: string): string =>
  `sip:${user}@${site.literal(host)}:${site.port(host)}`

/** Hosts that are addresses of this machine, each the beginning of an address and a number. */
export function siteOf(prefix: string, filter: string, directory: string): Site {
  const host = (number: number): string => `${prefix}${number}`
  return {
    host,
    literal: (number) => literalOf(host(number)),
    port: () => SIP_PORT,
    media: () => MEDIA_PORT,
    filter,
    directory,
    start: (_, program, options) => start(program, options, directory),
    ready: (number, transport = 'udp', port = SIP_PORT) => bound(transport, port, host(number)),
  }
}

/** Ten addresses of 127/8 that no other run has: every address in it is the loopback's (RFC 1122 §3.2.1.3). */
export function loopbackSite(directory: string): Site {
  const run = runs++ % RUNS
  const net = `127.${64 + ((process.pid >> 8) & 127)}.${process.pid & 255}.${run || ''}`
  const hosts = Array.from({ length: HOSTS }, (_, i) => `host ${net}${i + 1}`)
  // Some programs take media on all addresses at once, and somebody else's may hold the well-known port on all of them.
  const media = LOOPBACK_MEDIA + MEDIA_PORTS * 10 * ((process.pid + run) % 90)
  const port = LOOPBACK_SIP + 4 * (process.pid % 400)
  return {
    ...siteOf(net, hosts.join(' or '), directory),
    port: () => port,
    media: (number) => media + MEDIA_PORTS * number,
    ready: (number, transport = 'udp', at = port) => bound(transport, at, `${net}${number}`),
  }
}

let runs = 0
const RUNS = 25

/** Hosts that are network namespaces called `host1` and so on, joined by a bridge that the capture is taken from. */
export function namespacesSite(prefix: string, filter: string, directory: string): Site {
  const inside = (number: number): readonly string[] => ['netns', 'exec', `host${number}`]
  return {
    ...siteOf(prefix, filter, directory),
    start: (number, program, options) => start('ip', [...inside(number), program, ...options], directory),
    async ready(number, transport = 'udp', port = SIP_PORT) {
      for (const deadline = Date.now() + 20_000; Date.now() < deadline; await setTimeout(20)) {
        const listening = output('ip', [
          ...inside(number),
          'ss',
          '-Hnl',
          transport === 'udp' ? '-u' : '-t',
          `sport = :${port}`,
        ])
        if (listening.length > 0) return
      }
      throw new Error(`nobody listens on host ${number}`)
    },
  }
}
