import type { Endpoint } from '../../src/model/endpoint.ts'
import { type Attributes, readAttributes } from './ladder-attributes.ts'
import { type LadderLine, mistake, Words } from './ladder-lines.ts'

/** A message as the ladder wants it sent. */
export interface Composed {
  readonly seconds: number | undefined
  readonly source: Required<Endpoint>
  readonly destination: Required<Endpoint>
  readonly transport: 'UDP' | 'TCP' | 'TLS' | 'WS' | 'WSS'
  readonly text: string
  /** In a capture over UDP; 64 where nothing is said. */
  readonly ttl: number | undefined
}

interface Sent extends Composed {
  readonly method: string
  readonly status: number | undefined
  readonly start: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
  /** Over all dialogues. */
  readonly order: number
}

/** What is remembered of one Call-ID. */
interface Dialogue {
  readonly callId: string
  /** Addresses in the order the first request met them: who stands further left is nearer the caller. */
  readonly path: string[]
  readonly sent: Sent[]
  readonly cseq: { caller: number; callee: number }
  /** Shared by all dialogues. */
  readonly count: { next: number }
  readonly fromUri: string
  readonly toUri: string
  toTag: string
}

const REASONS: Record<number, string> = {
  100: 'Trying',
  180: 'Ringing',
  181: 'Call Is Being Forwarded',
  183: 'Session Progress',
  200: 'OK',
  202: 'Accepted',
  302: 'Moved Temporarily',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  407: 'Proxy Authentication Required',
  408: 'Request Timeout',
  415: 'Unsupported Media Type',
  420: 'Bad Extension',
  422: 'Session Interval Too Small',
  423: 'Interval Too Brief',
  480: 'Temporarily Unavailable',
  481: 'Call/Transaction Does Not Exist',
  482: 'Loop Detected',
  483: 'Too Many Hops',
  484: 'Address Incomplete',
  486: 'Busy Here',
  487: 'Request Terminated',
  488: 'Not Acceptable Here',
  491: 'Request Pending',
  500: 'Server Internal Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Server Time-out',
  600: 'Busy Everywhere',
  603: 'Decline',
  604: 'Does Not Exist Anywhere',
  606: 'Not Acceptable',
}

/** Composes SIP messages that fit each other: tags, branches, CSeq and Via follow from the messages before (RFC 3261). */
export function createComposer(prefix = ''): (line: LadderLine) => Composed {
  const dialogues = new Map<string, Dialogue>()
  const count = { next: 0 }
  let branches = 0
  const newBranch = () => `z9hG4bK-${prefix}${++branches}`

  const dialogueFor = (name: string, source: Endpoint, destination: Endpoint, said: Attributes): Dialogue => {
    const known = dialogues.get(name)
    if (known) return known
    const registers = name === 'register'
    const fromUri = said.fromUri ?? `sip:alice@${host((registers ? destination : source).address)}`
    const made: Dialogue = {
      callId: `${prefix}${name}-call@ladder.example`,
      path: [source.address, destination.address],
      sent: [],
      cseq: { caller: 0, callee: 100 },
      count,
      fromUri,
      toUri: said.toUri ?? (registers ? fromUri : `sip:bob@${host(destination.address)}`),
      toTag: `to-${prefix}${name}`,
    }
    dialogues.set(name, made)
    return made
  }

  return (line) => {
    if (!line.source || !line.destination) throw mistake(line, 'a message needs "from > to"')
    const words = new Words(line)
    const what = words.next('the method or status')
    const isResponse = /^[1-6]\d\d$/.test(what)
    if (!isResponse && !/^[A-Z]+$/.test(what))
      throw mistake(line, `"${what}" is neither a method, a status, rtp, rtcp nor icmp`)
    const answered = isResponse && /^[A-Z]+$/.test(words.peek() ?? '') ? words.next('the method') : undefined
    const said = readAttributes(words, line)
    const source = { address: line.source.address, port: line.source.port ?? 5060 }
    const destination = { address: line.destination.address, port: line.destination.port ?? 5060 }
    const place = { line, said, source, destination }
    const sent = said.again
      ? repeated(place, what, answered, dialogues)
      : isResponse
        ? response(place, Number(what), answered, dialogues)
        : request(place, what, dialogueFor(said.call ?? familyOf(what), source, destination, said), newBranch)
    return sent
  }
}

interface Place {
  readonly line: LadderLine
  readonly said: Attributes
  readonly source: Required<Endpoint> & { port: number }
  readonly destination: Required<Endpoint> & { port: number }
}

const host = (address: string) => (address.includes(':') ? `[${address}]` : address)
const same = (a: Endpoint, b: Endpoint) => a.address === b.address && a.port === b.port

/** Methods outside calls get a Call-ID of their own. */
const familyOf = (method: string) =>
  ['REGISTER', 'OPTIONS', 'MESSAGE', 'SUBSCRIBE', 'PUBLISH'].includes(method) ? method.toLowerCase() : 'main'

function request(place: Place, method: string, dialogue: Dialogue, newBranch: () => string): Sent {
  const { line, said, source, destination } = place
  if (said.forwarded) return forwardedRequest(place, method, dialogue, newBranch)
  const fromCaller = isFromCaller(dialogue, source.address, destination.address)
  const side = fromCaller ? 'caller' : 'callee'
  const invite = dialogue.sent.findLast(
    (one) => one.status === undefined && one.method === 'INVITE' && same(one.source, source),
  )
  if ((method === 'ACK' || method === 'CANCEL') && !invite) throw mistake(line, `no INVITE from here to ${method}`)
  const joins = method === 'ACK' || method === 'CANCEL' ? invite : undefined
  const final = joins && finalOf(dialogue, joins)
  const hopwise = joins && (method === 'CANCEL' || (final !== undefined && final.status! >= 300))
  const number = said.cseq ?? (joins ? cseqOf(joins) : ++dialogue.cseq[side])
  const inDialog =
    !said.initial && (method === 'ACK' ? true : method !== 'CANCEL' && method !== 'REGISTER' && isEarly(dialogue))
  const toTag = said.toTag ?? (inDialog ? dialogue.toTag : undefined)
  const uri =
    said.uri ??
    (hopwise
      ? joins.start.split(' ')[1]!
      : method === 'REGISTER'
        ? `sip:${host(destination.address)}`
        : `sip:${fromCaller ? 'bob' : 'alice'}@${host(destination.address)}`)
  const transport = said.transport ?? joins?.transport ?? 'UDP'
  const branch = said.branch ?? (hopwise ? branchOf(joins) : newBranch())
  const caller = `<${dialogue.fromUri}>;tag=from-${dialogue.callId.split('@')[0]}`
  const callee = `<${dialogue.toUri}>${(toTag ?? (fromCaller ? undefined : dialogue.toTag)) ? `;tag=${toTag ?? dialogue.toTag}` : ''}`
  const user = fromCaller ? 'alice' : 'bob'
  const headers: [string, string][] = [
    ['Via', `SIP/2.0/${transport} ${host(source.address)}:${source.port};branch=${branch};rport`],
    ['Max-Forwards', '70'],
    ['From', fromCaller ? caller : callee],
    ['To', fromCaller ? callee : caller],
    ['Call-ID', dialogue.callId],
    ['CSeq', `${number} ${method}`],
  ]
  if (['INVITE', 'REGISTER', 'SUBSCRIBE', 'UPDATE', 'REFER'].includes(method)) {
    headers.push(['Contact', `<sip:${user}@${host(source.address)}:${source.port}>`])
  }
  if (method === 'PRACK')
    headers.push(['RAck', `1 ${cseqOf(dialogue.sent.findLast((one) => one.method === 'INVITE')!)} INVITE`])
  return send(dialogue, place, { method, status: undefined, start: `${method} ${uri} SIP/2.0`, headers, transport })
}

/** The request a proxy sends on: the last one it got, with its own Via on top (RFC 3261 §16.6). */
function forwardedRequest(place: Place, method: string, dialogue: Dialogue, newBranch: () => string): Sent {
  const { line, said, source, destination } = place
  const got = dialogue.sent.findLast(
    (one) => one.status === undefined && one.method === method && one.destination.address === source.address,
  )
  if (!got) throw mistake(line, `${source.address} has got no ${method} it could forward`)
  if (!dialogue.path.includes(destination.address)) dialogue.path.push(destination.address)
  const transport = said.transport ?? got.transport
  const earlier = dialogue.sent.findLast(
    (one) => one.method === 'INVITE' && one.status === undefined && same(one.source, source),
  )
  const final = earlier && finalOf(dialogue, earlier)
  const hopwise = method === 'CANCEL' || (method === 'ACK' && final !== undefined && final.status! >= 300)
  const branch = said.branch ?? (hopwise && earlier ? branchOf(earlier) : newBranch())
  const via: [string, string] = ['Via', `SIP/2.0/${transport} ${host(source.address)}:${source.port};branch=${branch}`]
  const headers = got.headers.map(([name, value]): [string, string] =>
    name === 'Max-Forwards' ? [name, String(Number(value) - 1)] : [name, value],
  )
  const body = said.body === '' ? got.body : said.body
  return send(
    dialogue,
    { ...place, said: { ...said, body } },
    {
      method,
      status: undefined,
      start: got.start,
      headers: [via, ...headers.filter(notBodyHeader)],
      transport,
    },
  )
}

function response(place: Place, status: number, method: string | undefined, dialogues: Map<string, Dialogue>): Sent {
  const { line, said, source, destination } = place
  const candidates =
    said.call === undefined ? [...dialogues.values()] : [dialogues.get(said.call)].filter((one) => one !== undefined)
  const asked = candidates
    .flatMap((dialogue) => dialogue.sent.map((sent) => ({ dialogue, sent })))
    .filter(
      ({ sent }) =>
        sent.status === undefined && sent.method !== 'ACK' && (method === undefined || sent.method === method),
    )
    .filter(({ sent }) => same(sent.source, destination) && sent.destination.address === source.address)
    .sort((a, b) => a.sent.order - b.sent.order)
    .at(-1)
  if (!asked) throw mistake(line, `no ${method ?? 'request'} went the other way that ${status} could answer`)
  const { dialogue, sent } = asked
  if (said.forwarded) {
    const got = dialogue.sent.findLast(
      (one) => one.status === status && one.method === sent.method && one.destination.address === source.address,
    )
    if (!got) throw mistake(line, `${source.address} has got no ${status} it could forward`)
    const body = said.body === '' ? got.body : said.body
    return send(
      dialogue,
      { ...place, said: { ...said, body } },
      {
        method: sent.method,
        status,
        start: got.start,
        headers: got.headers.slice(1).filter(notBodyHeader),
        transport: sent.transport,
      },
    )
  }
  if (said.toTag !== undefined) dialogue.toTag = said.toTag
  const keep = new Set(['Via', 'From', 'To', 'Call-ID', 'CSeq', 'Record-Route'])
  const headers = sent.headers
    .filter(([name]) => keep.has(name))
    .map(([name, value]): [string, string] =>
      name === 'To' && status > 100 && !value.includes(';tag=')
        ? [name, `${value};tag=${dialogue.toTag}`]
        : [name, value],
    )
  if (said.reliable) headers.push(['Require', '100rel'], ['RSeq', '1'])
  if (status > 100 && status < 300 && ['INVITE', 'UPDATE', 'SUBSCRIBE'].includes(sent.method)) {
    const user = isFromCaller(dialogue, source.address, destination.address) ? 'alice' : 'bob'
    headers.push(['Contact', `<sip:${user}@${host(source.address)}:${source.port}>`])
  }
  if (status === 200 && sent.method === 'REGISTER') {
    const asked = sent.headers.filter(([name]) => name === 'Contact' || name === 'Expires')
    headers.push(...asked.map(([name, value]): [string, string] => [name, value]))
  }
  const start = `SIP/2.0 ${status} ${said.reason ?? REASONS[status] ?? 'Other'}`
  return send(dialogue, place, { method: sent.method, status, start, headers, transport: sent.transport })
}

/** The same bytes on the same way once more. */
function repeated(place: Place, what: string, method: string | undefined, dialogues: Map<string, Dialogue>): Sent {
  const { line, said, source, destination } = place
  for (const [name, dialogue] of dialogues) {
    if (said.call !== undefined && name !== said.call) continue
    const first = dialogue.sent.findLast(
      (one) =>
        same(one.source, source) &&
        same(one.destination, destination) &&
        (one.status === undefined ? one.method === what : String(one.status) === what) &&
        (method === undefined || one.method === method),
    )
    if (first) return { ...first, seconds: line.seconds }
  }
  throw mistake(line, `there is no earlier ${what} from here to there to repeat`)
}

function send(
  dialogue: Dialogue,
  { line, said, source, destination }: Place,
  made: Pick<Sent, 'method' | 'status' | 'start' | 'headers' | 'transport'>,
): Sent {
  const headers = made.headers.map(([name, value]): [string, string] => [name, value])
  const replaced = new Set<string>()
  for (const [name, value] of said.headers) {
    const at = headers.findIndex(([known]) => known.toLowerCase() === name.toLowerCase())
    if (at >= 0 && !replaced.has(name.toLowerCase()) && name !== 'Record-Route') headers[at] = [name, value]
    else headers.push([name, value])
    replaced.add(name.toLowerCase())
  }
  const given = new Set(headers.map(([name]) => name.toLowerCase()))
  if (said.body !== '' && !given.has('content-type')) headers.push(['Content-Type', said.bodyType])
  if (!given.has('content-length')) headers.push(['Content-Length', String(Buffer.byteLength(said.body))])
  const kept = headers.filter(([name]) => !said.without.includes(name.toLowerCase()))
  const whole = `${made.start}\r\n${kept.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${said.body}`
  const text = said.cut === undefined ? whole : whole.slice(0, said.cut)
  const sent: Sent = {
    ...made,
    headers: kept,
    body: said.body,
    seconds: line.seconds,
    source,
    destination,
    text,
    ttl: said.ttl,
    order: dialogue.count.next++,
  }
  dialogue.sent.push(sent)
  return sent
}

const notBodyHeader = ([name]: readonly [string, string]) => name !== 'Content-Type' && name !== 'Content-Length'
const branchOf = (sent: Sent) => /;branch=([^;]+)/.exec(sent.headers[0]?.[1] ?? '')?.[1] ?? ''
const cseqOf = (sent: Sent) => Number(sent.headers.find(([name]) => name === 'CSeq')?.[1].split(' ')[0] ?? 1)

/** The final response to that request on that hop, found by its top Via. */
const finalOf = (dialogue: Dialogue, request: Sent) =>
  dialogue.sent.findLast(
    (one) => (one.status ?? 0) >= 200 && one.method === request.method && branchOf(one) === branchOf(request),
  )

/** A dialog exists, early or confirmed: requests carry its To tag. A failed INVITE leaves none. */
function isEarly(dialogue: Dialogue): boolean {
  if (
    dialogue.sent.some(
      (one) => one.method === 'INVITE' && one.status !== undefined && one.status >= 200 && one.status < 300,
    )
  )
    return true
  const last = dialogue.sent.findLast((one) => one.method === 'INVITE' && one.status !== undefined)
  return (last?.status ?? 0) > 100 && last!.status! < 200
}

function isFromCaller(dialogue: Dialogue, source: string, destination: string): boolean {
  const [left, right] = [dialogue.path.indexOf(source), dialogue.path.indexOf(destination)]
  if (left >= 0 && right >= 0) return left < right || left === right
  if (left >= 0) return left !== dialogue.path.length - 1 || dialogue.path.length === 1
  if (right >= 0) return right !== 0
  return true
}
