import { createHash } from 'node:crypto'
import { type Auth, digestOf } from '../../decode/sip/auth.ts'

const HASHES: Readonly<Record<string, string>> = { MD5: 'md5', 'SHA-256': 'sha256', 'SHA-512-256': 'sha512-256' }

/**
 * The response that these credentials should carry for a password (RFC 7616 §3.4.1; without qop the form of RFC 2069), in
 * lower-case hex. Undefined for other schemes and algorithms, and where a parameter it is made of is missing.
 */
export function expectedResponse(sent: Auth, method: string, body: string, password: string): string | undefined {
  const digest = digestOf(sent)
  const name = digest && HASHES[digest.algorithm]
  const [username, realm, nonce, uri] = ['username', 'realm', 'nonce', 'uri'].map((key) => sent.params.get(key))
  if (!digest || name === undefined || username === undefined || realm === undefined || nonce === undefined)
    return undefined
  if (uri === undefined) return undefined
  const hash = (text: string): string => createHash(name).update(text).digest('hex')
  const cnonce = sent.params.get('cnonce') ?? ''
  const own = hash(`${username}:${realm}:${password}`)
  const secret = digest.session ? hash(`${own}:${nonce}:${cnonce}`) : own
  const [qop] = digest.qop
  const asked = hash(qop === 'auth-int' ? `${method}:${uri}:${hash(body)}` : `${method}:${uri}`)
  if (qop === undefined) return hash(`${secret}:${nonce}:${asked}`)
  const count = sent.params.get('nc')
  return count === undefined ? undefined : hash(`${secret}:${nonce}:${count}:${cnonce}:${qop}:${asked}`)
}

/** Whether credentials were made with that password; undefined where nobody can tell. */
export function isMadeWith(sent: Auth, method: string, body: string, password: string): boolean | undefined {
  const expected = expectedResponse(sent, method, body, password)
  const response = sent.params.get('response')?.toLowerCase()
  return expected === undefined || response === undefined ? undefined : expected === response
}
