import { parseUri } from '../../../decode/sip/uri.ts'
import { locatedValues } from '../../../decode/sip/values.ts'
import type { Transaction } from '../../../model/call.ts'
import { headers, type SipMessage } from '../../../model/message.ts'
import { isLoose, routePlace } from '../../facts/routes.ts'
import { kindText } from '../../facts/sender.ts'
import { type Proof, rule, type SignalingConversation } from '../../rule.ts'

interface Values {
  readonly route: string
  readonly name: string
  readonly what: string
  readonly status: number | undefined
}

export const strictRouter = rule<'conversation', Values>({
  id: 'routing.strict-router',
  category: 'routing',
  severity: 'low',
  sources: ['RFC 3261 §16.12.1.1', 'RFC 3261 §19.1.1'],
  title: 'A route without lr: strict routing',
  examines: 'conversation',
  about: { headers: ['record-route', 'route'] },
  explains: ['dialog.response-481', 'routing.response-404'],
  issues: ['route'],
  meaning:
    'A proxy that leaves its address without ;lr wants to be put into the Request-URI (RFC 2543). Most others do not expect that, and look for the user in the wrong place.',
  fires:
    'A Route or Record-Route whose URI has no lr parameter. High where a request with that address in its Request-URI is then refused with 404 or 481.',
  quiet: 'Routes with ;lr or ;lr=on.',
  example: ['Record-Route: <sip:192.0.2.20>'],
  recommendation: 'Let the proxy write ;lr into its Record-Route (loose routing, RFC 3261).',
  recipe: 'route',
  verify: 'Verify: each Record-Route and Route carries ;lr.',
  *check({ conversation }) {
    for (const message of bearers(conversation)) {
      const found = strictIn(message)
      if (!found) continue
      const refused = conversation.transactions.find((one) => isMisrouted(one, found.route))
      yield {
        values: {
          route: found.route.slice(0, 120),
          name: found.name,
          what: kindText(message),
          status: refused?.final?.status,
        },
        proof: [
          { message, header: found.header },
          ...(refused ? ([{ message: refused.request }, { message: refused.final! }] satisfies Proof[]) : []),
        ],
        scope: [found.name],
        mends: message,
        ...(refused && {
          severity: {
            level: 'high' as const,
            because: `A request rewritten to it was refused with ${refused.final!.status}`,
          },
        }),
      }
      return
    }
    if (isCut(conversation)) yield { insufficient: 'message-cut' }
  },
  detail: ({ route, name, what, status }) =>
    `The ${name} of the ${what} names ${route} without ;lr.${status === undefined ? '' : ` A request sent to it in its Request-URI was refused with ${status}.`}`,
})

/** Responses repeat the Record-Route of their request; what the called side adds stands in the one that makes the dialog. */
const bearers = ({ transactions }: SignalingConversation): readonly SipMessage[] =>
  transactions.flatMap(({ request, method, finals, acks }) =>
    method === 'INVITE' ? [request, ...finals.slice(0, 1), ...acks.slice(0, 1)] : [request],
  )

const isCut = ({ messages }: SignalingConversation): boolean => messages.some(({ complete }) => !complete)

function strictIn(message: SipMessage) {
  for (const name of ['record-route', 'route'] as const) {
    if (headers(message, name).every(({ value }) => value.split(',').every((one) => one.includes(';lr')))) continue
    for (const { header, value } of locatedValues(message, name))
      if (value.uri?.host && !isLoose(value))
        return { header, route: value.uriText, name: name === 'route' ? 'Route' : 'Record-Route' }
  }
  return undefined
}

const isMisrouted = ({ request, final }: Transaction, route: string): boolean =>
  request.toTag !== undefined &&
  (final?.status === 404 || final?.status === 481) &&
  parseUri(request.requestUri) !== undefined &&
  routePlace(request.requestUri) === routePlace(route)
