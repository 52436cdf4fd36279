import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the stand-in was asked: the JSON body of a chat completion. */
interface AskedOf {
  readonly model: string
  readonly messages: readonly { readonly role: string; readonly content: string }[]
  readonly response_format?: { readonly type: string }
  readonly max_tokens?: number
  readonly max_completion_tokens?: number
}

/** How the stand-in answers its nth question (from 0). */
export type Behaviour = (answer: Answer, asked: AskedOf, nth: number) => void | Promise<void>

export interface ModelServer {
  /** For `OPENAI_BASE_URL`. */
  readonly url: string
  readonly asked: readonly AskedOf[]
  close(): Promise<void>
}

/** A local OpenAI-compatible endpoint that streams, stalls, lies or fails as it is told. */
export async function startModelServer(behaviour: Behaviour): Promise<ModelServer> {
  const asked: AskedOf[] = []
  const server = createServer((request, response) => {
    void bodyOf(request).then(async (body) => {
      asked.push(body)
      await behaviour(new Answer(response), body, asked.length - 1)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<AskedOf> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return JSON.parse(Buffer.concat(chunks).toString())
}

/** One answer, written piece by piece as server-sent events. */
class Answer {
  readonly #response: ServerResponse
  /** Settles when the caller has gone, or the answer is over. */
  readonly closed: Promise<unknown>

  constructor(response: ServerResponse) {
    this.#response = response
    this.closed = once(response, 'close')
  }

  /** A piece of the answer's text; false when the connection would rather not have more. */
  text(content: string): boolean {
    if (!this.#response.headersSent) this.#response.writeHead(200, { 'content-type': 'text/event-stream' })
    const chunk = {
      id: 'c',
      object: 'chat.completion.chunk',
      created: 0,
      model: 'm',
      choices: [{ index: 0, delta: { content } }],
    }
    return this.#response.write(`data: ${JSON.stringify(chunk)}\n\n`)
  }

  /** A line of the stream as it is. */
  raw(line: string): void {
    if (!this.#response.headersSent) this.#response.writeHead(200, { 'content-type': 'text/event-stream' })
    this.#response.write(`${line}\n\n`)
  }

  /** A whole answer in pieces of that many characters. */
  all(content: string, piece = 40): void {
    for (let at = 0; at < content.length; at += piece) this.text(content.slice(at, at + piece))
    this.end()
  }

  end(): void {
    this.#response.end('data: [DONE]\n\n')
  }

  refuse(status: number, headers: Record<string, string> = {}): void {
    this.#response.writeHead(status, { 'content-type': 'application/json', ...headers })
    this.#response.end(JSON.stringify({ error: { message: 'told to', type: 'test' } }))
  }

  /** Breaks the connection off. */
  drop(): void {
    this.#response.write('', () => this.#response.destroy())
  }

  /** Writes for ever, as fast as the connection takes it. */
  endless(content: string): void {
    const more = () => {
      while (!this.#response.destroyed && this.text(content));
    }
    this.#response.on('drain', more)
    more()
  }
}
