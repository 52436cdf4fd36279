import { firstValue } from '../../decode/sip/message.ts'
import { parseNameAddr } from '../../decode/sip/name-addr.ts'
import { headerValues } from '../../decode/sip/values.ts'
import type { Call, Transaction } from '../../model/call.ts'
import { endpointText } from '../../model/endpoint.ts'
import type { LegBranch } from '../../model/joined-call.ts'
import type { SipMessage } from '../../model/message.ts'
import { partiesOf } from '../parties.ts'

/** Hosts named of one leg, and branches of one fork. Chosen by us. */
const MAX_HOSTS = 20
const MAX_BRANCHES = 20

/**
 * Hosts that the INVITE of a call passed: those its Via headers name from before the first place it was seen at, the hops that
 * were seen, and those that the answer's Record-Route names behind the last (RFC 3261 §16.6, §18.1.1, §20.30).
 */
export function hostsOf({ invite, answer, transactions }: Call): readonly string[] {
  if (!invite) return []
  const hosts: string[] = []
  const add = (host: string | undefined): void => {
    if (host !== undefined && host !== '' && hosts.length < MAX_HOSTS && !hosts.includes(host)) hosts.push(host)
  }
  for (const { received, host } of headerValues(invite, 'via').slice(1).reverse()) add(received ?? host.toLowerCase())
  for (const hop of pathOf(startsOf(transactions))) {
    const { from, to } = partiesOf(hop.request)
    add(from?.address)
    add(to?.address)
  }
  for (const host of behind(answer, hosts)) add(host)
  return hosts
}

/** Where one host sent the INVITE to several places, in the order it did; empty where it went one way. */
export function branchesOf({ transactions }: Call): readonly LegBranch[] {
  const starts = startsOf(transactions)
  const bySource = Map.groupBy(starts, (one) => partiesOf(one.request).from?.address ?? '')
  const forks = [...bySource.values()].filter((all) => new Set(all.map(placeOf)).size > 1)
  const [fork = []] = forks.sort((a, b) => b.length - a.length)
  return fork.slice(0, MAX_BRANCHES).map((one) => {
    return { to: placeOf(one), requestUri: one.request.requestUri, status: one.final?.status }
  })
}

const startsOf = (transactions: readonly Transaction[]): readonly Transaction[] =>
  transactions.filter(({ method, initial }) => method === 'INVITE' && initial)

function placeOf({ request }: Transaction): string {
  const { to } = partiesOf(request)
  return to ? endpointText(to) : request.requestUri
}

/** From the first hop on, each time the one that got furthest. */
function pathOf(starts: readonly Transaction[]): readonly Transaction[] {
  const path: Transaction[] = []
  const sourceOf = (one: Transaction): string | undefined => partiesOf(one.request).from?.address
  let source = starts[0] && sourceOf(starts[0])
  for (let left = starts; source !== undefined && path.length < MAX_HOSTS; ) {
    const here = source
    const next = left.filter((one) => sourceOf(one) === here)
    const best = next.reduce((a, b) => (progressOf(b) > progressOf(a) ? b : a), next[0]!)
    if (!best) break
    path.push(best)
    left = left.filter((one) => sourceOf(one) !== here)
    source = partiesOf(best.request).to?.address
  }
  return path
}

/** Answered before rung before refused before silent. */
function progressOf({ final, provisionals }: Transaction): number {
  if (final && final.status < 300) return 3
  if (provisionals.some(({ status }) => status > 100)) return 2
  return final ? 1 : 0
}

/** Hosts of the answer's Record-Route that lie behind the last one known, and its Contact. */
function behind(answer: SipMessage | undefined, known: readonly string[]): readonly string[] {
  if (!answer) return []
  const routes = headerValues(answer, 'record-route').map(({ uri }) => uri?.host.toLowerCase() ?? '')
  // The nearest to the callee stands first.
  const last = routes.findIndex((host) => known.includes(host))
  if (last < 0) return []
  const contact = parseNameAddr(firstValue(answer, 'contact') ?? '')?.uri?.host.toLowerCase()
  return [...routes.slice(0, last).reverse(), ...(last > 0 && contact !== undefined ? [contact] : [])]
}
