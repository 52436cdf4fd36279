import { Refusal, type RefusalCode } from '../model/refusal.ts'
import { builder } from './builder.ts'
import { ErrorCode } from './enum-types.ts'
import { errorCodeOf } from './errors.ts'
import { QuotaRef } from './quota.ts'

/**
 * Members of the result unions. The errors plugin sorts what is thrown by `instanceof` over classes; `app` throws one class
 * with a code. So each member is a class whose instances are the refusals with its codes.
 */
function refusalsWith(...codes: readonly RefusalCode[]) {
  return class extends Refusal {
    static override [Symbol.hasInstance](thrown: unknown): boolean {
      return thrown instanceof Refusal && codes.includes(thrown.code)
    }
  }
}

export const InvalidInput = refusalsWith('invalid_input', 'no_sip_found', 'fetch_failed')
export const PayloadTooLarge = refusalsWith('payload_too_large')
export const RateLimited = refusalsWith('rate_limited')
export const PlanRequired = refusalsWith('plan_required')
export const IdempotencyConflict = refusalsWith('idempotency_conflict')
export const ServiceUnavailable = refusalsWith('service_unavailable')
export const NotFound = refusalsWith('not_found')

const ErrorInterface = builder.interfaceRef<Refusal>('Error').implement({
  description: 'Why something was not done.',
  fields: (t) => ({
    message: t.exposeString('message', { description: 'A sentence a person can act on.' }),
    code: t.field({ type: ErrorCode, resolve: errorCodeOf }),
  }),
})

type Issue = Refusal['issues'][number]

const InputIssue = builder.objectRef<Issue>('InputIssue').implement({
  description: 'What is wrong where in the input.',
  fields: (t) => ({
    path: t.stringList({
      description: 'Names and indexes from the input down to the value.',
      resolve: (issue) => issue.path.map(String),
    }),
    message: t.exposeString('message', {}),
  }),
})

builder.objectType(InvalidInput, {
  name: 'InvalidInput',
  description: 'The input cannot be used as it is.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    issues: t.field({
      type: [InputIssue],
      description: 'Single values at fault; empty when the whole is.',
      resolve: (refusal) => [...refusal.issues],
    }),
  }),
})

builder.objectType(PayloadTooLarge, {
  name: 'PayloadTooLarge',
  description: 'The input is too large for this way in; the message names the one that takes it.',
  interfaces: [ErrorInterface],
})

builder.objectType(RateLimited, {
  name: 'RateLimited',
  description: 'The analyses of this day are used up.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    quota: t.field({ type: QuotaRef, resolve: (_refusal, _args, context) => context.app.quota(context.caller) }),
  }),
})

builder.objectType(PlanRequired, {
  name: 'PlanRequired',
  description: 'The plan of the workspace does not include this.',
  interfaces: [ErrorInterface],
})

builder.objectType(IdempotencyConflict, {
  name: 'IdempotencyConflict',
  description: 'The idempotency key was used within 24 hours with another input.',
  interfaces: [ErrorInterface],
})

builder.objectType(ServiceUnavailable, {
  name: 'ServiceUnavailable',
  description: 'Not now. Nothing was charged.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    retryAfterSeconds: t.int({ resolve: (refusal) => refusal.retryAfterSeconds ?? 1 }),
  }),
})

builder.objectType(NotFound, {
  name: 'NotFound',
  description: 'Not in this workspace: elsewhere and nowhere are the same.',
  interfaces: [ErrorInterface],
})
