import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, globSync } from 'node:fs'
import { chown, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Client } from 'pg'
import type { TestProject } from 'vitest/node'
import { migrate } from '../../src/store/migrate.ts'
import { openStore } from '../../src/store/open.ts'

/** What the suites need to have a database each; see `database.ts`. */
export interface TestDatabases {
  /** A closed, migrated PGlite directory, to be copied. */
  readonly embedded: string
  /** A server with a migrated template database; undefined where there is none. */
  readonly postgres: { readonly url: string; readonly template: string } | undefined
}

declare module 'vitest' {
  interface ProvidedContext {
    databases: TestDatabases
  }
}

const cache = new URL('../../node_modules/.cache/sipsymposium/', import.meta.url).pathname

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const embedded = await embeddedTemplate()
  const server = await postgresServer()
  const template = `sips_template_${randomBytes(4).toString('hex')}`
  if (server) await postgresTemplate(server.url, template)
  project.provide('databases', { embedded, postgres: server && { url: server.url, template } })
  return async () => {
    if (server) await onServer(server.url, `drop database ${template}`)
    await server?.stop()
  }
}

/** Made once, and again only when PGlite or a migration has changed: `initdb` in WebAssembly takes some seconds. */
async function embeddedTemplate(): Promise<string> {
  const name = `pglite-${await fingerprint()}`
  const directory = join(cache, name)
  if (existsSync(directory)) return directory
  await mkdir(cache, { recursive: true })
  const draft = await mkdtemp(join(cache, 'draft-'))
  const store = await openStore({ databaseUrl: undefined, dataDir: draft, log: () => {} })
  await migrate(store.db)
  await store.close()
  for (const old of await readdir(cache)) {
    if (old.startsWith('pglite-') && old !== name) await rm(join(cache, old), { recursive: true, force: true })
  }
  // Whole or not at all; where another run was quicker, its one serves.
  await rename(join(draft, 'pg'), directory).catch((error) => {
    if (!existsSync(directory)) throw error
  })
  await rm(draft, { recursive: true, force: true })
  return directory
}

async function fingerprint(): Promise<string> {
  const root = new URL('../../', import.meta.url).pathname
  const files = ['node_modules/@electric-sql/pglite/package.json', ...globSync('migrations/*.ts', { cwd: root }).sort()]
  const hash = createHash('sha256')
  for (const file of files) hash.update(file).update(await readFile(join(root, file)))
  return hash.digest('hex').slice(0, 16)
}

interface Server {
  readonly url: string
  stop(): Promise<void>
}

async function postgresServer(): Promise<Server | undefined> {
  const { TEST_DATABASE_URL } = process.env
  if (TEST_DATABASE_URL) return { url: TEST_DATABASE_URL, stop: async () => {} }
  const [bin] = globSync('/usr/lib/postgresql/*/bin/initdb').sort(byVersion).reverse()
  // `existsSync` follows links: one may point at a server that was removed.
  const found = [bin, ...globSync('/{usr/local,opt/homebrew,usr}/bin/initdb')].find((path) => path && existsSync(path))
  if (found) return startServer(found.slice(0, -'/initdb'.length))
  console.warn(
    '\n*** PostgreSQL is not installed: every database suite runs on the embedded database only, its PostgreSQL half is SKIPPED. ***\n',
  )
  return undefined
}

const byVersion = (a: string, b: string): number => Number(a.split('/')[4]) - Number(b.split('/')[4])

/** A scratch cluster that listens on a unix socket only, as fast and as careless as it can be. */
async function startServer(bin: string): Promise<Server> {
  const directory = await mkdtemp(join(Buffer.byteLength(tmpdir()) < 60 ? tmpdir() : '/tmp', 'sips-pg-'))
  const [command, prefix] = await asUser(directory)
  const data = join(directory, 'data')
  const make = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']
  execFileSync(command(join(bin, 'initdb')), [...prefix(join(bin, 'initdb')), ...make], { stdio: 'pipe' })
  const settings = {
    listen_addresses: '',
    unix_socket_directories: directory,
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    lc_messages: 'C',
  }
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const postgres = join(bin, 'postgres')
  const server = spawn(command(postgres), [...prefix(postgres), '-D', data, ...options], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  await ready(server)
  return {
    url: `postgresql://postgres@/postgres?host=${encodeURIComponent(directory)}`,
    async stop() {
      const exited = once(server, 'exit')
      // A fast shutdown: connections are closed, the process ends.
      server.kill('SIGINT')
      await exited
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** PostgreSQL refuses to run as root, so root hands over to the user its package made. */
async function asUser(directory: string) {
  if (process.getuid?.() !== 0) {
    return [(program: string) => program, () => []] as const
  }
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  await chown(directory, id('-u'), id('-g'))
  // Should this process be killed, the server ends with it.
  const privileges = ['--reuid=postgres', '--regid=postgres', '--clear-groups', '--pdeathsig=SIGINT']
  return [() => 'setpriv', (program: string) => [...privileges, program]] as const
}

/** Resolves when the server says so; rejects with what it said when it ends instead. */
async function ready(server: ChildProcess): Promise<void> {
  const said: string[] = []
  const { stderr } = server
  if (!stderr) throw new Error('The server was started without its standard error.')
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.once('exit', () => reject(new Error(`PostgreSQL did not start:\n${said.join('\n')}`)))
    createInterface({ input: stderr }).on('line', (line) => {
      if (said.length < 100) said.push(line)
      if (line.includes('ready to accept connections')) resolve()
    })
  })
}

async function postgresTemplate(url: string, template: string): Promise<void> {
  await onServer(url, `create database ${template}`)
  const store = await openStore({ databaseUrl: databaseUrl(url, template), dataDir: '', log: () => {} })
  await migrate(store.db)
  await store.close()
}

/** The same server, another database. */
export function databaseUrl(url: string, database: string): string {
  const [start, query] = url.split('?')
  return `${start?.slice(0, start.lastIndexOf('/') + 1)}${database}${query === undefined ? '' : `?${query}`}`
}

/** One statement on the server's own database. */
export async function onServer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
