import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fetchCapture } from '../../src/fetch/capture.ts'
import { scenarios } from '../support/scenarios.ts'
import { startService, type TestService } from '../support/service.ts'

const capture = Buffer.from(
  scenarios().find(({ name }) => name === 'a private address offered to a public proxy, as capture')?.bytes ?? [],
)
const pages: Readonly<Record<string, RequestListener>> = {
  '/call.pcap': (_, response) => response.end(capture),
  '/call.pcap.gz': (_, response) => response.end(gzipSync(capture)),
  '/call.pcap.zst': (_, response) => response.end(zstdCompressSync(capture)),
  '/page': (_, response) => response.setHeader('content-type', 'text/html').end('<!doctype html><p>Log in first'),
  '/text': (_, response) => response.end('no SIP in here'),
  '/large': (_, response) => response.setHeader('content-length', 10_000_000).end(),
  '/broken': (_, response) => {
    response.write(capture.subarray(0, 100))
    response.socket?.destroy()
  },
}

let files: Server
let base: string
let service: TestService
beforeAll(async () => {
  files = createServer((request, response) => {
    const page = pages[request.url ?? '']
    if (page) page(request, response)
    else response.writeHead(404).end('nothing here')
  })
  await new Promise<void>((listening) => files.listen(0, '127.0.0.1', listening))
  base = `http://127.0.0.1:${(files.address() as AddressInfo).port}`
  // The real fetcher, but for the guard that would refuse loopback.
  service = await startService({
    environment: { FETCH_MAX_BYTES: '1000000' },
    fetch: (url, options) => fetchCapture(url, { ...options, allow: () => true }),
  })
})
afterAll(async () => {
  await service?.close()
  files.close()
})

const analyze = async (pcap_url: string) => {
  const response = await fetch(`${service.url}/v1/analyze`, {
    method: 'POST',
    headers: { authorization: `Bearer ${service.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ pcap_url }),
  })
  const body = (await response.json()) as { error?: string; code?: string; findings?: { title: string }[] }
  return { status: response.status, remaining: Number(response.headers.get('x-ratelimit-remaining')), body }
}

test.each(['/call.pcap', '/call.pcap.gz', '/call.pcap.zst'])('%s is fetched and diagnosed', async (path) => {
  const { status, body } = await analyze(`${base}${path}`)
  expect(status).toBe(200)
  expect(body.findings?.[0]?.title).toBe('RFC 1918 private IP in SDP c= line')
})

test.each([
  ['/nowhere', 400, 'fetch_failed', /404/],
  ['/page', 400, 'fetch_failed', /HTML/i],
  ['/text', 400, 'no_sip_found', /SIP/],
  ['/large', 413, 'payload_too_large', /1,?000,?000|MB|MiB/],
  ['/broken', 400, 'fetch_failed', /./],
])('%s is answered %i, says why, and costs nothing', async (path, status, code, words) => {
  const before = (await service.app.quota(await caller())).used
  const answer = await analyze(`${base}${path}`)
  expect([answer.status, answer.body.code]).toEqual([status, code])
  expect(answer.body.error).toMatch(words)
  expect((await service.app.quota(await caller())).used).toBe(before)
})

const caller = () =>
  service.app.identify({ authorization: `Bearer ${service.key}`, cookie: undefined, workspaceId: undefined })

test('the service as it is goes to no private place', async () => {
  const guarded = await startService()
  try {
    for (const url of [
      `${base}/call.pcap`,
      'http://169.254.169.254/latest/meta-data',
      'http://[::ffff:10.0.0.1]/x',
      'http://2130706433/',
    ]) {
      const response = await fetch(`${guarded.url}/v1/analyze`, {
        method: 'POST',
        headers: { authorization: `Bearer ${guarded.key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ pcap_url: url }),
      })
      expect([url, response.status]).toEqual([url, 400])
    }
  } finally {
    await guarded.close()
  }
})
