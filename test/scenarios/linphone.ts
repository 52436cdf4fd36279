import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { connect, isIPv6, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type Running, ready } from './programs.ts'
import type { Site } from './site.ts'

export interface LinphoneShape {
  /** Number of its host. */
  readonly at: number
  readonly user: string
  /** Codecs as `PCMU/8000/1`; PCMU by default. */
  readonly codecs?: readonly string[]
  readonly answers?: boolean
  /** Further lines of its configuration, by section. */
  readonly sip?: readonly string[]
  readonly rtp?: readonly string[]
  readonly net?: readonly string[]
}

export interface Linphone extends Running {
  /** What the daemon says to an order; throws where it refuses. */
  order(text: string): Promise<string>
  /** Resolves when its first call is in that state: `StreamsRunning`, `Paused` ... */
  until(state: string): Promise<void>
}

const PATIENCE_MS = 8_000
const SETTLES_MS = 1_500

/** A Linphone without a screen on its host, ready to hear. Without a sound card, too: its calls are silent. */
export async function startLinphone(site: Site, shape: LinphoneShape): Promise<Linphone> {
  const { at, user } = shape
  const home = join(site.directory, `linphone-${at}`)
  await mkdir(join(home, '.local/share/linphone'), { recursive: true })
  const lines = [
    '[sip]',
    `sip_port=${site.port(at)}`,
    `sip_tcp_port=${site.port(at)}`,
    'sip_tls_port=-1',
    `contact="${user}" <sip:${user}@${site.literal(at)}>`,
    'default_proxy=-1',
    'guess_hostname=1',
    `use_ipv6=${isIPv6(site.host(at)) ? 1 : 0}`,
    'register_only_when_network_is_up=0',
    'publish_presence=0',
    ...(shape.sip ?? []),
    '[rtp]',
    `audio_rtp_port=${site.media(at)}`,
    ...(shape.rtp ?? []),
    '[net]',
    'mtu=1400',
    ...(shape.net ?? []),
    '[video]',
    'enabled=0',
    'capture=0',
    'display=0',
    '[misc]',
    'history_max_size=0',
    '',
  ]
  const config = join(home, 'linphonerc')
  await writeFile(config, lines.join('\n'))
  const pipe = `linphone-${process.pid}-${at}`
  const running = site.start(at, 'env', [
    `HOME=${home}`,
    'linphone-daemon',
    ...['--config', config, '--pipe', pipe, '--disable-stats-events'],
    ...(shape.answers ? ['--auto-answer'] : []),
  ])
  return ready(running, async () => {
    await site.ready(at)
    // It looks for its own address once in a while: told too early, it calls itself 127.0.0.1.
    await setTimeout(SETTLES_MS)
    const socket = await connected(`/tmp/${pipe}`)
    const order = async (text: string): Promise<string> => {
      socket.write(`${text}\n`)
      let answer = ''
      while (!answer.includes('Status:')) answer += ((await once(socket, 'data')) as [Buffer])[0]
      if (!/Status: Ok/i.test(answer)) throw new Error(`${text}: ${answer}`)
      return answer
    }
    await order('audio-codec-disable ALL')
    for (const codec of shape.codecs ?? ['PCMU/8000/1']) await order(`audio-codec-enable ${codec}`)
    return {
      ...running,
      order,
      async stop() {
        socket.destroy()
        await running.stop()
      },
      async until(state) {
        let last = ''
        for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await setTimeout(50)) {
          last = await order('call-status 1').catch((error: unknown) => `${error}`)
          if (last.includes(state)) return
        }
        throw new Error(`never ${state}: ${last}`)
      },
    }
  })
}

/** The daemon takes orders from one at a time, some moments after it has begun to hear. */
async function connected(path: string): Promise<Socket> {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await setTimeout(50)) {
    const socket = connect(path)
    try {
      await once(socket, 'connect')
      return socket
    } catch {
      socket.destroy()
    }
  }
  throw new Error(`nobody takes orders at ${path}`)
}
