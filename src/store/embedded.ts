import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Kysely, PGliteDialect } from 'kysely'
import type { Database } from './database.ts'
import { lockDirectory } from './directory-lock.ts'
import { answers, notify } from './notify.ts'
import type { Store } from './open.ts'
import { PgliteClient } from './pglite-client.ts'

/** PGlite in `dataDir/pg`, held by this process alone. */
export async function openEmbedded(dataDir: string, log: (line: string) => void): Promise<Store> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const lock = await lockDirectory(dataDir)
  try {
    const directory = join(dataDir, 'pg')
    const firstStart = !existsSync(join(directory, 'PG_VERSION'))
    if (firstStart) log(`First start: making the embedded database in ${directory}, which takes a few seconds.`)
    const pglite = await PgliteClient.open(directory, (error) => log(`The embedded database is lost: ${error.message}`))
    const db = new Kysely<Database>({ dialect: new PGliteDialect({ pglite }) })
    let closed: Promise<void> | undefined
    const close = async () => {
      await db.destroy()
      await pglite.close()
      await lock.release()
    }
    return {
      kind: 'embedded',
      db,
      operate: (name, argument) => pglite.operate(name, argument),
      poke: (channel, payload) => notify(db, channel, payload),
      listen: (channel, callback) => pglite.listen(channel, callback),
      boss: () => ({ kind: 'embedded', pglite }),
      healthy: () => answers(db),
      close: () => (closed ??= close()),
    }
  } catch (error) {
    await lock.release()
    throw error
  }
}
