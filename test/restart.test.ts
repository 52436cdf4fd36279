import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import { createInterface } from 'node:readline'
import { createClient } from 'graphql-ws'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { StoreSettings } from '../src/store/open.ts'
import { describeEachDatabase } from './support/database.ts'
import { privateAddressTrace } from './support/traces.ts'

interface Told {
  readonly __typename: string
  readonly cursor: string
  readonly finding?: { readonly id: string }
  readonly failure?: { readonly code: string; readonly retryable: boolean }
}

const children = new Set<ChildProcess>()
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  children.clear()
})

const main = new URL('../src/main.ts', import.meta.url).pathname

function launch(settings: StoreSettings, args: readonly string[] = ['serve']): ChildProcess {
  const environment = {
    PORT: '0',
    LOG_LEVEL: 'silent',
    UPLOAD_IDLE_MS: '2000',
    DATA_DIR: settings.dataDir,
    ...(settings.databaseUrl && { DATABASE_URL: settings.databaseUrl }),
  }
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.add(child)
  child.once('exit', () => children.delete(child))
  return child
}

/** Resolves when it serves, with what it printed. */
async function serving(settings: StoreSettings) {
  const child = launch(settings)
  const said: string[] = []
  let complaint = ''
  child.stderr?.on('data', (chunk) => {
    complaint += chunk
  })
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`it ended with ${code}: ${complaint}`)))
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      said.push(line)
      // The last line of a start: a curl to try.
      const ready = /curl .* (\S+)\/v1\/analyze$/.exec(line)?.[1]
      if (ready) resolve(ready)
    })
  })
  return {
    child,
    url,
    said,
    key: () => said.map((line) => /: (sips_\w+)$/.exec(line)?.[1]).find((found) => found !== undefined),
  }
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

async function graphql<Data>(
  url: string,
  key: string,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Data> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors } = (await response.json()) as { data: Data; errors?: unknown }
  if (errors) throw new Error(JSON.stringify(errors))
  return data
}

const EVENTS = `subscription ($id: ID!, $after: Cursor) {
  analysisEvents(id: $id, after: $after) {
    __typename cursor
    ... on FindingAdded { finding { id } }
    ... on FindingUpdated { finding { id } }
    ... on AnalysisFailed { failure { code retryable } }
  }
}`

/** The events after a cursor; ends at the terminal one, or where `until` says so. */
async function watch(
  url: string,
  key: string,
  id: string,
  after: string | undefined,
  until: (told: Told) => boolean,
): Promise<Told[]> {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { Authorization: `Bearer ${key}` },
    retryAttempts: 0,
  })
  const told: Told[] = []
  for await (const { data, errors } of client.iterate<{ analysisEvents: Told }>({
    query: EVENTS,
    variables: { id, after },
  })) {
    if (errors || !data) throw new Error(JSON.stringify(errors))
    told.push(data.analysisEvents)
    if (until(data.analysisEvents)) break
  }
  await client.dispose()
  return told
}

const QUOTA = 'query { quota { used } }'
const CREATE = 'mutation { createUpload(input: {}) { ... on CreateUploadSuccess { upload { id url } } } }'
const ANALYZE = `mutation ($input: AnalyzeInput!) { analyze(input: $input) { __typename ... on AnalyzeSuccess { analysis { id } } } }`

describeEachDatabase('a service that is killed', (open) => {
  let settings: StoreSettings
  beforeEach(async () => {
    settings = await open.settings()
  })

  /** On PostgreSQL nobody is given a key at the first start: the operator issues one. */
  async function firstKey(running: Awaited<ReturnType<typeof serving>>): Promise<string> {
    const printed = running.key()
    if (printed) return printed
    const made = await operator(settings, 'create-user', '--email', 'a@example.com', '--password', 'a long password')
    const workspace = /workspace (\S+)/.exec(made)?.[1] ?? ''
    await operator(settings, 'set-plan', '--workspace', workspace, '--plan', 'teams')
    return /sips_\w+/.exec(await operator(settings, 'issue-key', '--workspace', workspace))?.[0] ?? ''
  }

  async function operator(on: StoreSettings, ...args: string[]): Promise<string> {
    const child = launch(on, ['admin', ...args])
    let said = ''
    child.stdout?.on('data', (chunk) => {
      said += chunk
    })
    const [code] = await once(child, 'close')
    expect(code).toBe(0)
    return said
  }

  test('in the middle of an upload: nothing told is lost, the analysis fails with its reason, the unit comes back', async () => {
    const first = await serving(settings)
    const key = await firstKey(first)
    const { createUpload } = await graphql<{ createUpload: { upload: { id: string; url: string } } }>(
      first.url,
      key,
      CREATE,
    )
    const { id: uploadId, url: uploadUrl } = createUpload.upload
    const { analyze } = await graphql<{ analyze: { analysis: { id: string } } }>(first.url, key, ANALYZE, {
      input: { uploadId },
    })
    const { id } = analyze.analysis
    const put = request(uploadUrl, { method: 'PUT', headers: { authorization: `Bearer ${key}` } })
    put.on('error', () => {})
    put.write(`${privateAddressTrace()}\n${privateAddressTrace('second')}\n`)
    const before = await watch(first.url, key, id, undefined, ({ __typename }) => __typename === 'FindingAdded')
    await kill(first.child)
    put.destroy()

    const second = await serving(settings)
    const after = await watch(second.url, key, id, before.at(-1)?.cursor, () => false)
    const all = await watch(second.url, key, id, undefined, () => false)
    expect([...before, ...after].map(({ cursor }) => cursor)).toEqual(all.map(({ cursor }) => cursor))
    expect(all.at(-1)).toMatchObject({ __typename: 'AnalysisFailed', failure: { code: 'input_lost', retryable: true } })
    expect(await graphql(second.url, key, QUOTA)).toEqual({ quota: { used: 0 } })
  })

  test('in the middle of an analysis: it is finished, and a reader with a cursor has every event once', async () => {
    const first = await serving(settings)
    const key = await firstKey(first)
    const { createUpload } = await graphql<{ createUpload: { upload: { id: string; url: string } } }>(
      first.url,
      key,
      CREATE,
    )
    const trace = Array.from({ length: 4_000 }, (_, index) => privateAddressTrace(`n${index}`)).join('\n')
    await fetch(createUpload.upload.url, { method: 'PUT', headers: { authorization: `Bearer ${key}` }, body: trace })
    const { analyze } = await graphql<{ analyze: { analysis: { id: string } } }>(first.url, key, ANALYZE, {
      input: { uploadId: createUpload.upload.id },
    })
    const { id } = analyze.analysis
    const before = await watch(first.url, key, id, undefined, ({ __typename }) => __typename === 'FindingAdded')
    await kill(first.child)

    const second = await serving(settings)
    const after = await watch(second.url, key, id, before.at(-1)?.cursor, () => false)
    const all = [...before, ...after]
    expect(all.at(-1)?.__typename).toBe('AnalysisCompleted')
    expect(new Set(all.map(({ cursor }) => cursor)).size).toBe(all.length)
    const added = all.filter(({ __typename }) => __typename === 'FindingAdded').map(({ finding }) => finding?.id)
    expect(new Set(added).size).toBe(added.length)
    expect(await graphql(second.url, key, QUOTA)).toEqual({ quota: { used: 1 } })
  })

  test('with SIGTERM: it ends well, and what it was at is finished by the next', async () => {
    const first = await serving(settings)
    const key = await firstKey(first)
    const upload = await graphql<{ createUpload: { upload: { id: string; url: string } } }>(first.url, key, CREATE)
    const trace = Array.from({ length: 4_000 }, (_, index) => privateAddressTrace(`n${index}@x`)).join('\n')
    const headers = { authorization: `Bearer ${key}` }
    await fetch(upload.createUpload.upload.url, { method: 'PUT', headers, body: trace })
    const input = { uploadId: upload.createUpload.upload.id }
    const { analyze } = await graphql<{ analyze: { analysis: { id: string } } }>(first.url, key, ANALYZE, { input })
    const gone = once(first.child, 'exit')
    first.child.kill('SIGTERM')
    expect(await gone).toEqual([0, null])

    const second = await serving(settings)
    const told = await watch(second.url, key, analyze.analysis.id, undefined, () => false)
    expect(told.at(-1)?.__typename).toBe('AnalysisCompleted')
    expect(new Set(told.map(({ cursor }) => cursor)).size).toBe(told.length)
  })

  test.runIf(open.kind === 'embedded')(
    'a second process on the same directory is refused with one clear line',
    async () => {
      await serving(settings)
      const second = launch(settings)
      let complaint = ''
      second.stderr?.on('data', (chunk) => {
        complaint += chunk
      })
      const [code] = await once(second, 'close')
      expect(code).toBe(1)
      expect(complaint.trim().split('\n')).toEqual([expect.stringMatching(/in use by another process/)])
    },
  )
})
