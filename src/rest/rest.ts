import type { IncomingMessage, ServerResponse } from 'node:http'
import type { App, Caller, KnownCaller, Quota } from '../app/app.ts'
import { Refusal } from '../model/refusal.ts'
import { analyze } from './analyze.ts'
import { incoming } from './body.ts'
import { generateKey, listKeys, revokeKey } from './keys.ts'
import { LARGEST_FILE_BYTES } from './multipart.ts'
import { openapi } from './openapi.ts'
import { printUpload } from './print.ts'
import { INTERNAL, type Problem, problemOf } from './problem.ts'

/** A request under /v1 whose sender has been looked up, and whose body nobody has touched. */
export interface RestRequest {
  readonly request: IncomingMessage
  readonly path: string
  readonly query: URLSearchParams
  /** The value of a header, undefined when absent. */
  header(name: string): string | undefined
  /** Aborts when the client has gone. */
  readonly gone: AbortSignal
}

export type Answer =
  | { readonly status: 200; readonly body: object; readonly quota?: Quota }
  | { readonly problem: Problem }

type Handler = (app: App, caller: KnownCaller, asked: RestRequest, part: string) => Promise<Answer>

/** Paths, with at most one part that varies, and what each method does. */
const ROUTES: readonly { readonly path: RegExp; readonly methods: Readonly<Record<string, Handler>> }[] = [
  { path: /^\/v1\/analyze$/, methods: { POST: analyze } },
  { path: /^\/v1\/keys$/, methods: { GET: listKeys } },
  { path: /^\/v1\/keys\/generate$/, methods: { POST: generateKey } },
  { path: /^\/v1\/keys\/revoke$/, methods: { DELETE: revokeKey } },
  { path: /^\/v1\/uploads\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i, methods: { PUT: putUpload } },
]

const DESCRIPTION = '/v1/openapi.json'

async function putUpload(app: App, caller: KnownCaller, { request }: RestRequest, id: string): Promise<Answer> {
  if (Number(request.headers['content-length']) > LARGEST_FILE_BYTES) {
    throw new Refusal('payload_too_large', 'An upload takes at most 2 GiB.')
  }
  return { status: 200, body: printUpload(await app.receiveUpload(caller, id, incoming(request), 'meanwhile')) }
}

export interface RestOptions {
  readonly app: App
  /** Told of an error nobody foresaw. */
  unforeseen(error: unknown, requestId: string): void
  /** The rate limit headers; asks for the quota when it is not given. */
  headers(caller: Caller, requestId: string, quota?: Quota): Promise<Readonly<Record<string, string>>>
}

interface RestContext {
  readonly caller: Caller
  readonly requestId: string
}

/** Answers a request under /v1. Never rejects. */
export type Rest = (request: IncomingMessage, response: ServerResponse, context: RestContext) => Promise<void>

export function createRest({ app, unforeseen, headers }: RestOptions): Rest {
  return async (request, response, context) => {
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    let answer: Answer
    try {
      answer = await answerTo(app, context.caller, restRequest(request, gone.signal))
    } catch (error) {
      if (response.destroyed) return
      const problem = problemOf(error)
      if (problem === undefined) unforeseen(error, context.requestId)
      answer = { problem: problem ?? INTERNAL }
    }
    await send(response, answer, context)
  }

  async function send(response: ServerResponse, answer: Answer, { caller, requestId }: RestContext): Promise<void> {
    const quota = 'quota' in answer ? answer.quota : undefined
    let told = answer
    let always: Readonly<Record<string, string>> = {}
    try {
      always = await headers(caller, requestId, quota)
    } catch (error) {
      unforeseen(error, requestId)
      told = { problem: INTERNAL }
    }
    if (response.destroyed) return
    const { status, body, extra } =
      'problem' in told
        ? { status: told.problem.status, body: printProblem(told.problem, requestId), extra: told.problem.headers }
        : { status: told.status, body: told.body, extra: {} }
    const text = JSON.stringify(body)
    const length = Buffer.byteLength(text)
    response.writeHead(status, { ...always, ...extra, 'Content-Type': 'application/json', 'Content-Length': length })
    response.end(text)
  }
}

export const printProblem = ({ message, code }: Problem, requestId: string) => ({
  error: message,
  code,
  request_id: requestId,
})

function restRequest(request: IncomingMessage, gone: AbortSignal): RestRequest {
  const [path = '', search = ''] = (request.url ?? '').split('?', 2)
  const header = (name: string) => {
    const value = request.headers[name]
    return Array.isArray(value) ? value[0] : value
  }
  return { request, path, query: new URLSearchParams(search), header, gone }
}

/** Path and method first, then who asks, then the body. */
async function answerTo(app: App, caller: Caller, asked: RestRequest): Promise<Answer> {
  const method = asked.request.method ?? 'GET'
  if (asked.path === DESCRIPTION) {
    return method === 'GET' ? { status: 200, body: openapi } : notAllowed(['GET'])
  }
  for (const { path, methods } of ROUTES) {
    const match = path.exec(asked.path)
    if (match === null) continue
    const handler = Object.hasOwn(methods, method) ? methods[method] : undefined
    if (handler === undefined) return notAllowed(Object.keys(methods))
    app.admit(caller, 'rest')
    return handler(app, caller, asked, match[1] ?? '')
  }
  throw new Refusal('not_found', `There is nothing at ${asked.path.slice(0, 200)}. ${DESCRIPTION} lists what there is.`)
}

function notAllowed(methods: readonly string[]): Answer {
  const allow = methods.join(', ')
  const problem = problemOf(new Refusal('method_not_allowed', `Use ${allow} here.`))!
  return { problem: { ...problem, headers: { Allow: allow } } }
}
