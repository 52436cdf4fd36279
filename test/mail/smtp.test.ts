import { type AddressInfo, createServer, type Server } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createMail } from '../../src/mail/smtp.ts'

let server: Server | undefined
afterEach(() => server?.close())

/** An SMTP server that takes everything, or refuses the recipient; resolves with what it was sent. */
function post(refuse = false): Promise<{ url: string; letters: string[] }> {
  const letters: string[] = []
  server = createServer((socket) => {
    let buffer = ''
    let data: string | undefined
    socket.on('error', () => {})
    socket.write('220 post.example ESMTP\r\n')
    socket.on('data', (chunk) => {
      buffer += chunk.toString()
      for (let end = buffer.indexOf('\r\n'); end >= 0; end = buffer.indexOf('\r\n')) {
        const line = buffer.slice(0, end)
        buffer = buffer.slice(end + 2)
        if (data !== undefined && line !== '.') data += `${line}\n`
        else if (data !== undefined) {
          letters.push(data)
          data = undefined
          socket.write('250 taken\r\n')
        } else if (line === 'DATA') {
          data = ''
          socket.write('354 go on\r\n')
        } else if (line.startsWith('RCPT') && refuse) socket.write('550 no such mailbox\r\n')
        else if (line === 'QUIT') socket.end('221 bye\r\n')
        else socket.write('250 fine\r\n')
      }
    })
  })
  const listening = server
  return new Promise((resolve) =>
    listening.listen(0, '127.0.0.1', () =>
      resolve({ url: `smtp://127.0.0.1:${(listening.address() as AddressInfo).port}`, letters }),
    ),
  )
}

const letter = {
  to: 'alice@example.com',
  subject: 'Reset your password',
  text: 'Choose a new password here:\nhttps://example.com/x\n',
}

test('a letter arrives with its subject and text', async () => {
  const { url, letters } = await post()
  await createMail(url, 'SIPSymposium <no-reply@example.com>')(letter)
  expect(letters).toHaveLength(1)
  for (const words of [
    'To: alice@example.com',
    'Subject: Reset your password',
    'no-reply@example.com',
    'https://example.com/x',
  ])
    expect(letters[0]).toContain(words)
})

test('a refused recipient is an error with the words of the server', async () => {
  const { url } = await post(true)
  await expect(createMail(url, 'no-reply@example.com')(letter)).rejects.toThrow(/no such mailbox/)
})

test('a line break in an address adds no header', async () => {
  const { url, letters } = await post()
  await createMail(
    url,
    'no-reply@example.com',
  )({ ...letter, subject: 'Hello\r\nBcc: eve@example.com' }).catch(() => undefined)
  expect(letters.join('')).not.toMatch(/^Bcc:/m)
})
