/**
 * The service under a large upload: how early the first finding comes, how much memory the process takes, and how long small
 * traces wait meanwhile. `node bench/service.ts [--bytes 100M]`. It starts a service of its own on the embedded database, in
 * a process of its own, and ends it. Ratios are of this one run.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { createClient } from 'graphql-ws'
import { WebSocket } from 'ws'
import { generate } from './generate.ts'

interface Told {
  readonly finding?: { readonly severity: string }
  readonly failure?: { readonly message: string }
  readonly analysis?: { readonly status: string; readonly input: { readonly packets: number; readonly calls: number } }
}

const SEVERE = new Set(['CRITICAL', 'HIGH', 'MEDIUM'])

async function startChild(dataDir: string): Promise<{ child: ChildProcess; url: string; key: string }> {
  const main = new URL('../src/main.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [main, 'serve'], {
    env: { ...process.env, PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let url = ''
  for await (const line of createInterface({ input: child.stdout })) {
    url = /ready on (\S+)/.exec(line)?.[1] ?? url
    const key = /: (sips_\w+)$/.exec(line)?.[1]
    if (key) return { child, url, key }
  }
  throw new Error('the service ended')
}

async function memoryMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024
}

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN

async function run(bytes: number): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bench-'))
  const { child, url, key } = await startChild(dataDir)
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const ask = async <Data>(query: string, variables: object = {}): Promise<Data> => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ query, variables }),
    })
    return ((await response.json()) as { data: Data }).data
  }
  const trace = await readFile(new URL('../examples/private-address.txt', import.meta.url), 'utf8')
  const small = async (): Promise<number> => {
    const began = performance.now()
    const response = await fetch(`${url}/v1/analyze`, { method: 'POST', headers, body: JSON.stringify({ trace }) })
    await response.json()
    if (!response.ok) throw new Error(`small trace: ${response.status}`)
    return performance.now() - began
  }
  const seriesOf = async (until: () => boolean, least: number): Promise<number[]> => {
    const times: number[] = []
    while (times.length < least && !until()) times.push(await small())
    return times.sort((a, b) => a - b)
  }
  try {
    await seriesOf(() => false, 50)
    const calm = await seriesOf(() => false, 150)
    const idleMb = await memoryMb(child.pid ?? 0)

    const { createUpload } = await ask<{ createUpload: { upload: { id: string; url: string } } }>(
      'mutation { createUpload(input: {}) { ... on CreateUploadSuccess { upload { id url } } } }',
    )
    const client = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { Authorization: `Bearer ${key}` },
    })
    let sent = 0
    let firstAt: number | undefined
    let finished = false
    let peakMb = idleMb
    const query = `subscription ($input: AnalyzeInput!) { analyze(input: $input, idempotencyKey: "bench") {
      __typename ... on FindingAdded { finding { severity title } } ... on AnalysisFailed { failure { message } } ... on AnalysisCompleted { analysis { status input { packets calls } } } } }`
    const began = performance.now()
    const watching = (async () => {
      for await (const { data } of client.iterate<{ analyze: Told }>({
        query,
        variables: { input: { uploadId: createUpload.upload.id } },
      })) {
        const event = data?.analyze
        if (event?.finding && SEVERE.has(event.finding.severity)) firstAt ??= sent
        if (event?.failure) throw new Error(event.failure.message)
        if (event?.analysis) return event.analysis
      }
    })().finally(() => {
      finished = true
    })
    // Looked at below; until then a failure is not to end this process before the service.
    watching.catch(() => undefined)
    const put = request(createUpload.upload.url, { method: 'PUT', headers: { authorization: headers.authorization } })
    const answered = new Promise<number>((resolve, reject) => {
      put.on('response', (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      })
      put.on('error', reject)
    })
    const sampling = setInterval(async () => {
      peakMb = Math.max(peakMb, await memoryMb(child.pid ?? 0).catch(() => 0))
    }, 100)
    const busy = seriesOf(() => finished, 700)
    for (const chunk of generate({ bytes, faulty: 0.05 })) {
      if (!put.write(Buffer.from(chunk))) await new Promise((drained) => put.once('drain', drained))
      sent += chunk.length
      // Other sockets of this process are to be heard too.
      await new Promise(setImmediate)
    }
    put.end()
    await answered
    const analysis = await watching
    if (!analysis) throw new Error('the analysis did not complete')
    const seconds = (performance.now() - began) / 1000
    clearInterval(sampling)
    const during = await busy
    const row = (times: readonly number[]) =>
      `n ${times.length}, p50 ${percentile(times, 0.5).toFixed(1)} ms, p99 ${percentile(times, 0.99).toFixed(1)} ms`
    console.log(
      `upload of ${(sent / 1e6).toFixed(0)} MB analysed in ${seconds.toFixed(1)} s: ${analysis.status}, ${analysis.input.packets} packets, ${analysis.input.calls} calls`,
    )
    console.log(
      `first finding of at least medium after ${firstAt === undefined ? 'never' : `${((100 * firstAt) / sent).toFixed(2)} % of the bytes`}`,
    )
    console.log(
      `memory of the service: ${idleMb.toFixed(0)} MiB before, ${peakMb.toFixed(0)} MiB at the peak (${(peakMb / idleMb).toFixed(2)}x)`,
    )
    console.log(`small traces alone: ${row(calm)}; during: ${row(during)}`)
    await client.dispose()
  } finally {
    child.kill('SIGTERM')
    await new Promise((gone) => child.once('exit', gone))
    await rm(dataDir, { recursive: true, force: true })
  }
}

const { values } = parseArgs({ options: { bytes: { type: 'string', default: '100M' } } })
const [, figure, unit] = /^(\d+)([MG]?)$/.exec(values.bytes) ?? []
await run(Number(figure) * (unit === 'G' ? 1e9 : unit === 'M' ? 1e6 : 1))
