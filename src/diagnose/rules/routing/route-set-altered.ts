import { headerValues } from '../../../decode/sip/values.ts'
import type { Call, Transaction } from '../../../model/call.ts'
import { headers, type SipMessage, type SipResponse } from '../../../model/message.ts'
import { dialogRequestsOf } from '../../facts/dialog-requests.ts'
import { initialInvites } from '../../facts/outcome.ts'
import { isSuffix, routePlace } from '../../facts/routes.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'

interface Values {
  readonly sent: readonly string[]
  readonly returned: readonly string[]
  readonly loss: string
}

const ROUTES_TOLD = 6

export const routeSetAltered = rule<'call', Values>({
  id: 'routing.route-set-altered',
  category: 'routing',
  severity: 'high',
  sources: ['RFC 3261 §12.1.1', 'RFC 3261 §16.7', 'RFC 5658 §3'],
  title: 'Record-Route comes back changed',
  examines: 'call',
  about: { headers: ['record-route'] },
  explains: ['signaling.ack-missing-2xx', 'signaling.bye-not-answered', 'dialog.response-481', 'signaling.drop-32s'],
  issues: ['route', 'alg'],
  meaning:
    'The called side has to return the Record-Route of the INVITE as it got it. Where a router or SBC changes it, caller and callee send the rest of the call on different ways.',
  fires:
    'On one hop the 2xx does not end with the Record-Route entries of its INVITE, and a request within the dialog is lost. Low where none was.',
  quiet: 'Entries that proxies further on put before them; each proxy may rewrite its own on the way back (RFC 5658).',
  example: ['Record-Route: <sip:192.0.2.20;lr> (INVITE)', 'Record-Route: <sip:10.0.0.20;lr> (200 OK)'],
  recommendation:
    'Switch off SIP ALG or header rules that touch Record-Route between these two hosts, and let the called side copy it as it is.',
  recipe: 'route',
  verify: 'Verify: INVITE and 2xx show the same Record-Route on this hop.',
  *check({ call }) {
    let cut = false
    for (const invite of initialInvites(call)) {
      const answer = invite.finals.find(({ status }) => status < 300)
      const sent = routesIn(invite.request)
      if (!answer || sent.length === 0) continue
      const returned = routesIn(answer)
      if (isSuffix(sent.map(routePlace), returned.map(routePlace))) continue
      if (!answer.complete || !invite.request.complete) {
        cut = true
        continue
      }
      yield faultOf(call, invite, answer, sent, returned)
      return
    }
    if (cut) yield { insufficient: 'message-cut' }
  },
  detail: ({ sent, returned, loss }) =>
    `The INVITE carries Record-Route ${sent.join(', ')}; the 2xx on the same hop brings back ${returned.length === 0 ? 'none' : returned.join(', ')}.${loss ? ` Then ${loss}.` : ''}`,
})

const routesIn = (message: SipMessage): readonly string[] =>
  headerValues(message, 'record-route').map(({ uriText }) => uriText)

const linesOf = (message: SipMessage): readonly Proof[] =>
  headers(message, 'record-route')
    .slice(0, ROUTES_TOLD)
    .map((header): Proof => ({ message, header }))

function faultOf(
  call: Call,
  { request }: Transaction,
  answer: SipResponse,
  sent: readonly string[],
  returned: readonly string[],
) {
  const lost = dialogRequestsOf(call).find(({ outcome }) => outcome === 'lost')
  const clip = (list: readonly string[]) => list.slice(0, ROUTES_TOLD).map((one) => one.slice(0, 80))
  const severity: Weight | undefined = lost
    ? undefined
    : { level: 'low', because: 'No request within the dialog was lost' }
  const [first, ...rest] = [...linesOf(request), ...linesOf(answer), { message: answer }]
  return {
    values: { sent: clip(sent), returned: clip(returned), loss: lost?.loss ?? '' },
    proof: [first!, ...rest, ...(lost ? [{ message: lost.request }] : [])] as [Proof, ...Proof[]],
    scope: [returned.length === 0 ? 'missing' : 'changed'],
    mends: answer,
    ...(severity && { severity }),
  }
}
