import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { tone } from './baresip.ts'
import { freePort, hurry, type Running, ready } from './programs.ts'
import type { Site } from './site.ts'

export interface PhoneShape {
  /** Number of its host. */
  readonly at: number
  readonly user: string
  /** What follows its address in the account: `;regint=0;answermode=auto` by default. */
  readonly account?: string
  /** Registrar and domain; its own host by default. */
  readonly domain?: string
  readonly modules?: readonly string[]
  /** Further lines of its configuration. */
  readonly settings?: readonly string[]
  readonly accounts?: readonly string[]
  readonly transport?: 'udp' | 'tcp'
  /** What its codec samples with; 8 kHz by default. Opus has 48 kHz and two channels. */
  readonly rateHz?: number
  /** It passes on what it hears on one call to the other: it plays nothing itself. */
  readonly bridges?: true
}

/** A baresip that is told what to do as its user would by keys. */
export interface Phone extends Running {
  command(name: string, parameters?: string): Promise<void>
}

const PATIENCE_MS = 8_000

/** A baresip on its host, ready to hear. */
export async function startPhone(site: Site, shape: PhoneShape): Promise<Phone> {
  const { at, user, transport = 'udp' } = shape
  const control = await freePort()
  const home = join(site.directory, `baresip-${at}`)
  await mkdir(home, { recursive: true })
  const wav = join(home, 'tone.wav')
  await writeFile(wav, tone(shape.rateHz, shape.rateHz === 48_000 ? 2 : 1))
  const lines = [
    `sip_listen ${site.literal(at)}:${site.port(at)}`,
    `net_interface ${site.host(at)}`,
    `rtp_ports ${site.media(at)}-${site.media(at) + 19}`,
    'rtcp_mux no',
    `audio_source ${shape.bridges ? 'aubridge,none' : `aufile,${wav}`}`,
    'audio_player aubridge,none',
    'audio_alert none',
    'call_max_calls 4',
    'module_path /usr/lib/baresip/modules',
    ...(shape.modules ?? ['g711.so']).map((name) => `module ${name}`),
    'module aufile.so',
    'module aubridge.so',
    'module_tmp uuid.so',
    'module_tmp account.so',
    'module_app menu.so',
    'module_app ctrl_tcp.so',
    `ctrl_tcp_listen 127.0.0.1:${control}`,
    ...(shape.settings ?? []),
  ]
  await writeFile(join(home, 'config'), `${lines.join('\n')}\n`)
  const own = `<sip:${user}@${shape.domain ?? `${site.literal(at)}:${site.port(at)}`}>${shape.account ?? ';regint=0;answermode=auto'}`
  await writeFile(join(home, 'accounts'), `${[own, ...(shape.accounts ?? [])].join('\n')}\n`)
  await writeFile(join(home, 'contacts'), '')
  const running = site.start(at, 'baresip', ['-f', home])
  await ready(running, async () => {
    await running.says(/baresip is ready/)
    await site.ready(at, transport)
    hurry(running.pid)
  })
  return {
    ...running,
    says: (pattern) =>
      Promise.race([
        running.says(pattern),
        setTimeout(PATIENCE_MS, undefined, { ref: false }).then(() =>
          Promise.reject(new Error(`never said ${pattern}`)),
        ),
      ]),
    async command(name, parameters) {
      const order = JSON.stringify({ command: name, ...(parameters === undefined ? {} : { params: parameters }) })
      const netstring = `${Buffer.byteLength(order)}:${order},`
      // Wherever that host is, its own loopback is its own.
      const talks = `exec 3<>/dev/tcp/127.0.0.1/${control}; printf %s "$0" >&3; head -c 1 <&3`
      await site.start(at, 'bash', ['-c', talks, netstring]).ended()
    },
  }
}

/** Seconds that people speak. */
export const speak = (ms: number): Promise<void> => setTimeout(ms)
