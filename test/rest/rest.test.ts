import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type * as z from 'zod'
import * as shapes from '../../src/rest/shapes.ts'
import { startService, type TestService } from '../support/service.ts'
import { privateAddressTrace } from '../support/traces.ts'

let service: TestService
let free: string
let stranger: { readonly key: string; readonly workspaceId: string }

beforeAll(async () => {
  service = await startService()
  free = (await service.workspaceOn('free')).key
  stranger = await service.workspaceOn('teams')
})
afterAll(() => service?.close())

interface Asked {
  readonly key?: string | null
  readonly headers?: Record<string, string>
  readonly body?: unknown
}

/** Sends, and holds every answer to what all of them promise. */
async function send(method: string, path: string, { key = service.key, headers, body }: Asked = {}) {
  const raw = typeof body === 'string' || body === undefined || body instanceof FormData
  const response = await fetch(`${service.url}${path}`, {
    method,
    headers: {
      ...(key === null ? {} : { Authorization: `Bearer ${key}` }),
      ...(raw ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
  })
  const requestId = response.headers.get('x-request-id')
  expect(requestId).toMatch(/\S{8,}/)
  expect(response.headers.get('content-type')).toBe('application/json')
  expect(response.headers.get('x-ratelimit-limit')).toMatch(/^\d+$/)
  expect(response.headers.get('x-ratelimit-remaining')).toMatch(/^\d+$/)
  expect(Number(response.headers.get('x-ratelimit-reset')) % 86_400).toBe(0)
  expect(response.headers.get('access-control-allow-origin')).toBe('*')
  expect(response.headers.get('access-control-expose-headers')).toContain('X-RateLimit-Remaining')
  const answer: unknown = await response.json()
  if (response.status !== 200) {
    expect(shapes.problem.parse(answer).request_id).toBe(requestId)
    if (response.status === 429 || response.status === 503) expect(response.headers.get('retry-after')).toMatch(/^\d+$/)
  }
  return { status: response.status, headers: response.headers, answer: answer as Record<string, unknown> }
}

const analyze = (body: unknown, asked: Asked = {}) => send('POST', '/v1/analyze', { ...asked, body })
const shaped = <Shape extends z.ZodType>(shape: Shape, answer: unknown): z.infer<Shape> => shape.parse(answer)

describe('the example of the reference', () => {
  const body = {
    trace: privateAddressTrace(),
    context: { issue: 'one-way-audio', endpoints: ['Softphone', 'Carrier'] },
  }

  it('finds the private address, in exactly the members it promises', async () => {
    const { status, answer, headers } = await analyze(body)
    expect(status).toBe(200)
    const { findings, severity_counts, recommendations, meta } = shaped(shapes.analysis, answer)
    const found = findings.find(({ title }) => title === 'RFC 1918 private IP in SDP c= line')
    expect(found).toMatchObject({ severity: 'high', category: 'media' })
    expect(found?.detail).toContain('192.168.1.100')
    for (const finding of findings) expect(shapes.finding.safeParse(finding).success).toBe(true)
    for (const [severity, count] of Object.entries(severity_counts)) {
      expect(findings.filter((each) => each.severity === severity)).toHaveLength(count)
    }
    expect(recommendations).toEqual([...new Set(findings.map((each) => each.recommendation))].filter(Boolean))
    expect(meta).toMatchObject({ plan: 'teams', calls_limit: 1000 })
    expect(meta.calls_today + meta.calls_remaining).toBe(meta.calls_limit)
    expect(headers.get('x-ratelimit-remaining')).toBe(String(meta.calls_remaining))
  })

  it('shows the rest with ?expand=evidence', async () => {
    const { answer } = await send('POST', '/v1/analyze?expand=evidence', { body })
    const findings = (answer.findings as unknown[]).map((finding) => shapes.expandedFinding.parse(finding))
    const found = findings.find(({ rule }) => rule === 'nat.private-address-in-sdp')
    expect(found?.evidence[0]).toMatchObject({ message: 1, excerpt: expect.stringContaining('192.168.1.100') })
  })

  it('reads line breaks written as backslash and n', async () => {
    const { status, answer } = await analyze({ trace: privateAddressTrace().replaceAll('\r\n', '\\n') })
    expect(status).toBe(200)
    expect(JSON.stringify(answer)).toContain('RFC 1918 private IP in SDP c= line')
  })

  it('takes a number as issue, and ignores members it does not know', async () => {
    const { status } = await analyze({
      trace: privateAddressTrace(),
      context: { issue: 16 },
      more: true,
      pcap_url: null,
    })
    expect(status).toBe(200)
  })
})

describe('bodies that will not do', () => {
  it.each<[string, unknown, number, string]>([
    ['no source', {}, 400, 'invalid_input'],
    ['both sources', { trace: 'x', pcap_url: 'https://example.com/x.pcap' }, 400, 'invalid_input'],
    ['a trace that is a number', { trace: 5 }, 400, 'invalid_input'],
    ['a list', [], 400, 'invalid_input'],
    ['nothing', '', 400, 'invalid_input'],
    ['half of JSON', '{"trace": ', 400, 'invalid_input'],
    ['a trace as it is', privateAddressTrace(), 400, 'invalid_input'],
    ['endpoints that are a text', { trace: 'x', context: { endpoints: 'SBC' } }, 400, 'invalid_input'],
    ['text without SIP', { trace: 'the quick brown fox' }, 400, 'no_sip_found'],
    ['a URL that is none', { pcap_url: 'call.pcap' }, 400, 'invalid_input'],
    ['a URL at home', { pcap_url: 'http://127.0.0.1/a.pcap' }, 400, 'invalid_input'],
    ['a trace of 512,001 bytes', { trace: 'é'.repeat(256_001) }, 413, 'payload_too_large'],
    ['a body over 4 MiB', { trace: 'x'.repeat(4 * 1024 * 1024) }, 413, 'payload_too_large'],
  ])('%s', async (_what, body, status, code) => {
    const before = (await service.app.quota(await known())).used
    const told = await analyze(body)
    expect([told.status, told.answer.code]).toEqual([status, code])
    expect((await service.app.quota(await known())).used).toBe(before)
  })

  it('a trace of 512,000 bytes is not too large', async () => {
    const trace = privateAddressTrace()
    const { status } = await analyze({ trace: `${trace}\r\n${'#'.repeat(512_000 - trace.length - 2)}` })
    expect(status).toBe(200)
  })

  it('invalid JSON is answered with what to send', async () => {
    expect((await analyze('INVITE sip:x')).answer.error).toMatch(/"trace".*curl -F/)
  })

  const known = () =>
    service.app.identify({ authorization: `Bearer ${service.key}`, cookie: undefined, workspaceId: undefined })
})

describe('who asks', () => {
  it.each([
    ['nobody', null, 401, 'unauthenticated'],
    ['a mistyped key', 'sips_0123456789abcdef0123456789abcdef0123', 401, 'unauthenticated'],
    ['a session that is none', 'abcdef', 401, 'unauthenticated'],
  ])('%s', async (_who, key, status, code) => {
    for (const [method, path] of [
      ['POST', '/v1/analyze'],
      ['GET', '/v1/keys'],
      ['POST', '/v1/keys/generate'],
      ['DELETE', '/v1/keys/revoke'],
      ['PUT', `/v1/uploads/${randomUUID()}`],
    ] as const) {
      const told = await send(method, path, { key })
      expect([path, told.status, told.answer.code]).toEqual([path, status, code])
      expect(told.headers.get('x-ratelimit-limit')).toBe('0')
      expect(told.headers.get('x-ratelimit-remaining')).toBe('0')
    }
  })

  it('is settled before the body is read', async () => {
    const told = await analyze('{"trace": ', { key: null })
    expect(told.status).toBe(401)
    const large = await analyze('x'.repeat(8 * 1024 * 1024), { key: null })
    expect(large.status).toBe(401)
  })

  it('a free plan is asked to upgrade, before the body is judged', async () => {
    const told = await analyze('{"trace": ', { key: free })
    expect([told.status, told.answer.code]).toEqual([403, 'plan_required'])
    expect(told.answer.error).toMatch(/upgrade/i)
    expect((await send('POST', '/v1/keys/generate', { key: free })).status).toBe(403)
  })
})

describe('paths and methods', () => {
  it('unknown paths are 404, whoever asks', async () => {
    for (const path of ['/v1', '/v1/', '/v1/nothing', '/v1/analyze/x', '/v1/uploads/..%2fx']) {
      for (const key of [service.key, null]) {
        const told = await send('GET', path, { key })
        expect([told.status, told.answer.code]).toEqual([404, 'not_found'])
      }
    }
  })

  it.each([
    ['GET', '/v1/analyze', 'POST'],
    ['POST', '/v1/keys', 'GET'],
    ['GET', '/v1/keys/generate', 'POST'],
    ['POST', '/v1/keys/revoke', 'DELETE'],
    ['POST', '/v1/openapi.json', 'GET'],
    ['POST', '/v1/uploads/0d5c2a52-7a54-4a0e-9a3f-6a1f6b1f0c11', 'PUT'],
  ])('%s %s is 405 with Allow: %s', async (method, path, allow) => {
    const told = await send(method, path)
    expect([told.status, told.answer.code, told.headers.get('allow')]).toEqual([405, 'method_not_allowed', allow])
  })
})

describe('quota', () => {
  it('two requests for the last unit: one 200, one 429', async () => {
    const { key } = await service.workspaceOn('pro')
    await service.setLimit('pro', 1)
    const body = { trace: privateAddressTrace('last@unit') }
    const told = await Promise.all([analyze(body, { key }), analyze(body, { key })])
    expect(told.map(({ status }) => status).toSorted()).toEqual([200, 429])
    for (const { headers } of told) expect(headers.get('x-ratelimit-remaining')).toBe('0')
    expect(told.find(({ status }) => status === 429)?.answer.code).toBe('rate_limited')
  })

  it('the same Idempotency-Key attaches, with another body it is a conflict', async () => {
    const headers = { 'Idempotency-Key': randomUUID() }
    const body = { trace: privateAddressTrace('idem@x') }
    const both = await Promise.all([analyze(body, { headers }), analyze(body, { headers })])
    const [first, second] = both.map(({ answer }) => shaped(shapes.analysis, answer).meta)
    expect(second?.analysis_id).toBe(first?.analysis_id)
    const again = shaped(shapes.analysis, (await analyze(body, { headers })).answer).meta
    expect(again.analysis_id).toBe(first?.analysis_id)
    expect(again.calls_today).toBe(Math.max(first!.calls_today, second!.calls_today))
    const other = await analyze({ trace: privateAddressTrace('other@x') }, { headers })
    expect([other.status, other.answer.code]).toEqual([409, 'idempotency_conflict'])
  })
})

describe('files', () => {
  const file = (text: string | Buffer) => new Blob([text as never])

  it.each([
    ['before', ['issue', 'endpoints', 'file']],
    ['after', ['file', 'issue', 'endpoints']],
  ])('fields may stand %s the file', async (_where, order) => {
    const form = new FormData()
    for (const name of order) {
      if (name === 'file') form.append('file', file(privateAddressTrace('form@x')), 'call.txt')
      if (name === 'issue') form.append('issue', 'one-way-audio')
      if (name === 'endpoints') form.append('endpoints', 'Softphone, Carrier')
    }
    const { status, answer } = await analyze(form)
    expect(status).toBe(200)
    const { meta, findings } = shaped(shapes.analysis, answer)
    expect(findings.map(({ title }) => title)).toContain('RFC 1918 private IP in SDP c= line')
    const caller = await service.app.identify({
      authorization: `Bearer ${service.key}`,
      cookie: undefined,
      workspaceId: undefined,
    })
    if (caller.kind === 'anonymous') throw new Error('nobody')
    const { context } = (await service.app.analysis(caller, meta.analysis_id))!
    expect(context).toEqual({ issue: 'one-way-audio', endpoints: ['Softphone', 'Carrier'] })
  })

  it('gives the same findings as the text in JSON', async () => {
    const form = new FormData()
    form.append('file', file(privateAddressTrace()), 'call.txt')
    const [asFile, asText] = await Promise.all([analyze(form), analyze({ trace: privateAddressTrace() })])
    expect(asFile.answer.findings).toEqual(asText.answer.findings)
  })

  it.each([
    ['no file', [['issue', 'x']]],
    [
      'two files',
      [
        ['file', file('a')],
        ['file', file('b')],
      ],
    ],
    ['a file by another name', [['upload', file('a')]]],
    [
      'a field over 64 KiB',
      [
        ['issue', 'x'.repeat(65 * 1024)],
        ['file', file('a')],
      ],
    ],
  ] as [string, [string, string | Blob][]][])('%s is 400', async (_what, parts) => {
    const form = new FormData()
    for (const [name, value] of parts) form.append(name, value as never)
    const told = await analyze(form)
    expect([told.status, told.answer.code]).toEqual([400, 'invalid_input'])
  })

  it.each([
    ['no boundary', 'multipart/form-data', 'x'],
    [
      'an early end',
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhal',
    ],
    ['no parts', 'multipart/form-data; boundary=x', '--x--\r\n'],
    ['noise', 'multipart/form-data; boundary=x', 'noise'],
  ])('a form with %s is 400', async (_what, type, body) => {
    const told = await analyze(body, { headers: { 'Content-Type': type } })
    expect([told.status, told.answer.code]).toEqual([400, 'invalid_input'])
  })

  it('an upload of nobody is 404, and so is one of another workspace', async () => {
    const caller = await service.app.identify({
      authorization: `Bearer ${stranger.key}`,
      cookie: undefined,
      workspaceId: undefined,
    })
    if (caller.kind === 'anonymous') throw new Error('nobody')
    const { id } = await service.app.createUpload(caller, {})
    for (const path of [id, randomUUID()]) {
      const told = await send('PUT', `/v1/uploads/${path}`, { body: 'x' })
      expect([told.status, told.answer.code]).toEqual([404, 'not_found'])
    }
    const taken = await send('PUT', `/v1/uploads/${id}`, { body: 'xyz', key: stranger.key })
    expect(shaped(shapes.upload, taken.answer)).toMatchObject({ id, bytes: 3, complete: true })
  })
})

describe('keys', () => {
  it('are made, used, listed and revoked', async () => {
    const made = await send('POST', '/v1/keys/generate', { body: { name: 'Production monitoring' } })
    const { id, key, prefix, name } = shaped(shapes.generatedKey, made.answer)
    expect([name, key.startsWith(prefix), prefix.length]).toEqual(['Production monitoring', true, 13])
    const used = shaped(shapes.analysis, (await analyze({ trace: privateAddressTrace('key@x') }, { key })).answer)
    expect(used.meta.calls_today).toBeGreaterThan(0)
    const list = await send('GET', '/v1/keys')
    expect(shaped(shapes.keyList, list.answer).keys.find((each) => each.id === id)).toMatchObject({
      calls_today: 1,
      revoked_at: null,
    })
    expect(JSON.stringify(list.answer)).not.toContain(key)

    const revoked = await send('DELETE', '/v1/keys/revoke', { body: { key_id: id } })
    expect(shaped(shapes.revokedKey, revoked.answer).key_id).toBe(id)
    expect((await send('DELETE', `/v1/keys/revoke?key_id=${id}`)).answer).toEqual(revoked.answer)
    expect((await send('GET', '/v1/keys', { key })).status).toBe(401)
  })

  it('may go without a name and without a body', async () => {
    expect(shaped(shapes.generatedKey, (await send('POST', '/v1/keys/generate')).answer).key).toMatch(
      /^sips_[0-9a-f]{36}$/,
    )
  })

  it.each([
    ['malformed', 'nothing', 400],
    ['nowhere', '0d5c2a52-7a54-4a0e-9a3f-6a1f6b1f0c11', 404],
  ])('an id that is %s', async (_what, id, status) => {
    expect((await send('DELETE', '/v1/keys/revoke', { body: { key_id: id } })).status).toBe(status)
    expect((await send('DELETE', `/v1/keys/revoke?key_id=${id}`)).status).toBe(status)
  })

  it('no id at all is 400', async () => {
    expect((await send('DELETE', '/v1/keys/revoke')).status).toBe(400)
  })

  it('of another workspace are neither seen nor revoked', async () => {
    const { keys } = shaped(shapes.keyList, (await send('GET', '/v1/keys', { key: stranger.key })).answer)
    const told = await send('DELETE', '/v1/keys/revoke', { body: { key_id: keys[0]?.id } })
    expect([told.status, told.answer.code]).toEqual([404, 'not_found'])
    const own = shaped(shapes.keyList, (await send('GET', '/v1/keys')).answer)
    expect(own.keys.map(({ id }) => id)).not.toContain(keys[0]?.id)
  })
})

describe('/v1/openapi.json', () => {
  it('is public', async () => {
    const { status, answer } = await send('GET', '/v1/openapi.json', { key: null })
    expect([status, answer.openapi]).toEqual([200, '3.1.0'])
  })
})
