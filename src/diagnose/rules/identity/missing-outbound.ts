import { parseUri } from '../../../decode/sip/uri.ts'
import { inPrefixes, isPrivate, isPublic, isPublicName } from '../../../model/address.ts'
import { hasHeader, header, type SipRequest } from '../../../model/message.ts'
import { digitsOf, numbersIn } from '../../facts/telephone.ts'
import { type RuleContext, rule } from '../../rule.ts'

interface Values {
  readonly to: string
  readonly host: string
  readonly signs: boolean
}

/** Numbers of the North American plan in E.164: 1 and ten digits, area and exchange from 2 on. */
const NORTH_AMERICAN = /^1[2-9]\d{2}[2-9]\d{6}$/
/** Carriers that sign for their customers, as their documentation says. */
const SIGNING =
  /(?:^|\.)(?:twilio\.com|telnyx\.com|bandwidth\.com|vonage\.com|nexmo\.com|plivo\.com|signalwire\.com|sinch\.com)$/i

export const missingOutbound = rule<'call', Values>({
  id: 'identity.missing-outbound',
  category: 'compliance',
  severity: 'low',
  sources: ['RFC 8224 §4', 'RFC 8588'],
  title: 'Outbound call without signature',
  examines: 'call',
  posture: true,
  issues: ['stir', 'shaken', 'spam', 'attestation'],
  meaning:
    'Calls within the United States and Canada are to be signed by whoever originates them; unsigned ones are marked as spam or blocked.',
  fires:
    'An INVITE from a +1 number to a +1 number leaves for a public address without Identity. Info where the carrier signs for its customers, or nothing in the input is signed.',
  quiet: 'Calls that come in, or stay within private networks; other numbering plans; cut messages.',
  example: ['INVITE sip:+12025550123@198.51.100.7 SIP/2.0', 'From: <sip:+13125550101@192.0.2.10>;tag=1'],
  recommendation:
    'Sign outbound calls at the SBC or by a signing service, or ask the carrier whether it signs them, and with which attestation.',
  recipe: 'stir',
  verify: 'Verify: the INVITE to the carrier has an Identity header, or the called side shows the call as verified.',
  about: { methods: ['INVITE'], signs: ['north-american'] },
  applies: ({ call }) => call.invite !== undefined && mayBeSubject(call.invite),
  *check({ call }, context) {
    const leaving = call.transactions.find(
      ({ method, initial, request }) => method === 'INVITE' && initial && isOutbound(request, context),
    )?.request
    if (!leaving) {
      if (call.invite?.destination === undefined) yield { insufficient: 'single-leg' }
      return
    }
    if (hasHeader(leaving, 'identity')) return
    const [from] = numbersIn(leaving, 'from')
    const to = digitsOf(parseUri(leaving.requestUri))
    if (from === undefined || to === undefined || !NORTH_AMERICAN.test(from) || !NORTH_AMERICAN.test(to)) return
    if (!leaving.complete) {
      yield { insufficient: 'message-cut' }
      return
    }
    const host = parseUri(leaving.requestUri)?.host ?? ''
    const signs = SIGNING.test(host)
    const shown = header(leaving, 'from')!
    yield {
      values: { to: `+${to}`, host: leaving.destination?.address ?? host, signs },
      proof: [{ message: leaving }, { message: leaving, header: shown }],
      scope: ['outbound'],
      mends: leaving,
      ...(signs && { severity: { level: 'info', because: 'This carrier signs for its customers' } as const }),
    }
  },
  weigh: ({ tally, severity }) =>
    severity === 'low' && tally.signed === 0
      ? { level: 'info', because: 'Nothing in the input is signed, so the signing may happen further on' }
      : undefined,
  detail: ({ to, host, signs }) =>
    `The call to ${to} leaves for ${host} without an Identity header${signs ? ', and that carrier signs for its customers' : ''}.`,
})

/** Ten digits behind +1, which hardly any call that is not meant has. */
const mayBeSubject = ({ requestUri }: SipRequest): boolean =>
  /^(?:sips?|tel):\+?1[2-9]\d{9}(?:[@;]|$)/i.test(requestUri)

/** It leaves a private network, or the caller's own, for a public one. */
function isOutbound({ source, destination, requestUri }: SipRequest, { options }: RuleContext): boolean {
  const own = options.policy?.ownNetworks ?? []
  if (!source) return false
  const inside = isPrivate(source.address) || inPrefixes(source.address, own)
  const towards = destination?.address ?? parseUri(requestUri)?.host ?? ''
  return inside && (isPublic(towards) || isPublicName(towards)) && !inPrefixes(towards, own)
}
