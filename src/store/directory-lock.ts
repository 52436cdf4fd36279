import { createHash, randomUUID } from 'node:crypto'
import { link, mkdir, mkdtemp, readdir, realpath, rm, symlink } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * PGlite takes no lock: a second process on its directory loses acknowledged rows without an error. So one process at a time
 * holds `directory`, by listening on a unix socket in `directory/.lock`: the kernel stops answering for a process that died.
 *
 * Each holder's socket has a number. A socket is made under a name of its own, and given its number by a hard link once it
 * listens, so what is there under a number either answers or is dead for good. Whoever finds all of them dead takes the next
 * number; of two, `link` lets one. It then looks again, because a number can have been freed and taken in between.
 */
export interface DirectoryLock {
  release(): Promise<void>
}

/** Throws an error of one line when another process (or another caller in this one) holds the directory. */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  await mkdir(join(directory, '.lock'), { recursive: true, mode: 0o700 })
  const sockets = await reach(join(await realpath(directory), '.lock'))
  try {
    return await take(directory, sockets)
  } finally {
    await sockets.leave()
  }
}

/** The directory of the sockets under two names: the real one, and one short enough for `bind` and `connect`. */
interface Sockets {
  readonly real: string
  readonly short: string
  leave(): Promise<void>
}

/** A unix socket's path has room for 104 to 108 bytes: a long one is reached through a symbolic link. */
async function reach(real: string): Promise<Sockets> {
  if (Buffer.byteLength(real) < 50) return { real, short: real, leave: async () => {} }
  const base = await mkdtemp(join(Buffer.byteLength(tmpdir()) < 50 ? tmpdir() : '/tmp', 'sip-'))
  const short = join(base, 'd')
  await symlink(real, short)
  return { real, short, leave: () => rm(base, { recursive: true, force: true }) }
}

async function take(directory: string, sockets: Sockets): Promise<DirectoryLock> {
  const own = `${createHash('sha256').update(randomUUID()).digest('hex').slice(0, 12)}.new`
  const server = await listenOn(join(sockets.short, own))
  const giveUp = async () => {
    server.close()
    await rm(join(sockets.real, own), { force: true })
  }
  try {
    for (;;) {
      const numbers = await numbersIn(sockets)
      await refuseIfAnswered(directory, sockets, numbers)
      const number = Math.max(0, ...numbers) + 1
      const name = join(sockets.real, `${number}.sock`)
      if (!(await linked(join(sockets.real, own), name))) continue
      try {
        const others = (await numbersIn(sockets)).filter((other) => other !== number)
        await refuseIfAnswered(directory, sockets, others)
        for (const other of others) if (other < number) await rm(join(sockets.real, `${other}.sock`), { force: true })
      } catch (error) {
        await rm(name, { force: true })
        throw error
      }
      await rm(join(sockets.real, own), { force: true })
      return holding(server, name)
    }
  } catch (error) {
    await giveUp()
    throw error
  }
}

function holding(server: Server, name: string): DirectoryLock {
  let released: Promise<void> | undefined
  const release = async () => {
    await new Promise((done) => server.close(done))
    await rm(name, { force: true })
  }
  return { release: () => (released ??= release()) }
}

function listenOn(path: string): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.end(String(process.pid))
  })
  // The lock is no reason to stay alive.
  server.unref()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, () => resolve(server))
  })
}

async function numbersIn(sockets: Sockets): Promise<number[]> {
  const names = await readdir(sockets.real)
  return names.flatMap((name) => /^(\d{1,15})\.sock$/.exec(name)?.[1] ?? []).map(Number)
}

async function refuseIfAnswered(directory: string, sockets: Sockets, numbers: readonly number[]): Promise<void> {
  for (const number of numbers) {
    const answer = await ask(join(sockets.short, `${number}.sock`))
    if (answer === undefined) continue
    const who = answer === '' ? 'another process' : `another process (pid ${answer})`
    throw new Error(`The data directory ${directory} is in use by ${who}. Stop that one, or give this one its own.`)
  }
}

/** Undefined when nobody listens there; else the holder's pid, empty when it is too busy to say. */
function ask(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path)
    let pid = ''
    socket.setEncoding('utf8')
    socket.setTimeout(500, () => socket.destroy())
    socket.on('data', (text: string) => {
      pid += text
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code === 'ECONNREFUSED' || error.code === 'ENOENT' ? undefined : pid)
    })
    socket.on('close', () => resolve(pid))
  })
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}
