import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Logger } from 'pino'
import type { App, Caller } from '../app/app.ts'
import { createEndpoint, type Endpoint } from '../graphql/endpoint.ts'
import { Refusal } from '../model/refusal.ts'
import { problemOf } from '../rest/problem.ts'
import { createRest, printProblem, type Rest } from '../rest/rest.ts'
import { credentialsOf, mayBeForged } from './credentials.ts'
import { answerJson, answerPage, apiHeaders, PREFLIGHT, requestIdOf } from './headers.ts'
import { SERVER_LIMITS, type ServerLimits } from './limits.ts'
import { rulePage } from './rule-page.ts'
import { createSockets } from './sockets.ts'

export interface ServerOptions {
  readonly app: App
  /** Takes everything under /api/auth. */
  auth(request: IncomingMessage, response: ServerResponse): void
  /** How we are reached from outside; its origin is ours. */
  readonly publicUrl?: string | undefined
  readonly log: Logger
  /** Whether the database answers. */
  ready(): Promise<boolean>
  readonly limits?: Partial<ServerLimits> | undefined
}

export interface Server {
  /** `port` 0 takes a free one. */
  listen(host: string, port: number): Promise<{ readonly url: string; readonly port: number }>
  /** Takes no more connections, closes sockets with 1001, ends streams, lets requests finish for that long. */
  close(graceSeconds: number): Promise<void>
}

/** How long the rest of a body that nobody wants is read before the connection is cut, so that the answer is seen. */
const LINGER_MS = 5_000

interface Parts extends Omit<ServerOptions, 'limits'> {
  readonly limits: ServerLimits
  readonly publicOrigin: string | undefined
  readonly endpoint: Endpoint
  readonly rest: Rest
  readonly closing: AbortSignal
}

/** What is known of a request, for the log line. */
interface Served {
  readonly requestId: string
  readonly path: string
  caller: Caller | undefined
}

export function createServer(options: ServerOptions): Server {
  const { app, log } = options
  const limits = { ...SERVER_LIMITS, ...options.limits }
  const shutdown = new AbortController()
  const publicOrigin =
    options.publicUrl !== undefined && URL.canParse(options.publicUrl) ? new URL(options.publicUrl).origin : undefined
  const unforeseen = (error: unknown, requestId: string) => log.error({ requestId, err: error }, 'unforeseen error')
  const headers: Parameters<typeof createRest>[0]['headers'] = (caller, requestId, quota) =>
    apiHeaders(app, caller, requestId, quota)
  const endpoint = createEndpoint({ app, limits, shutdown: shutdown.signal, unforeseen, headers })
  const rest = createRest({ app, unforeseen, headers })
  const parts: Parts = { ...options, limits, publicOrigin, endpoint, rest, closing: shutdown.signal }
  const sockets = createSockets({ app, endpoint, limits, publicOrigin, log })

  // Bodies have deadlines of their own: an upload may take an hour, as long as it moves.
  const http = createHttpServer({
    headersTimeout: limits.headersMs,
    requestTimeout: 0,
    keepAliveTimeout: 30_000,
    // A client that offers HTTP/2 on the way is answered as if it had not.
    shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
  })
  http.on('request', (request, response) => void serve(parts, request, response))
  http.on('checkContinue', (request, response) => void serve(parts, request, response))
  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (pathOf(request) === '/graphql' && !shutdown.signal.aborted) sockets.upgrade(request, socket, head)
    else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
  })

  return {
    listen: (host, port) =>
      new Promise((done, failed) => {
        http.once('error', failed)
        http.listen(port, host, () => {
          http.off('error', failed)
          const at = (http.address() as AddressInfo).port
          done({ url: `http://${host.includes(':') ? `[${host}]` : host}:${at}`, port: at })
        })
      }),
    async close(graceSeconds) {
      const closed = new Promise<void>((done) => http.close(() => done()))
      const timer = setTimeout(() => http.closeAllConnections(), graceSeconds * 1_000)
      const sweep = setInterval(() => http.closeIdleConnections(), 100)
      await sockets.close()
      shutdown.abort()
      http.closeIdleConnections()
      await closed
      clearTimeout(timer)
      clearInterval(sweep)
    },
  }
}

const pathOf = ({ url = '/' }: IncomingMessage): string => url.split('?', 1)[0] ?? '/'

async function serve(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const startedAt = performance.now()
  const served: Served = { requestId: requestIdOf(request), path: pathOf(request), caller: undefined }
  response.once('close', () => {
    const { requestId, path, caller } = served
    const workspaceId = caller === undefined || caller.kind === 'anonymous' ? undefined : caller.workspace.id
    const ms = Math.round(performance.now() - startedAt)
    parts.log.info({ requestId, method: request.method, path, status: response.statusCode, ms, workspaceId }, 'request')
  })
  response.once('finish', () => linger(request))
  try {
    await route(parts, request, response, served)
  } catch (error) {
    parts.log.error({ requestId: served.requestId, err: error }, 'unforeseen error')
    if (!response.headersSent)
      answerJson(response, 500, {
        error: 'Something went wrong on our side.',
        code: 'internal',
        request_id: served.requestId,
      })
    else response.destroy()
  }
}

async function route(parts: Parts, request: IncomingMessage, response: ServerResponse, served: Served): Promise<void> {
  const { path, requestId } = served
  if (path === '/graphql' || path === '/v1' || path.startsWith('/v1/')) return api(parts, request, response, served)
  response.setHeader('X-Request-Id', requestId)
  if (request.headers.expect !== undefined) response.writeContinue()
  if (path === '/api/auth' || path.startsWith('/api/auth/')) return parts.auth(request, response)
  if (path === '/health') return answerJson(response, 200, { status: 'ok' })
  if (path === '/ready') {
    const ready = !parts.closing.aborted && (await parts.ready().catch(() => false))
    return answerJson(response, ready ? 200 : 503, { status: ready ? 'ready' : 'not ready' })
  }
  const page = path === '/rules' || path.startsWith('/rules/') ? rulePage(path) : undefined
  if (page !== undefined && (request.method === 'GET' || request.method === 'HEAD')) return answerPage(response, page)
  if (path === '/') {
    return answerJson(response, 200, {
      name: 'SIPSymposium',
      rest: '/v1/openapi.json',
      graphql: '/graphql',
      rules: '/rules',
      health: '/health',
    })
  }
  const nowhere = problemOf(new Refusal('not_found', 'There is nothing here. The API is at /v1 and /graphql.'))!
  answerJson(response, nowhere.status, printProblem(nowhere, requestId))
}

/** /v1 and /graphql: who asks is settled before a byte of the body is read. */
async function api(parts: Parts, request: IncomingMessage, response: ServerResponse, served: Served): Promise<void> {
  const { app, publicOrigin, rest, endpoint } = parts
  const { path, requestId } = served
  const caller = await app.identify(credentialsOf(request, publicOrigin))
  served.caller = caller
  if (request.method === 'OPTIONS') {
    response.writeHead(204, { ...(await apiHeaders(app, caller, requestId)), ...PREFLIGHT })
    response.end()
    return
  }
  const harmless = path !== '/graphql' && request.method === 'GET'
  if (!harmless && mayBeForged(caller, request, publicOrigin)) return refuseForged(parts, response, served, caller)
  // Nobody's upload is not asked for; GraphQL answers some questions of anybody.
  const wanted = path === '/graphql' || caller.kind !== 'anonymous'
  if (request.headers.expect !== undefined && wanted) response.writeContinue()
  if (path !== '/graphql') return rest(request, response, { caller, requestId })
  const deadline = setTimeout(() => {
    if (!request.complete) request.destroy()
  }, parts.limits.bodyMs)
  response.once('close', () => clearTimeout(deadline))
  await endpoint.yoga.handle(request, response, { caller, requestId, transport: 'http' })
}

async function refuseForged(
  parts: Parts,
  response: ServerResponse,
  { requestId, path }: Served,
  caller: Caller,
): Promise<void> {
  const message = 'A request with a session cookie must come from our own pages, or carry the header X-Requested-With.'
  const body =
    path === '/graphql'
      ? { errors: [{ message, extensions: { code: 'FORBIDDEN' } }] }
      : printProblem(problemOf(new Refusal('forbidden', message))!, requestId)
  for (const [name, value] of Object.entries(await apiHeaders(parts.app, caller, requestId)))
    response.setHeader(name, value)
  answerJson(response, 403, body)
}

/** Answered before the body had come: the rest of it is thrown away for a while, then the connection is cut. */
function linger(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return
  const timer = setTimeout(() => request.destroy(), LINGER_MS)
  timer.unref()
  request.once('close', () => clearTimeout(timer))
  request.resume()
}
