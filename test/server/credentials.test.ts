import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import type { Caller } from '../../src/app/app.ts'
import { credentialsOf, mayBeForged, socketCredentials } from '../../src/server/credentials.ts'

const OWN = 'https://sip.example'
const request = (headers: IncomingHttpHeaders) => ({ headers: { host: 'inside:4000', ...headers } }) as IncomingMessage

describe('the cookie', () => {
  it.each([
    ['our own Origin', OWN, true, true],
    ['the host it was sent to', 'http://inside:4000', true, true],
    ['no Origin', undefined, true, false],
    ['a foreign Origin', 'https://evil.example', false, false],
    ['a lookalike', 'https://sip.example.evil.example', false, false],
    ['null, as from a sandboxed frame', 'null', false, false],
  ])('with %s', (_what, origin, overHttp, overSocket) => {
    const from = request({ cookie: 'session=1', ...(origin === undefined ? {} : { origin }) })
    expect(credentialsOf(from, OWN).cookie !== undefined).toBe(overHttp)
    expect(socketCredentials({}, from, OWN).cookie !== undefined).toBe(overSocket)
  })
})

describe('the payload of connection_init', () => {
  it.each([
    [{ Authorization: 'Bearer a' }],
    [{ authorization: 'Bearer a' }],
    [{ AUTHORIZATION: 'Bearer a' }],
    [{ headers: { Authorization: 'Bearer a' } }],
    [{ Headers: { authorization: 'Bearer a' } }],
  ])('%o', (payload) => {
    expect(socketCredentials(payload, request({}), OWN).authorization).toBe('Bearer a')
  })

  it.each([[undefined], [{}], [{ Authorization: 5 }], [{ headers: null }], [{ headers: 'Authorization: Bearer a' }]])(
    'of %o names nobody',
    (payload) => {
      expect(socketCredentials(payload, request({}), OWN).authorization).toBeUndefined()
    },
  )
})

describe('a forged request', () => {
  const workspace = {
    id: 'w',
    name: 'w',
    plan: { slug: 'pro', name: 'Pro', apiAccess: true, analysesPerDay: 1 },
    retentionDays: 1,
  }
  const session = (via: 'cookie' | 'bearer'): Caller => ({
    kind: 'session',
    via,
    userId: 'u',
    userName: 'u',
    userEmail: 'u@x',
    workspace,
    role: 'owner',
  })

  it.each<[string, Caller, IncomingHttpHeaders, boolean]>([
    ['a cookie and nothing else', session('cookie'), {}, true],
    ['a cookie from a page of another site', session('cookie'), { 'sec-fetch-site': 'cross-site' }, true],
    ['a cookie with our own Origin', session('cookie'), { origin: OWN }, false],
    ['a cookie from our own page', session('cookie'), { 'sec-fetch-site': 'same-origin' }, false],
    ['a cookie with a header of its own', session('cookie'), { 'x-requested-with': 'cli' }, false],
    ['a session token', session('bearer'), {}, false],
    ['a key', { kind: 'key', keyId: 'k', workspace }, {}, false],
    ['nobody', { kind: 'anonymous', reason: 'missing' }, {}, false],
  ])('%s', (_what, caller, headers, forged) => {
    expect(mayBeForged(caller, request(headers), OWN)).toBe(forged)
  })
})
