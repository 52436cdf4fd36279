import { hasHeader, header, type SipMessage } from '../../../model/message.ts'
import { isReshaped, type Passport, passportsIn, showsIdentity, signedInvite } from '../../facts/passport.ts'
import { isSameNumber, numbersIn } from '../../facts/telephone.ts'
import { type Proof, rule } from '../../rule.ts'

interface Values {
  readonly which: 'orig' | 'dest'
  readonly signed: string
  readonly shown: string
  readonly signer: string
}

export const tnMismatch = rule<'call', Values>({
  id: 'identity.tn-mismatch',
  category: 'security',
  severity: 'high',
  sources: ['RFC 8224 §6.2.2', 'RFC 8224 §8.3', 'RFC 8225 §5.2', 'RFC 8946'],
  title: 'Signed number is not the one shown',
  examines: 'call',
  explains: ['security.stir-436-438', 'security.spoofed-callerid'],
  issues: ['stir', 'shaken', 'spoofing', 'caller id'],
  meaning:
    'The token was signed for other numbers than the INVITE shows: changed on the way, or never meant for this call.',
  fires:
    'orig.tn of the token is the number of neither P-Asserted-Identity nor From, or dest.tn does not hold the number of To. Medium where the call succeeds.',
  quiet:
    'Numbers that differ in country code or separators only; callers without a number; diverted calls, whose To may be another; redacted numbers.',
  example: ['From: <sip:+12025550101@example.com>;tag=1', '"orig":{"tn":"12025550199"}'],
  recommendation:
    'Sign after the last change of From, P-Asserted-Identity and To, with canonical digits, and keep header manipulation off them afterwards.',
  recipe: 'stir',
  verify: 'Verify: orig and dest of the token are the numbers of the INVITE as it leaves.',
  about: { headers: ['identity'] },
  *check({ call }) {
    const invite = signedInvite(call)
    if (!invite) {
      if (showsIdentity(call)) yield { insufficient: 'starts-mid-dialog' }
      return
    }
    const passport = passportsIn(invite).find((one) => one.ppt !== 'div' && one.identity.payload)
    if (!passport || isReshaped(invite, passport)) {
      yield { insufficient: 'message-cut' }
      return
    }
    const mismatch = origMismatch(invite, passport) ?? destMismatch(invite, passport)
    if (!mismatch) return
    const { which, signed, shown } = mismatch
    yield {
      values: { which, signed, shown, signer: passport.signer },
      title: which === 'orig' ? 'Signed caller is not the one shown' : 'Signed called number is not the one called',
      proof: [{ message: invite, header: passport.header }, ...lines(invite, mismatch.names)],
      scope: [which, passport.signer],
      mends: invite,
      ...(call.answer && { severity: { level: 'medium', because: 'The call succeeds all the same' } as const }),
    }
  },
  detail: ({ which, signed, shown, signer }) =>
    which === 'orig'
      ? `The token${signer ? ` of ${signer}` : ''} is signed for the caller ${signed}, and the INVITE shows ${shown}: verifiers fail it.`
      : `The token${signer ? ` of ${signer}` : ''} is signed for calls to ${signed}, and To is ${shown}: verifiers fail it.`,
})

interface Mismatch {
  readonly which: 'orig' | 'dest'
  readonly signed: string
  readonly shown: string
  readonly names: readonly string[]
}

const digits = (tn: string): string => tn.replace(/\D/g, '')

function origMismatch(invite: SipMessage, { origTn }: Passport): Mismatch | undefined {
  const seen = [...numbersIn(invite, 'p-asserted-identity'), ...numbersIn(invite, 'from')]
  if (origTn === undefined || seen.length === 0) return undefined
  if (seen.some((one) => isSameNumber(one, digits(origTn)))) return undefined
  return {
    which: 'orig',
    signed: origTn.slice(0, 40),
    shown: [...new Set(seen)].slice(0, 3).join(' and '),
    names: ['p-asserted-identity', 'from'],
  }
}

/** To stays as it was dialled, unless the call was diverted. */
function destMismatch(invite: SipMessage, { destTns }: Passport): Mismatch | undefined {
  const [to] = numbersIn(invite, 'to')
  if (to === undefined || destTns.length === 0) return undefined
  const isDiverted = hasHeader(invite, 'diversion') || hasHeader(invite, 'history-info')
  if (isDiverted || passportsIn(invite).some(({ ppt }) => ppt === 'div')) return undefined
  if (destTns.some((one) => isSameNumber(to, digits(one)))) return undefined
  return { which: 'dest', signed: destTns.slice(0, 3).join(', ').slice(0, 80), shown: to, names: ['to'] }
}

const lines = (message: SipMessage, names: readonly string[]): readonly Proof[] =>
  names.flatMap((name): Proof[] => {
    const found = header(message, name)
    return found ? [{ message, header: found }] : []
  })
