import type { Call, Transaction } from '../../../model/call.ts'
import { headers, type SipRequest } from '../../../model/message.ts'
import { hostsIn, requestHost } from '../../facts/addresses.ts'
import { headerProofs } from '../../facts/header-proofs.ts'
import { clip } from '../../facts/responses.ts'
import { type Party, releasedBy } from '../../facts/session.ts'
import { type Proof, type RuleContext, rule, type Weight } from '../../rule.ts'
import { BYE_RESENDS, BYE_SILENCE_US, ZOMBIE_US } from '../../thresholds/signaling.ts'

type Cause = 'target' | 'route' | 'none'

interface Values {
  readonly sends: number
  readonly spanMs: number
  readonly party: Party | undefined
  readonly cause: Cause
  readonly target: string
  readonly contact: string | undefined
}

/** Sends that are cited: all that timers E and F allow (RFC 3261 §17.1.2.2). */
const SENDS_CITED = 11

export const byeNotAnswered = rule<'call', Values>({
  id: 'signaling.bye-not-answered',
  category: 'signaling',
  severity: 'medium',
  sources: ['RFC 3261 §15', 'RFC 3261 §12.2.1.1', 'RFC 3261 §17.1.2'],
  title: 'BYE gets no response',
  examines: 'call',
  observed: true,
  issues: ['bye', 'zombie'],
  meaning: 'One side hangs up and the other does not hear of it: its call stays up, and may be billed.',
  fires:
    'A BYE is sent four times, or over 4 s, without any response. High where RTP goes on for more than half a minute.',
  quiet:
    'A BYE that was answered on the same hop, with 481 as well; silence at the end of the input; captures of one direction.',
  example: [
    'BYE sip:alice@10.0.0.5:5060 SIP/2.0 (sent at 0, 0.5, 1.5 and 3.5 s, no response)',
    'Contact: <sip:alice@192.0.2.5:5060>',
  ],
  recommendation: 'Send the BYE to the Contact of the peer, along the route set, and make that Contact reachable.',
  recipe: 'route',
  verify: 'Verify: the first BYE is answered with 200.',
  about: { methods: ['BYE'] },
  marks: { signs: ['unanswered'] },
  *check({ call }, { capture }) {
    for (const transaction of call.transactions) {
      if (transaction.method !== 'BYE' || !isSilent(transaction)) continue
      const { request, requests } = transaction
      const spanMs = spanOf(transaction, capture.timed)
      if (requests.length <= BYE_RESENDS && spanMs * 1000 < BYE_SILENCE_US) {
        if (call.final) yield { insufficient: 'ends-mid-dialog' }
        continue
      }
      if (!call.messages.some(({ kind }) => kind === 'response')) {
        yield { insufficient: 'one-direction-only' }
        continue
      }
      const severity = weigh(call, request, capture)
      const peer = peersLastContact(call, request)
      const cause = causeOf(request, peer)
      const contact = peer && hostsIn(peer, 'contact')[0]
      yield {
        values: {
          ...{ sends: requests.length, spanMs, cause, contact },
          party: releasedBy(call, request),
          target: clip(request.requestUri),
        },
        proof: [
          { message: request },
          ...headerProofs(request, 'route'),
          ...(peer ? headerProofs(peer, 'contact', 'record-route') : []),
          ...requests.slice(1, SENDS_CITED).map((message): Proof => ({ message })),
        ],
        scope: [cause],
        mends: request,
        ...(severity && { severity }),
      }
    }
  },
  detail({ sends, spanMs, party, target, cause, contact }) {
    const time = spanMs > 0 ? ` in ${(spanMs / 1000).toFixed(1)} s` : ''
    return `The ${party ?? 'side that hung up'} sent BYE ${target} ${sends} times${time} and got no response.${CAUSES[cause](contact ?? '')}`
  },
  advise: ({ cause }) => REMEDIES[cause],
})

const CAUSES: Record<Cause, (contact: string) => string> = {
  target: (contact) => ` It goes to another host than the Contact of the peer, ${clip(contact, 80)}.`,
  route: () => ' The peer put Record-Route into its message, and the BYE carries no Route.',
  none: () => '',
}
const REMEDIES: Record<Cause, string> = {
  target: 'Send the BYE to the Contact of the peer: nothing on the way may rewrite it.',
  route: 'Send the BYE along the route set that the Record-Route headers make.',
  none: 'Make the Contact of the peer reachable: a NAT binding or firewall that has closed, or a host that is gone, keeps the BYE from it.',
}

const isSilent = ({ provisionals, finals }: Transaction): boolean => provisionals.length + finals.length === 0

const spanOf = ({ requests, request }: Transaction, timed: boolean): number => {
  const last = requests.at(-1)?.at
  return timed && request.at !== undefined && last !== undefined ? (last - request.at) / 1000 : 0
}

/** The last INVITE or 2xx to one by which the peer gave its Contact, before the BYE. */
function peersLastContact(call: Call, bye: SipRequest) {
  return call.messages.findLast(
    (message) =>
      message.number < bye.number &&
      message.cseq?.method === 'INVITE' &&
      (message.kind === 'request'
        ? message.method === 'INVITE' && message.fromTag === bye.toTag
        : message.status >= 200 && message.status < 300 && message.toTag === bye.toTag),
  )
}

function causeOf(bye: SipRequest, peer: ReturnType<typeof peersLastContact>): Cause {
  if (!peer || bye.toTag === undefined) return 'none'
  const contact = hostsIn(peer, 'contact')[0]?.toLowerCase()
  const target = requestHost(bye)?.toLowerCase()
  const routes = headers(bye, 'route').length
  if (routes === 0 && headers(peer, 'record-route').length > 0) return 'route'
  return routes === 0 && contact !== undefined && target !== undefined && contact !== target ? 'target' : 'none'
}

/** A call that nobody ends: media goes on long after. */
function weigh({ streams }: Call, { at }: SipRequest, { timed }: RuleContext['capture']): Weight | undefined {
  const on = timed && at !== undefined && streams.some(({ lastAt }) => lastAt - at > ZOMBIE_US)
  return on
    ? { level: 'high', because: 'RTP of the call goes on for more than half a minute after the BYE' }
    : undefined
}
