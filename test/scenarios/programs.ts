import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'

/** Which of these programs the machine lacks. */
export function missing(names: readonly string[]): readonly string[] {
  return names.filter((name) => spawnSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' }).status !== 0)
}

/** A program that is ended with `stop`, by SIGINT first, as its user would. */
export interface Running {
  /** Everything it said so far, on both channels. */
  said(): string
  /** Resolves when it says something that matches, rejects when it ends before. */
  says(pattern: RegExp): Promise<void>
  /** Its exit code, null where a signal ended it. */
  ended(): Promise<number | null>
  stop(): Promise<void>
  readonly pid: number
  signal(name: NodeJS.Signals): void
}

/** Milliseconds after which a program that should be over is killed. */
const PATIENCE_MS = 40_000

/** Words in front of a program that must not outlive the tests, not even where these are killed. */
export const LEASH: readonly string[] =
  spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true'], { stdio: 'ignore' }).status === 0
    ? ['setpriv', '--pdeathsig', 'KILL']
    : []

export function start(program: string, options: readonly string[], directory: string): Running {
  const [first = program, ...words] = [...LEASH, program, ...options]
  const child = spawn(first, words, { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] })
  const closed = once(child, 'close').then(([code]) => code as number | null)
  let said = ''
  const listeners = new Set<() => void>()
  for (const channel of [child.stdout, child.stderr]) {
    channel.setEncoding('utf8').on('data', (text: string) => {
      said += text
      for (const listener of listeners) listener()
    })
  }
  const patience = new AbortController()
  void setTimeout(PATIENCE_MS, undefined, patience)
    .then(() => child.kill('SIGKILL'))
    .catch(() => {})
  void closed.finally(() => patience.abort())
  return {
    said: () => said,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!pattern.test(said)) return
          listeners.delete(look)
          resolve()
        }
        listeners.add(look)
        void closed.then((code) => reject(new Error(`${program} ended with ${code}: ${said.slice(-2_000)}`)))
        look()
      }),
    ended: () => closed,
    pid: child.pid!,
    signal: (name) => void child.kill(name),
    async stop() {
      if (isRunning(child)) child.kill('SIGINT')
      await closed
    },
  }
}

/** What is made of a program once it is ready; where it does not come to that, the program is stopped. */
export async function ready<T>(running: Running, make: () => Promise<T>): Promise<T> {
  try {
    return await make()
  } catch (error) {
    await running.stop()
    throw error
  }
}

const isRunning = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null

/** What a program prints; throws when it fails. */
export function output(program: string, options: readonly string[]): Buffer {
  const { status, stdout, stderr, error } = spawnSync(program, options, { maxBuffer: 256 * 1024 * 1024 })
  if (error) throw error
  if (status !== 0) throw new Error(`${program} ${options.join(' ')} ended with ${status}: ${stderr}`)
  return stdout
}

/**
 * A process with all its threads is not kept waiting by others from now on, where this machine lets us say so: what a busy
 * machine makes of its time would otherwise be in the capture. Not while it begins: that would keep those waiting that talk.
 */
export function hurry(pid: number): void {
  spawnSync('chrt', ['--rr', '-a', '-p', '10', `${pid}`], { stdio: 'ignore' })
}

export const MAY_HURRY = spawnSync('chrt', ['--rr', '10', 'true'], { stdio: 'ignore' }).status === 0

/** A port of the loopback that is free now. */
export async function freePort(): Promise<number> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  await once(socket, 'close')
  return port
}

/** Resolves once somebody else has bound that port of the loopback: SIPp says nothing when it is ready. */
export async function bound(transport: 'udp' | 'tcp', port: number, host: string): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await setTimeout(10)) {
    if (await isTaken(transport, port, host)) return
  }
  throw new Error(`nobody bound port ${port}`)
}

function isTaken(transport: 'udp' | 'tcp', port: number, host: string): Promise<boolean> {
  const socket = transport === 'tcp' ? createServer() : createSocket(host.includes(':') ? 'udp6' : 'udp4')
  return new Promise((resolve) => {
    socket.once('error', () => resolve(true))
    const free = (): void => void socket.close(() => resolve(false))
    if ('listen' in socket) socket.listen(port, host, free)
    else socket.bind(port, host, free)
  })
}

/** Whether this process may record the loopback: that takes rights of its own. */
export async function mayRecord(directory: string): Promise<boolean> {
  const tcpdump = start('tcpdump', ['-i', 'lo', '-w', '/dev/null'], directory)
  try {
    await tcpdump.says(/listening on/)
    return true
  } catch {
    return false
  } finally {
    await tcpdump.stop()
  }
}

/** Records what `run` sends over an interface, as far as the filter takes it, into a pcap file. */
export async function recorded(
  file: string,
  filter: string,
  directory: string,
  run: () => Promise<void>,
  link = 'lo',
  launch = start,
): Promise<void> {
  // Another user's process would be off the leash, and whoever is root only in a namespace cannot become another user.
  const as = process.getuid?.() === 0 || launch !== start ? ['-Z', 'root'] : []
  const how = ['-U', '--immediate-mode', '-n', '-s', '0', '-B', '16384']
  const tcpdump = launch('tcpdump', ['-i', link, ...as, ...how, '-w', file, filter], directory)
  await tcpdump.says(/listening on/)
  try {
    await run()
    await writtenDown(tcpdump, link === 'lo' ? 2 : 1)
  } finally {
    await tcpdump.stop()
  }
}

const QUESTIONS = 60

/** Asks until all that came in is in the file: what tcpdump has not read when it is stopped is lost. The loopback counts twice. */
async function writtenDown(tcpdump: Running, times: number): Promise<void> {
  for (let asked = 0; asked < QUESTIONS; asked++) {
    tcpdump.signal('SIGUSR1')
    await setTimeout(50)
    const [captured, received] = [/(\d+) packets? captured/g, /(\d+) packets? received by filter/g].map((count) =>
      Number([...tcpdump.said().matchAll(count)].at(-1)?.[1]),
    )
    if (captured! * times >= received!) return
  }
}
