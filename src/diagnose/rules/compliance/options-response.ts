import { capital, senderName, senderText } from '../../facts/sender.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly status: number
  readonly reason: string
  readonly sender: string
}

/** They say that nobody is there, or that the server cannot; 501 and 505 come from one that lives. */
const FAILURES: ReadonlySet<number> = new Set([408, 500, 502, 503, 504])

export const optionsResponse = rule<'conversation', Values>({
  id: 'compliance.options-response',
  category: 'compliance',
  severity: 'low',
  sources: ['RFC 3261 §11.2'],
  title: 'OPTIONS answered as a failure',
  examines: 'conversation',
  yieldsTo: ['routing.options-ping-failing'],
  meaning:
    'OPTIONS asks what an INVITE would get. 408 or 5xx says that it would fail, so whoever pings takes the peer out of service.',
  fires: 'Every final response to the OPTIONS of a peer is 408, 500, 502, 503 or 504.',
  quiet: 'Any other final response, also 403, 404, 405 or 486: it proves a peer that lives.',
  example: ['OPTIONS sip:192.0.2.20 SIP/2.0', 'SIP/2.0 503 Service Unavailable'],
  recommendation:
    'Look at the load and the routes of the peer; where it is well, let it answer OPTIONS with 200, and let the pinging side point at an address it serves.',
  verify: 'Verify: OPTIONS gets a 200.',
  about: { methods: ['OPTIONS'] },
  *check({ conversation }) {
    const asked = conversation.transactions.filter(({ method }) => method === 'OPTIONS')
    if (asked.length === 0) return
    const finals = asked.flatMap(({ finals: all }) => all)
    const [last] = finals.slice(-1)
    if (!last) {
      yield { insufficient: 'one-direction-only' }
      return
    }
    if (!finals.every(({ status }) => FAILURES.has(status))) return
    yield {
      values: { status: last.status, reason: last.reason.slice(0, 60), sender: senderText(last) },
      title: `OPTIONS answered with ${last.status}`,
      proof: [{ message: last }, { message: asked.at(-1)!.request }],
      scope: [String(last.status), senderName(last)],
      mends: last,
    }
  },
  detail: ({ status, reason, sender }) =>
    `${capital(sender)} answered OPTIONS with ${`${status} ${reason}`.trim()}: whoever pings it takes it for dead.`,
})
