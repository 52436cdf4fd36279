// Records the clean calls of test/scenarios/clean into test/golden/clean, one capture each, in a network namespace of its own
// whose loopback has the documentation addresses. All of them, or those named:
//
//     node scripts/record-clean-calls.ts [NAME ...]
//
// Needs root, tcpdump, iproute2 and, of Debian: sip-tester, baresip-core, kamailio, linphone-cli, libnet-sip-perl. Played in real
// time: of a machine that is too busy the media comes late, and that is then found in the captures.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import type { CleanCall } from '../test/scenarios/clean/clean-call.ts'
import { CLEAN_CALLS } from '../test/scenarios/clean/clean-calls.ts'
import { output, recorded } from '../test/scenarios/programs.ts'
import { namespacesSite, siteOf } from '../test/scenarios/site.ts'

const NETWORKS = {
  public: { prefix: '198.51.100.', mask: 24, filter: 'net 198.51.100.0/24' },
  private: { prefix: '192.168.7.', mask: 24, filter: 'net 192.168.7.0/24' },
  IPv6: { prefix: '2001:db8::', mask: 64, filter: 'net 2001:db8::/64 and not icmp6' },
} as const
const HOSTS = 9
const GOLDEN = join(import.meta.dirname, '../test/golden/clean')

if (process.env.CLEAN_CALLS_NAMESPACE === undefined) {
  // Of its own are the network, and where the names of further networks are kept. Who sends media must not be kept waiting.
  const [program = '', ...options] = ['chrt', '--rr', '10', 'unshare', '--net', '--mount', process.execPath]
  const { status } = spawnSync(program, [...options, ...process.argv.slice(1)], {
    stdio: 'inherit',
    env: { ...process.env, CLEAN_CALLS_NAMESPACE: 'yes' },
  })
  process.exit(status ?? 1)
}

const ip = (...options: readonly string[]): void => void output('ip', options)

/** All hosts on the loopback: for programs that send from where they listen. */
function addLoopback(): void {
  ip('link', 'set', 'lo', 'mtu', '1500', 'up')
  for (const { prefix, mask } of Object.values(NETWORKS)) {
    for (let host = 1; host <= HOSTS; host++) {
      ip('address', 'add', `${prefix}${host}/${mask === 64 ? 128 : 32}`, 'dev', 'lo', ...(mask === 64 ? ['nodad'] : []))
    }
  }
}

/** The same hosts once more, each in a namespace of its own behind a bridge. */
function addHosts(): void {
  mkdirSync('/run/netns', { recursive: true })
  output('mount', ['-t', 'tmpfs', 'tmpfs', '/run/netns'])
  ip('link', 'add', 'bridge', 'type', 'bridge')
  ip('link', 'set', 'bridge', 'up')
  for (let host = 1; host <= HOSTS; host++) {
    const name = `host${host}`
    ip('netns', 'add', name)
    ip('link', 'add', name, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name)
    ip('link', 'set', name, 'master', 'bridge', 'up')
    const inside = ['-n', name] as const
    ip(...inside, 'link', 'set', 'lo', 'up')
    ip(...inside, 'link', 'set', 'eth0', 'up')
  }
}

/** Gives them the addresses of one network, and no others. */
function settle({ prefix, mask }: (typeof NETWORKS)[keyof typeof NETWORKS]): void {
  for (let host = 1; host <= HOSTS; host++) {
    const inside = ['-n', `host${host}`] as const
    const six = `net.ipv6.conf.eth0.disable_ipv6=${mask === 64 ? 0 : 1}`
    output('ip', ['netns', 'exec', `host${host}`, 'sysctl', '-qw', six])
    ip(...inside, 'address', 'flush', 'dev', 'eth0', 'scope', 'global')
    ip(...inside, 'address', 'add', `${prefix}${host}/${mask}`, 'dev', 'eth0', ...(mask === 64 ? ['nodad'] : []))
    ip(mask === 64 ? '-6' : '-4', ...inside, 'route', 'replace', 'default', 'dev', 'eth0')
  }
}

addLoopback()
addHosts()
async function record(name: string, call: CleanCall, directory: string): Promise<void> {
  const network = NETWORKS[call.network ?? 'public']
  const { prefix, filter } = network
  if (call.apart) settle(network)
  const file = join(directory, 'capture.pcap')
  const site = call.apart ? namespacesSite(prefix, filter, directory) : siteOf(prefix, filter, directory)
  const run = async (): Promise<void> => {
    await call.run(site)
    await setTimeout(100)
  }
  await recorded(file, filter, directory, run, call.apart ? 'bridge' : 'lo')
  const bytes = readFileSync(file)
  const packed = gzipSync(bytes, { level: 9 })
  writeFileSync(join(GOLDEN, `${name}.pcap.gz`), packed)
  console.log(`${name}: ${bytes.length} octets, packed ${packed.length}`)
}

mkdirSync(GOLDEN, { recursive: true })
const wanted = process.argv.slice(2)
const failed: string[] = []
for (const [name, call] of Object.entries(CLEAN_CALLS)) {
  if (wanted.length > 0 && !wanted.some((one) => name.includes(one))) continue
  const directory = mkdtempSync(join(tmpdir(), 'clean-call-'))
  try {
    await record(name, call, directory)
  } catch (error) {
    failed.push(name)
    console.error(`${name}: ${error}`)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
if (failed.length > 0) console.error(`not recorded: ${failed.join(', ')}`)
process.exit(failed.length > 0 ? 1 : 0)
