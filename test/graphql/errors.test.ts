import { GraphQLError } from 'graphql'
import { describe, expect, it } from 'vitest'
import { type ErrorReport, toClient } from '../../src/graphql/errors.ts'
import { Refusal, type RefusalCode } from '../../src/model/refusal.ts'

function told(error: unknown, transport: 'http' | 'ws' = 'http') {
  const unforeseen: unknown[] = []
  const report: ErrorReport = { requestId: 'r-12345678', transport, unforeseen: (cause) => unforeseen.push(cause) }
  const { message, extensions } = toClient(error, report)
  return { message, extensions, unforeseen }
}

describe('what a client is told', () => {
  it.each<[RefusalCode, string, number | undefined]>([
    ['unauthenticated', 'UNAUTHENTICATED', 401],
    ['plan_required', 'FORBIDDEN', 403],
    ['forbidden', 'FORBIDDEN', 403],
    ['invalid_input', 'BAD_USER_INPUT', undefined],
    ['no_sip_found', 'BAD_USER_INPUT', undefined],
    ['fetch_failed', 'BAD_USER_INPUT', undefined],
    ['not_found', 'NOT_FOUND', undefined],
    ['payload_too_large', 'PAYLOAD_TOO_LARGE', 413],
    ['rate_limited', 'RATE_LIMITED', 429],
    ['idempotency_conflict', 'IDEMPOTENCY_CONFLICT', 409],
    ['service_unavailable', 'SERVICE_UNAVAILABLE', 503],
  ])('%s is %s', (code, graphql, status) => {
    const { message, extensions } = told(new Refusal(code, 'A sentence.'))
    expect(message).toBe('A sentence.')
    expect(extensions.code).toBe(graphql)
    expect((extensions.http as { status?: number } | undefined)?.status).toBe(status)
  })

  it('a refusal within a resolver error keeps its path', () => {
    const wrapped = new GraphQLError('x', { path: ['quota'], originalError: new Refusal('not_found', 'Gone.') })
    expect(toClient(wrapped, { requestId: 'r', transport: 'http', unforeseen: () => undefined })).toMatchObject({
      message: 'Gone.',
      path: ['quota'],
    })
  })

  it('a full day says when it ends, a busy service when to come back', () => {
    expect(told(new Refusal('rate_limited', 'x', { retryAfterSeconds: 60 })).extensions).toMatchObject({
      resetAt: expect.stringMatching(/T00:00:00\.000Z$/),
      http: { status: 429, headers: { 'Retry-After': '60' } },
    })
    expect(told(new Refusal('service_unavailable', 'x', { retryAfterSeconds: 7 })).extensions.retryAfter).toBe(7)
  })

  it('an unforeseen error is masked, reported, and found again by request id', () => {
    const secret = new Error('password=hunter2')
    const { message, extensions, unforeseen } = told(new GraphQLError('x', { originalError: secret }))
    expect(message).not.toContain('hunter2')
    expect(JSON.stringify(extensions)).not.toContain('hunter2')
    expect(extensions).toMatchObject({ code: 'INTERNAL_SERVER_ERROR', requestId: 'r-12345678' })
    expect(unforeseen).toEqual([secret])
  })

  it('a syntax error gets our code; over a socket HTTP advice is left out', () => {
    const invalid = new GraphQLError('Syntax Error', { extensions: { code: 'X', http: { status: 400 } } })
    expect(told(invalid, 'ws').extensions).toEqual({ code: 'BAD_USER_INPUT' })
    expect(told(invalid).extensions).toEqual({ code: 'BAD_USER_INPUT', http: { status: 400 } })
  })
})
