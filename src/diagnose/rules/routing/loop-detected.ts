import { locatedValues } from '../../../decode/sip/values.ts'
import type { Via } from '../../../decode/sip/via.ts'
import { header, type SipRequest } from '../../../model/message.ts'
import { methodScope } from '../../facts/methods.ts'
import { type Proof, rule, type SignalingConversation, type Weight } from '../../rule.ts'
import { LOOP_VISITS } from '../../thresholds/routing.ts'

interface Values {
  readonly host: string
  readonly visits: number
  readonly how: 'via' | 'hops'
  readonly spiral: boolean
  readonly refused: number | undefined
}

interface Loop extends Values {
  readonly request: SipRequest
  readonly lines: readonly Proof[]
}

export const loopDetected = rule<'conversation', Values>({
  id: 'routing.loop-detected',
  category: 'routing',
  severity: 'critical',
  sources: ['RFC 3261 §16.3', 'RFC 5393 §4'],
  title: 'A request comes back to a server it has passed',
  examines: 'conversation',
  explains: ['routing.response-482-483', 'routing.max-forwards-exhausted', 'reg.failed', 'signaling.call-failed'],
  issues: ['loop', '482', '483'],
  meaning: 'Servers send a request to each other in a circle, until Max-Forwards ends it.',
  fires:
    'One server (address, port and transport) stands twice or more in the Via of one request, or the same request enters one host three times with ever smaller Max-Forwards. Low for two visits without 482 or 483, and where the Request-URI changed on the way (a spiral).',
  quiet: 'Every server stands once in Via.',
  example: [
    'Via: SIP/2.0/UDP 192.0.2.20;branch=z9hG4bK-3',
    'Via: SIP/2.0/UDP 192.0.2.30;branch=z9hG4bK-2',
    'Via: SIP/2.0/UDP 192.0.2.20;branch=z9hG4bK-1',
  ],
  recommendation:
    'Find the route that leads back: a domain or alias that a proxy does not know as its own (Kamailio: alias=), a trunk that points at its own side, or two systems that forward to each other.',
  verify: 'Verify: each server stands once in the Via of the request, and 18x or 2xx follows.',
  about: { headers: ['via'] },
  marks: { signs: ['several-vias', 'same-cseq'] },
  *check({ conversation }) {
    let cut = false
    let worst: Loop | undefined
    for (const { request } of conversation.transactions) {
      cut ||= !request.complete
      const loop = mayRepeat(request) ? inVia(request, conversation) : undefined
      if (loop && (!worst || loop.visits > worst.visits)) worst = loop
    }
    worst ??= reentering(conversation)
    if (worst) {
      const { request, lines, ...values } = worst
      const severity = weigh(values)
      yield {
        values,
        proof: [{ message: request }, ...lines],
        scope: [methodScope(request.method)],
        confidence: values.visits >= LOOP_VISITS ? 0.95 : 0.7,
        ...(severity && { severity }),
      }
    } else if (cut) yield { insufficient: 'message-cut' }
  },
  detail: ({ host, visits, how, spiral, refused }) =>
    `${how === 'via' ? `${host} stands ${visits} times in the Via of one request` : `The same request enters ${host} ${visits} times, with fewer hops left each time`}${spiral ? ', with another Request-URI in between' : ''}.${refused === undefined ? '' : ` It ended with ${refused}.`}`,
})

const SENT_BY = /SIP\/2\.0\/(\S{1,20} [^;,\s]{1,300})/gi

/** Some sent-by stands twice in it: asked of every request, so the Vias are not taken apart for it. */
function mayRepeat({ raw }: SipRequest): boolean {
  const first = raw.indexOf('SIP/2.0/')
  if (first < 0 || raw.indexOf('SIP/2.0/', first + 1) < 0) return false
  const seen = new Set<string>()
  for (const [, sentBy] of raw.matchAll(SENT_BY)) {
    // With the port left out and written it is the same.
    const place = sentBy!.toLowerCase().replace(/:506[01]$/, '')
    if (seen.has(place)) return true
    seen.add(place)
  }
  return false
}

function weigh({ visits, spiral, refused }: Values): Weight | undefined {
  if (refused !== undefined) return undefined
  if (spiral) return { level: 'low', because: 'The Request-URI changed in between: a spiral, which is legal' }
  return visits < LOOP_VISITS
    ? { level: 'low', because: 'Two visits may be two roles of one host, and no 482 or 483 followed' }
    : undefined
}

const serverOf = ({ transport, host, port }: Via): string =>
  `${transport} ${host.toLowerCase()}:${port ?? (transport === 'TLS' ? 5061 : 5060)}`

function inVia(request: SipRequest, conversation: SignalingConversation): Loop | undefined {
  const visits = Map.groupBy(locatedValues(request, 'via'), ({ value }) => serverOf(value))
  const [server, again] = [...visits].reduce((most, one) => (one[1].length > most[1].length ? one : most))
  if (again.length < 2 || isOneMachine(again.map(({ value }) => value))) return undefined
  return {
    host: server.slice(server.indexOf(' ') + 1).slice(0, 120),
    visits: again.length,
    how: 'via',
    spiral: again.some(({ value }) => hadOtherTarget(value, request, conversation)),
    refused: refusalOf(request, conversation),
    request,
    lines: again.map(({ header: line }): Proof => ({ message: request, header: line })),
  }
}

/** Programs of one machine talk to each other over its loopback address. */
const isOneMachine = ([via]: readonly Via[]): boolean =>
  via !== undefined && (/^127\./.test(via.host) || via.host === '::1' || /\.invalid$/i.test(via.host))

/** It was seen as that server sent it on before, and then had another Request-URI. */
const hadOtherTarget = ({ branch }: Via, request: SipRequest, { transactions }: SignalingConversation): boolean =>
  transactions.some((one) => one.request.branch === branch && one.request.requestUri !== request.requestUri)

function refusalOf({ cseq }: SipRequest, { messages }: SignalingConversation): number | undefined {
  for (const one of messages)
    if (one.kind === 'response' && (one.status === 482 || one.status === 483) && one.cseq?.number === cseq?.number)
      return one.status
  return undefined
}

/** The same request at the door of one host three times or more, with fewer hops left each time. */
function reentering(conversation: SignalingConversation): Loop | undefined {
  const { transactions } = conversation
  if (transactions.length < LOOP_VISITS) return undefined
  const doors = Map.groupBy(transactions, ({ method, request: { destination, requestUri, cseq, fromTag, toTag } }) =>
    destination ? JSON.stringify([method, cseq?.number, requestUri, fromTag, toTag, destination]) : '',
  )
  for (const [door, entries] of doors) {
    if (door === '' || entries.length < LOOP_VISITS) continue
    const hops = entries.map(({ request }) => Number(header(request, 'max-forwards')?.value))
    if (!hops.every((left, i) => i === 0 || left < hops[i - 1]!)) continue
    const { request } = entries.at(-1)!
    return {
      ...{ host: request.destination!.address, visits: entries.length, how: 'hops', spiral: false, request },
      refused: refusalOf(request, conversation),
      lines: entries.flatMap((one): Proof[] => {
        const line = header(one.request, 'max-forwards')
        return line ? [{ message: one.request, header: line }] : []
      }),
    }
  }
  return undefined
}
