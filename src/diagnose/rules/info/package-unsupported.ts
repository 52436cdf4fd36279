import { headerValues } from '../../../decode/sip/values.ts'
import { header, type SipRequest } from '../../../model/message.ts'
import { capital, senderName, senderText } from '../../facts/sender.ts'
import { type Proof, rule } from '../../rule.ts'

interface Values {
  readonly status: number
  readonly sender: string
  /** The package, or the type of the body. */
  readonly what: string
  readonly dtmf: boolean
}

/** Digits in the body of an INFO: Cisco's type, and the plain one that came before. */
const DTMF: ReadonlySet<string> = new Set(['application/dtmf-relay', 'application/dtmf'])

export const packageUnsupported = rule<'conversation', Values>({
  id: 'info.package-unsupported',
  category: 'signaling',
  severity: 'low',
  sources: ['RFC 6086 §4.2.2', 'RFC 6086 §10.6', 'RFC 3261 §21.4.13'],
  title: 'INFO not understood',
  examines: 'conversation',
  issues: ['dtmf', 'info', 'digits'],
  meaning: 'An INFO carried something that the other side does not take: it is lost, and the call goes on.',
  fires: 'An INFO is answered with 469 or 415. Medium where it carried a DTMF digit, which is lost.',
  quiet: 'INFOs that are accepted; other refusals, which have findings of their own.',
  example: [
    'INFO sip:bob@192.0.2.20 SIP/2.0',
    'Content-Type: application/dtmf-relay',
    'SIP/2.0 415 Unsupported Media Type',
  ],
  recommendation: 'Let both sides use the same packages, and send digits as telephone-event (RFC 4733).',
  verify: 'Verify: INFO gets a 200, or no INFO is sent.',
  about: { methods: ['INFO'] },
  *check({ conversation }) {
    const asked = conversation.transactions.filter(({ method }) => method === 'INFO')
    for (const { request, final } of asked) {
      if (final?.status !== 469 && final?.status !== 415) continue
      const type = headerValues(request, 'content-type')[0]?.type ?? ''
      const dtmf = DTMF.has(type)
      const lines = ['info-package', 'content-type'].flatMap((name): Proof[] => {
        const found = header(request, name)
        return found ? [{ message: request, header: found }] : []
      })
      yield {
        values: {
          status: final.status,
          sender: senderText(final),
          what: packageOf(request) ?? (type === '' ? 'a body without type' : type.slice(0, 60)),
          dtmf,
        },
        title: dtmf ? `DTMF by INFO refused: ${final.status}` : `INFO not understood: ${final.status}`,
        proof: [{ message: final }, { message: request }, ...lines],
        scope: [String(final.status), type, senderName(final)],
        ...(dtmf && { severity: { level: 'medium', because: 'The digit is lost' } as const }),
        mends: request,
      }
    }
    if (asked.length > 0 && asked.every(({ final }) => !final)) yield { insufficient: 'one-direction-only' }
  },
  detail: ({ status, sender, what, dtmf }) =>
    `${capital(sender)} answered INFO with ${status}: it does not take ${what}${dtmf ? ', and the digit is lost' : ''}.`,
  advise: ({ dtmf, what }) =>
    dtmf
      ? 'Send digits as telephone-event (RFC 4733) on both sides; where INFO must be, agree on one of application/dtmf-relay and application/dtmf.'
      : `Take ${what} off the sender for this peer, or let the peer announce it in Recv-Info.`,
})

const packageOf = (request: SipRequest): string | undefined => {
  const named = header(request, 'info-package')?.value.slice(0, 60)
  return named === undefined ? undefined : `the package ${named}`
}
