import { X509Certificate } from 'node:crypto'
import type { TlsCertificate } from '../../model/tls.ts'

/** Names of a certificate that are kept, and characters of each. Chosen by us. */
const MAX_NAMES = 100
const MAX_NAME_CHARS = 300

/** Bits of the curves in use; of another the key's size is not told. */
const CURVE_BITS: Readonly<Record<string, number>> = {
  prime256v1: 256,
  secp384r1: 384,
  secp521r1: 521,
  secp256k1: 256,
  secp224r1: 224,
  prime192v1: 192,
  brainpoolP256r1: 256,
  brainpoolP384r1: 384,
  brainpoolP512r1: 512,
}

export interface CertificateChain {
  readonly certificates: readonly TlsCertificate[]
  /** Each was issued by the one that follows it; undefined for fewer than two. */
  readonly inOrder: boolean | undefined
}

/** Reads certificates in DER, as they were sent (RFC 5280). Those that cannot be read are left out and complained of. */
export function readChain(
  encoded: readonly Uint8Array[],
  complain: (kind: 'tls-certificate-invalid') => void,
): CertificateChain {
  const parsed: X509Certificate[] = []
  const certificates: TlsCertificate[] = []
  for (const der of encoded) {
    try {
      const certificate = new X509Certificate(der)
      certificates.push(describe(certificate))
      parsed.push(certificate)
    } catch {
      complain('tls-certificate-invalid')
    }
  }
  const inOrder =
    encoded.length < 2
      ? undefined
      : parsed.length === encoded.length &&
        parsed.every((one, i) => i + 1 === parsed.length || one.checkIssued(parsed[i + 1]!))
  return { certificates, inOrder }
}

function describe(certificate: X509Certificate): TlsCertificate {
  const [notBefore, notAfter] = [certificate.validFromDate, certificate.validToDate].map(
    (date) => date.getTime() * 1_000,
  )
  if (!Number.isFinite(notBefore) || !Number.isFinite(notAfter)) throw new RangeError('no time')
  return {
    subject: nameOf(certificate.subject),
    issuer: nameOf(certificate.issuer),
    serialNumber: certificate.serialNumber.toLowerCase(),
    subjectAltNames: alternativeNames(certificate.subjectAltName),
    notBefore: notBefore!,
    notAfter: notAfter!,
    ...keyOf(certificate),
    signatureAlgorithm: certificate.signatureAlgorithm,
    selfSigned: certificate.subject === certificate.issuer && certificate.checkIssued(certificate),
    authority: certificate.ca,
    fingerprint: certificate.fingerprint256,
  }
}

function keyOf(certificate: X509Certificate): Pick<TlsCertificate, 'keyType' | 'keyBits' | 'curve'> {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey
    const curve = asymmetricKeyDetails?.namedCurve
    return {
      keyType: asymmetricKeyType,
      keyBits: asymmetricKeyDetails?.modulusLength ?? (curve === undefined ? undefined : CURVE_BITS[curve]),
      curve,
    }
  } catch {
    return { keyType: undefined, keyBits: undefined, curve: undefined }
  }
}

/** OpenSSL writes a part a line. */
const nameOf = (text: string | undefined): string => (text ?? '').replaceAll('\n', ', ').slice(0, MAX_NAME_CHARS)

/** `DNS:a, URI:"with, comma", IP Address:192.0.2.1`: what holds a comma or quote is quoted as in JSON. */
function alternativeNames(text: string | undefined): string[] {
  const names: string[] = []
  for (const [, kind, quoted, plain] of (text ?? '').matchAll(
    /(?:^|, )([^:",]{1,40}):(?:"((?:[^"\\]|\\.)*)"|([^,]*))/g,
  )) {
    if (names.length === MAX_NAMES) break
    names.push(`${kind}:${quoted ?? plain}`.slice(0, MAX_NAME_CHARS))
  }
  return names
}
