import { parseUri } from '../../decode/sip/uri.ts'
import { headerValues } from '../../decode/sip/values.ts'
import { isPublicName } from '../../model/address.ts'
import type { Transaction } from '../../model/call.ts'
import { endpointText } from '../../model/endpoint.ts'
import type { DnsLookup } from '../../model/network.ts'
import type { Proof, SignalingConversation } from '../rule.ts'
import { momentProof } from './network.ts'

/** Names that somebody on the way has to look up for these requests: of the first Route, else of the Request-URI (RFC 3263 §4). */
export function namesAsked({ transactions }: SignalingConversation): readonly string[] {
  const names = new Set<string>()
  for (const { request } of transactions) for (const name of namesOf(request)) names.add(name)
  return [...names]
}

const namesOf = (request: Transaction['request']): readonly string[] =>
  [headerValues(request, 'route')[0]?.uri?.host, parseUri(request.requestUri)?.host]
    .flatMap((host) => (host === undefined ? [] : [host.toLowerCase().replace(/\.$/, '')]))
    .filter((host) => isPublicName(host) || /^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$/.test(host))
    .filter((host) => !/^[\d.]+$/.test(host))

/** Whether a lookup is for that name, or for its SRV records. */
export const isFor = ({ name }: DnsLookup, host: string): boolean =>
  name === host || (name.startsWith('_') && name.endsWith(`.${host}`))

/** A lookup as proof. */
export function lookupProof(lookup: DnsLookup): Proof {
  const { answer } = lookup
  const came = answer
    ? `${answer.code}, ${answer.records} records, after ${Math.round((answer.at - lookup.at) / 1000)} ms`
    : `no answer to ${lookup.tries} ${lookup.tries === 1 ? 'query' : 'queries'}`
  return momentProof(
    `DNS ${lookup.type.slice(0, 10)} ${lookup.name.slice(0, 120)} at ${endpointText(lookup.server)}: ${came}`,
    answer ?? lookup,
  )
}
