import type { Call, Transaction } from '../../../model/call.ts'
import { header, type SipMessage } from '../../../model/message.ts'
import { initialInvites } from '../../facts/outcome.ts'
import { capital, senderName, senderText } from '../../facts/sender.ts'
import { type Proof, rule } from '../../rule.ts'

interface Values {
  readonly callId: string
  readonly sender: string
  readonly merged: boolean
}

export const callidReuse = rule<'call', Values>({
  id: 'compliance.callid-reuse',
  category: 'compliance',
  severity: 'low',
  sources: ['RFC 3261 §8.1.1.4', 'RFC 3261 §8.2.2.2'],
  title: 'One Call-ID for several calls',
  examines: 'call',
  explains: ['routing.response-482-483'],
  meaning: 'A Call-ID names one call for ever. Used again, servers may merge two calls or take the second for a loop.',
  fires:
    'On one hop, an INVITE that opens a dialog comes with a Call-ID whose earlier call was answered, and has another From tag or comes after its BYE. High where 482 answers it.',
  quiet:
    'Retries after a challenge, a redirection or a refusal; forks and proxies; a B2BUA that keeps the Call-ID on its other leg; REGISTER.',
  example: ['INVITE sip:carol@example.com SIP/2.0', 'Call-ID: 843817637684230@192.0.2.10'],
  recommendation: 'Let the client, the test script or the B2BUA make a new Call-ID for each call.',
  verify: 'Verify: two calls never share a Call-ID.',
  about: { methods: ['INVITE'] },
  marks: { signs: ['no-invite', 'several-invites'] },
  *check({ call }) {
    if (!call.invite) {
      yield { insufficient: 'starts-mid-dialog' }
      return
    }
    const reuse = firstReuse(call)
    if (!reuse) return
    const [first, second] = reuse
    const merged = second.finals.find(({ status }) => status === 482)
    yield {
      values: {
        callId: call.invite.callId.slice(0, 100),
        sender: senderText(second.request),
        merged: merged !== undefined,
      },
      proof: [
        { message: second.request },
        ...callIdProof(second.request),
        { message: first.request },
        ...(merged ? [{ message: merged }] : []),
      ],
      scope: [senderName(second.request)],
      ...(merged && { severity: { level: 'high', because: 'The second call was refused with 482' } }),
      mends: second.request,
    }
  },
  detail: ({ callId, sender, merged }) =>
    `${capital(sender)} opens another call with Call-ID ${callId}, which an answered call has used before${merged ? ', and gets 482: it is taken for the first one come back' : ''}.`,
})

function callIdProof(message: SipMessage): readonly Proof[] {
  const found = header(message, 'call-id')
  return found ? [{ message, header: found }] : []
}

function firstReuse(call: Call): readonly [Transaction, Transaction] | undefined {
  const starts = initialInvites(call)
  for (const second of starts) {
    const first = starts.find((one) => isEarlierCall(one, second, call))
    if (first) return [first, second]
  }
  return undefined
}

/** Answered before the second began: what is still open may be a fork, and what was refused may be tried again. */
function isEarlierCall(first: Transaction, second: Transaction, call: Call): boolean {
  if (first === second || first.hop !== second.hop || !first.final || first.final.status >= 300) return false
  if (first.final.number > second.request.number) return false
  if (first.request.fromTag !== second.request.fromTag) return true
  return call.bye !== undefined && call.bye.number < second.request.number
}
