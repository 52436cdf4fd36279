import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { scenarios } from './support/scenarios.ts'
import { startService, type TestService } from './support/service.ts'

// The command line and REST give the same findings for the same file. A further folder of traces may be named in the
// environment as CORPUS_DIR.
interface Said {
  readonly id: string
  readonly rule: string | null
  readonly severity: string
  readonly category: string
  readonly title: string
  readonly detail: string
  readonly recommendation: string
  readonly count: number
  readonly fingerprint: string
  readonly evidence: readonly { readonly excerpt: string }[]
}

let service: TestService
let directory: string
beforeAll(async () => {
  service = await startService()
  directory = await mkdtemp(join(tmpdir(), 'parity-'))
})
afterAll(async () => {
  await service.close()
  await rm(directory, { recursive: true, force: true })
})

const told = (finding: Said) => {
  const { id, rule, severity, category, title, detail, recommendation, count, fingerprint } = finding
  const excerpts = finding.evidence.map(({ excerpt }) => excerpt)
  return { id, rule, severity, category, title, detail, recommendation, count, fingerprint, excerpts }
}

/** One process for all files, one line an analysed file; `undefined` where the file was refused. */
async function byCommandLine(paths: readonly string[]): Promise<Map<string, Said[]>> {
  const main = new URL('../src/cli/sipsymposium.js', import.meta.url).pathname
  const child = spawn(process.execPath, [main, 'analyze', '--format', 'json', ...paths], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    out += chunk
  })
  await once(child, 'close')
  const reports = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { file: string; findings: Said[] })
  return new Map(reports.map(({ file, findings }) => [file, findings]))
}

/** `undefined` where it is refused as holding no SIP. */
async function byRest(path: string): Promise<Said[] | undefined> {
  const form = new FormData()
  form.set('file', new Blob([await readFile(path)]), basename(path))
  const response = await fetch(`${service.url}/v1/analyze?expand=evidence`, {
    method: 'POST',
    headers: { authorization: `Bearer ${service.key}` },
    body: form,
  })
  const body = (await response.json()) as { findings: Said[]; code?: string }
  if (response.status === 400) return undefined
  if (!response.ok) throw new Error(`${path}: ${response.status} ${body.code}`)
  return body.findings
}

async function expectSame(paths: readonly string[]): Promise<number> {
  const printed = await byCommandLine(paths)
  let findings = 0
  for (const path of paths) {
    const rest = await byRest(path)
    findings += rest?.length ?? 0
    expect(rest?.map(told), path).toEqual(printed.get(path)?.map(told))
  }
  return findings
}

describe('the command line and REST say the same', () => {
  test('of every scenario, in each form', async () => {
    const paths: string[] = []
    for (const { file, bytes } of scenarios()) {
      const path = join(directory, file)
      await writeFile(path, bytes)
      paths.push(path)
    }
    expect(paths.length).toBeGreaterThanOrEqual(40)
    expect(new Set(paths).size).toBe(paths.length)
    expect(await expectSame(paths)).toBeGreaterThan(100)
  })

  const corpus = process.env.CORPUS_DIR
  test.runIf(corpus)('of every text of the corpus', async () => {
    const paths = ['made/text/*.txt', 'text/*.txt'].flatMap((pattern) => globSync(join(corpus ?? '', pattern))).sort()
    expect(paths.length).toBeGreaterThan(0)
    await expectSame(paths)
  })

  test('a pasted trace and the same text as a file', async () => {
    for (const { bytes, file } of scenarios().filter(({ file }) => file.endsWith('.txt'))) {
      const path = join(directory, file)
      await writeFile(path, bytes)
      const response = await fetch(`${service.url}/v1/analyze?expand=evidence`, {
        method: 'POST',
        headers: { authorization: `Bearer ${service.key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ trace: new TextDecoder().decode(bytes) }),
      })
      const pasted = (await response.json()) as { findings: Said[] }
      expect(pasted.findings.map(told), file).toEqual((await byRest(path))?.map(told))
    }
  })
})
