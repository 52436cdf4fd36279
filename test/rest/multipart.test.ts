import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Form, readForm } from '../../src/rest/multipart.ts'

type Read = Form<Buffer> | { readonly refused: unknown }

/** Reads forms over a real socket; what each became is told here, in order. */
const became: ((read: Read) => void)[] = []
const server = createServer((request, response) => {
  const take = became.shift()
  readForm(request, async (bytes) => Buffer.concat(await Array.fromAsync(bytes)))
    .then(
      (form): Read => form,
      (refused: unknown): Read => ({ refused }),
    )
    .then((read) => {
      take?.(read)
      response.end()
    })
})
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

/** Sends `body` in pieces of the given sizes, over and over, and hangs up. */
async function read(body: Buffer, sizes: readonly number[] = [body.length]): Promise<Read> {
  const read = new Promise<Read>((take) => became.push(take))
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  socket.setNoDelay(true)
  socket.write(
    `POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=edge\r\nContent-Length: ${body.length}\r\n\r\n`,
  )
  for (let at = 0, turn = 0; at < body.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1
    socket.write(body.subarray(at, at + size))
    at += size
  }
  const result = await read
  socket.destroy()
  return result
}

const part = (disposition: string, content: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(`--edge\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n`),
    content,
    Buffer.from('\r\n'),
  ])

const whole = (content: Buffer): Buffer =>
  Buffer.concat([
    part('name="issue"', Buffer.from('one-way-audio')),
    part('name="file"; filename="a.pcap"', content),
    part('name="endpoints"', Buffer.from('A,B')),
    Buffer.from('--edge--\r\n'),
  ])

describe('a form', () => {
  it('gives its file byte for byte, however the body is cut', async () => {
    const bytes = fc.uint8Array({ maxLength: 3_000 }).map((array) => Buffer.from(array))
    const sizes = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(bytes, sizes, async (content, cut) => {
        const form = await read(whole(content), cut)
        if ('refused' in form) throw form.refused
        expect(form.file.equals(content)).toBe(true)
        expect([...form.fields]).toEqual([
          ['issue', ['one-way-audio']],
          ['endpoints', ['A,B']],
        ])
      }),
      { numRuns: 60 },
    )
  })

  it('that is cut short or damaged is refused or read, and never breaks us', async () => {
    const content = Buffer.from('hello')
    const intact = whole(content)
    await fc.assert(
      fc.asyncProperty(fc.nat(intact.length - 1), fc.nat(255), fc.boolean(), async (at, byte, cut) => {
        const damaged = Buffer.from(cut ? intact.subarray(0, at) : intact)
        if (!cut) damaged[at] = byte
        const form = await read(damaged)
        if ('refused' in form) expect(form.refused).toMatchObject({ name: 'Refusal', code: 'invalid_input' })
        else expect(form.file).toBeInstanceOf(Buffer)
      }),
      { numRuns: 200 },
    )
  })
})
