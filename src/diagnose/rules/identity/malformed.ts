import type { Call } from '../../../model/call.ts'
import { hasHeader, type SipRequest } from '../../../model/message.ts'
import {
  isReshaped,
  type Passport,
  passportsIn,
  showsIdentity,
  signatureOf,
  signedInvite,
  textOf,
} from '../../facts/passport.ts'
import { rule, type Weight } from '../../rule.ts'

/** What is wrong, in the words of a title, and in those of a sentence with the value seen. */
interface Problem {
  readonly name: string
  readonly says: string
  /** Absent where it was seen without doubt. */
  readonly confidence?: number
}

interface Values extends Problem {
  readonly ppt: string
  readonly signer: string
}

/** None of the certificates given fits: one of another signer may be what is missing. */
const SIGNATURE_CONFIDENCE = 0.7

export const identityMalformed = rule<'call', Values>({
  id: 'identity.malformed',
  category: 'security',
  severity: 'high',
  sources: ['RFC 8224 §4', 'RFC 8225 §4', 'RFC 8225 §7', 'RFC 8588 §4', 'RFC 8946 §3'],
  title: 'Malformed Identity header',
  examines: 'call',
  explains: ['security.stir-436-438', 'signaling.response-400'],
  issues: ['stir', 'shaken', '438'],
  meaning:
    'An Identity header that no verifier can accept: the call counts as unsigned, or is refused with 437 or 438.',
  fires:
    'A token that is not three parts of base64url with JSON in them; another algorithm than ES256; a type other than passport; orig, dest or iat missing; for shaken no origid, or attest other than A, B or C; an info URI other than x5u; a ppt parameter other than in the token; two tokens of one kind that differ; a signature that fits none of the certificates given. Medium where the call succeeds.',
  quiet:
    'The compact form without ppt; several tokens of different kinds; a chain of div tokens; tokens that redaction or wrapping may have changed.',
  example: [
    'Identity: eyJhbGciOiJub25lIn0.eyJpYXQiOjB9.c2ln;info=<https://cert.example.com/a.pem>;alg=none;ppt=shaken',
  ],
  recommendation:
    'Let the signing service write the header as RFC 8588 has it, and keep header manipulation off Identity.',
  recipe: 'stir',
  verify: 'Verify: the called network answers without 437 or 438 and shows the caller as verified.',
  about: { headers: ['identity'] },
  *check({ call }, { options }) {
    const invite = signedInvite(call)
    if (!invite) {
      if (showsIdentity(call)) yield { insufficient: 'starts-mid-dialog' }
      return
    }
    const all = passportsIn(invite)
    let reshaped = all.length === 0
    for (const passport of all) {
      const problem =
        problemOf(passport, invite) ??
        conflictOf(passport, all) ??
        signatureProblem(passport, options.policy?.certificates)
      if (!problem) continue
      if (isReshaped(invite, passport)) {
        reshaped = true
        continue
      }
      const severity = weigh(call)
      yield {
        values: { ...problem, ppt: passport.ppt, signer: passport.signer },
        title: `Malformed Identity header: ${problem.name}`,
        proof: [{ message: invite, header: passport.header }, { message: invite }],
        scope: [problem.name, passport.ppt, passport.signer],
        mends: invite,
        ...(problem.confidence !== undefined && { confidence: problem.confidence }),
        ...(severity && { severity }),
      }
    }
    if (reshaped) yield { insufficient: 'message-cut' }
  },
  detail: ({ ppt, signer, says }) =>
    `The ${ppt === '' ? 'PASSporT' : `${ppt.slice(0, 20)} PASSporT`}${signer ? ` of ${signer}` : ''} ${says}.`,
})

const weigh = (call: Call): Weight | undefined =>
  call.answer ? { level: 'medium', because: 'The call succeeds all the same' } : undefined

const shown = (value: unknown): string => (value === undefined ? 'missing' : `"${String(value).slice(0, 60)}"`)

const REQUIRED = ['orig', 'dest', 'iat'] as const
const LEVELS: readonly unknown[] = ['A', 'B', 'C']

function problemOf(passport: Passport, invite: SipRequest): Problem | undefined {
  const { identity, ppt } = passport
  if (identity.form === 'legacy')
    return hasHeader(invite, 'identity-info')
      ? undefined
      : { name: 'not three parts', says: 'is not header, payload and signature, parted by dots' }
  if (identity.form === 'compact')
    return identity.ppt === undefined
      ? undefined
      : { name: 'compact form with ppt', says: `has only a signature, which is not allowed with ppt=${ppt}` }
  if (!identity.header) return { name: 'header unreadable', says: 'has a header that is no base64url of a JSON object' }
  if (!identity.payload)
    return { name: 'payload unreadable', says: 'has a payload that is no base64url of a JSON object' }
  if (!identity.signed) return { name: 'no signature', says: 'has a signature that is no base64url' }
  return headProblem(passport) ?? claimProblem(passport)
}

function headProblem({ identity, ppt }: Passport): Problem | undefined {
  const { alg, typ, x5u, ppt: inToken } = identity.header!
  const algorithm = alg !== 'ES256' ? alg : identity.alg
  if (alg !== 'ES256' || (identity.alg !== undefined && identity.alg.toUpperCase() !== 'ES256'))
    return { name: 'algorithm', says: `names the algorithm ${shown(algorithm)} instead of ES256` }
  if (typ !== 'passport') return { name: 'type', says: `has typ ${shown(typ)} instead of passport` }
  if ((identity.ppt ?? '') !== (textOf(inToken) ?? ''))
    return { name: 'ppt', says: `has ppt ${shown(identity.ppt)} behind the token and ${shown(inToken)} in it` }
  if (ppt === 'shaken' && x5u === undefined) return { name: 'x5u', says: 'names no certificate in x5u' }
  return x5u !== undefined && identity.info !== undefined && identity.info !== x5u
    ? { name: 'x5u', says: `has the certificate ${shown(identity.info)} in info and ${shown(x5u)} in x5u` }
    : undefined
}

function claimProblem({ identity, ppt }: Passport): Problem | undefined {
  const claims = identity.payload!
  const missing = REQUIRED.find((name) => claims[name] === undefined)
  if (missing) return { name: `${missing} missing`, says: `has no ${missing} claim` }
  if (ppt !== 'shaken') return undefined
  if (claims.origid === undefined) return { name: 'origid missing', says: 'has no origid claim' }
  return LEVELS.includes(claims.attest)
    ? undefined
    : { name: 'attestation', says: `has attest ${shown(claims.attest)}, which is none of A, B and C` }
}

/** Two of one kind that say different things; diversions form a chain of tokens by right (RFC 8946 §4). */
function conflictOf(passport: Passport, all: readonly Passport[]): Problem | undefined {
  if (passport.ppt === 'div') return undefined
  const other = all.find(
    (one) => one !== passport && one.ppt === passport.ppt && one.header.start < passport.header.start,
  )
  if (!other || JSON.stringify(other.identity.payload) === JSON.stringify(passport.identity.payload)) return undefined
  return { name: 'two that differ', says: 'stands beside another one of the same kind that claims something else' }
}

function signatureProblem(passport: Passport, certificates: readonly string[] | undefined): Problem | undefined {
  const signature = signatureOf(passport, certificates)
  if (signature?.kind === 'fits-none')
    return {
      name: 'signature',
      says: `has a signature that fits none of the ${signature.certificates} certificates given: it was changed after signing, or signed with another key`,
      confidence: SIGNATURE_CONFIDENCE,
    }
  return signature?.expiredAtSigning
    ? { name: 'certificate', says: `was signed when the certificate of ${signature.subject} was not valid` }
    : undefined
}
