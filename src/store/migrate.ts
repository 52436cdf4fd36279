import type { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { init } from '../../migrations/2026-11-23-init.ts'
import { registrationsHosts } from '../../migrations/2026-11-23-registrations-hosts.ts'
import type { Database } from './database.ts'

/** Every migration under its date, in order; a released one never changes. */
const migrations = { '2026-11-23-init': init, '2026-11-23-registrations-hosts': registrationsHosts }

/** Brings the database up to date and names what was applied. Several nodes may call it at once. Throws when one fails. */
export async function migrate(db: Kysely<Database>): Promise<readonly string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  const { error, results = [] } = await migrator.migrateToLatest()
  if (error) throw new Error(`The database could not be brought up to date.`, { cause: error })
  return results.map((result) => result.migrationName)
}
