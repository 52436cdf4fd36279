import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { LEASH, output, type Running, recorded, start } from './programs.ts'
import { loopbackSite, type Site, siteOf } from './site.ts'

// Where calls with faults are made: three hosts with a router between them, all made for the run.
//
//     host 1 (caller) ──veth── router ──veth── host 2 (callee)
//                              │    ↑
//                   host 3 ────┘   tap
//                   (relay)
//
// Each is a network namespace. A process of ours holds that of the router and the names of the others: when it ends, or when the
// tests die, nothing of them is left. Faults that a network makes are rules of the router, which a packet of host 1 meets before
// the tap; others are made by a relay on host 3 (see relay.ts). Without the right to make namespaces the same hosts are addresses
// of 127/8, the tap records what host 2 hears and says, and the relay makes all faults: the machine's own rules are never touched.

/** A place for one call, and a tap beside its host 2. */
export interface Stage {
  readonly site: Site
  /** Records what host 2 hears and says while that runs. */
  record(file: string, run: () => Promise<void>): Promise<void>
  /** Each host is a machine of its own, with no other address. */
  readonly apart: boolean
  /** Undefined where there is none, or none that takes rules. */
  readonly router: Router | undefined
  close(): Promise<void>
}

export interface Router {
  /** What host 1 sends to host 2 in UDP on media ports meets this rule from now on: matches and target as iptables has them. */
  rule(...rule: readonly string[]): void
}

const NETWORKS = {
  /** Three networks of one site (RFC 1918 §3). */
  private: ['192.168.71.1', '192.168.72.2', '192.168.73.3'],
  /** Three of the internet (RFC 5737 §3). */
  public: ['198.51.100.1', '203.0.113.2', '192.0.2.3'],
} as const
export type NetworkKind = keyof typeof NETWORKS

const isRoot = process.getuid?.() === 0
const OWN = [...(isRoot ? [] : ['--user', '--map-root-user']), '--net', '--mount']

/** Whether this process may make network namespaces: as root, or in a user namespace. */
export const NAMESPACES_PERMITTED = isFine('unshare', ...OWN, 'sh', '-c', layout(NETWORKS.private))

/** Media goes out marked as voice is on a managed network (RFC 4594 §4.1): our own programs cannot do that by themselves. */
const MARKS = ['-t', 'mangle', '-A', 'OUTPUT', '-p', 'udp', '-j', 'DSCP', '--set-dscp-class', 'EF']

/** The iptables that works here, or undefined. */
export const IPTABLES = NAMESPACES_PERMITTED
  ? ['iptables', 'iptables-legacy'].find((name) => {
      const drop = `${name} -A FORWARD -m statistic --mode nth --every 2 --packet 0 -j DROP`
      const attempt = `mount -t tmpfs tmpfs /run && ${drop} && ${[name, ...MARKS].join(' ')}`
      return isFine('unshare', ...OWN, 'sh', '-c', attempt)
    })
  : undefined

export const openStage = (kind: NetworkKind, directory: string, apart = NAMESPACES_PERMITTED): Promise<Stage> =>
  apart ? openNamespaces(NETWORKS[kind], directory) : Promise.resolve(loopbackStage(directory))

function loopbackStage(directory: string): Stage {
  const site = loopbackSite(directory)
  return {
    site,
    record: (file, run) => recorded(file, `host ${site.host(2)}`, directory, run),
    apart: false,
    router: undefined,
    close: () => Promise.resolve(),
  }
}

function routerOf(address: string): string {
  return address.replace(/\d+$/, '254')
}

/** Makes the hosts, says so, and waits until its input ends. */
function layout(addresses: readonly string[], iptables?: string): string {
  return [
    'set -e',
    // Names of namespaces lie in /run/netns, which is the machine's; locks of iptables in /run.
    'mount -t tmpfs tmpfs /run',
    'mkdir /run/netns',
    'sysctl -qw net.ipv4.ip_forward=1',
    ...addresses.flatMap((address, i) => [
      `ip netns add host${i + 1}`,
      `ip link add port${i + 1} type veth peer name eth0 netns host${i + 1}`,
      `ip address add ${routerOf(address)}/24 dev port${i + 1}`,
      `ip link set port${i + 1} up`,
      `ip -n host${i + 1} link set lo up`,
      `ip -n host${i + 1} address add ${address}/24 dev eth0`,
      `ip -n host${i + 1} link set eth0 up`,
      `ip -n host${i + 1} route add default via ${routerOf(address)}`,
      ...(iptables === undefined ? [] : [`ip netns exec host${i + 1} ${iptables} ${MARKS.join(' ')}`]),
    ]),
    'echo made',
    'exec cat',
  ].join('\n')
}

function isFine(program: string, ...options: readonly string[]): boolean {
  return spawnSync(program, options, { stdio: 'ignore' }).status === 0
}

const INTO = ['--net', '--mount', ...(isRoot ? [] : ['--user', '--preserve-credentials'])]
/** Entering another mount namespace leaves the directory behind. */
const STAY = ['sh', '-c', 'cd "$0" && exec "$@"']

async function openNamespaces(addresses: readonly string[], directory: string): Promise<Stage> {
  const holder = spawn('unshare', [...OWN, 'sh', '-c', layout(addresses, IPTABLES)], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  await made(holder)
  const inside = (program: string, options: readonly string[], prefix: readonly string[] = []): readonly string[] => [
    // Another user namespace takes the leash off.
    ...['--target', `${holder.pid}`, ...INTO, '--', ...LEASH, ...STAY, directory],
    ...[...prefix, program, ...options],
  ]
  const launch = (program: string, options: readonly string[]): Running =>
    start('nsenter', inside(program, options), directory)
  const on = (number: number): readonly string[] => ['ip', 'netns', 'exec', `host${number}`]
  const site: Site = {
    ...siteOf('', 'ip', directory),
    host: (number) => addresses[number - 1]!,
    literal: (number) => addresses[number - 1]!,
    start: (number, program, options) => start('nsenter', inside(program, options, on(number)), directory),
    async ready(number, transport = 'udp', port = 5060) {
      const listing = inside('ss', ['-Hnl', transport === 'udp' ? '-u' : '-t', `sport = :${port}`], on(number))
      for (const deadline = Date.now() + 20_000; Date.now() < deadline; await setTimeout(50)) {
        if (output('nsenter', listing).length > 0) return
      }
      throw new Error(`nobody listens on host ${number}`)
    },
  }
  return {
    site,
    record: (file, run) => recorded(file, site.filter, directory, run, 'port2', launch),
    apart: true,
    router: IPTABLES === undefined ? undefined : { rule: (...rule) => addRule(IPTABLES!, rule) },
    async close() {
      const ended = once(holder, 'exit')
      holder.stdin.end()
      await ended
    },
  }

  function addRule(iptables: string, rule: readonly string[]): void {
    const [from, to] = addresses
    const media = ['-p', 'udp', '-m', 'udp', '--dport', `${site.media(2)}:${site.media(2) + 19}`]
    output('nsenter', inside(iptables, ['-A', 'FORWARD', '-s', from!, '-d', to!, ...media, ...rule]))
  }
}

async function made(holder: ChildProcess): Promise<void> {
  let said = ''
  holder.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  await Promise.race([
    once(holder.stdout!, 'data'),
    once(holder, 'exit').then(() => Promise.reject(new Error(`no namespaces: ${said}`))),
  ])
}
