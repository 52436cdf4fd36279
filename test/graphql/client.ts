import { createClient } from 'graphql-ws'
import { WebSocket } from 'ws'
import type { TestService } from '../support/service.ts'

/** A typed document of codegen: its text, its result and its variables. */
export interface Document<Result, Variables> {
  toString(): string
  __apiType?: (variables: Variables) => Result
}

interface GraphError {
  readonly message: string
  readonly extensions: Readonly<Record<string, unknown>>
}

export interface Told<Result> {
  readonly data?: Result | null
  readonly errors?: readonly GraphError[]
}

export interface Answer<Result> extends Told<Result> {
  readonly status: number
  readonly headers: Headers
}

type Given = { readonly key?: string | undefined; readonly headers?: Readonly<Record<string, string>> }

const post = (
  service: TestService,
  query: string,
  variables: unknown,
  { key, headers }: Given,
  more: RequestInit = {},
) =>
  fetch(`${service.url}/graphql`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...(key === undefined ? {} : { Authorization: `Bearer ${key}` }),
      ...headers,
    },
    body: JSON.stringify({ query, variables }),
    ...more,
  })

/** Asks over HTTP, by default with the service's own key. */
export async function ask<Result, Variables>(
  service: TestService,
  document: Document<Result, Variables>,
  variables: Variables,
  given: Given = { key: service.key },
): Promise<Answer<Result>> {
  const response = await post(service, String(document), variables, given)
  const told = (await response.json()) as Told<Result>
  return { ...told, status: response.status, headers: response.headers }
}

/** Data of an answer that must have no errors. */
export async function data<Result, Variables>(
  service: TestService,
  document: Document<Result, Variables>,
  variables: Variables,
  given?: Given,
): Promise<Result> {
  const answer = await ask(service, document, variables, given)
  if (answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors))
  return answer.data!
}

/** A subscription over SSE; ends when the server completes it, or the reader leaves. */
export async function* overSse<Result, Variables>(
  service: TestService,
  document: Document<Result, Variables>,
  variables: Variables,
  given: Given = { key: service.key },
): AsyncGenerator<Told<Result>> {
  const leave = new AbortController()
  const headers = { Accept: 'text/event-stream', ...given.headers }
  const response = await post(service, String(document), variables, { ...given, headers }, { signal: leave.signal })
  try {
    let text = ''
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const line = block.split('\n').find((each) => each.startsWith('data: '))
        if (line !== undefined && line !== 'data: ') yield JSON.parse(line.slice(6)) as Told<Result>
      }
    }
  } finally {
    leave.abort()
  }
}

export interface Socket {
  /** Runs an operation; ends when the server completes it. Throws what the server refuses it with. */
  run<Result, Variables>(document: Document<Result, Variables>, variables: Variables): AsyncGenerator<Told<Result>>
  /** How the socket was closed. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
  close(): void
}

/** A real graphql-ws client on a socket of its own that never connects again by itself. */
export function openSocket(service: TestService, connectionParams: Record<string, unknown>): Socket {
  const gone = Promise.withResolvers<{ code: number; reason: string }>()
  const client = createClient({
    url: service.wsUrl,
    webSocketImpl: WebSocket,
    connectionParams,
    retryAttempts: 0,
    lazyCloseTimeout: 60_000,
    on: { closed: (event) => gone.resolve(event as { code: number; reason: string }) },
  })
  return {
    run: (document, variables) =>
      client.iterate({ query: String(document), variables: variables as Record<string, unknown> }) as AsyncGenerator<
        Told<never>
      >,
    closed: gone.promise,
    close: () => void client.dispose(),
  }
}

export async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = []
  for await (const item of items) list.push(item)
  return list
}
