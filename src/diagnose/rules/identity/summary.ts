import { header, type SipMessage, type SipRequest } from '../../../model/message.ts'
import { MICROS_PER_SECOND } from '../../../model/time.ts'
import { durationText } from '../../facts/durations.ts'
import {
  type Passport,
  passportsIn,
  type Signature,
  showsIdentity,
  signatureOf,
  signedInvite,
  verstatOf,
} from '../../facts/passport.ts'
import { reasonsOf } from '../../facts/reason.ts'
import { type Proof, rule } from '../../rule.ts'

interface Values {
  readonly ppt: string
  readonly attest: string | undefined
  readonly origTn: string | undefined
  readonly destTns: readonly string[]
  readonly ageMs: number | undefined
  readonly signer: string
  readonly origId: string | undefined
  readonly verstat: string | undefined
  readonly reason: string | undefined
  readonly signature: Signature | undefined
}

export const identitySummary = rule<'call', Values>({
  id: 'identity.summary',
  category: 'general',
  severity: 'info',
  sources: ['RFC 8224 §4', 'RFC 8225 §5', 'RFC 8588 §4', 'RFC 9410'],
  title: 'Signed caller identity',
  examines: 'call',
  issues: ['stir', 'shaken', 'attestation', 'caller id'],
  meaning: 'Who signed the call, for which numbers, and how sure the signer is of the caller.',
  fires: 'An INVITE with an Identity header that can be read.',
  quiet: 'Calls without one.',
  example: ['Identity: eyJhbGciOiJFUzI1NiJ9.eyJhdHRlc3QiOiJBIn0.c2ln;info=<https://cert.example.com/a.pem>;ppt=shaken'],
  recommendation: '',
  about: { headers: ['identity'] },
  *check({ call }, { options }) {
    const invite = signedInvite(call)
    const readable = invite ? passportsIn(invite).filter(({ identity }) => identity.payload) : []
    if (!invite || readable.length === 0) {
      if (showsIdentity(call)) yield { insufficient: 'message-cut' }
      return
    }
    const stir = stirReason(call.messages)
    const verstat = call.transactions.map(({ request }) => verstatOf(request)).find(Boolean)
    for (const passport of readable) {
      yield {
        values: {
          ppt: passport.ppt,
          attest: passport.attest,
          origTn: passport.origTn,
          destTns: passport.destTns.slice(0, 3),
          ageMs: ageOf(passport, invite),
          signer: passport.signer,
          origId: passport.origId?.slice(0, 60),
          verstat,
          reason: stir?.text,
          signature: signatureOf(passport, options.policy?.certificates),
        },
        title: titleOf(passport),
        proof: [{ message: invite, header: passport.header }, ...(stir ? [stir.proof] : [])],
        scope: [passport.ppt, passport.attest ?? '', passport.signer],
      }
    }
  },
  detail({ ppt, attest, origTn, destTns, ageMs, signer, origId, verstat, reason, signature }) {
    const parts = [
      `${ppt === '' ? 'A plain PASSporT' : `A ${ppt.slice(0, 20)} PASSporT`}${signer ? ` with the certificate of ${signer}` : ''} signs ${origTn ?? 'a caller that is no number'} calling ${destTns.length > 0 ? destTns.join(', ') : 'no number'}`,
      attest === undefined ? '' : `Attestation ${attest.slice(0, 10)}${ATTESTATIONS[attest] ?? ''}`,
      ageMs === undefined
        ? ''
        : ageMs >= 0
          ? `Issued ${durationText(ageMs)} before it was seen`
          : `Issued ${durationText(-ageMs)} after it was seen`,
      origId === undefined ? '' : `origid ${origId}`,
      verstat === undefined ? '' : `A verifier says ${verstat}`,
      reason === undefined ? '' : `Reason: ${reason}`,
      signature === undefined ? '' : signatureText(signature),
    ]
    return `${parts.filter(Boolean).join('. ')}.`
  },
})

const ATTESTATIONS: Readonly<Record<string, string>> = {
  A: ': the signer knows the caller and its right to the number',
  B: ': the signer knows the caller, not its right to the number',
  C: ': the signer only knows where the call came in',
}

const titleOf = ({ attest, ppt }: Passport): string =>
  attest === undefined
    ? `Signed caller identity${ppt === '' ? '' : ` (${ppt.slice(0, 20)})`}`
    : `Signed caller identity: attestation ${attest.slice(0, 10)}`

function ageOf({ issuedAtS }: Passport, { at, origin }: SipRequest): number | undefined {
  // The clock of pasted text has no zone.
  if (issuedAtS === undefined || at === undefined || origin.kind !== 'frame') return undefined
  return at / 1000 - (issuedAtS * MICROS_PER_SECOND) / 1000
}

/** Why a refusal says the signature did not hold (RFC 9410). */
function stirReason(messages: readonly SipMessage[]): { readonly text: string; readonly proof: Proof } | undefined {
  for (const message of messages) {
    const line = message.kind === 'response' && message.status >= 300 ? header(message, 'reason') : undefined
    const reason = line && reasonsOf(message).find(({ protocol }) => protocol === 'STIR')
    if (reason && line) {
      const text = ['STIR', reason.cause, reason.text].filter((part) => part !== undefined).join(' ')
      return { text: text.slice(0, 100), proof: { message, header: line } }
    }
  }
  return undefined
}

const signatureText = (signature: Signature): string =>
  signature.kind === 'fits'
    ? `The signature fits the certificate of ${signature.subject}${signature.expiredAtSigning ? ', which was not valid at that time' : ''}`
    : `The signature fits none of the ${signature.certificates} certificates given`
