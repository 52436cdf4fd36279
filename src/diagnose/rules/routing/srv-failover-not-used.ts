import { parseUri } from '../../../decode/sip/uri.ts'
import type { Call, Transaction } from '../../../model/call.ts'
import type { DnsLookup } from '../../../model/network.ts'
import { isUnanswered } from '../../facts/lost.ts'
import { isFor, lookupProof } from '../../facts/names.ts'
import { networkOf } from '../../facts/network.ts'
import { initialInvites } from '../../facts/outcome.ts'
import { type Proof, type RuleContext, rule } from '../../rule.ts'
import { NEXT_TARGET_US } from '../../thresholds/routing.ts'

interface Values {
  readonly name: string
  readonly targets: readonly string[]
  readonly asked: string
  readonly sends: number
}

const TARGETS_TOLD = 4

export const srvFailoverNotUsed = rule<'call', Values>({
  id: 'routing.srv-failover-not-used',
  category: 'routing',
  severity: 'medium',
  sources: ['RFC 3263 §4.3', 'RFC 2782'],
  title: 'The first SRV target is silent, and no other is tried',
  examines: 'call',
  about: { methods: ['INVITE'] },
  observed: true,
  explains: ['signaling.no-response-invite', 'signaling.call-failed', 'signaling.response-408'],
  issues: ['srv', 'failover', 'timeout'],
  meaning: 'The domain names several servers, so that one may fail. The caller asks the first only, and gives up.',
  fires:
    'The capture shows SRV records with two targets or more for the called domain, the INVITE to the first address gets no response, no INVITE goes to another within 5 s, and the call fails.',
  quiet: 'Calls that go through; another address tried; one target; no lookup in the input.',
  example: ['_sip._udp.example.com SRV 10 0 5060 a.example.com', '_sip._udp.example.com SRV 20 0 5060 b.example.com'],
  recommendation:
    'Let the caller go on to the next SRV target after a few seconds without any response (RFC 3263 §4.3), with a shorter timer B or OPTIONS pings.',
  recipe: 'timeout',
  verify: 'Verify: after 5 s at most an INVITE goes to the second target.',
  marks: { signs: ['unanswered'] },
  *check({ call }, context) {
    const silent = initialInvites(call).find(isUnanswered)
    if (!silent || call.answer) return
    const host = parseUri(silent.request.requestUri)?.host.toLowerCase()
    const lookup = host === undefined ? undefined : lookupOf(host, silent, context)
    if (!lookup) {
      if (host !== undefined && /[a-z]/i.test(host)) yield { insufficient: 'one-direction-only' }
      return
    }
    if (lookup.answer!.targets.length < 2 || isTriedElsewhere(silent, call)) return
    const { request, requests } = silent
    yield {
      values: {
        name: lookup.name.slice(0, 120),
        targets: lookup.answer!.targets.slice(0, TARGETS_TOLD).map((one) => one.slice(0, 80)),
        asked: request.destination?.address ?? '',
        sends: requests.length,
      },
      proof: [lookupProof(lookup), ...requests.slice(0, 5).map((message): Proof => ({ message }))],
      scope: [lookup.name.slice(0, 120)],
      mends: request,
      confidence: 0.85,
    }
  },
  detail: ({ name, targets, asked, sends }) =>
    `${name} names ${targets.join(' and ')}; the INVITE was sent ${sends} times to ${asked}, without a response, and to no other.`,
})

function lookupOf(host: string, { request }: Transaction, { capture }: RuleContext): DnsLookup | undefined {
  return networkOf(capture).lookups.find(
    (one) =>
      one.type === 'SRV' &&
      one.answer !== undefined &&
      one.answer.targets.length > 0 &&
      isFor(one, host) &&
      (request.at === undefined || one.at <= request.at) &&
      (request.source === undefined || request.source.address === one.client.address),
  )
}

/** Another place was asked in time. */
const isTriedElsewhere = ({ request }: Transaction, call: Call): boolean =>
  initialInvites(call).some(
    (other) =>
      other.request.destination?.address !== request.destination?.address &&
      other.request.source?.address === request.source?.address &&
      (other.request.at === undefined || request.at === undefined || other.request.at - request.at <= NEXT_TARGET_US),
  )
