import { createTransport } from 'nodemailer'

/** A plain-text letter. */
export interface Letter {
  readonly to: string
  readonly subject: string
  readonly text: string
}

/** Milliseconds the post may take at each step, so that a dead server does not hold a sign-up. */
const TIMEOUT_MS = 10_000

/**
 * Sends letters by SMTP (RFC 5321). `url` is `smtp://user:password@host:587` or `smtps://…`; STARTTLS is used where the server
 * offers it. Throws what the server says.
 */
export function createMail(url: string, from: string): (letter: Letter) => Promise<void> {
  const timeouts = { connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS }
  const transport = createTransport({ url, ...timeouts })
  return async (letter) => {
    await transport.sendMail({ from, ...letter })
  }
}
