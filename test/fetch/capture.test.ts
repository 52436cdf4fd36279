import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { type FetchOptions, fetchCapture } from '../../src/fetch/capture.ts'
import type { Address } from '../../src/fetch/target.ts'
import { Refusal } from '../../src/model/refusal.ts'

const PCAP = Buffer.concat([
  Buffer.from('d4c3b2a1020004000000000000000000ffff000001000000', 'hex'),
  Buffer.alloc(5_000, 7),
])

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
})

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** The way past the guard that only tests take. */
const loopback: FetchOptions = { allow: (address) => address === '127.0.0.1' }

async function read(url: string, options: FetchOptions = loopback): Promise<Buffer> {
  return joined((await fetchCapture(url, options)).bytes)
}

async function joined(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function refusal(work: Promise<unknown>): Promise<Refusal> {
  const error = await work.then(
    () => undefined,
    (reason) => reason,
  )
  expect(error).toBeInstanceOf(Refusal)
  return error
}

/** Answers for any name; says how often it was asked. */
function nameServer(...answers: string[][]) {
  let calls = 0
  const lookup = async (): Promise<readonly Address[]> => {
    const answer = answers[Math.min(calls++, answers.length - 1)] ?? []
    return answer.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
  }
  return { lookup, calls: () => calls }
}

describe('refused before any connection', () => {
  test.each([
    'http://127.0.0.1/a.pcap',
    'http://127.1/a.pcap',
    'http://127.0.1/a.pcap',
    'http://2130706433/a.pcap',
    'http://0x7f.1/a.pcap',
    'http://0x7f000001/a.pcap',
    'http://017700000001/a.pcap',
    'http://0177.0.0.1/a.pcap',
    'http://127.0.0.1./a.pcap',
    'http://127.1./a.pcap',
    'http://１２７.0.0.1/a.pcap',
    'http://127。0。0。1/a.pcap',
    'http://%31%32%37.0.0.1/a.pcap',
    'http://0/a.pcap',
    'http://0.0.0.0/a.pcap',
    'http://10.0.0.1/a.pcap',
    'http://10.1/a.pcap',
    'http://167772161/a.pcap',
    'http://100.64.0.1/a.pcap',
    'http://100.100.100.200/latest/meta-data',
    'http://168.63.129.16/a.pcap',
    'http://169.254.169.254/latest/meta-data',
    'http://0xa9fea9fe/latest/meta-data',
    'http://2852039166/latest/meta-data',
    'http://169.254.43518/latest/meta-data',
    'http://172.16.0.1/a.pcap',
    'http://172.31.255.255/a.pcap',
    'http://192.0.0.192/opc/v2',
    'http://192.0.2.1/a.pcap',
    'http://192.168.1.1/a.pcap',
    'http://192.168.257/a.pcap',
    'http://198.18.0.1/a.pcap',
    'http://198.51.100.7/a.pcap',
    'http://203.0.113.7/a.pcap',
    'http://224.0.0.1/a.pcap',
    'http://240.0.0.1/a.pcap',
    'http://255.255.255.255/a.pcap',
    'http://[::]/a.pcap',
    'http://[::1]/a.pcap',
    'http://[0:0:0:0:0:0:0:1]/a.pcap',
    'http://[::ffff:127.0.0.1]/a.pcap',
    'http://[::ffff:7f00:1]/a.pcap',
    'http://[::ffff:169.254.169.254]/a.pcap',
    'http://[::127.0.0.1]/a.pcap',
    'http://[64:ff9b::10.0.0.1]/a.pcap',
    'http://[64:ff9b::a9fe:a9fe]/a.pcap',
    'http://[64:ff9b:1::a00:1]/a.pcap',
    'http://[2001::1]/a.pcap',
    'http://[2001:db8::1]/a.pcap',
    'http://[2002:7f00:1::]/a.pcap',
    'http://[fc00::1]/a.pcap',
    'http://[fd00:ec2::254]/latest/meta-data',
    'http://[fe80::1]/a.pcap',
    'http://[fec0::1]/a.pcap',
    'http://[ff02::1]/a.pcap',
    'http://localhost/a.pcap',
    'http://LOCALHOST./a.pcap',
    'http://a.localhost/a.pcap',
    'http://8.8.8.8:22/a.pcap',
    'http://8.8.8.8:25/a.pcap',
    'http://8.8.8.8:5060/a.pcap',
    'http://8.8.8.8:6379/a.pcap',
    'http://user@8.8.8.8/a.pcap',
    'http://user:secret@8.8.8.8/a.pcap',
    'http://8.8.8.8@127.0.0.1/a.pcap',
    'ftp://8.8.8.8/a.pcap',
    'file:///etc/passwd',
    'data:text/plain,INVITE',
    'gopher://8.8.8.8/_a',
    '//8.8.8.8/a.pcap',
    '/etc/passwd',
    '',
    'http://',
    `http://8.8.8.8/${'a'.repeat(5_000)}`,
  ])('%s', async (url) => {
    const names = nameServer(['8.8.8.8'])
    expect((await refusal(fetchCapture(url, { lookup: names.lookup }))).code).toBe('invalid_input')
    expect(names.calls()).toBe(0)
  })

  test.each([
    [['10.0.0.1']],
    [['93.184.216.34', '127.0.0.1']],
    [['2606:4700::1', 'fe80::1']],
    [['::ffff:192.168.0.1']],
  ])('a name that leads to %j', async (addresses) => {
    const error = await refusal(fetchCapture('http://capture.test/a', { lookup: nameServer(addresses).lookup }))
    expect(error.code).toBe('invalid_input')
    // What a private name server says is nobody else's business.
    for (const address of addresses) expect(error.message).not.toContain(address)
  })
})

describe('addresses', () => {
  test('the checked address is the one connected to, and is looked up once', async () => {
    const port = new URL(await serve((_request, response) => response.end(PCAP))).port
    const names = nameServer(['127.0.0.1'], ['10.9.9.9'])
    expect(await read(`http://capture.test:${port}/a.pcap`, { ...loopback, lookup: names.lookup })).toEqual(PCAP)
    expect(names.calls()).toBe(1)
  })

  test('a redirect is judged like the first address', async () => {
    let asked = 0
    const hidden = await serve((_request, response) => {
      asked++
      response.end(PCAP)
    })
    const open = await serve((_request, response) => response.writeHead(302, { location: `${hidden}/x` }).end())
    let allowed = 1
    const error = await refusal(read(open, { allow: () => allowed-- > 0 }))
    expect(error.code).toBe('invalid_input')
    expect(asked).toBe(0)
  })

  test.each(['http://169.254.169.254/latest', 'file:///etc/passwd', 'http://[::1]/', '//10.0.0.1/'])(
    'a redirect to %s is refused',
    async (location) => {
      const open = await serve((_request, response) => response.writeHead(302, { location }).end())
      expect((await refusal(read(open))).code).toBe('invalid_input')
    },
  )

  test('a name that is rebound for the second hop is looked up and refused', async () => {
    const open = await serve((_request, response) => response.writeHead(307, { location: '/again' }).end())
    const names = nameServer(['127.0.0.1'], ['10.0.0.1'])
    const url = `http://capture.test:${new URL(open).port}/a`
    expect((await refusal(read(url, { ...loopback, lookup: names.lookup }))).code).toBe('invalid_input')
    expect(names.calls()).toBe(2)
  })

  test('a name without an address', async () => {
    const gone = async () => Promise.reject(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }))
    const error = await refusal(fetchCapture('http://capture.test/a', { lookup: gone }))
    expect([error.code, error.message]).toEqual(['fetch_failed', expect.stringContaining('capture.test')])
  })

  test('a name server that never answers ends with the time budget', async () => {
    const error = await refusal(
      fetchCapture('http://capture.test/a', { lookup: () => new Promise(() => {}), timeoutMs: 20 }),
    )
    expect(error.code).toBe('fetch_failed')
  })
})

describe('redirects', () => {
  test('three are followed, a fourth is not', async () => {
    const url = await serve((request, response) => {
      const left = Number(request.url?.slice(1))
      if (left === 0) response.end(PCAP)
      else response.writeHead(302, { location: `/${left - 1}` }).end()
    })
    expect(await read(`${url}/3`)).toEqual(PCAP)
    expect((await refusal(read(`${url}/4`))).message).toContain('redirects more than 3 times')
  })

  test('one that goes nowhere', async () => {
    const url = await serve((_request, response) => response.writeHead(301).end())
    expect((await refusal(read(url))).code).toBe('fetch_failed')
  })
})

describe('what comes back', () => {
  test('the bytes, their type and their size', async () => {
    const url = await serve((_request, response) =>
      response
        .writeHead(200, { 'content-type': 'application/vnd.tcpdump.pcap', 'content-length': PCAP.length })
        .end(PCAP),
    )
    const capture = await fetchCapture(url, loopback)
    expect([capture.contentType, capture.size]).toEqual(['application/vnd.tcpdump.pcap', PCAP.length])
    expect(await joined(capture.bytes)).toEqual(PCAP)
  })

  test('a capture that the server calls a page is still a capture', async () => {
    const url = await serve((_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(PCAP))
    expect(await read(url)).toEqual(PCAP)
  })

  test('a compressed file stays compressed', async () => {
    const url = await serve((_request, response) => response.end(gzipSync(PCAP)))
    expect(await read(url)).toEqual(gzipSync(PCAP))
  })

  test.each([
    ['gzip', gzipSync(PCAP)],
    ['zstd', zstdCompressSync(PCAP)],
  ])('the content encoding %s is undone', async (encoding, body) => {
    const url = await serve((_request, response) => response.writeHead(200, { 'content-encoding': encoding }).end(body))
    expect(await read(url)).toEqual(PCAP)
  })

  test.each([401, 404, 500, 204, 304])('status %i is named', async (status) => {
    const url = await serve((_request, response) => response.writeHead(status).end())
    const error = await refusal(read(url))
    expect([error.code, error.message]).toEqual(['fetch_failed', expect.stringContaining(String(status))])
  })

  test.each([
    ['<!doctype html><title>Sign in</title>', undefined, 'HTML page'],
    ['\n  <html>', undefined, 'HTML page'],
    ['<?xml version="1.0"?><Error/>', undefined, 'XML document'],
    ['{"error": "no"}', 'application/json; charset=utf-8', 'application/json'],
    ['Not found', 'text/html', 'text/html'],
    ['', undefined, 'empty body'],
  ])('%j (%s) is named', async (body, type, words) => {
    const url = await serve((_request, response) =>
      response.writeHead(200, type === undefined ? {} : { 'content-type': type }).end(body),
    )
    const error = await refusal(read(url))
    expect([error.code, error.message]).toEqual(['fetch_failed', expect.stringContaining(words)])
  })

  test('an unknown content encoding, and a damaged one', async () => {
    const odd = await serve((_request, response) => response.writeHead(200, { 'content-encoding': 'x-odd' }).end(PCAP))
    expect((await refusal(read(odd))).message).toContain('x-odd')
    const bad = await serve((_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(PCAP))
    expect((await refusal(read(bad))).message).toContain('damaged')
  })

  test('a server that speaks something else, and one that is not there', async () => {
    const url = await serve((request) => request.socket.end('SIP/2.0 200 OK\r\n\r\n'))
    expect((await refusal(read(url))).code).toBe('fetch_failed')
    const gone = await serve(() => {})
    const server = servers.pop()
    server?.close()
    await once(server as Server, 'close')
    expect((await refusal(read(gone))).message).toContain('refuses the connection')
  })

  test('an answer that is cut off', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 10_000 })
      response.write(PCAP, () => response.destroy())
    })
    expect((await refusal(read(url))).code).toBe('fetch_failed')
  })
})

describe('limits', () => {
  test('an announced length over the limit is not read', async () => {
    const url = await serve((_request, response) =>
      response.writeHead(200, { 'content-length': 2_000_000 }).write(PCAP),
    )
    expect((await refusal(fetchCapture(url, { ...loopback, maxBytes: 1_000_000 }))).code).toBe('payload_too_large')
  })

  test('an unannounced one ends at the limit', async () => {
    const url = await serve((_request, response) => {
      const more = () => {
        while (response.write(Buffer.alloc(65_536, 1)));
      }
      response.on('drain', more)
      more()
    })
    expect((await refusal(read(url, { ...loopback, maxBytes: 1_000_000 }))).code).toBe('payload_too_large')
  })

  test('exactly the limit is enough', async () => {
    const url = await serve((_request, response) => response.end(PCAP))
    expect(await read(url, { ...loopback, maxBytes: PCAP.length })).toEqual(PCAP)
    expect((await refusal(read(url, { ...loopback, maxBytes: PCAP.length - 1 }))).code).toBe('payload_too_large')
  })

  test('a bomb in the content encoding unfolds no further than the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 1))
    const url = await serve((_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb))
    expect((await refusal(read(url, { ...loopback, maxBytes: 1_000_000 }))).code).toBe('payload_too_large')
  })

  test('headers that never come', async () => {
    const url = await serve(() => {})
    expect((await refusal(read(url, { ...loopback, timeoutMs: 50 }))).message).toContain('took longer')
  })

  test('a body that never ends', async () => {
    const url = await serve((_request, response) => response.writeHead(200).write(PCAP))
    expect((await refusal(read(url, { ...loopback, timeoutMs: 100 }))).message).toContain('took longer')
  })

  test('a body that trickles', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200)
      const timer = setInterval(() => response.write('a'), 5)
      response.on('close', () => clearInterval(timer))
    })
    expect((await refusal(read(url, { ...loopback, timeoutMs: 100 }))).message).toContain('took longer')
  })

  test('an abort ends it, and its reason is what is thrown', async () => {
    const abort = new AbortController()
    const reason = new Error('cancelled by its owner')
    const url = await serve((_request, response) => {
      response.writeHead(200).write(PCAP)
    })
    const { bytes } = await fetchCapture(url, { ...loopback, signal: abort.signal })
    const rest = joined(bytes)
    abort.abort(reason)
    await expect(rest).rejects.toBe(reason)
    await expect(fetchCapture(url, { ...loopback, signal: abort.signal })).rejects.toBe(reason)
  })

  test('a reader who leaves early closes the connection', async () => {
    const closed = Promise.withResolvers<void>()
    const url = await serve((_request, response) => {
      response.on('close', closed.resolve)
      response.writeHead(200).write(PCAP)
    })
    for await (const _chunk of (await fetchCapture(url, loopback)).bytes) break
    await closed.promise
  })
})
