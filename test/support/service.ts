import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { inject } from 'vitest'
import { insertOrganization } from '../../src/accounts/workspaces.ts'
import type { App } from '../../src/app/app.ts'
import type { Fetch } from '../../src/app/inputs.ts'
import { startService as start } from '../../src/main.ts'
import { readSettings } from '../../src/settings.ts'
import type { StoreSettings } from '../../src/store/open.ts'
import { createWorkspace } from '../../src/store/workspaces.ts'

export interface TestService {
  readonly url: string
  /** The same service for graphql-ws. */
  readonly wsUrl: string
  readonly key: string
  readonly workspaceId: string
  readonly app: App
  readonly dataDir: string
  /** Another workspace on that plan, with a key of its own. */
  workspaceOn(plan: string): Promise<{ readonly key: string; readonly workspaceId: string }>
  setLimit(plan: string, analysesPerDay: number): Promise<void>
  close(): Promise<void>
}

export interface ServiceOptions {
  /** Settings by their names, beside the few a test needs. */
  readonly environment?: Readonly<Record<string, string>>
  readonly fetch?: Fetch
  /** A database that `describeEachDatabase` has laid out; absent: an embedded one of its own. */
  readonly store?: Pick<StoreSettings, 'databaseUrl' | 'dataDir'>
}

/** The real service on a port of its own. */
export async function startService(options: ServiceOptions = {}): Promise<TestService> {
  const { environment = {} } = options
  const { databaseUrl, dataDir } = options.store ?? { databaseUrl: undefined, dataDir: await embeddedCopy() }
  const place = { DATA_DIR: dataDir, ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }) }
  const settings = readSettings({ PORT: '0', LOG_LEVEL: 'silent', ...environment, ...place })
  const service = await start(settings, pino({ level: settings.LOG_LEVEL }), () => {}, options.fetch)
  const workspaceOn = async (plan: string) => {
    const workspaceId = await service.store.db.transaction().execute(async (trx) => {
      const id = await insertOrganization(trx, 'Test', randomUUID())
      if (id === undefined) throw new Error('the slug is taken')
      await createWorkspace(trx, { id, plan })
      return id
    })
    return { workspaceId, key: (await service.operator.issueKey(workspaceId, 'test')).secret }
  }
  const own = await workspaceOn('teams')
  return {
    url: service.url,
    wsUrl: `${service.url.replace('http', 'ws')}/graphql`,
    ...own,
    app: service.app,
    dataDir,
    workspaceOn,
    async setLimit(plan, analysesPerDay) {
      await service.operator.setLimits(plan, { analysesPerDay })
    },
    async close() {
      await service.close(2)
      if (options.store === undefined) await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function embeddedCopy(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'sips-service-'))
  await cp(inject('databases').embedded, join(directory, 'pg'), { recursive: true, mode: constants.COPYFILE_FICLONE })
  return directory
}
