import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, inject } from 'vitest'
import { openStore, type Store, type StoreSettings } from '../../src/store/open.ts'
import { databaseUrl, onServer } from './global-setup.ts'

/** Opens a migrated database of its own each time; all are closed and removed when the suite has ended. */
export interface Open {
  (): Promise<Store>
  readonly kind: Store['kind']
  /** A migrated database of its own that nobody has opened yet. */
  settings(): Promise<StoreSettings>
}

/** One suite, once on the embedded database and once on PostgreSQL, where there is one. */
export function describeEachDatabase(name: string, suite: (open: Open) => void): void {
  for (const kind of ['embedded', 'postgres'] as const) {
    const absent = kind === 'postgres' && inject('databases').postgres === undefined
    describe.skipIf(absent)(`${name}, ${kind}`, () => {
      const { open, removeAll } = opener(kind)
      suite(open)
      afterAll(removeAll)
    })
  }
}

/** A data directory of its own whose embedded database is migrated; removing it is the caller's. */
async function embeddedDirectory(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sips-test-'))
  const copy = { recursive: true, mode: constants.COPYFILE_FICLONE }
  await cp(inject('databases').embedded, join(dataDir, 'pg'), copy)
  return dataDir
}

function opener(kind: Store['kind']): { open: Open; removeAll(): Promise<void> } {
  const undo: (() => Promise<unknown>)[] = []
  const settings = async (): Promise<StoreSettings> => {
    const dataDir = kind === 'embedded' ? await embeddedDirectory() : await mkdtemp(join(tmpdir(), 'sips-test-'))
    undo.push(() => rm(dataDir, { recursive: true, force: true }))
    if (kind === 'embedded') return { databaseUrl: undefined, dataDir, log: () => {} }
    const postgres = inject('databases').postgres
    if (!postgres) throw new Error('There is no PostgreSQL server.')
    const database = `sips_${randomBytes(8).toString('hex')}`
    await onServer(postgres.url, `create database ${database} template ${postgres.template}`)
    undo.push(() => onServer(postgres.url, `drop database ${database} with (force)`))
    return { databaseUrl: databaseUrl(postgres.url, database), dataDir, log: () => {} }
  }
  const open = async () => {
    const store = await openStore(await settings())
    undo.push(() => store.close())
    return store
  }
  return {
    open: Object.assign(open, { kind, settings }),
    async removeAll() {
      for (const step of undo.reverse()) await step()
    },
  }
}
