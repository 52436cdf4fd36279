import { headerValues } from '../../../decode/sip/values.ts'
import { header, type SipHeader, type SipResponse } from '../../../model/message.ts'
import type { DnsLookup } from '../../../model/network.ts'
import type { LogEvent } from '../../../model/packet.ts'
import { MICROS_PER_SECOND } from '../../../model/time.ts'
import { hostOf } from '../../facts/addresses.ts'
import { hasSucceeded } from '../../facts/aftermath.ts'
import { isFor, lookupProof, namesAsked } from '../../facts/names.ts'
import { networkOf } from '../../facts/network.ts'
import { clip } from '../../facts/responses.ts'
import { type Proof, type RuleContext, rule, type SignalingConversation, type Weight } from '../../rule.ts'
import { LOOKUP_BEFORE_US, NEGATIVE_CACHE_US, SLOW_LOOKUP_US } from '../../thresholds/routing.ts'

interface Values {
  readonly said: string
  readonly name: string
  readonly how: 'response' | 'log' | 'failed' | 'slow'
}

/** Words by which servers tell that a name led nowhere. */
const WORDS =
  /unresolv|(?:not|un(?:able)?) (?:to )?(?:be )?resolved?\b|could ?n[o']t resolve|can ?not resolve|resolve (?:fail|error)|\bdns\b|no such (?:domain|host)|(?:name|host) (?:or service )?not (?:known|found)|\b(?:srv|naptr)\b.{0,40}(?:fail|no match|none|not found)/i
/** A log line and the failure it explains stand close together. Chosen by us. */
const NEAR_US = 5 * MICROS_PER_SECOND

export const dnsFailure = rule<'conversation', Values>({
  id: 'routing.dns-failure',
  category: 'routing',
  severity: 'high',
  sources: ['RFC 3263 §4', 'RFC 3263 §5', 'RFC 2782'],
  title: 'A SIP domain cannot be looked up',
  examines: 'conversation',
  observed: true,
  explains: [
    'signaling.response-5xx',
    'signaling.response-408',
    'routing.response-404',
    'signaling.call-failed',
    'signaling.no-response-invite',
    'reg.failed',
  ],
  issues: ['dns', 'srv', '503', '504', 'resolve'],
  meaning: 'Who has to send the request on asks the name servers where the domain is, and gets no usable answer.',
  fires:
    'A final response says that the destination could not be resolved; a log line says so beside a failed request; or lookups of its domain in the capture fail or take more than a second, also those of a call up to a minute before that the server need not repeat. Medium where only SRV or NAPTR is missing and no lookup of the address is seen; low where the request succeeded all the same, or the address was found without the missing NAPTR or SRV.',
  quiet: 'Other names; a failed A where AAAA or the address of an SRV target was found; a host without an AAAA record.',
  example: ['SIP/2.0 478 Unresolvable destination (478/SL)'],
  recommendation:
    'Check the name in the Request-URI or Route, its SRV, A and AAAA records, and the name servers that this host asks.',
  verify: 'Verify: dig SRV _sip._udp.<domain> and the address of its target answer on that host.',
  *check({ conversation }, context) {
    const told = saidBy(conversation)
    const { lookups, logs } = networkOf(context.capture)
    const isBlind = !told && lookups.length + logs.length === 0
    if (isBlind) {
      if (isCut(conversation)) yield { insufficient: 'message-cut' }
      return
    }
    const worked = hasSucceeded(conversation) || hasReached(conversation)
    const low: Weight | undefined = worked
      ? { level: 'low', because: 'The request found its way all the same' }
      : undefined
    const names = namesAsked(conversation)
    const name = clip(names[0] ?? '', 80)
    if (told) {
      yield {
        values: { said: clip(told.words), name, how: 'response' },
        proof: [
          { message: told.response },
          ...told.lines.map((line): Proof => ({ message: told.response, header: line })),
        ],
        scope: ['response', name],
        mends: told.response,
        ...(low && { severity: low }),
      }
      return
    }
    const lookup = troubled(conversation, names, context)
    if (lookup) {
      const scope = [isFailed(lookup.lookup) ? 'failed' : 'slow', clip(lookup.lookup.name)]
      yield { ...fromLookup(lookup, low), scope }
      return
    }
    if (worked) return
    const near = eventNear(conversation, names, context)
    if (near)
      yield {
        values: { said: clip(near.event.text, 200), name, how: 'log' },
        proof: [{ event: near.event }, ...failureOf(conversation)],
        scope: ['log', name],
        confidence: near.sure ? 0.7 : 0.6,
        ...(!near.sure && {
          severity: { level: 'medium' as const, because: 'It stands close to the failure, and names no domain of it' },
        }),
      }
  },
  detail: ({ said, name, how }) =>
    how === 'response'
      ? `The request${name ? ` for ${name}` : ''} was refused, and the reason given is "${said}".`
      : how === 'log'
        ? `The request failed, and the log says: "${said}".`
        : `${said}.`,
})

/** It rang, or the called party said no. */
const hasReached = ({ messages }: SignalingConversation): boolean =>
  messages.some((one) => one.kind === 'response' && (REACHED.has(one.status) || (one.status > 100 && one.status < 200)))

const REACHED: ReadonlySet<number> = new Set([486, 600, 603])

/** The reason that a failure gives may be what is missing. */
const isCut = ({ messages }: SignalingConversation): boolean =>
  messages.some((one) => one.kind === 'response' && one.status >= 400 && !one.complete)

/** What a final response says of names, in its phrase, Reason or Warning. */
function saidBy({ messages }: SignalingConversation) {
  for (const message of messages) {
    if (message.kind !== 'response' || message.status < 400) continue
    const lines = linesOf(message)
    if (WORDS.test(message.reason.slice(0, 200))) return { response: message, words: message.reason, lines }
    const words = [
      ...headerValues(message, 'warning').map(({ text }) => text),
      ...headerValues(message, 'reason').map(({ text }) => text),
    ].find((text) => text !== undefined && WORDS.test(text.slice(0, 200)))
    if (words !== undefined) return { response: message, words, lines }
  }
  return undefined
}

const linesOf = (message: SipResponse): readonly SipHeader[] =>
  ['warning', 'reason'].flatMap((name) => header(message, name) ?? [])

/** A host without an IPv6 address is none. */
const isFailed = ({ type, answer }: DnsLookup): boolean =>
  !answer ||
  (answer.code !== 'NOERROR' && answer.code !== 'NOTIMP') ||
  (answer.records === 0 && (type !== 'AAAA' || answer.code !== 'NOERROR'))

const isSlow = ({ at, answer }: DnsLookup): boolean => answer !== undefined && answer.at - at > SLOW_LOOKUP_US

interface Trouble {
  readonly lookup: DnsLookup
  readonly found: boolean
  /** No lookup of an address is in the input: it may come from a cache, or was never asked for. */
  readonly unsure: boolean
}

/** A lookup made for this conversation that failed or took long, and whether the address was found in spite of it. */
function troubled(
  conversation: SignalingConversation,
  names: readonly string[],
  { capture }: RuleContext,
): Trouble | undefined {
  const { transactions, firstAt, lastAt } = conversation
  const { lookups } = networkOf(capture)
  if (lookups.length === 0 || firstAt === undefined || lastAt === undefined || names.length === 0) return undefined
  const sources = new Set(transactions.map(({ request }) => request.source?.address))
  const servers = new Set(transactions.map(({ request }) => request.destination?.address))
  const isOurs = (one: DnsLookup): boolean =>
    one.at <= lastAt &&
    (sources.has(one.client.address) || servers.has(one.client.address)) &&
    names.some((name) => isFor(one, name))
  const known = lookups.filter((one) => one.at >= firstAt - NEGATIVE_CACHE_US && isOurs(one))
  const ours = known.filter(({ at }) => at >= firstAt - LOOKUP_BEFORE_US)
  const lookup = ours.find(isFailed) ?? ours.find(isSlow)
  if (!lookup) return remembered(conversation, known, (host) => servers.has(host) && !sources.has(host))
  const addresses = ours.filter(({ type }) => ADDRESSES.has(type))
  // Who sends a request has found where to.
  const found = sources.has(lookup.client.address) || addresses.some((one) => !isFailed(one))
  const isOther = lookup.type === 'A' || lookup.type === 'AAAA'
  if (found && isFailed(lookup) && isOther) return undefined
  return { lookup, found, unsure: addresses.every(({ type }) => type === 'SRV') }
}

/**
 * One that failed before an earlier call: the server remembers it and does not ask again, so that this call fails of it too.
 * Nothing came of the call, and no address was found since.
 */
function remembered(
  conversation: SignalingConversation,
  known: readonly DnsLookup[],
  isServer: (host: string) => boolean,
): Trouble | undefined {
  const failed = failedIn(conversation)
  if (hasSucceeded(conversation) || (failed && !UNRESOLVED.has(failed.status))) return undefined
  const lookup = known.findLast((one) => isFailed(one) && isServer(one.client.address))
  if (!lookup || (lookup.type !== 'A' && lookup.type !== 'AAAA')) return undefined
  const isFound = known.some(
    (one) => one.client.address === lookup.client.address && ADDRESSES.has(one.type) && !isFailed(one),
  )
  return isFound ? undefined : { lookup, found: false, unsure: false }
}

/** Of both families one is enough, and the targets of SRV come with theirs. */
const ADDRESSES: ReadonlySet<string> = new Set(['A', 'AAAA', 'SRV'])

function fromLookup({ lookup, found, unsure }: Trouble, low: Weight | undefined) {
  const failed = isFailed(lookup)
  const { answer, name, type, tries } = lookup
  const came = !answer
    ? `got no answer to ${tries} ${tries === 1 ? 'query' : 'queries'}`
    : failed
      ? `was answered with ${answer.code}${answer.records === 0 && answer.code === 'NOERROR' ? ' and no records' : ''}`
      : `took ${((answer.at - lookup.at) / MICROS_PER_SECOND).toFixed(1)} s`
  const severity = low ?? weightOf(failed, found, unsure)
  return {
    values: {
      said: `The lookup of ${clip(name, 80)} (${clip(type, 10)}) ${came}`,
      name: clip(name, 80),
      how: failed ? ('failed' as const) : ('slow' as const),
    },
    proof: [lookupProof(lookup)] as [Proof],
    ...(severity && { severity }),
    // What is late may still have been in time.
    ...(!failed && { confidence: 0.6 }),
  }
}

function weightOf(failed: boolean, found: boolean, unsure: boolean): Weight | undefined {
  if (!failed) return { level: 'medium', because: 'The name was found, but late' }
  if (found) return { level: 'low', because: 'The address was found without it' }
  return unsure ? { level: 'medium', because: 'Its address may be known without it' } : undefined
}

/** A line of the log that tells of a failed lookup: it names the domain, or stands close to the failure. */
function eventNear(
  conversation: SignalingConversation,
  names: readonly string[],
  { capture }: RuleContext,
): { readonly event: LogEvent; readonly sure: boolean } | undefined {
  const failed = failedIn(conversation)
  if (!failed) return undefined
  const about = [...names, ...['from', 'to'].map((name) => hostOf(failed, name as 'from' | 'to')?.toLowerCase())]
  let near: LogEvent | undefined
  for (const event of networkOf(capture).logs) {
    const { text, at } = event
    if (!WORDS.test(text)) continue
    if (about.some((name) => name && text.toLowerCase().includes(name))) return { event, sure: true }
    const isClose = at === undefined || failed.at === undefined || Math.abs(at - failed.at) <= NEAR_US
    if (isClose && UNRESOLVED.has(failed.status)) near ??= event
  }
  return near && { event: near, sure: false }
}

/** Statuses by which a server says that it could not send a request on. */
const UNRESOLVED: ReadonlySet<number> = new Set([404, 408, 478, 480, 500, 502, 503, 504, 604])

const failedIn = ({ messages }: SignalingConversation): SipResponse | undefined =>
  messages.find(
    (one): one is SipResponse => one.kind === 'response' && one.status >= 400 && ![401, 407].includes(one.status),
  )

const failureOf = (conversation: SignalingConversation): readonly Proof[] => {
  const failed = failedIn(conversation)
  return failed ? [{ message: failed }] : []
}
