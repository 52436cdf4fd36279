import { parseUri } from '../../../decode/sip/uri.ts'
import type { Call, Transaction } from '../../../model/call.ts'
import type { Transport } from '../../../model/endpoint.ts'
import type { SipRequest } from '../../../model/message.ts'
import { topVia } from '../../facts/addresses.ts'
import { initialInvites } from '../../facts/outcome.ts'
import { clip } from '../../facts/responses.ts'
import { transportOf } from '../../facts/transports.ts'
import { agentName, agentOf, calledPlatform } from '../../facts/voice-agent.ts'
import { type Proof, rule } from '../../rule.ts'
import { UNANSWERED_SENDS } from '../../thresholds/signaling.ts'

interface Values {
  readonly agent: string
  readonly target: string
  readonly used: string
  readonly wanted: readonly Transport[]
  /** Final status; undefined for silence. */
  readonly status: number | undefined
  readonly sends: number
}

/** How a platform turns away what comes over the wrong transport, or without the SRTP that goes with TLS. */
const REFUSALS: ReadonlySet<number> = new Set([403, 488])

export const transportUnsupported = rule<'call', Values>({
  id: 'ai.transport-unsupported',
  category: 'signaling',
  severity: 'high',
  sources: ['RFC 3261 §18', 'RFC 3261 §26.2.2', 'the addresses that the platforms document'],
  title: 'Voice platform does not take this transport',
  examines: 'call',
  observed: true,
  about: { methods: ['INVITE'] },
  explains: [
    'signaling.no-response-invite',
    'signaling.response-403',
    'signaling.response-488',
    'signaling.call-failed',
    'signaling.retransmissions',
  ],
  issues: ['tls', 'transport', 'trunk', 'agent'],
  meaning:
    'The platform takes SIP over TLS or TCP alone, and the trunk sends it over UDP: the call never reaches the agent.',
  fires:
    'An INVITE to a platform that documents TLS (OpenAI) or TCP and TLS (ElevenLabs), or to a voice agent whose address asks for one of them, goes over another transport and gets 403, 488, or no answer to three sends.',
  quiet:
    'Platforms that take UDP; calls that are answered; a proxy on the way that speaks TLS to the platform. Info where a later try succeeds.',
  example: [
    'INVITE sip:proj_x@sip.api.openai.com;transport=tls SIP/2.0',
    'Via: SIP/2.0/UDP 192.0.2.5:5060;branch=z9hG4bK1',
  ],
  recommendation:
    'Send calls to the platform over TLS with SRTP, at the address it gives (sip:PROJECT_ID@sip.api.openai.com;transport=tls), and let its address ranges through the firewall.',
  recipe: 'ai',
  verify: 'Verify: the INVITE goes over TLS and gets 100 Trying.',
  applies: ({ call }, context) => agentOf(call, context)?.side === 'callee',
  *check({ call }, context) {
    const agent = agentOf(call, context)
    if (!agent) return
    for (const attempt of initialInvites(call)) {
      const wanted = wantedBy(attempt.request)
      if (!wanted || isWanted(attempt.request, wanted)) continue
      const result = resultOf(attempt, call)
      if (result === 'pending') {
        yield { insufficient: 'ends-mid-dialog' }
        continue
      }
      if (result === 'taken') continue
      const { request, requests, final } = attempt
      const via = request.headers.find(({ name }) => name === 'via')
      yield {
        values: {
          ...{ wanted, agent: agentName(agent), target: clip(request.requestUri), used: transportOf(request) },
          ...{ status: final?.status, sends: requests.length },
        },
        proof: [
          { message: request },
          ...(via ? [{ message: request, header: via } satisfies Proof] : []),
          ...(final
            ? [{ message: final }]
            : requests.slice(1, UNANSWERED_SENDS).map((message): Proof => ({ message }))),
        ],
        scope: [transportOf(request), String(final?.status ?? 'silence')],
        confidence: agent.confidence,
        mends: request,
        ...(call.answer && { severity: { level: 'info', because: 'The call then succeeded another way' } as const }),
      }
    }
  },
  detail: ({ agent, target, used, wanted, status, sends }) =>
    `INVITE to ${target} went over ${used} ${status === undefined ? `${sends} times without an answer` : `and got ${status}`}; ${agent} takes SIP over ${wanted.join(' or ')} there.`,
})

/** What the platform documents, else what its address itself asks for (RFC 3261 §19.1.1); undefined where nothing is asked. */
function wantedBy(request: SipRequest): readonly Transport[] | undefined {
  const documented = calledPlatform(request)?.transports
  if (documented) return documented
  const uri = parseUri(request.requestUri)
  const asked = uri?.params.get('transport')?.toUpperCase()
  if (uri?.scheme === 'sips' || asked === 'TLS') return ['TLS']
  return asked === 'TCP' ? ['TCP', 'TLS'] : undefined
}

/** By the packets or by its Via: what was written for TLS and read elsewhere, behind a decoder, went over TLS. */
const isWanted = (request: SipRequest, wanted: readonly Transport[]): boolean => {
  const written = topVia(request)?.transport
  return wanted.some((one) => one === request.transport || one === written)
}

function resultOf({ requests, provisionals, final }: Transaction, call: Call): 'refused' | 'pending' | 'taken' {
  if (final) return REFUSALS.has(final.status) ? 'refused' : 'taken'
  if (provisionals.length > 0) return 'taken'
  if (requests.length >= UNANSWERED_SENDS || call.icmpErrors.length > 0) return 'refused'
  return call.final ? 'pending' : 'taken'
}
