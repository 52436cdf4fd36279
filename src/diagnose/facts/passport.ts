import { verify, X509Certificate } from 'node:crypto'
import { splitList } from '../../decode/sip/token.ts'
import { type Attestation, attestationOf, type Identity } from '../../decode/sip/values/identity.ts'
import { locatedValues } from '../../decode/sip/values.ts'
import type { Call } from '../../model/call.ts'
import { hasHeader, type SipHeader, type SipMessage, type SipRequest } from '../../model/message.ts'
import { lastFew } from './last-few.ts'
import { initialInvites } from './outcome.ts'

/** An Identity header as it stands in a request, with what it claims (RFC 8224 §4, RFC 8225). */
export interface Passport extends Attestation {
  readonly header: SipHeader
  readonly identity: Identity
  /** `header.payload.signature`. */
  readonly token: string
  /** `shaken`, `div` ...; empty for a plain one. Lower case. */
  readonly ppt: string
  /** Host of the certificate's URI; empty where none is named. */
  readonly signer: string
}

/** Every PASSporT of a message, in order. */
export const passportsIn = (message: SipMessage): readonly Passport[] => {
  const seen = new Map<number, number>()
  return locatedValues(message, 'identity').map(({ header, value }) => {
    const place = seen.get(header.start) ?? 0
    seen.set(header.start, place + 1)
    const token = splitList(header.value)[place]?.split(';', 1)[0]?.trim() ?? ''
    return {
      ...attestationOf(value),
      ...{ header, identity: value, token },
      ppt: (value.ppt ?? textOf(value.header?.ppt) ?? '').toLowerCase(),
      signer: hostOf(value.info ?? textOf(value.header?.x5u)),
    }
  })
}

export const textOf = (claim: unknown): string | undefined => (typeof claim === 'string' ? claim : undefined)

const hostOf = (uri: string | undefined): string =>
  /^https?:\/\/([^/:?#]{1,200})/i.exec(uri ?? '')?.[1]?.toLowerCase() ?? ''

/** The INVITE on the first hop that shows its Identity: what later hops change is not the signer's doing. */
export const signedInvite = (call: Call): SipRequest | undefined =>
  initialInvites(call).find(({ request }) => hasHeader(request, 'identity'))?.request

/** Whether anything of the call is signed, be it only what came later. */
export const showsIdentity = ({ messages }: Call): boolean => messages.some((message) => hasHeader(message, 'identity'))

/** Whether pasting or redaction may have changed a token: then nothing is proven by its form. */
export const isReshaped = ({ repairs, complete }: SipMessage, { token }: Passport): boolean =>
  !complete || (repairs?.some((repair) => RESHAPING.has(repair)) ?? false) || /\.\.\.$|…|\*{3}|x{6}|\[|</i.test(token)

const RESHAPING: ReadonlySet<string> = new Set(['wrapped', 'flattened', 'redactions', 'links', 'entities', 'markup'])

/** What the certificates at hand say of a signature (RFC 8225 §6, RFC 7518 §3.4). */
export type Signature =
  | { readonly kind: 'fits'; readonly subject: string; readonly expiredAtSigning: boolean }
  | { readonly kind: 'fits-none'; readonly certificates: number }

/** Undefined without certificates, for other algorithms than ES256 and for the compact form, whose text is not all there. */
export function signatureOf(passport: Passport, certificates: readonly string[] | undefined): Signature | undefined {
  const { identity, token, issuedAtS } = passport
  const known = certificates && readCertificates(certificates)
  if (!known?.length || identity.form !== 'full' || !identity.signed || identity.header?.alg !== 'ES256')
    return undefined
  const dot = token.lastIndexOf('.')
  const signed = Buffer.from(token.slice(0, dot))
  const signature = Buffer.from(token.slice(dot + 1), 'base64url')
  const certificate = known.find(({ publicKey }) => isSignedBy(signed, signature, publicKey))
  if (!certificate) return { kind: 'fits-none', certificates: known.length }
  const at = issuedAtS === undefined ? undefined : issuedAtS * 1000
  const expiredAtSigning =
    at !== undefined && (at < Date.parse(certificate.validFrom) || at > Date.parse(certificate.validTo))
  return { kind: 'fits', subject: certificate.subject.replace(/\s*\n\s*/g, ', ').slice(0, 120), expiredAtSigning }
}

function isSignedBy(signed: Buffer, signature: Buffer, key: X509Certificate['publicKey']): boolean {
  try {
    return verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, signature)
  } catch {
    return false
  }
}

const PEM = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]{1,20000}-----END CERTIFICATE-----/g
/** Certificates read of one text: a chain has three or four. */
const MAX_CHAIN = 5

/** Those with a P-256 key, which ES256 needs. What cannot be read is none. */
const readCertificates = lastFew((texts: readonly string[]): readonly X509Certificate[] =>
  texts.flatMap((text) => [...text.matchAll(PEM)].slice(0, MAX_CHAIN).flatMap(([pem]) => readCertificate(pem))),
)

function readCertificate(pem: string): readonly X509Certificate[] {
  try {
    const certificate = new X509Certificate(pem)
    const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey
    return asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1' ? [certificate] : []
  } catch {
    return []
  }
}

/** How a verifier on the way judged the caller's number (3GPP TS 24.229 §7.2A.20); undefined where none says. */
export const verstatOf = (message: SipMessage): string | undefined =>
  /;\s{0,9}verstat\s{0,9}=\s{0,9}"?([A-Za-z-]{1,60})/i.exec(verstatLines(message))?.[1]

const verstatLines = (message: SipMessage): string =>
  ['p-asserted-identity', 'from']
    .flatMap((name) => message.headers.filter((one) => one.name === name))
    .map(({ value }) => value)
    .join('\n')
