import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { beforeAll, expect, inject, it } from 'vitest'
import { migrate } from '../../src/store/migrate.ts'
import { notify } from '../../src/store/notify.ts'
import { openStore, type Store } from '../../src/store/open.ts'
import { describeEachDatabase } from '../support/database.ts'
import { databaseUrl, onServer } from '../support/global-setup.ts'
import { makeWorkspace } from '../support/rows.ts'

describeEachDatabase('store', (open) => {
  let store: Store
  beforeAll(async () => {
    store = await open()
  })

  /** The next payload on that channel. */
  const next = async (channel: string) => {
    const { promise, resolve } = Promise.withResolvers<string>()
    const stop = await store.listen(channel, resolve)
    return { promise, stop }
  }

  it('is up to date after its migrations, and again', async () => {
    const own = await open()
    expect(await migrate(own.db)).toEqual([])
    expect(await own.healthy()).toBe(true)
    await own.close()
    await own.close()
    expect(await own.healthy()).toBe(false)
  })

  it('reads the types alike', async () => {
    const { db } = store
    const { rows } = await sql`
      select count(*) as count, 9007199254740991::bigint as big, '\\xff00'::bytea as bytes, null as nothing, true as yes,
        date '2026-04-16' as day, '{"a":[1,null]}'::json as json, array['a','b'] as list,
        timestamptz '2026-04-16 18:30:00.123+00' as at from plans`.execute(db)
    const [row] = rows as [Record<string, unknown>]
    expect({ ...row, bytes: [...(row.bytes as Uint8Array)] }).toEqual({
      count: 3,
      big: Number.MAX_SAFE_INTEGER,
      bytes: [255, 0],
      nothing: null,
      yes: true,
      day: '2026-04-16',
      json: { a: [1, null] },
      list: ['a', 'b'],
      at: new Date('2026-04-16T18:30:00.123Z'),
    })
  })

  it('rolls back what failed, and goes on', async () => {
    const { db } = store
    const workspace = await makeWorkspace(db)
    const count = async () => (await db.selectFrom('usage_days').selectAll().execute()).length
    const failing = db.transaction().execute(async (trx) => {
      await trx.insertInto('usage_days').values({ workspace_id: workspace, day: '2026-04-16', used: 1 }).execute()
      await sql`select 1 / 0`.execute(trx)
    })
    await expect(failing).rejects.toMatchObject({ code: '22012' })
    expect(await count()).toBe(0)
    // A failure swallowed inside must not pass for a commit.
    const swallowing = db.transaction().execute(async (trx) => {
      await trx.insertInto('usage_days').values({ workspace_id: workspace, day: '2026-04-16', used: 1 }).execute()
      await sql`select 1 / 0`.execute(trx).catch(() => {})
    })
    await expect(swallowing).rejects.toThrow()
    expect(await count()).toBe(0)
    await db.transaction().execute(async (trx) => {
      await trx.insertInto('usage_days').values({ workspace_id: workspace, day: '2026-04-16', used: 1 }).execute()
    })
    expect(await count()).toBe(1)
  })

  it('keeps a transaction to itself while others wait', async () => {
    const { db } = store
    const workspace = await makeWorkspace(db)
    const add = (day: string) => db.insertInto('usage_days').values({ workspace_id: workspace, day, used: 1 }).execute()
    const outside: Promise<unknown>[] = []
    const inside = db.transaction().execute(async (trx) => {
      await trx.insertInto('usage_days').values({ workspace_id: workspace, day: '2026-04-16', used: 1 }).execute()
      outside.push(add('2026-04-17'), add('2026-04-18'))
      await trx.selectFrom('usage_days').selectAll().execute()
      throw new Error('undo')
    })
    await expect(inside).rejects.toThrow('undo')
    await Promise.all(outside)
    const days = await db
      .selectFrom('usage_days')
      .select('day')
      .where('workspace_id', '=', workspace)
      .orderBy('day')
      .execute()
    expect(days).toEqual([{ day: '2026-04-17' }, { day: '2026-04-18' }])
  })

  it('tells listeners what was poked, whatever the channel is called, until they stop', async () => {
    const first = await next('analysis')
    const quoted = await next('Odd "name"')
    await store.poke('analysis', 'a1')
    expect(await first.promise).toBe('a1')
    await store.poke('Odd "name"', 'b1')
    expect(await quoted.promise).toBe('b1')

    const heard: string[] = []
    const stop = await store.listen('analysis', (payload) => heard.push(payload))
    await stop()
    await stop()
    const again = await next('analysis')
    await store.poke('analysis', 'a2')
    expect(await again.promise).toBe('a2')
    expect(heard).toEqual([])
  })

  it('delivers a notification when its transaction has committed, and never one that was rolled back', async () => {
    const { promise } = await next('ch')
    const failing = store.db.transaction().execute(async (trx) => {
      await notify(trx, 'ch', 'never')
      throw new Error('undo')
    })
    await expect(failing).rejects.toThrow('undo')
    await store.db.transaction().execute((trx) => notify(trx, 'ch', 'committed'))
    expect(await promise).toBe('committed')
  })

  it('listens again after its connection was lost, and says that there was a gap', async ({ skip }) => {
    skip(open.kind === 'embedded', 'there is no connection to lose')
    const heard = Promise.withResolvers<string>()
    const gap = Promise.withResolvers<void>()
    await store.listen('ch', heard.resolve, gap.resolve)
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'sipsymposium listen'`.execute(store.db)
    await gap.promise
    await store.poke('ch', 'after the gap')
    expect(await heard.promise).toBe('after the gap')
  })

  it('finishes a transaction under way before it closes', async ({ skip }) => {
    skip(open.kind === 'postgres', 'a pool closes idle connections, not those in use')
    const settings = await open.settings()
    const own = await openStore(settings)
    const begun = Promise.withResolvers<void>()
    const goOn = Promise.withResolvers<void>()
    const work = own.db.transaction().execute(async (trx) => {
      await makeWorkspace(trx, 'pro', 'first half')
      begun.resolve()
      await goOn.promise
      await makeWorkspace(trx, 'pro', 'second half')
    })
    await begun.promise
    const closed = own.close()
    goOn.resolve()
    await work
    await closed
    const again = await openStore(settings)
    const names = await again.db.selectFrom('organization').select('name').orderBy('name').execute()
    expect(names.map(({ name }) => name)).toEqual(['first half', 'second half'])
    await again.close()
  })
})

it('says that the first start takes a while, and brings the empty database up to date', async () => {
  const dataDir = join(await mkdtemp(join(tmpdir(), 'sips-first-')), 'data')
  const lines: string[] = []
  const settings = { databaseUrl: undefined, dataDir, log: (line: string) => lines.push(line) }
  const store = await openStore(settings)
  expect(lines).toEqual([expect.stringMatching(/^First start: making the embedded database in .*, which takes a few/)])
  expect(await migrate(store.db)).toEqual(['2026-11-23-init', '2026-11-23-registrations-hosts'])
  await store.close()
  await (await openStore(settings)).close()
  expect(lines).toHaveLength(1)
  await rm(join(dataDir, '..'), { recursive: true })
})

const { postgres } = inject('databases')

it.skipIf(postgres === undefined)('is brought up to date once by several nodes that start at once', async () => {
  const name = `sips_${randomUUID().replaceAll('-', '')}`
  const server = postgres?.url ?? ''
  await onServer(server, `create database ${name}`)
  const settings = { databaseUrl: databaseUrl(server, name), dataDir: '', log: () => {} }
  const stores = await Promise.all(Array.from({ length: 4 }, () => openStore(settings)))
  const applied = await Promise.all(stores.map(({ db }) => migrate(db)))
  expect(applied.flat()).toEqual(['2026-11-23-init', '2026-11-23-registrations-hosts'])
  await Promise.all(stores.map((store) => store.close()))
  await onServer(server, `drop database ${name}`)
})

it('says in one sentence that PostgreSQL cannot be reached', async () => {
  const nowhere = { databaseUrl: 'postgresql://nobody@127.0.0.1:1/none', dataDir: '', log: () => {} }
  await expect(openStore(nowhere)).rejects.toThrow(/^PostgreSQL cannot be reached: .*ECONNREFUSED/)
})
