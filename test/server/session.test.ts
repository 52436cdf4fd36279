import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startService, type TestService } from '../support/service.ts'
import { privateAddressTrace } from '../support/traces.ts'

// People: signed up by better-auth, acting by cookie in the browser or by bearer token, on the free plan they begin with.
let service: TestService
let cookie: string
let token: string
beforeAll(async () => {
  service = await startService()
  const response = await fetch(`${service.url}/api/auth/sign-up/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: service.url },
    body: JSON.stringify({ email: 'alice@example.com', password: 'a long password', name: 'Alice' }),
  })
  expect(response.status).toBe(200)
  cookie = response.headers.get('set-cookie')?.split(';')[0] ?? ''
  token = response.headers.get('set-auth-token') ?? ''
})
afterAll(() => service?.close())

async function graphql(query: string, headers: Record<string, string>, variables: object = {}) {
  const response = await fetch(`${service.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  })
  return {
    status: response.status,
    limit: response.headers.get('x-ratelimit-limit'),
    body: (await response.json()) as {
      data?: Record<string, Record<string, unknown>>
      errors?: { extensions: { code: string } }[]
    },
  }
}
const byCookie = () => ({ cookie, origin: service.url })
const VIEWER = '{ viewer { user { email } workspace { plan { slug } } key { id } } }'
const ANALYZE = `mutation ($trace: String!) { analyze(input: { trace: $trace }) { __typename } }`

describe('a person signed up on the free plan', () => {
  test('is the viewer, with a workspace of their own and five analyses a day', async () => {
    const { body, limit } = await graphql(VIEWER, byCookie())
    expect(body.data?.viewer).toEqual({
      user: { email: 'alice@example.com' },
      workspace: { plan: { slug: 'free' } },
      key: null,
    })
    expect(limit).toBe('5')
  })

  test('analyses by cookie, five times; the sixth says the day is used up', async () => {
    const outcomes: unknown[] = []
    for (let turn = 0; turn < 6; turn++) {
      const { body } = await graphql(ANALYZE, byCookie(), { trace: privateAddressTrace(`turn${turn}@x`) })
      outcomes.push(body.data?.analyze?.__typename)
    }
    expect(outcomes).toEqual([...Array(5).fill('AnalyzeSuccess'), 'RateLimited'])
  })

  test('the cookie does not count from another origin, nor without one on a form', async () => {
    const { body } = await graphql(VIEWER, { cookie, origin: 'https://evil.example' })
    expect(body.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
    const form = await fetch(`${service.url}/graphql`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'text/plain' },
      body: JSON.stringify({ query: ANALYZE, variables: { trace: 'x' } }),
    })
    expect(JSON.stringify(await form.json().catch(() => ({})))).not.toMatch(/AnalyzeSuccess/)
  })

  test('has no API: a token on /v1 and a new key are met with the upgrade sentence', async () => {
    const rest = await fetch(`${service.url}/v1/analyze`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ trace: privateAddressTrace() }),
    })
    expect(rest.status).toBe(403)
    expect(((await rest.json()) as { error: string }).error).toMatch(/upgrade/i)
    const { body } = await graphql('mutation { generateKey(input: { name: "x" }) { __typename } }', byCookie())
    expect(body.data?.generateKey).toEqual({ __typename: 'PlanRequired' })
  })

  test('and a token that is nobody’s is 401', async () => {
    const { status, body } = await graphql('{ quota { limit } }', { authorization: 'Bearer nothing' })
    expect([status, body.errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED'])
  })
})
