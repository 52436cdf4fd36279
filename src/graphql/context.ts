import type { App, Caller, KnownCaller } from '../app/app.ts'
import type { Loaders } from './loaders.ts'

/** What the HTTP or WebSocket side knows of a request before GraphQL looks at it. */
export interface ServerContext {
  readonly caller: Caller
  readonly requestId: string
  readonly transport: 'http' | 'ws'
}

/** What a resolver may use. */
export interface GraphContext extends ServerContext {
  readonly app: App
  /** Look-ups of this request. Throws as `admitted` does. */
  loaders(): Loaders
  readonly subscriptions: SubscriptionGate
  /** Aborts when the server goes down: open streams end, and their clients come back with a cursor. */
  readonly shutdown: AbortSignal
}

/** Counts open subscriptions per workspace on this node. */
export interface SubscriptionGate {
  /** Takes a place; the result gives it back, once. Throws a `Refusal` when there is none. */
  enter(workspaceId: string): () => void
}

/** The caller, once the plan allows GraphQL. Throws `unauthenticated` or `plan_required`. */
export function admitted(context: GraphContext): KnownCaller {
  const app: App = context.app
  const caller: Caller = context.caller
  app.admit(caller, 'graphql')
  return caller
}
