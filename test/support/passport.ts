import { sign } from 'node:crypto'
import { LADDER_START } from './ladder.ts'

type Claims = Readonly<Record<string, unknown>>

/** When the first message of a ladder is, in seconds since 1970: what `iat` counts in. */
export const LADDER_START_S = LADDER_START / 1_000_000

const X5U = 'https://cert.example.com/a.pem'

/** A SHAKEN token's header and claims as they should be (RFC 8588). */
export const HEADER: Claims = { alg: 'ES256', ppt: 'shaken', typ: 'passport', x5u: X5U }
export const CLAIMS: Claims = {
  attest: 'A',
  dest: { tn: ['12025550123'] },
  iat: LADDER_START_S,
  orig: { tn: '13125550101' },
  origid: '6f1c7a2e-0000-4000-8000-000000000001',
}
export const PARAMS = `;info=<${X5U}>;alg=ES256;ppt=shaken`

const encoded = (part: Claims): string => Buffer.from(JSON.stringify(part)).toString('base64url')

/** An Identity header: a token of these parts, signed with the key where one is given. */
export function identity(claims: Claims = CLAIMS, header: Claims = HEADER, params = PARAMS, key?: string): string {
  const text = `${encoded(header)}.${encoded(claims)}`
  const signature = key
    ? sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' })
    : Buffer.from('signature')
  return `Identity: ${text}.${signature.toString('base64url')}${params}`
}
