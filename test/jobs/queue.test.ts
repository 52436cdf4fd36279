import { fork } from 'node:child_process'
import { once } from 'node:events'
import { sql } from 'kysely'
import { afterEach, beforeAll, expect, it } from 'vitest'
import { enqueueAnalysis, openQueue, type Queue, scheduleHousekeeping, workAnalyses } from '../../src/jobs/queue.ts'
import { openStore, type Store } from '../../src/store/open.ts'
import { describeEachDatabase } from '../support/database.ts'

/** Resolves when `count` have been given. */
function collector<Item>(count: number) {
  const items: Item[] = []
  const all = Promise.withResolvers<readonly Item[]>()
  return {
    items,
    all: all.promise,
    give(item: Item) {
      items.push(item)
      if (items.length === count) all.resolve(items)
    },
  }
}

describeEachDatabase('queue', (open) => {
  let store: Store
  const queues: Queue[] = []
  const log: string[] = []
  const start = async (on: Store) => {
    const queue = await openQueue(on, (line) => log.push(line))
    queues.push(queue)
    return queue
  }
  beforeAll(async () => {
    store = await open()
  })
  afterEach(async () => {
    for (const queue of queues.splice(0)) await queue.stop()
    expect(log.splice(0)).toEqual([])
  })

  it('works each queued analysis once, and no more at a time than it may', async () => {
    const queue = await start(store)
    const ids = Array.from({ length: 100 }, (_, index) => `analysis ${index}`)
    const done = collector<string>(ids.length)
    let atWork = 0
    let most = 0
    // Nobody goes on before two are at work at once.
    const together = Promise.withResolvers<void>()
    await workAnalyses(
      queue,
      async (id) => {
        most = Math.max(most, ++atWork)
        if (atWork === 2) together.resolve()
        await together.promise
        await new Promise(setImmediate)
        atWork--
        done.give(id)
      },
      { concurrency: 3 },
    )
    await Promise.all(ids.map((id) => enqueueAnalysis(queue, id)))
    expect((await done.all).toSorted()).toEqual(ids.toSorted())
    expect(most).toBeLessThanOrEqual(3)
  })

  it('tries a job that threw again', async () => {
    const queue = await start(store)
    const done = collector<string>(2)
    await workAnalyses(
      queue,
      async (id) => {
        done.give(id)
        if (done.items.length === 1) throw new Error('the first time it fails')
      },
      { concurrency: 1 },
    )
    await enqueueAnalysis(queue, 'again')
    expect(await done.all).toEqual(['again', 'again'])
  })

  it('queues with the transaction: not at all when that is rolled back', async () => {
    const queue = await start(store)
    const done = collector<string>(1)
    const rolledBack = store.db.transaction().execute(async (trx) => {
      await enqueueAnalysis(queue, 'never', trx)
      throw new Error('changed my mind')
    })
    await expect(rolledBack).rejects.toThrow('changed my mind')
    await store.db.transaction().execute((trx) => enqueueAnalysis(queue, 'kept', trx))
    await workAnalyses(queue, async (id) => done.give(id), { concurrency: 2 })
    expect(await done.all).toEqual(['kept'])
  })

  it('calls housekeeping when its minute has come', async () => {
    const queue = await start(store)
    const called = Promise.withResolvers<void>()
    await scheduleHousekeeping(queue, async () => called.resolve())
    const schedules = await queue.boss.getSchedules()
    expect(schedules.map(({ name, cron }) => [name, cron])).toEqual([['housekeeping', '* * * * *']])
    // What the schedule does when the minute is full.
    await queue.boss.send('housekeeping', {})
    await called.promise
  })

  it('gives the job of a node that was killed to the next one', async () => {
    const settings = await open.settings()
    const child = fork(new URL('./job-holder.ts', import.meta.url), { stdio: 'inherit' })
    child.send(settings)
    expect((await once(child, 'message'))[0]).toBe('holding left-behind')
    child.kill('SIGKILL')
    await once(child, 'exit')

    const next = await openStore(settings)
    try {
      const queue = await start(next)
      // pg-boss gives a silent node ten seconds; they have passed.
      await sql`update pgboss.job set heartbeat_on = heartbeat_on - interval '10 seconds'`.execute(next.db)
      const done = collector<string>(1)
      await workAnalyses(queue, async (id) => done.give(id), { concurrency: 1 })
      expect(await done.all).toEqual(['left-behind'])
      await queue.stop()
    } finally {
      await next.close()
    }
  })
})
