import { type ConstructorOptions, fromKysely, fromPglite, PgBoss } from 'pg-boss'
import type { Db } from '../store/database.ts'
import type { BossDatabase, Store } from '../store/open.ts'

/**
 * Work that nobody waits for on the line: queued analyses, and housekeeping once a minute on one of the nodes. pg-boss keeps the
 * jobs in the same database, in its own schema, which it makes at the first start.
 */
export interface Queue {
  readonly boss: PgBoss
  /** Takes no new jobs, gives those at work `graceSeconds` to end, then lets go of them: another node gets them again. */
  stop(graceSeconds?: number): Promise<void>
}

const ANALYSES = 'analyses'
const HOUSEKEEPING = 'housekeeping'

/** Jobs at work at once on a node: more would only share the same cores. Chosen by us. */
const JOBS_AT_ONCE = 8

/**
 * A new job wakes the workers at once. This is how often each looks of itself, for jobs whose notification was lost or whose node
 * died; pg-boss's default while it listens is 30 s.
 */
const POLL_SECONDS = 2

/** A node not heard from for so long has lost its jobs. pg-boss takes no less. */
const HEARTBEAT_SECONDS = 10

/** An analysis guards itself by its lease; a job of a day is not alive. */
const EXPIRE_SECONDS = 24 * 3600

export async function openQueue(store: Store, log: (line: string) => void): Promise<Queue> {
  const boss = new PgBoss({
    ...databaseOf(store.boss()),
    useListenNotify: true,
    superviseIntervalSeconds: 1,
    monitorIntervalSeconds: 1,
  })
  boss.on('error', (error) => log(`jobs: ${error.message}`))
  await boss.start()
  const retry = { notify: true, heartbeatSeconds: HEARTBEAT_SECONDS, expireInSeconds: EXPIRE_SECONDS }
  await boss.createQueue(ANALYSES, { ...retry, retryLimit: 5, deleteAfterSeconds: 3600 })
  await boss.createQueue(HOUSEKEEPING, { ...retry, retryLimit: 0, policy: 'exclusive', deleteAfterSeconds: 3600 })
  let stopped: Promise<void> | undefined
  return {
    boss,
    stop: (graceSeconds = 5) => (stopped ??= boss.stop({ graceful: true, timeout: graceSeconds * 1_000, close: true })),
  }
}

const databaseOf = (database: BossDatabase): ConstructorOptions =>
  database.kind === 'postgres'
    ? { connectionString: database.connectionString, max: 3, application_name: 'sipsymposium jobs' }
    : { db: fromPglite(database.pglite), backend: 'pglite' }

/** Queues that analysis. Given a transaction, the job exists when that commits, and only then. */
export async function enqueueAnalysis(queue: Queue, analysisId: string, trx?: Db): Promise<void> {
  await queue.boss.send(ANALYSES, { analysisId }, trx ? { db: fromKysely(trx) } : {})
}

/**
 * Works queued analyses, at most `concurrency` at a time on this node. `handler` is given the id, and a signal that aborts when
 * the job is no longer this node's. When it throws the job is tried again, as it is when the node dies.
 */
export async function workAnalyses(
  queue: Queue,
  handler: (analysisId: string, signal: AbortSignal) => Promise<void>,
  { concurrency }: { readonly concurrency: number },
): Promise<void> {
  const { boss } = queue
  const poll = { pollingIntervalSeconds: POLL_SECONDS, notifyPollingIntervalSeconds: POLL_SECONDS }
  for (let count = Math.min(concurrency, JOBS_AT_ONCE); count > 0; count--) {
    const worker: string = await boss.work<{ analysisId: string }>(ANALYSES, poll, async ([job]) => {
      try {
        if (job) await handler(job.data.analysisId, job.signal)
      } finally {
        // pg-boss would pause after each job; a backlog is worked without.
        boss.notifyWorker(worker)
      }
    })
  }
}

/** Calls `work` once a minute on one node of all; a turn that is due while one is under way is left out. */
export async function scheduleHousekeeping(queue: Queue, work: () => Promise<void>): Promise<void> {
  await queue.boss.work(HOUSEKEEPING, { pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: 10 }, async () =>
    work(),
  )
  await queue.boss.schedule(HOUSEKEEPING, '* * * * *')
}
