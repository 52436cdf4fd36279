import { headerValues } from '../../../decode/sip/values.ts'
import type { Party } from '../../../model/call-facts.ts'
import { hasHeader, header, headers, type SipMessage } from '../../../model/message.ts'
import { type DialogRequest, dialogRequestsOf } from '../../facts/dialog-requests.ts'
import { methodScope } from '../../facts/methods.ts'
import { isLoose, isSuffix, routePlace } from '../../facts/routes.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'

interface Values {
  readonly method: string
  readonly by: Party
  readonly expected: readonly string[]
  readonly sent: readonly string[]
  readonly loss: string
}

/** Routes that are told of one request; a call passes a handful of proxies. */
const ROUTES_TOLD = 6

export const recordRouteIgnored = rule<'call', Values>({
  id: 'routing.record-route-ignored',
  category: 'routing',
  severity: 'high',
  sources: ['RFC 3261 §12.1.1', 'RFC 3261 §12.1.2', 'RFC 3261 §12.2.1.1', 'RFC 3261 §16.12'],
  title: 'A request within the dialog ignores the route set',
  examines: 'call',
  about: { headers: ['record-route'] },
  explains: [
    'signaling.ack-missing-2xx',
    'signaling.bye-not-answered',
    'signaling.no-response-noninvite',
    'signaling.drop-32s',
    'dialog.response-481',
  ],
  issues: ['route', 'dropped', 'bye', 'ack'],
  meaning:
    'Proxies that must see the whole call leave a Record-Route. ACK, BYE and re-INVITE have to repeat it as Route, or they pass these proxies by.',
  fires:
    'A request within a dialog, straight from its sender, lacks Route entries that the Record-Route of its INVITE or 2xx demands, or has them in another order. Low where it arrived all the same.',
  quiet:
    'Entries that a proxy before the tap has taken off; dialogs without Record-Route; strict routers; a dialog whose beginning is not in the input.',
  example: ['Record-Route: <sip:192.0.2.20;lr>', 'ACK sip:bob@198.51.100.9 SIP/2.0 (without Route)'],
  recommendation:
    'Let the side that sends the request keep the Record-Route of the 2xx as its route set, in reverse order on the side of the caller, and send to its top entry.',
  recipe: 'route',
  verify: 'Verify: ACK and BYE carry the Route headers and pass the proxy.',
  *check({ call }) {
    if (!call.messages.some((message) => !message.complete || hasHeader(message, 'record-route'))) return
    let blind: 'message-cut' | 'starts-mid-dialog' | undefined
    const told = new Set<Party>()
    for (const one of dialogRequestsOf(call)) {
      const { request, by, history } = one
      const side = history[by]
      if (side.routeSet === undefined) {
        blind ??= 'starts-mid-dialog'
        continue
      }
      // What a proxy sends on may have lost the entries that were its own.
      if (side.routeSet.length === 0 || headers(request, 'via').length !== 1 || told.has(by)) continue
      if (!request.complete) {
        blind ??= 'message-cut'
        continue
      }
      if (isKept(one, side.routeSet)) continue
      told.add(by)
      yield faultOf(one, side.routeSet)
    }
    if (blind && told.size === 0) yield { insufficient: blind }
  },
  detail: ({ method, by, expected, sent, loss }) =>
    `The ${method} of the ${by} ${sent.length === 0 ? 'carries no Route' : `has Route ${sent.join(', ')}`}; the dialog demands ${expected.join(', ')}.${loss ? ` ${loss[0]!.toUpperCase()}${loss.slice(1)}.` : ''}`,
})

function isKept({ request }: DialogRequest, routeSet: readonly string[]): boolean {
  const routes = headerValues(request, 'route')
  // A strict router stands in the Request-URI instead (RFC 3261 §12.2.1.1).
  const [first] = routeSet
  if (first !== undefined && !/[;?]lr(?:$|[;=?])/i.test(first)) return true
  if (routes.some((one) => !isLoose(one))) return true
  return isSuffix(
    routeSet.map(routePlace),
    routes.map(({ uriText }) => routePlace(uriText)),
  )
}

function faultOf({ request, by, outcome, loss, history, transaction }: DialogRequest, routeSet: readonly string[]) {
  const source = recorderOf(history.passages[0]?.near.final ?? transaction.final, transaction.request)
  const lines = headers(source, 'record-route').slice(0, ROUTES_TOLD)
  const routes = headers(request, 'route').slice(0, ROUTES_TOLD)
  const severity: Weight | undefined =
    outcome === 'worked' ? { level: 'low', because: 'It arrived all the same' } : undefined
  return {
    values: {
      method: request.method,
      by,
      expected: routeSet.slice(0, ROUTES_TOLD).map((one) => one.slice(0, 80)),
      sent: headerValues(request, 'route')
        .slice(0, ROUTES_TOLD)
        .map(({ uriText }) => uriText.slice(0, 80)),
      loss,
    },
    proof: [
      { message: request },
      ...routes.map((one): Proof => ({ message: request, header: one })),
      ...lines.map((one): Proof => ({ message: source, header: one })),
    ] as [Proof, ...Proof[]],
    scope: [by, methodScope(request.method)],
    mends: request,
    confidence: outcome === 'lost' ? 0.95 : 0.85,
    ...(severity && { severity }),
  }
}

/** Which of the two shows the Record-Route. */
const recorderOf = (response: SipMessage | undefined, request: SipMessage): SipMessage =>
  response && header(response, 'record-route') ? response : request
