import { ownString } from '../decode/own-string.ts'
import { codecName } from '../decode/sdp/codec-name.ts'
import { isOfOneHop } from '../decode/sip/message.ts'
import { headerValues, type ReadHeader } from '../decode/sip/values.ts'
import type { Call, Conversation, Registration, SeenEndpoint } from '../model/call.ts'
import type { Endpoint, Transport } from '../model/endpoint.ts'
import type { EndpointProduct, EndpointRecord, EndpointRole } from '../model/endpoints.ts'
import type { Complain } from '../model/flaw.ts'
import { type JoinedCall, SURE_JOIN } from '../model/joined-call.ts'
import { hasHeader, headers, type SipMessage } from '../model/message.ts'
import type { Micros } from '../model/time.ts'
import { startsOf } from './attempts.ts'
import { CAPS } from './caps.ts'
import { partiesOf } from './parties.ts'
import { productById } from './products/catalogue.ts'
import { claimed, claimOf, describedBy, knownBy, shapedBy } from './products/recognise.ts'

/** Messages of one host that are looked into: the first so many, then each so manieth. Chosen by us. */
const LOOKS_FIRST = 16
const LOOKS_EACH = 64
/** Of one that has not named itself, so many are asked for a name. */
const LISTENS_FIRST = 256
/** Names and ports kept of one host, and claims of others it was told. Chosen by us. */
const NAMES_MAX = 40
const PORTS_MAX = 10
const HEARD_MAX = 50
/** Characters kept of a line to know it again: a longer one is looked into each time. */
const LINE_MAX = 500
/** A claim that may have been passed on from another host is believed less. Chosen by us. */
const PASSED_ON = 0.6

/** Who takes part, what they are and what they do. */
export interface Endpoints {
  message(message: SipMessage): void
  /** A conversation that is final. */
  conversation(conversation: Conversation): void
  /** Calls that turned out to be one. */
  joined(joined: JoinedCall): void
  /** SIP hosts in order of first appearance, at most `CAPS.endpoints`; goes on growing. */
  readonly seen: readonly SeenEndpoint[]
  /** The same hosts with all that is known of them. */
  records(): readonly EndpointRecord[]
}

/** A host while more is learned of it. */
interface Host {
  readonly place: number
  readonly address: string
  readonly ports: Set<number>
  readonly transports: Set<Transport>
  readonly methods: Set<string>
  readonly options: Set<string>
  readonly events: Set<string>
  readonly codecs: Set<string>
  /** Claims of other hosts that reached it: saying one of these again may be passing it on. */
  readonly heard: Set<string>
  /** The last line of each header that is collected from. */
  readonly told: Map<string, string>
  readonly roles: Map<EndpointRole, Role>
  lastEndpoint: Endpoint | undefined
  lastTransport: Transport | undefined
  product: EndpointProduct | undefined
  /** Nothing surer can come. */
  settled: boolean
  sent: number
  received: number
  callsMade: number
  callsReceived: number
  registrationsMade: number
  registrationsReceived: number
  firstAt: Micros | undefined
  lastAt: Micros | undefined
}

type Role = { readonly confidence: number; readonly because: string }

/** `labels` are given to the hosts in the order of their first appearance. Hosts beyond the cap are left out (`endpoints-capped`). */
export function createEndpoints(complain: Complain, labels: readonly string[] = []): Endpoints {
  const hosts: Host[] = []
  const byAddress = new Map<string, Host>()
  const seen: SeenEndpoint[] = []

  const meet = (endpoint: Endpoint | undefined, message: SipMessage): Host | undefined => {
    if (!endpoint) return undefined
    const host = byAddress.get(endpoint.address) ?? welcome(endpoint, message)
    if (!host) return undefined
    // Nearly always what it was the last time.
    if (endpoint !== host.lastEndpoint) {
      host.lastEndpoint = endpoint
      if (endpoint.port !== undefined && host.ports.size < PORTS_MAX) host.ports.add(endpoint.port)
    }
    if (message.transport !== host.lastTransport) {
      host.lastTransport = message.transport
      if (message.transport) host.transports.add(message.transport)
    }
    host.firstAt ??= message.at
    host.lastAt = message.at ?? host.lastAt
    return host
  }

  const welcome = (endpoint: Endpoint, message: SipMessage): Host | undefined => {
    if (hosts.length >= CAPS.endpoints) {
      complain('endpoints-capped', endpoint.address, message.origin)
      return undefined
    }
    const host = newHost(hosts.length, endpoint.address)
    byAddress.set(endpoint.address, host)
    seen.push({ endpoint, label: labels[hosts.length], product: undefined, message })
    hosts.push(host)
    return host
  }

  /** The first claim is shown until a surer one comes. */
  const name = (host: Host, message: SipMessage, told: EndpointProduct): void => {
    if (host.product && told.confidence <= host.product.confidence) return
    host.product = told
    if (told.claimed !== undefined)
      seen[host.place] = { ...seen[host.place]!, product: claimOf(message)?.text, message }
  }

  /** By its header: its own, or one that it may have passed on. */
  const listen = (sender: Host, receiver: Host | undefined, message: SipMessage): void => {
    const claim = claimOf(message)
    if (!claim) return
    if (receiver && receiver.heard.size < HEARD_MAX && !receiver.heard.has(claim.text))
      receiver.heard.add(ownString(claim.text))
    if (sender.settled) return
    const passed = message.kind === 'request' ? isPassedOn(message) : sender.heard.has(claim.text)
    const told = claimed(message, claim, knownBy(claim.text))
    name(sender, message, passed ? { ...told, confidence: PASSED_ON } : told)
    if (!passed) sender.settled = true
  }

  const atHost = (endpoint: Endpoint | undefined): Host | undefined => endpoint && byAddress.get(endpoint.address)

  return {
    seen,
    message(message) {
      const { from, to } = partiesOf(message)
      const sender = meet(from, message)
      const receiver = meet(to, message)
      if (receiver) receiver.received++
      if (!sender) return
      sender.sent++
      const looks = sender.sent <= LOOKS_FIRST || sender.sent % LOOKS_EACH === 0
      if (looks || (!sender.product && sender.sent <= LISTENS_FIRST)) listen(sender, receiver, message)
      if (looks) lookInto(sender, message, name)
    },
    conversation(conversation) {
      if (conversation.kind === 'call') followCall(conversation, atHost)
      else if (conversation.kind === 'registration') followRegistration(conversation, atHost)
    },
    joined: (joined) => followJoins(joined, byAddress),
    records: () => hosts.map((host) => recordOf(host, seen[host.place]!.label)),
  }
}

const newHost = (place: number, address: string): Host => ({
  place,
  address,
  ports: new Set(),
  transports: new Set(),
  methods: new Set(),
  options: new Set(),
  events: new Set(),
  codecs: new Set(),
  heard: new Set(),
  told: new Map(),
  roles: new Map(),
  lastEndpoint: undefined,
  lastTransport: undefined,
  product: undefined,
  settled: false,
  sent: 0,
  received: 0,
  callsMade: 0,
  callsReceived: 0,
  registrationsMade: 0,
  registrationsReceived: 0,
  firstAt: undefined,
  lastAt: undefined,
})

/** More than one Via: looked into only where several can stand. */
const isPassedOn = (message: SipMessage): boolean => !isOfOneHop(message) && headerValues(message, 'via').length > 1

/** What else a message tells of its sender; what one that has passed others' messages on says is not its own. */
function lookInto(
  sender: Host,
  message: SipMessage,
  name: (host: Host, message: SipMessage, told: EndpointProduct) => void,
): void {
  if (message.kind === 'request' && isPassedOn(message)) {
    // The Via on top is its own, whoever wrote the rest.
    const shaped = shapedBy(message, headerValues(message, 'via')[0]!.branch, true)
    if (shaped) name(sender, message, { ...shaped, confidence: Math.max(shaped.confidence, PASSED_ON + 0.05) })
    return
  }
  if (!sender.settled) {
    const branch = message.kind === 'request' ? headerValues(message, 'via')[0]?.branch : undefined
    const told = describedBy(message) ?? shapedBy(message, branch)
    // A response may have been written by a host further on.
    if (told) name(sender, message, message.kind === 'request' ? told : { ...told, confidence: told.confidence - 0.15 })
  }
  collect(sender, sender.methods, message, 'allow')
  collect(sender, sender.options, message, 'supported')
  collect(sender, sender.events, message, 'allow-events')
  for (const { codecs } of message.description?.media ?? [])
    for (const codec of codecs) if (sender.codecs.size < NAMES_MAX) sender.codecs.add(ownString(codecName(codec)))
  if (hasHeader(message, 'require') && headerValues(message, 'require').includes('siprec'))
    raise(sender, 'recording-server', 0.5, 'it takes part in SIPREC sessions')
}

/** Its words; a line that is the same as the last one of its kind tells nothing new. */
function collect(
  { told }: Host,
  into: Set<string>,
  message: SipMessage,
  header: Extract<ReadHeader, 'allow' | 'supported' | 'allow-events'>,
): void {
  if (into.size >= NAMES_MAX || !hasHeader(message, header)) return
  const lines = headers(message, header)
  const [{ value = '' } = {}] = lines
  if (lines.length === 1 && told.get(header) === value) return
  told.set(header, ownString(value.slice(0, LINE_MAX)))
  for (const word of headerValues(message, header))
    if (into.size < NAMES_MAX) into.add(ownString(word.slice(0, NAMES_MAX)))
}

function raise(host: Host | undefined, role: EndpointRole, confidence: number, because: string): void {
  if (host && (host.roles.get(role)?.confidence ?? 0) < confidence) host.roles.set(role, { confidence, because })
}

type AtHost = (endpoint: Endpoint | undefined) => Host | undefined

/** Who called whom, and who stood between them. */
function followCall(call: Call, at: AtHost): void {
  const starts = startsOf(call)
  const asked = starts[0]?.request
  if (asked && hasHeader(asked, 'require') && headerValues(asked, 'require').includes('siprec'))
    raise(at(partiesOf(asked).to), 'recording-server', 0.9, 'it was sent SIPREC sessions')
  if (asked && starts.length === 1) {
    const { from, to } = partiesOf(asked)
    madeCall(at(from), true)
    gotCall(at(to), true)
    return
  }
  const made = new Set<Host>()
  const received = new Set<Host>()
  for (const { request } of starts) {
    const { from, to } = partiesOf(request)
    const [caller, callee] = [at(from), at(to)]
    if (caller) made.add(caller)
    if (callee) received.add(callee)
    if (!caller || !received.has(caller)) continue
    if (isPassedOn(request)) raise(caller, 'proxy', 0.9, 'it passed on INVITEs under their Via')
    else raise(caller, 'b2bua', 0.7, 'it sent on an INVITE as its own, with the same Call-ID')
  }
  for (const host of made) madeCall(host, !received.has(host))
  for (const host of received) gotCall(host, !made.has(host))
}

function madeCall(host: Host | undefined, first: boolean): void {
  if (!host) return
  host.callsMade++
  if (first) raise(host, 'user-agent', 0.5, 'it calls')
}

function gotCall(host: Host | undefined, last: boolean): void {
  if (!host) return
  host.callsReceived++
  if (last) raise(host, 'user-agent', 0.5, 'it is called')
}

/** Who got the one leg and sent the other stands between them: a B2BUA. */
function followJoins({ joins, legs }: JoinedCall, byAddress: ReadonlyMap<string, Host>): void {
  for (const { legs: numbers, confidence } of joins) {
    if (confidence < SURE_JOIN) continue
    const [one, other] = numbers.map((number) => legs.find((leg) => leg.number === number)?.hosts ?? [])
    for (const [before, after] of [
      [one, other],
      [other, one],
    ]) {
      const host = before?.at(-1)
      if (host !== undefined && before!.length > 1 && host === after?.[0])
        raise(byAddress.get(host), 'b2bua', confidence, 'it called on under another Call-ID')
    }
  }
}

/** Who registered where: who got a REGISTER and did not pass it on answers for it. */
function followRegistration({ transactions }: Registration, at: AtHost): void {
  const made = new Set<Host>()
  const received = new Set<Host>()
  const passed = new Set<Host>()
  for (const { request } of transactions) {
    const { from, to } = partiesOf(request)
    const [client, server] = [at(from), at(to)]
    if (client) (received.has(client) ? passed : made).add(client)
    if (server) received.add(server)
  }
  for (const host of made) {
    host.registrationsMade++
    raise(host, 'user-agent', 0.8, 'it registers')
  }
  for (const host of received) {
    host.registrationsReceived++
    if (passed.has(host)) raise(host, 'proxy', 0.9, 'it passed on REGISTERs')
    else raise(host, 'registrar', 0.9, 'it answers REGISTERs')
  }
}

function recordOf(host: Host, label: string | undefined): EndpointRecord {
  const { product } = host
  const roles = new Map(host.roles)
  const usual = product?.id === undefined ? undefined : productById(product.id)?.role
  if (product && usual && (roles.get(usual)?.confidence ?? 0) < product.confidence - 0.1)
    roles.set(usual, { confidence: product.confidence - 0.1, because: `${product.name} usually is one` })
  return {
    number: host.place + 1,
    address: host.address,
    ports: [...host.ports],
    transports: [...host.transports],
    label,
    roles: [...roles]
      .map(([role, { confidence, because }]) => ({ role, confidence, because }))
      .sort((a, b) => b.confidence - a.confidence),
    product,
    methods: [...host.methods],
    options: [...host.options],
    events: [...host.events],
    codecs: [...host.codecs],
    sent: host.sent,
    received: host.received,
    callsMade: host.callsMade,
    callsReceived: host.callsReceived,
    registrationsMade: host.registrationsMade,
    registrationsReceived: host.registrationsReceived,
    firstAt: host.firstAt,
    lastAt: host.lastAt,
  }
}
