import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { createServer as createTcpServer } from 'node:net'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { type Logger, pino } from 'pino'
import { type Auth, createAuth, ensureLocalWorkspace } from './accounts/auth.ts'
import { createOperator, type Operator } from './app/admin.ts'
import type { App } from './app/app.ts'
import { createApp } from './app/create.ts'
import { adoptOrphans, housekeep } from './app/housekeeping.ts'
import { createHub } from './app/hub.ts'
import { createInputs, type Fetch } from './app/inputs.ts'
import { createRunner } from './app/run.ts'
import { openSpool } from './app/spool.ts'
import { createUploads } from './app/uploads.ts'
import { OPERATOR_HELP, runOperatorCommand } from './cli/operator.ts'
import { fetchCapture } from './fetch/capture.ts'
import { openQueue, scheduleHousekeeping, workAnalyses } from './jobs/queue.ts'
import { createLlmStage } from './llm/stage.ts'
import { createMail } from './mail/smtp.ts'
import { createServer } from './server/server.ts'
import { llmSettings, readSettings, type Settings } from './settings.ts'
import { releaseAllLeases } from './store/analyses.ts'
import { migrate } from './store/migrate.ts'
import { openStore, type Store } from './store/open.ts'
import { createWorkerPool } from './worker/pool.ts'

/** The parts that need no network: what the operator's commands work with. */
interface Foundation {
  readonly store: Store
  readonly auth: Auth
  readonly operator: Operator
  close(): Promise<void>
}

export interface Service {
  readonly url: string
  readonly app: App
  readonly store: Store
  readonly operator: Operator
  /** The key of the local workspace, on the very first start of an embedded database only. */
  readonly firstKey: string | undefined
  /** Stops taking requests, lets those under way finish for so long, and puts everything away. */
  close(graceSeconds?: number): Promise<void>
}

/** Queued analyses worked at once; each has a poller of its own on the database. */
const QUEUE_CONCURRENCY = 4

/** How often a node looks for analyses of one that died. */
const ADOPT_MS = 5_000

const nowMicros = (): number => Math.round((performance.timeOrigin + performance.now()) * 1000)

async function layFoundation(
  settings: Settings,
  publicUrl: string,
  print: (line: string) => void,
): Promise<Foundation> {
  const dataDir = resolve(settings.DATA_DIR)
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const store = await openStore({ databaseUrl: settings.DATABASE_URL, dataDir, log: print })
  try {
    await migrate(store.db)
    const mail = settings.SMTP_URL === undefined ? undefined : createMail(settings.SMTP_URL, settings.MAIL_FROM)
    const auth = await createAuth({
      store,
      publicUrl,
      secret: settings.AUTH_SECRET,
      dataDir,
      mail,
      trustProxy: settings.TRUST_PROXY,
    })
    return { store, auth, operator: createOperator({ store, auth }), close: () => store.close() }
  } catch (error) {
    await store.close()
    throw error
  }
}

/**
 * Builds and joins the real parts and serves. Throws one Error with one clear sentence when it cannot. `fetch` is who gets
 * captures from URLs: tests serve them on loopback, which the real one refuses.
 */
export async function startService(
  settings: Settings,
  log: Logger,
  print: (line: string) => void,
  fetch: Fetch = fetchCapture,
): Promise<Service> {
  const port = settings.PORT === 0 ? await freePort(settings.HOST) : settings.PORT
  const publicUrl =
    settings.PUBLIC_URL ?? `http://${settings.HOST.includes(':') ? `[${settings.HOST}]` : settings.HOST}:${port}`
  const { store, auth, operator, close: closeFoundation } = await layFoundation(settings, publicUrl, print)

  // The embedded database has one process: who waits is here.
  const broadcast = (channel: string, id: string) =>
    void store.poke(channel, id).catch((err: unknown) => log.warn({ err }, 'other nodes could not be told'))
  const hub = createHub(store.kind === 'postgres' ? broadcast : undefined)
  const spool = await openSpool(settings.SPOOL_DIR ?? join(resolve(settings.DATA_DIR), 'spool'))
  const pool = createWorkerPool({
    workers: settings.WORKERS || Math.max(1, availableParallelism() - 1),
    memoryMb: settings.WORKER_MEMORY_MB,
    stallMs: settings.WORKER_STALL_MS,
  })
  const uploads = createUploads(
    { store, hub, spool, now: nowMicros },
    { publicUrl: () => publicUrl, maxBytes: settings.UPLOAD_MAX_BYTES },
  )
  const inputs = createInputs(
    { store, hub, spool, uploads, fetch, now: nowMicros },
    {
      fetchMaxBytes: settings.FETCH_MAX_BYTES,
      fetchTimeoutMs: settings.FETCH_TIMEOUT_MS,
      uploadIdleMs: settings.UPLOAD_IDLE_MS,
    },
  )
  const llm = createLlmStage(llmSettings(settings))
  const nodeId = randomUUID()
  const runner = createRunner({
    store,
    pool,
    hub,
    inputs,
    llm,
    llmRequired: settings.LLM_REQUIRED,
    nodeId,
    log,
    now: nowMicros,
  })
  const queue = await openQueue(store, (line) => log.warn(line))
  const app = createApp({
    store,
    auth,
    hub,
    runner,
    queue,
    uploads,
    inputs,
    log,
    now: nowMicros,
    maxRunning: settings.MAX_RUNNING,
    nodeId,
  })

  const stopListening = await Promise.all(
    ['analysis', 'upload', 'key'].map((channel) => store.listen(channel, (id) => hub.wake(id), hub.wakeAll)),
  )
  // On the embedded database this process is the only one there is: whatever was running when it last stopped is free.
  if (store.kind === 'embedded') await releaseAllLeases(store.db)
  await workAnalyses(queue, (analysisId) => runner.run(analysisId), { concurrency: QUEUE_CONCURRENCY })
  await scheduleHousekeeping(queue, () => housekeep({ store, spool, log }))
  const adopt = () =>
    adoptOrphans({ store, queue, log }).catch((err: unknown) => log.error({ err }, 'no look for orphans'))
  await adopt()
  const adopting = setInterval(() => void adopt(), ADOPT_MS)
  const firstKey = store.kind === 'embedded' ? await ensureLocalWorkspace(store) : undefined

  const server = createServer({
    app,
    auth: auth.handler,
    publicUrl,
    log,
    ready: () => store.healthy(),
  })
  const { url } = await server.listen(settings.HOST, port)
  return {
    url,
    app,
    store,
    operator,
    firstKey,
    async close(graceSeconds = 10) {
      await server.close(graceSeconds)
      clearInterval(adopting)
      await queue.stop()
      await runner.close()
      await pool.close()
      await Promise.all(stopListening.map((stop) => stop()))
      await closeFoundation()
    },
  }
}

/** A port that was free a moment ago, so that the public address is known before anything is built. */
function freePort(host: string): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createTcpServer()
    probe.on('error', failed)
    probe.listen(0, host, () => {
      const address = probe.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      probe.close(() => done(port))
    })
  })
}

const HELP = `Usage: node src/main.ts serve              serve the API (npm start)
       node src/main.ts migrate            bring the database up to date and exit
       node src/main.ts admin COMMAND ...  accounts, plans and keys (admin --help)

Settings are environment variables; docs/settings.md lists them.
`

async function main(argv: readonly string[]): Promise<number> {
  const print = (line: string) => process.stdout.write(`${line}\n`)
  const [command = 'serve', ...rest] = argv
  if (['--help', '-h', 'help'].includes(command)) {
    print(HELP.trimEnd())
    return 0
  }
  if (command === 'admin' && (rest.length === 0 || rest.includes('--help') || rest.includes('-h'))) {
    print(OPERATOR_HELP.trimEnd())
    return rest.length === 0 ? 2 : 0
  }
  const settings = readSettings(process.env)
  switch (command) {
    case 'serve':
      return serve(settings, print)
    case 'migrate':
    case 'admin': {
      const foundation = await layFoundation(
        settings,
        settings.PUBLIC_URL ?? `http://${settings.HOST}:${settings.PORT}`,
        (line) => process.stderr.write(`${line}\n`),
      )
      try {
        if (command === 'admin') return await runOperatorCommand(foundation.operator, rest, print)
        print('The database is up to date.')
        return 0
      } finally {
        await foundation.close()
      }
    }
    default:
      process.stderr.write(`There is no command ${command}.\n${HELP}`)
      return 2
  }
}

async function serve(settings: Settings, print: (line: string) => void): Promise<number> {
  const log = pino({ level: settings.LOG_LEVEL }, pino.destination({ dest: 2, sync: false }))
  const service = await startService(settings, log, print)
  print(`SIPSymposium is ready on ${service.url}`)
  const key = service.firstKey
  if (key !== undefined) print(`API key of the local workspace, shown this once: ${key}`)
  print('Try it on a bundled trace:')
  print(
    `  curl -H "Authorization: Bearer ${key ?? 'sips_…'}" -F file=@examples/private-address.txt ${service.url}/v1/analyze`,
  )
  await new Promise<void>((stopped) => {
    process.once('SIGINT', stopped)
    process.once('SIGTERM', stopped)
  })
  log.info('shutting down')
  await service.close()
  return 0
}

if (import.meta.main) {
  main(process.argv.slice(2)).then(
    (code) => {
      process.exitCode = code
    },
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
      process.exitCode = 1
    },
  )
}
