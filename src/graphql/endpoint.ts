import { parse } from 'graphql'
import { createYoga, type Plugin } from 'graphql-yoga'
import type { App, Caller } from '../app/app.ts'
import { Refusal } from '../model/refusal.ts'
import { FILE_TOO_LARGE, LARGEST_FILE_BYTES } from './analyze.ts'
import { admitted, type GraphContext, type ServerContext } from './context.ts'
import { type ErrorReport, toClient } from './errors.ts'
import {
  aliasRule,
  costRefusal,
  depthRule,
  OPERATION_LIMITS,
  type Operation,
  type OperationLimits,
  subscriptionGate,
} from './limits.ts'
import { createLoaders, type Loaders } from './loaders.ts'
import { schema } from './schema.ts'

/** Body of a GraphQL request: a file part of 4 MiB with its envelope, or a trace of 512,000 bytes all written as escapes. */
const LARGEST_BODY_BYTES = LARGEST_FILE_BYTES + 256 * 1024

export interface EndpointOptions {
  readonly app: App
  readonly limits?: Partial<OperationLimits> | undefined
  readonly shutdown: AbortSignal
  /** Told of an error no client caused. */
  unforeseen(error: unknown, requestId: string): void
  /** Headers of every HTTP response, success or error. */
  headers(caller: Caller, requestId: string): Promise<Readonly<Record<string, string>>>
}

/** GraphQL over HTTP and SSE as a request handler, and its envelope for sockets. */
export function createEndpoint({ app, limits, shutdown, unforeseen, headers }: EndpointOptions) {
  const allowed = { ...OPERATION_LIMITS, ...limits }
  const subscriptions = subscriptionGate(allowed.subscriptionsPerWorkspace)
  const report = (context: ServerContext): ErrorReport => ({
    requestId: context.requestId,
    transport: context.transport,
    unforeseen: (error) => unforeseen(error, context.requestId),
  })
  const yoga = createYoga<ServerContext, Omit<GraphContext, keyof ServerContext>>({
    schema,
    graphqlEndpoint: '/graphql',
    logging: false,
    graphiql: false,
    landingPage: false,
    cors: false,
    batching: false,
    maxRequestBodySize: LARGEST_BODY_BYTES,
    maskedErrors: { maskError: (error) => toClient(error, lostReport(unforeseen)) },
    context: (given): Omit<GraphContext, keyof ServerContext> => {
      let loaders: Loaders | undefined
      const context: GraphContext = {
        app,
        subscriptions,
        shutdown,
        caller: given.caller,
        requestId: given.requestId,
        transport: given.transport,
        loaders: () => (loaders ??= createLoaders(app, admitted(context))),
      }
      return context
    },
    plugins: [guarding(allowed, report), telling(report, headers)],
  })
  return { yoga, report }
}

export type Endpoint = ReturnType<typeof createEndpoint>

type ServedPlugin = Plugin<GraphContext, ServerContext, Omit<GraphContext, keyof ServerContext>>

/** Errors from before there is a request to name, which only a fault of ours can be. */
const lostReport = (unforeseen: EndpointOptions['unforeseen']): ErrorReport => ({
  requestId: 'unknown',
  transport: 'http',
  unforeseen: (error) => unforeseen(error, 'unknown'),
})

/** Tokens, depth, aliases, cost: refused before anything runs. */
function guarding(
  { tokens, depth, aliases, cost }: OperationLimits,
  report: (context: ServerContext) => ErrorReport,
): ServedPlugin {
  const rules = [depthRule(depth), aliasRule(aliases)]
  const check = (
    args: Operation & { readonly contextValue: GraphContext },
    stop: (result: { errors: Error[] }) => void,
  ) => {
    const refusal = costRefusal(args, cost)
    if (refusal !== undefined) stop({ errors: [toClient(refusal, report(args.contextValue))] })
  }
  return {
    onParse: ({ setParseFn }) => setParseFn((source, options) => parse(source, { ...options, maxTokens: tokens })),
    onValidate: ({ addValidationRule }) => {
      for (const rule of rules) addValidationRule(rule)
    },
    onExecute: ({ args, setResultAndStopExecution }) => check(args, setResultAndStopExecution as never),
    onSubscribe: ({ args, setResultAndStopExecution }) => check(args, setResultAndStopExecution as never),
  }
}

/** What envelop hands over when an operation has run or a subscription has begun. */
interface Outcome {
  readonly args: { readonly contextValue: GraphContext }
  readonly result: unknown
  setResult(result: never): void
}

type Result = { readonly errors?: readonly unknown[] }

/** What clients are told: refusals with their code, our own faults masked, and the headers of every response. */
function telling(report: (context: ServerContext) => ErrorReport, headers: EndpointOptions['headers']): ServedPlugin {
  const told = (result: Result, context: ServerContext): Result =>
    result.errors === undefined
      ? result
      : { ...result, errors: result.errors.map((error) => toClient(error, report(context))) }
  return {
    onExecute: () => ({
      onExecuteDone: ({ args, result, setResult }: Outcome) => {
        if (!isStream(result)) setResult(told(result as Result, args.contextValue) as never)
      },
    }),
    onSubscribe: () => ({
      onSubscribeResult: ({ args, result, setResult }: Outcome) => {
        const tell = (each: Result) => told(each, args.contextValue)
        setResult((isStream(result) ? mapped(result, tell) : tell(result as Result)) as never)
      },
    }),
    onExecutionResult: ({ result, context, setResult }) => {
      if (result !== undefined && !Array.isArray(result) && !isStream(result)) {
        setResult(told(result as Result, context as unknown as ServerContext) as never)
      }
    },
    onRequestParse: ({ request }) => {
      const bytes = Number(request.headers.get('content-length'))
      if (bytes > LARGEST_BODY_BYTES) throw tooLarge()
    },
    onResponse: async ({ response, serverContext: { caller, requestId } }) => {
      for (const [name, value] of Object.entries(await headers(caller, requestId))) response.headers.set(name, value)
    },
  }
}

const isStream = (result: unknown): result is AsyncGenerator<Result> =>
  typeof result === 'object' && result !== null && Symbol.asyncIterator in result

/** Results one by one; an error that breaks the stream becomes its last result. */
function mapped(source: AsyncGenerator<Result>, tell: (result: Result) => Result): AsyncGenerator<Result> {
  let broken = false
  return {
    async next() {
      if (broken) return { done: true, value: undefined }
      try {
        const { done, value } = await source.next()
        return done === true ? { done, value } : { done: false, value: tell(value) }
      } catch (error) {
        broken = true
        return { done: false, value: tell({ errors: [error] }) }
      }
    },
    return: (value) => source.return(value),
    throw: (error) => source.throw(error),
    [Symbol.asyncIterator]() {
      return this
    },
    async [Symbol.asyncDispose]() {
      await source.return(undefined)
    },
  }
}

function tooLarge(): Error {
  return new Refusal('payload_too_large', FILE_TOO_LARGE)
}
