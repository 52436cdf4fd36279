import { firstValue, isOfOneHop } from '../decode/sip/message.ts'
import { parseNameAddr } from '../decode/sip/name-addr.ts'
import { headerValues } from '../decode/sip/values.ts'
import { parseSentBy } from '../decode/sip/via.ts'
import type { Endpoint } from '../model/endpoint.ts'
import type { SipMessage, SipRequest } from '../model/message.ts'
import { type Parties, partiesOf } from './parties.ts'

/** Who sent each message to whom, and which names are one host's. */
export interface LadderParties {
  readonly parties: readonly Parties[]
  /** The name by which a host was first called, by each other name it has. */
  readonly sameAs: ReadonlyMap<string, string>
}

const NO_NAMES: ReadonlyMap<string, string> = new Map()

/**
 * Layer 3 and the envelopes of logs tell it plainly. Where they do not, one host has many names: its Via, its Contact, what a
 * Request-URI calls it. What is one by the protocol is one here:
 *
 * - a response comes from where its request went, and goes where that came from (RFC 3261 §18.2.2);
 * - a request with a Route goes to the topmost (§16.6);
 * - who put a Via upon the one of a request got that request (§16.6 step 8);
 * - who sends a request of one Via wrote its Contact too (§8.1.1.8);
 * - a response's Contact names who answered: the very host asked, unless messages went between the two.
 */
export function ladderParties(messages: readonly SipMessage[]): LadderParties {
  if (messages.every(({ source, destination }) => source && destination)) {
    return { parties: messages.map(partiesOf), sameAs: NO_NAMES }
  }
  const requests = new Map<string, { readonly parties: Parties; readonly initial: boolean }>()
  const names = createNames()
  const contacts: Pairs = new Map()
  const parties = messages.map((message) => {
    const top = parseSentBy(firstValue(message, 'via') ?? '')
    const key = keyOf(top?.host, message.branch)
    const given = partiesOf(message)
    if (message.kind === 'request') {
      const to = message.destination ?? routeOf(message) ?? given.to
      const told = { from: given.from, to }
      const below = isOfOneHop(message) ? undefined : headerValues(message, 'via')[1]
      const before = below && requests.get(keyOf(below.host, below.branch) ?? '')
      if (key !== undefined && !requests.has(key))
        requests.set(key, { parties: told, initial: message.toTag === undefined })
      if (before?.parties.to && told.from) names.join(before.parties.to.address, told.from.address)
      if (top && !below) claim(contacts, told.from, message)
      return told
    }
    const asked = key === undefined ? undefined : requests.get(key)
    if (!asked) return given
    if (asked.initial && message.status > 100 && message.status < 300) claim(contacts, asked.parties.to, message)
    return {
      from: message.source ?? asked.parties.to ?? given.from,
      to: message.destination ?? asked.parties.from ?? given.to,
    }
  })
  for (const { from, to } of parties) if (from && to) names.apart(from.address, to.address)
  for (const [one, other] of contacts.values()) names.joinUnlessApart(one, other)
  return { parties, sameAs: names.sameAs() }
}

/** A Via is of one transaction by its sent-by and branch; without a branch it names nothing. */
const keyOf = (host: string | undefined, branch: string | undefined): string | undefined =>
  host === undefined || branch === undefined ? undefined : `${host.toLowerCase()} ${branch}`

function routeOf(request: SipRequest): Endpoint | undefined {
  const uri = headerValues(request, 'route')[0]?.uri
  return uri?.host ? { address: uri.host.toLowerCase(), port: uri.port } : undefined
}

function claim(contacts: Pairs, party: Endpoint | undefined, message: SipMessage): void {
  if (!party || (message.source && message.destination)) return
  const written = firstValue(message, 'contact')
  if (written === undefined) return
  const host = written.includes(',')
    ? headerValues(message, 'contact')[0]?.address.uri?.host
    : parseNameAddr(written)?.uri?.host
  if (host) pair(contacts, party.address, host.toLowerCase())
}

/** Each two names once. */
type Pairs = Map<string, readonly [string, string]>

const pair = (pairs: Pairs, one: string, other: string): void => {
  if (one !== other) pairs.set(`${one} ${other}`, [one, other])
}

/** Names that are one host's, each under the name met first. */
function createNames() {
  const above = new Map<string, string>()
  const apart: Pairs = new Map()

  const rootOf = (name: string): string => {
    let root = name
    for (let next = above.get(root); next !== undefined; next = above.get(root)) root = next
    return root
  }
  const join = (one: string, other: string): void => {
    const [root, leaf] = [rootOf(one), rootOf(other)]
    if (root !== leaf) above.set(leaf, root)
  }
  return {
    join,
    /** Messages went between them. */
    apart: (one: string, other: string): void => pair(apart, one, other),
    joinUnlessApart(one: string, other: string): void {
      const [left, right] = [rootOf(one), rootOf(other)]
      const isApart = [...apart.values()].some(([a, b]) => {
        const [x, y] = [rootOf(a), rootOf(b)]
        return (x === left && y === right) || (x === right && y === left)
      })
      if (!isApart) join(one, other)
    },
    sameAs: (): ReadonlyMap<string, string> => new Map(Array.from(above.keys(), (name) => [name, rootOf(name)])),
  }
}
