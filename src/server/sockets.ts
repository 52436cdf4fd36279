import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ExecutionArgs, GraphQLError } from 'graphql'
import { CloseCode, type Context, handleProtocols, makeServer, type SubscribePayload } from 'graphql-ws'
import type { Logger } from 'pino'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import type { App, Caller, KnownCaller } from '../app/app.ts'
import type { ServerContext } from '../graphql/context.ts'
import type { Endpoint } from '../graphql/endpoint.ts'
import { overLimit, toClient } from '../graphql/errors.ts'
import { socketCredentials } from './credentials.ts'
import { requestIdOf } from './headers.ts'
import type { ServerLimits } from './limits.ts'

/** What we keep of a socket. */
interface Extra extends Record<PropertyKey, unknown> {
  readonly socket: WebSocket
  readonly request: IncomingMessage
  readonly requestId: string
  caller: KnownCaller | undefined
  stopListening: () => void
}

type SocketContext = Context<Record<string, unknown>, Extra>

export interface SocketOptions {
  readonly app: App
  readonly endpoint: Endpoint
  readonly limits: ServerLimits
  readonly publicOrigin: string | undefined
  readonly log: Logger
}

export interface Sockets {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Closes every socket with 1001, and resolves when they have gone. */
  close(): Promise<void>
}

/** GraphQL over WebSocket (graphql-transport-ws), through the same envelope as HTTP: parser cache, limits, errors. */
export function createSockets(options: SocketOptions): Sockets {
  const { limits, log } = options
  const sockets = new WebSocketServer({ noServer: true, maxPayload: limits.messageBytes, handleProtocols })
  const server = makeServer<Record<string, unknown>, Extra>({
    connectionInitWaitTimeout: limits.connectionInitMs,
    onConnect: (context) => connect(options, context),
    onDisconnect: ({ extra }) => extra.stopListening(),
    onClose: ({ extra }) => extra.stopListening(),
    onSubscribe: (context, _id, payload) => begin(options, context, payload),
    execute: (args: Enveloped) => args.rootValue.execute(args),
    subscribe: (args: Enveloped) => args.rootValue.subscribe(args),
  } as Parameters<typeof makeServer<Record<string, unknown>, Extra>>[0])

  sockets.on('connection', (socket: WebSocket, request: IncomingMessage) => {
    const startedAt = performance.now()
    const requestId = requestIdOf(request)
    const extra: Extra = { socket, request, requestId, caller: undefined, stopListening: () => undefined }
    const watch = keepAlive(socket, limits)
    const closed = server.opened(
      {
        protocol: socket.protocol,
        send: (text) => send(socket, text),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (take) =>
          socket.on('message', (data: RawData) => {
            const running = take(String(data)).catch((error: unknown) => {
              log.error({ requestId, err: error }, 'socket message failed')
              socket.close(CloseCode.InternalServerError, 'Internal server error')
            })
            watch.busy(running)
          }),
      },
      extra,
    )
    socket.once('close', (code: number, reason: Buffer) => {
      watch.stop()
      void closed(code, String(reason))
      const ms = Math.round(performance.now() - startedAt)
      log.info({ requestId, code, ms, workspaceId: extra.caller?.workspace.id }, 'socket closed')
    })
    // A message over the limit, or bytes that are no WebSocket: ws closes with the right code by itself.
    socket.on('error', (error) => log.debug({ requestId, err: error }, 'socket error'))
  })

  return {
    upgrade: (request, socket, head) =>
      sockets.handleUpgrade(request, socket, head, (ws) => sockets.emit('connection', ws, request)),
    close: () => closeAll(sockets),
  }
}

const send = (socket: WebSocket, text: string): Promise<void> =>
  new Promise((done, failed) => {
    if (socket.readyState !== socket.OPEN) return done()
    socket.send(text, (error) => (error && socket.readyState === socket.OPEN ? failed(error) : done()))
  })

/** Pings; drops a socket that does not answer, and one that has had nothing to do for long. */
function keepAlive(socket: WebSocket, { pingMs, idleMs }: ServerLimits) {
  let answered = true
  let running = 0
  let idleSince = performance.now()
  socket.on('pong', () => {
    answered = true
  })
  const timer = setInterval(() => {
    if (!answered) return socket.terminate()
    if (running === 0 && performance.now() - idleSince > idleMs) return socket.close(1000, 'Idle')
    answered = false
    socket.ping()
  }, pingMs)
  timer.unref()
  return {
    busy: (work: Promise<void>) => {
      running++
      void work.finally(() => {
        running--
        idleSince = performance.now()
      })
    },
    stop: () => clearInterval(timer),
  }
}

/** Lets a known caller in. False closes with 4403. */
async function connect({ app, publicOrigin }: SocketOptions, context: SocketContext): Promise<boolean> {
  const { extra } = context
  const credentials = socketCredentials(context.connectionParams, extra.request, publicOrigin)
  const caller = await app.identify(credentials)
  if (caller.kind === 'anonymous') return false
  extra.caller = caller
  if (caller.kind !== 'key') return true
  const close = () => extra.socket.close(CloseCode.Forbidden, 'This key has been revoked')
  extra.stopListening = app.onKeyRevoked(caller.keyId, close)
  // Revoked between the look-up and now, nobody would have told us.
  const again: Caller = await app.identify(credentials)
  return again.kind !== 'anonymous'
}

interface Enveloped extends ExecutionArgs {
  rootValue: { execute(args: unknown): never; subscribe(args: unknown): never }
}

/** Parses and checks an operation by the envelope; the errors are the client's. */
async function begin(
  { endpoint, limits }: SocketOptions,
  context: SocketContext,
  payload: SubscribePayload,
): Promise<ExecutionArgs | readonly GraphQLError[]> {
  const { extra, subscriptions } = context
  const served: ServerContext = { caller: extra.caller!, requestId: extra.requestId, transport: 'ws' }
  const report = endpoint.report(served)
  if (Object.keys(subscriptions).length > limits.operationsPerSocket) {
    const message = `At most ${limits.operationsPerSocket} operations run on one socket. Complete some, or open another.`
    return [toClient(overLimit('operations', message), report)]
  }
  try {
    const { schema, execute, subscribe, contextFactory, parse, validate } = endpoint.yoga.getEnveloped(served as never)
    const document = parse(payload.query)
    const errors: readonly GraphQLError[] = validate(schema, document)
    if (errors.length > 0) return errors.map((error) => toClient(error, report))
    return {
      schema,
      document,
      operationName: payload.operationName,
      variableValues: payload.variables,
      contextValue: await contextFactory(),
      rootValue: { execute, subscribe },
    } as ExecutionArgs
  } catch (error) {
    return [toClient(error, report)]
  }
}

function closeAll(sockets: WebSocketServer): Promise<void> {
  const gone = [...sockets.clients].map(
    (socket) =>
      new Promise<void>((done) => {
        socket.once('close', () => done())
        socket.close(1001, 'Going away')
        // Who does not say goodbye within two seconds is not waited for.
        setTimeout(() => socket.terminate(), 2_000).unref()
      }),
  )
  return Promise.all(gone).then(() => undefined)
}
