import { codecName } from '../decode/sdp/codec-name.ts'
import { firstValue } from '../decode/sip/message.ts'
import { headerValues } from '../decode/sip/values.ts'
import type { Call } from '../model/call.ts'
import type { LaneRecord } from '../model/call-facts.ts'
import type { MediaDescription, SessionDescription } from '../model/description.ts'
import { type Endpoint, endpointText } from '../model/endpoint.ts'
import type { LadderRow } from '../model/events.ts'
import { hasHeader, type SipMessage, type SipRequest, type SipResponse } from '../model/message.ts'
import { ladderParties } from './ladder-parties.ts'
import type { Parties } from './parties.ts'
import { causesOf } from './release-causes.ts'
import { type Resend, resendsOf } from './resends.ts'

/** Rows of one ladder, the first ones; more than a person reads. Chosen by us. */
const ROWS_MAX = 500
/** Characters of a row's summary, and m-lines and codecs named in it. Chosen by us. */
const SUMMARY_MAX = 160
const MEDIA_MAX = 3
const CODECS_MAX = 4

/** The arrows of a ladder, at most `most`, and the hosts they go between. A host that is not known is `?`. */
export function ladderOf(
  call: Pick<Call, 'messages' | 'transactions'> & Partial<Pick<Call, 'legs'>>,
  most = ROWS_MAX,
): { readonly lanes: readonly LaneRecord[]; readonly rows: readonly LadderRow[] } {
  const again = resentIn(call)
  const messages = call.messages.length > most ? call.messages.slice(0, most) : call.messages
  const { parties, sameAs } = ladderParties(messages)
  const lanes = createLanes(parties, sameAs)
  const callIds = call.legs && call.legs.length > 1 ? call.legs.map(({ callId }) => callId) : undefined
  const forks = forksIn(messages)
  const rows = messages.map((message, index): LadderRow => {
    const { from, to } = parties[index]!
    const [left, right] = [lanes.of(from), lanes.of(to)]
    const resend = again?.get(message)
    return {
      number: message.number,
      at: message.at,
      from: left.text,
      to: right.text,
      fromLane: left.lane,
      toLane: right.lane,
      leg: callIds ? Math.max(0, callIds.indexOf(message.callId)) : 0,
      transport: message.transport,
      method: message.method,
      status: message.kind === 'response' ? message.status : undefined,
      reason: message.kind === 'response' ? message.reason : undefined,
      cseq: message.cseq?.number,
      label: labelOf(message),
      retransmission: resend !== undefined && resend.kind !== 'copy',
      copy: resend?.kind === 'copy',
      retransmissionOf: resend?.of.number,
      summary: summaryOf(message),
      fork: forks?.get(message),
    }
  })
  return { lanes: lanes.list, rows }
}

function resentIn({ transactions }: Pick<Call, 'transactions'>): ReadonlyMap<SipMessage, Resend> | undefined {
  let again: Map<SipMessage, Resend> | undefined
  for (const transaction of transactions) {
    for (const one of resendsOf(transaction)) {
      again ??= new Map()
      again.set(one.message, one)
    }
  }
  return again
}

/** Which branch of a forked INVITE each response is of: several To tags in 18x and 2xx to one transaction (RFC 3261 §16.7, §12.1). */
function forksIn(messages: readonly SipMessage[]): ReadonlyMap<SipMessage, number> | undefined {
  let tags: Map<string, string[]> | undefined
  let forked = false
  for (const message of messages) {
    if (!isOfBranch(message)) continue
    tags ??= new Map()
    const known = tags.get(message.branch)
    if (!known) tags.set(message.branch, [message.toTag])
    else if (!known.includes(message.toTag)) forked = known.push(message.toTag) > 1
  }
  if (!forked) return undefined
  const forks = new Map<SipMessage, number>()
  for (const message of messages) {
    if (!isOfBranch(message)) continue
    const known = tags!.get(message.branch)!
    if (known.length > 1) forks.set(message, known.indexOf(message.toTag) + 1)
  }
  return forks
}

const isOfBranch = (
  message: SipMessage,
): message is SipResponse & { readonly branch: string; readonly toTag: string } =>
  message.kind === 'response' &&
  message.method === 'INVITE' &&
  message.status > 100 &&
  message.status < 300 &&
  message.branch !== undefined &&
  message.toTag !== undefined

interface Place {
  readonly text: string
  readonly lane: number
}

/** One lane a host; where two ports of one host talk to each other, one a port. Each place is spelled once. */
function createLanes(parties: readonly Parties[], sameAs: ReadonlyMap<string, string>) {
  const list: LaneRecord[] = []
  const others = sameAs.size === 0 ? undefined : Map.groupBy(sameAs.keys(), (name) => sameAs.get(name)!)
  // A ladder has two or three of these: looking through them takes less than a map does.
  const endpoints: Endpoint[] = []
  const places: Place[] = []
  let split: Set<string> | undefined
  for (const { from, to } of parties) {
    if (from && from.address === to?.address) {
      split ??= new Set()
      split.add(from.address)
    }
  }

  const laneOf = (name: string, address: string): number => {
    const known = list.findIndex((lane) => lane.name === name)
    if (known >= 0) return known
    const also = others?.get(address)
    list.push(also === undefined ? { name, address } : { name, address, also })
    return list.length - 1
  }
  return {
    list,
    of(endpoint: Endpoint | undefined): Place {
      if (!endpoint) return { text: '?', lane: laneOf('?', '?') }
      const known = endpoints.indexOf(endpoint)
      if (known >= 0) return places[known]!
      const text = endpointText(endpoint)
      const address = sameAs.get(endpoint.address) ?? endpoint.address
      const place = { text, lane: laneOf(split?.has(address) ? text : address, address) }
      endpoints.push(endpoint)
      places.push(place)
      return place
    },
  }
}

function labelOf(message: SipMessage): string {
  const name = message.kind === 'request' ? message.method : `${message.status} ${message.reason}`.trim()
  return message.description ? `${name} (SDP)` : name
}

function summaryOf(message: SipMessage): string {
  const said = message.kind === 'request' ? requestText(message) : responseText(message)
  const media = message.description ? mediaText(message.description) : ''
  const text = said === '' || media === '' ? said + media : `${said}; ${media}`
  return text.length > SUMMARY_MAX ? `${text.slice(0, SUMMARY_MAX - 1)}…` : text
}

function requestText(message: SipRequest): string {
  switch (message.method) {
    case 'ACK':
    case 'PRACK':
    case 'UPDATE':
      return ''
    case 'REFER':
      return `to ${clip(firstValue(message, 'refer-to'))}`
    case 'NOTIFY':
    case 'SUBSCRIBE':
    case 'PUBLISH':
      return clip(firstValue(message, 'event'))
    case 'BYE':
    case 'CANCEL':
      return causeText(message)
    default:
      return clip(message.requestUri)
  }
}

function responseText(message: SipResponse): string {
  const { status } = message
  if (status < 300) return ''
  if (status < 400) {
    const places = headerValues(message, 'contact').slice(0, MEDIA_MAX)
    return `to ${places.map(({ address }) => clip(address.uriText)).join(', ')}`
  }
  if (status !== 401 && status !== 407) return causeText(message)
  const auth = headerValues(message, status === 401 ? 'www-authenticate' : 'proxy-authenticate')[0]
  const realm = auth?.params.get('realm')
  return realm === undefined ? '' : `realm ${clip(realm)}`
}

function causeText(message: SipMessage): string {
  if (!hasHeader(message, 'reason') && !hasHeader(message, 'warning') && !hasHeader(message, 'x-asterisk-hangupcause'))
    return ''
  return causesOf(message)
    .slice(0, MEDIA_MAX)
    .map(({ protocol, cause, meaning, text }) =>
      [protocol, cause, meaning ?? text].filter((word) => word !== undefined).join(' '),
    )
    .join('; ')
}

/** `audio 192.0.2.1:4000 PCMU PCMA …`, and the direction where it is not both. */
function mediaText(description: SessionDescription): string {
  const { media } = description
  if (media.length === 1) return lineText(media[0]!, description)
  const shown = media.slice(0, MEDIA_MAX)
  const text = shown.map((line) => lineText(line, description)).join(', ')
  return media.length > MEDIA_MAX ? `${text}, …` : text
}

function lineText(line: MediaDescription, description: SessionDescription): string {
  if (line.port === 0) return `${line.kind} refused`
  const { codecs } = line
  let text = `${line.kind} ${endpointText({ address: (line.connection ?? description.connection)?.address ?? '?', port: line.port })}`
  for (let i = 0; i < codecs.length && i < CODECS_MAX; i++) text += ` ${codecName(codecs[i]!)}`
  if (codecs.length > CODECS_MAX) text += ' …'
  return line.direction === 'sendrecv' ? text : `${text} ${line.direction}`
}

const clip = (text: string | undefined): string => (text ?? '').slice(0, SUMMARY_MAX)
