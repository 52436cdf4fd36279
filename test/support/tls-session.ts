import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import tls, { type ConnectionOptions, type TLSSocket, type TlsOptions } from 'node:tls'

/** Octets as they went over the wire: 0 from the client, 1 from the server. */
export interface Chunk {
  readonly side: 0 | 1
  readonly bytes: Uint8Array
}

export interface RecordedSession {
  readonly chunks: readonly Chunk[]
  /** What the client would have written to SSLKEYLOGFILE. */
  readonly keyLog: string
  /** What the client would resume from. */
  readonly ticket: Buffer | undefined
  /** The first error either end told, empty where all went well. */
  readonly error: string
}

/** What the ends do once the handshake is over; the session ends when it is done. */
export type Talk = (client: TLSSocket, server: TLSSocket) => Promise<void>

/** A TLS session between two sockets of this process, through a third that writes down what passes. */
export async function recordSession(
  serverOptions: TlsOptions,
  clientOptions: ConnectionOptions,
  talk: Talk = async () => {},
): Promise<RecordedSession> {
  const chunks: Chunk[] = []
  const lines: Buffer[] = []
  const errors: string[] = []
  const note = (error: Error): void => void errors.push(error.message)
  const server = tls.createServer(serverOptions)
  const accepted = new Promise<TLSSocket | undefined>((resolve) => {
    server.on('secureConnection', resolve)
    server.on('tlsClientError', (error) => {
      note(error)
      resolve(undefined)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const proxy = createServer((near) => {
    const far = connect((server.address() as AddressInfo).port, '127.0.0.1')
    pass(near, far, 0)
    pass(far, near, 1)
  })
  const pass = (from: Socket, to: Socket, side: 0 | 1): void => {
    from.on('data', (bytes: Buffer) => {
      chunks.push({ side, bytes: new Uint8Array(bytes) })
      to.write(bytes)
    })
    from.on('end', () => to.end())
    from.on('error', () => to.destroy())
  }
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const client = tls.connect({ port: (proxy.address() as AddressInfo).port, host: '127.0.0.1', ...clientOptions })
  let ticket: Buffer | undefined
  client.on('session', (given) => {
    ticket = given
  })
  client.on('keylog', (line) => lines.push(line))
  const closed = new Promise<void>((resolve) => client.on('close', () => resolve()))
  client.on('error', note)
  const secured = await Promise.race([
    once(client, 'secureConnect').then(
      () => true,
      () => false,
    ),
    closed.then(() => false),
  ])
  const peer = secured ? await accepted : undefined
  if (peer !== undefined) {
    peer.on('error', note)
    await talk(client, peer)
    client.end()
  }
  await closed
  await Promise.all([server, proxy].map((one) => new Promise((done) => one.close(done))))
  return { chunks, keyLog: Buffer.concat(lines).toString(), ticket, error: errors[0] ?? '' }
}

/** Writes, and waits until the other end has read all of it. */
export async function say(from: TLSSocket, to: TLSSocket, bytes: Uint8Array): Promise<void> {
  let missing = bytes.length
  const heard = new Promise<void>((resolve) => {
    to.on('data', function count(part: Buffer) {
      missing -= part.length
      if (missing > 0) return
      to.off('data', count)
      resolve()
    })
  })
  from.write(bytes)
  await heard
}
