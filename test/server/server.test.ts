import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { ruleCatalogue } from '../../src/app/rules.ts'
import { startService, type TestService } from '../support/service.ts'

let service: TestService
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service?.close())

const json = async (path: string, init?: RequestInit) => {
  const response = await fetch(`${service.url}${path}`, init)
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  }
}

const page = async (path: string) => {
  const response = await fetch(`${service.url}${path}`)
  return { status: response.status, headers: response.headers, text: await response.text() }
}

describe('outside the API', () => {
  it('says that it lives, that it is ready, and where things are', async () => {
    expect(await json('/health')).toMatchObject({ status: 200, body: { status: 'ok' } })
    expect(await json('/ready')).toMatchObject({ status: 200, body: { status: 'ready' } })
    expect(await json('/')).toMatchObject({ status: 200, body: { graphql: '/graphql', rest: '/v1/openapi.json' } })
  })

  it('explains each rule on a page that runs nothing', async () => {
    const { status, headers, text } = await page('/rules/auth.loop')
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'/)
    expect(text).toMatch(/<h1>auth\.loop: 401 auth loop<\/h1>.*When it fires.*When it stays quiet.*Sources.*RFC 3261/s)
    for (const { id } of ruleCatalogue()) {
      const one = await page(`/rules/${id}`)
      expect(one.status, id).toBe(200)
      expect(one.text, id).not.toMatch(/undefined|<script|<p><\/p>/)
    }
    const list = await page('/rules')
    for (const { id } of ruleCatalogue()) expect(list.text).toContain(`href="/rules/${id}"`)
  })

  it('knows nothing else', async () => {
    for (const path of [
      '/rules/no.such',
      '/rules/../x',
      '/nothing',
      '/graphql/x',
      '/v2/analyze',
      '/../etc/passwd',
      '//x',
    ]) {
      expect(await json(path)).toMatchObject({ status: 404, body: { code: 'not_found', error: expect.any(String) } })
    }
  })
})

describe('request ids', () => {
  it('are the client’s own where they are plain', async () => {
    const given = await json('/v1/keys', { headers: { 'X-Request-Id': 'deploy-42:abc' } })
    expect(given.headers.get('x-request-id')).toBe('deploy-42:abc')
    expect(given.body.request_id).toBe('deploy-42:abc')
  })

  it.each(['short', 'x'.repeat(129), 'with space in', '<script>'])('are ours in place of %s', async (id) => {
    const { headers } = await json('/v1/keys', { headers: { 'X-Request-Id': id } })
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })
})

describe('CORS', () => {
  it.each(['/v1/analyze', '/graphql'])('a preflight to %s needs no key, and allows what clients send', async (path) => {
    const { status, headers } = await fetch(`${service.url}${path}`, {
      method: 'OPTIONS',
      headers: { Origin: 'https://dashboard.example', 'Access-Control-Request-Method': 'POST' },
    })
    expect(status).toBe(204)
    expect(headers.get('access-control-allow-origin')).toBe('*')
    expect(headers.get('access-control-allow-headers')).toMatch(/Authorization.*Content-Type/)
    expect(headers.get('access-control-allow-credentials')).toBeNull()
    expect(headers.get('x-ratelimit-limit')).toBe('0')
  })
})

describe('headers of GraphQL', () => {
  const ask = (init: RequestInit) => fetch(`${service.url}/graphql`, { method: 'POST', ...init })
  const key = () => ({ Authorization: `Bearer ${service.key}`, 'Content-Type': 'application/json' })
  const cases: [string, () => RequestInit][] = [
    ['an answer', () => ({ headers: key(), body: '{"query":"{ quota { limit } }"}' })],
    ['a refusal', () => ({ headers: { 'Content-Type': 'application/json' }, body: '{"query":"{ quota { limit } }"}' })],
    ['a syntax error', () => ({ headers: key(), body: '{"query":"{"}' })],
    ['broken JSON', () => ({ headers: key(), body: '{' })],
    ['no body', () => ({ headers: key() })],
    ['a wrong method', () => ({ headers: key(), method: 'PUT', body: '{}' })],
    ['a wrong type', () => ({ headers: { ...key(), 'Content-Type': 'text/html' }, body: 'x' })],
    ['a body too large', () => ({ headers: key(), body: 'x'.repeat(5 * 1024 * 1024) })],
    [
      'a stream',
      () => ({
        headers: { ...key(), Accept: 'text/event-stream' },
        body: '{"query":"subscription { analysisEvents(id: \\"x\\") { cursor } }"}',
      }),
    ],
  ]
  it.each(cases)('come with %s', async (_what, init) => {
    const { headers } = await ask(init())
    for (const name of ['limit', 'remaining', 'reset']) expect(headers.get(`x-ratelimit-${name}`)).toMatch(/^\d+$/)
    expect(headers.get('x-request-id')).toMatch(/\S/)
    expect(headers.get('access-control-expose-headers')).toContain('X-Request-Id')
  })
})

describe('a socket', () => {
  it('is only opened at /graphql', async () => {
    const wrong = new WebSocket(`${service.wsUrl}/other`, 'graphql-transport-ws')
    const [error] = (await once(wrong, 'error')) as [Error]
    expect(error.message).toContain('404')
  })

  it.each([
    ['without the subprotocol', undefined, undefined, 4406],
    ['that talks nonsense', 'graphql-transport-ws', 'nonsense', 4400],
    [
      'that subscribes before it says who it is',
      'graphql-transport-ws',
      '{"id":"1","type":"subscribe","payload":{"query":"{ __typename }"}}',
      4401,
    ],
    ['that sends more than 4 MiB', 'graphql-transport-ws', 'x'.repeat(4 * 1024 * 1024 + 1), 1009],
  ])('%s is closed', async (_what, protocol, message, code) => {
    const socket = new WebSocket(service.wsUrl, protocol)
    await once(socket, 'open')
    if (message !== undefined) socket.send(message)
    const [closed] = (await once(socket, 'close')) as [number]
    expect(closed).toBe(code)
  })
})

/** What the server says to these bytes; `then` is sent once it has said something. */
async function raw(text: string, then?: string): Promise<string> {
  const socket = connect(Number(new URL(service.url).port), '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write(text)
  let answer = ''
  for await (const chunk of socket) {
    if (answer === '' && then !== undefined) socket.write(then)
    answer += String(chunk)
  }
  return answer
}

describe('strange clients', () => {
  it.each([
    ['half a request line', 'GET /he'],
    ['a header without end', `GET / HTTP/1.1\r\nX: ${'a'.repeat(100_000)}`],
    ['two lengths', 'POST /v1/analyze HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabc'],
  ])('that send %s do no harm', async (_what, text) => {
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1')
    socket.on('error', () => undefined)
    await once(socket, 'connect')
    socket.end(text)
    socket.resume()
    await new Promise((done) => socket.once('close', done))
    expect((await json('/health')).status).toBe(200)
  })

  it('that offer another protocol are answered in this one', async () => {
    const answer = await raw('GET /health HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n')
    expect(answer).toMatch(/^HTTP\/1\.1 200/)
  })

  it('that ask before they send a body are told to go on, or why not', async () => {
    const ask = (key: string) =>
      raw(
        `POST /v1/analyze HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 2\r\nAuthorization: Bearer ${key}\r\n\r\n`,
        '{}',
      )
    expect(await ask(service.key)).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 400/)
    expect(await ask('sips_no')).toMatch(/^HTTP\/1\.1 401/)
  })

  it('that leave while their analysis runs do no harm', async () => {
    const leave = new AbortController()
    const sent = fetch(`${service.url}/v1/analyze`, {
      method: 'POST',
      signal: leave.signal,
      headers: { Authorization: `Bearer ${service.key}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ trace: 'INVITE sip:a@b SIP/2.0\r\n\r\n' }),
    })
    leave.abort()
    await expect(sent).rejects.toThrow()
    expect((await json('/health')).status).toBe(200)
  })
})

describe('going down', () => {
  it('closes sockets with 1001, and refuses new connections', async () => {
    const other = await startService()
    const socket = new WebSocket(other.wsUrl, 'graphql-transport-ws')
    await once(socket, 'open')
    const gone = once(socket, 'close')
    await other.close()
    expect((await gone)[0]).toBe(1001)
    await expect(fetch(`${other.url}/health`)).rejects.toThrow()
  })
})
