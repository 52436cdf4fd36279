import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startModelServer } from '../support/model-server.ts'

const MAIN = resolve(import.meta.dirname, '../../src/cli/main.ts')
const EXAMPLES = resolve(import.meta.dirname, '../../examples')
const PRIVATE = join(EXAMPLES, 'private-address.txt')
const ONE_WAY = join(EXAMPLES, 'one-way-audio.pcap')
const REGISTER = join(EXAMPLES, 'registration-fails.txt')

const BIN = resolve(import.meta.dirname, '../../src/cli/sipsymposium.js')

test('the installed program is the same one, and keeps what it compiled with the user', async () => {
  const cache = await mkdtemp(join(tmpdir(), 'cache-'))
  const run = (file: string) =>
    spawnSync(process.execPath, [file, 'analyze', PRIVATE, '--format', 'markdown'], {
      encoding: 'utf8',
      env: { ...process.env, XDG_CACHE_HOME: cache, NODE_COMPILE_CACHE: '' },
    })
  const [main, bin] = [run(MAIN), run(BIN)]
  expect(bin.status).toBe(0)
  expect(bin.stdout).toBe(main.stdout)
  expect(await readdir(cache)).toEqual(['sipsymposium'])
  await rm(cache, { recursive: true })
})

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-'))
})
afterAll(() => rm(folder, { recursive: true }))

interface Ran {
  readonly status: number | null
  readonly out: string
  readonly err: string
}

function start(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(OPENAI|LLM)_/.test(name)))
  return spawn(process.execPath, [MAIN, ...args], { stdio: 'pipe', env: { ...own, ...env } })
}

async function cli(
  args: readonly string[],
  more: { input?: Uint8Array; env?: Record<string, string> } = {},
): Promise<Ran> {
  const child = start(args, more.env)
  let [out, err] = ['', '']
  child.stdout?.on('data', (text) => {
    out += text
  })
  child.stderr?.on('data', (text) => {
    err += text
  })
  // A program that refuses its arguments never reads what it is given.
  child.stdin?.on('error', () => {})
  child.stdin?.end(more.input)
  const [status] = await once(child, 'close')
  return { status, out, err }
}

const rulesOf = (report: { findings: { rule: string | null }[] }) => report.findings.map(({ rule }) => rule)

describe('--ladder', () => {
  test('writes the ladder of one call, and nothing else, in each form', async () => {
    const [text, mermaid, svg] = await Promise.all(
      ['text', 'mermaid', 'svg'].map((form) => cli(['analyze', ONE_WAY, '--ladder', form])),
    )
    expect([text!.status, mermaid!.status, svg!.status]).toEqual([0, 0, 0])
    expect(text!.out).toMatch(/^Call 1: .*\n/)
    expect(text!.out).toContain('INVITE (SDP)')
    expect(mermaid!.out).toMatch(/^sequenceDiagram\n/)
    expect(svg!.out).toMatch(/^<svg /)
    expect(svg!.out.trimEnd()).toMatch(/<\/svg>$/)
    expect([text!.err, mermaid!.err, svg!.err]).toEqual(['', '', ''])
  })

  test('of a registration where there is no call', async () => {
    const { status, out } = await cli(['analyze', REGISTER, '--ladder', 'text', '--ascii'])
    expect(status).toBe(0)
    expect(out).toMatch(/^Registration 1: /)
    expect(out).toContain('REGISTER')
    expect(out).toMatch(/^[\n -~]+$/)
  })

  test('a call that is not there is said in one line', async () => {
    const { status, out, err } = await cli(['analyze', ONE_WAY, '--ladder', 'svg', '--call', '7'])
    expect([status, out]).toEqual([2, ''])
    expect(err).toMatch(/^sipsymposium: .*there is no call 7; those that can be drawn are 1 to 1\n$/)
  })
})

test('the bundled examples are told as the API reference tells such things', async () => {
  const { status, out, err } = await cli(['analyze', PRIVATE, ONE_WAY, REGISTER])
  expect([status, err]).toEqual([0, ''])
  const [first, second, third] = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(first.findings.slice(0, 2)).toMatchObject([
    { severity: 'high', category: 'media', title: 'RFC 1918 private IP in SDP c= line' },
    { severity: 'medium', category: 'codec', title: 'ptime mismatch between offer and answer' },
  ])
  expect(first.input).toMatchObject({ kind: 'text', messages: 4, calls: 1, packets: null, flaws: [] })
  expect(Date.parse(first.meta.analyzed_at)).not.toBeNaN()
  expect(rulesOf(second)[0]).toBe('nat.private-address-in-sdp')
  expect(second.input).toMatchObject({ kind: 'capture', messages: 7, calls: 1, packets: 257, flaws: [] })
  expect(rulesOf(third)[0]).toBe('auth.loop')
  expect(third.input).toMatchObject({ kind: 'text', messages: 10, calls: 0, flaws: [] })
})

describe('input', () => {
  test('standard input, a file and a compressed file say the same', async () => {
    const content = await readFile(PRIVATE)
    const packed = join(folder, 'packed.txt.gz')
    await writeFile(packed, gzipSync(content))
    const { out, status } = await cli(['analyze', '-', PRIVATE, packed], { input: content })
    const reports = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect([status, reports.map(({ file }) => file)]).toEqual([0, ['-', PRIVATE, packed]])
    for (const { findings } of reports) expect(findings).toEqual(reports[0].findings)
  })

  test.each([
    ['the server has another', 'Tr0ub4dor', /the digest fits: the client has that password/],
    ['the client has another', 'c0rrectHorse', /the client uses another password/],
  ])('a refused digest is computed again with a password: %s', async (_name, password, says) => {
    const [trace, passwords] = [join(folder, 'refused.txt'), join(folder, 'passwords.txt')]
    await writeFile(trace, refusedRegistration('alice', 'Tr0ub4dor'))
    await writeFile(passwords, `bob:x\nalice:${password}\n`)
    const { status, out } = await cli(['analyze', trace, '--passwords', passwords])
    expect(status).toBe(0)
    const [finding] = JSON.parse(out).findings.filter(({ rule }: { rule: string }) => rule === 'auth.loop')
    expect(finding.detail).toMatch(says)
    expect(out).not.toContain(password)
  })

  test('a policy is read, and the hint orders', async () => {
    const policy = join(folder, 'policy.json')
    await writeFile(policy, JSON.stringify({ ownNetworks: ['192.168.0.0/16'] }))
    const { status, out } = await cli([
      'analyze',
      PRIVATE,
      '--policy',
      policy,
      '--issue',
      'one-way-audio',
      '--endpoints',
      'Phone,Carrier',
    ])
    expect([status, JSON.parse(out).findings.length > 0]).toEqual([0, true])
  })
})

describe('what is unusable ends with 2 and one clear line', () => {
  test.each<[string, string[], RegExp]>([
    ['an unknown option', ['analyze', PRIVATE, '--shout'], /--shout/],
    ['a file that is not there', ['analyze', '/none/such.pcap'], /\/none\/such\.pcap: there is no such file/],
    ['a folder', ['analyze', EXAMPLES], /is a directory/],
    [
      'a policy that is not there',
      ['analyze', PRIVATE, '--policy', '/none.json'],
      /--policy \/none\.json: there is no such file/,
    ],
    ['passwords that are none', ['analyze', PRIVATE, '--passwords', ONE_WAY], /line \d+ is not user:password/],
    ['a policy that is no JSON', ['analyze', PRIVATE, '--policy', PRIVATE], /is not JSON/],
    ['a policy with a member nobody knows', ['analyze', PRIVATE, '--policy', 'POLICY'], /nonsense/],
    ['a model that is not configured', ['analyze', PRIVATE, '--llm'], /OPENAI_API_KEY or OPENAI_BASE_URL/],
  ])('%s', async (_, args, message) => {
    const bad = join(folder, 'bad.json')
    await writeFile(bad, '{"nonsense": true}')
    const { status, out, err } = await cli(args.map((word) => (word === 'POLICY' ? bad : word)))
    expect([status, out]).toEqual([2, ''])
    expect(err).toMatch(message)
    expect(err).toMatch(/^sipsymposium: [^\n]+\n$/)
  })

  test('text without SIP', async () => {
    const { status, out, err } = await cli(['analyze', '-'], { input: Buffer.from('Dear Sir,\nmy phone is broken.\n') })
    expect([status, out]).toEqual([2, ''])
    expect(err).toMatch(/^sipsymposium: -: [^\n]+\n$/)
  })

  test('one of several: the others are still told', async () => {
    const { status, out, err } = await cli(['analyze', PRIVATE, '/none', ONE_WAY, '--fail-on', 'low'])
    expect([status, out.trimEnd().split('\n').length]).toEqual([2, 2])
    expect(err.trimEnd().split('\n')).toHaveLength(1)
  })
})

test('--fail-on', async () => {
  expect((await cli(['analyze', PRIVATE, '--fail-on', 'critical'])).status).toBe(0)
  expect((await cli(['analyze', PRIVATE, '--fail-on', 'high'])).status).toBe(1)
  expect((await cli(['analyze', PRIVATE, REGISTER, '--fail-on', 'critical'])).status).toBe(1)
})

describe('formats', () => {
  test('text where it is asked for, json without a terminal', async () => {
    expect((await cli(['analyze', ONE_WAY, '--format', 'text'])).out).toMatch(/─ INVITE \(SDP\) ─+▶/)
    expect((await cli(['analyze', ONE_WAY])).out).toMatch(/^\{.*\}\n$/)
  })

  test('ndjson: stages, call, findings, and the verdict last, equal to json', async () => {
    const events = (await cli(['analyze', ONE_WAY, '--format', 'ndjson'])).out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    const kinds = new Set(events.map(({ kind }) => kind))
    for (const kind of ['stage-started', 'call-found', 'finding-added', 'stage-completed', 'verdict'])
      expect(kinds).toContain(kind)
    const verdict = events.at(-1)
    expect(verdict.report.findings).toEqual(JSON.parse((await cli(['analyze', ONE_WAY])).out).findings)
    const told = new Set(events.flatMap(({ kind, finding }) => (kind === 'finding-added' ? finding.id : [])))
    for (const { id } of verdict.report.findings) expect(told).toContain(id)
  })

  test.each([
    ['sarif', /"version": "2\.1\.0"/],
    ['junit', /^<\?xml [\s\S]*<testsuite [\s\S]*<\/testsuites>\n$/],
    ['markdown', /^## /],
  ])('%s', async (format, shape) => {
    const { status, out } = await cli(['analyze', PRIVATE, REGISTER, '--format', format])
    expect(status).toBe(0)
    expect(out).toMatch(shape)
    expect(out).toContain('401 auth loop')
  })

  test('help and version', async () => {
    expect(await cli(['--help'])).toMatchObject({
      status: 0,
      out: expect.stringContaining('Usage: sipsymposium analyze'),
    })
    expect(await cli(['--version'])).toMatchObject({ status: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
  })
})

describe('pipes', () => {
  test('a reader who leaves early ends it, quietly', async () => {
    const child = start(['analyze', ...Array<string>(20).fill(PRIVATE), '--format', 'ndjson'])
    let err = ''
    child.stderr?.on('data', (text) => {
      err += text
    })
    child.stdout?.once('data', () => child.stdout?.destroy())
    const [status] = await once(child, 'close')
    expect([status, err]).toEqual([0, ''])
  })

  test('standard input that is closed at once', async () => {
    const { status, err } = await cli(['analyze', '-'])
    expect(status).toBe(2)
    expect(err).toMatch(/^sipsymposium: -: /)
  })
})

describe('--llm', () => {
  const said = {
    severity: 'critical',
    category: 'routing',
    title: 'The softphone is old',
    detail: 'The User-Agent says 4.2.',
    recommendation: 'Update it.',
    confidence: 0.7,
    evidence: [{ message: 1, excerpt: 'User-Agent: Softphone 4.2' }],
  }

  test("adds the model's findings behind the rules'", async () => {
    const server = await startModelServer((answer) => answer.all(JSON.stringify({ findings: [said] })))
    const { status, out } = await cli(['analyze', PRIVATE, '--llm'], { env: { OPENAI_BASE_URL: server.url } })
    await server.close()
    const report = JSON.parse(out)
    expect(status).toBe(0)
    const place = report.findings.findIndex(({ source }: { source: string }) => source === 'llm')
    expect(report.findings[place]).toMatchObject({ rule: null, severity: 'high', title: 'The softphone is old' })
    expect(report.findings[0].rule).toBe('nat.private-address-in-sdp')
    expect(report.severity_counts.high).toBe(2)
    expect(report.recommendations).toContain('Update it.')
  })

  test('a model that fails costs its findings, not the report', async () => {
    const server = await startModelServer((answer) => answer.refuse(401))
    const { status, out } = await cli(['analyze', PRIVATE, '--llm', '--format', 'ndjson'], {
      env: { OPENAI_BASE_URL: server.url },
    })
    await server.close()
    const events = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(status).toBe(0)
    expect(events).toContainEqual(expect.objectContaining({ kind: 'stage-failed', stage: 'llm' }))
    expect(events.at(-1).report.findings[0].rule).toBe('nat.private-address-in-sdp')
    expect(events.at(-1).report.summary).toContain('language-model stage failed')
  })
})

/** Two tries with a digest made of that password, each refused (RFC 7616 §3.4.1 without qop). */
function refusedRegistration(user: string, password: string): string {
  const md5 = (text: string) => createHash('md5').update(text).digest('hex')
  const head = (line: string, branch: number, cseq: number, rest: string) =>
    `${line}\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK-${branch}\r\nFrom: <sip:${user}@pbx.example.com>;tag=1\r\nTo: <sip:${user}@pbx.example.com>\r\nCall-ID: refused\r\nCSeq: ${cseq} REGISTER\r\n${rest}Content-Length: 0\r\n\r\n`
  const challenge = (cseq: number) =>
    head('SIP/2.0 401 Unauthorized', cseq, cseq, `WWW-Authenticate: Digest realm="pbx", nonce="n${cseq}"\r\n`)
  const response = (nonce: string) =>
    md5(`${md5(`${user}:pbx:${password}`)}:${nonce}:${md5('REGISTER:sip:pbx.example.com')}`)
  const request = (cseq: number, nonce?: string) =>
    head(
      'REGISTER sip:pbx.example.com SIP/2.0',
      cseq,
      cseq,
      `Max-Forwards: 70\r\n${nonce === undefined ? '' : `Authorization: Digest username="${user}", realm="pbx", nonce="${nonce}", uri="sip:pbx.example.com", response="${response(nonce)}"\r\n`}`,
    )
  return [request(1), challenge(1), request(2, 'n1'), challenge(2), request(3, 'n2'), challenge(3)].join('\r\n')
}
