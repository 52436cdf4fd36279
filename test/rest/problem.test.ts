import { describe, expect, it } from 'vitest'
import { Refusal, type RefusalCode } from '../../src/model/refusal.ts'
import { problemOf, problemOfFailure } from '../../src/rest/problem.ts'

describe('refusals', () => {
  it.each<[RefusalCode, number]>([
    ['unauthenticated', 401],
    ['plan_required', 403],
    ['forbidden', 403],
    ['invalid_input', 400],
    ['no_sip_found', 400],
    ['fetch_failed', 400],
    ['not_found', 404],
    ['method_not_allowed', 405],
    ['payload_too_large', 413],
    ['rate_limited', 429],
    ['idempotency_conflict', 409],
    ['service_unavailable', 503],
  ])('%s is %i', (code, status) => {
    expect(problemOf(new Refusal(code, 'A sentence.'))).toMatchObject({ status, code, message: 'A sentence.' })
  })

  it('429 and 503 say when to come back', () => {
    expect(problemOf(new Refusal('rate_limited', 'x', { retryAfterSeconds: 60 }))?.headers['Retry-After']).toBe('60')
    expect(problemOf(new Refusal('service_unavailable', 'x'))?.headers['Retry-After']).toBe('1')
  })

  it('another error is none of the client’s business', () => {
    expect(problemOf(new Error('secret'))).toBeUndefined()
  })
})

describe('analyses that failed', () => {
  it.each([
    ['no_sip_found', false, 400, 'no_sip_found'],
    ['fetch_failed', true, 400, 'fetch_failed'],
    ['payload_too_large', false, 413, 'payload_too_large'],
    ['input_lost', true, 503, 'service_unavailable'],
    ['llm_failed', true, 503, 'service_unavailable'],
    ['internal', false, 500, 'internal'],
  ])('%s (retryable: %s) is %i %s', (code, retryable, status, told) => {
    expect(problemOfFailure({ code, message: 'm', retryable })).toMatchObject({ status, code: told, message: 'm' })
  })
})
