import { type Endpoint, endpointText } from '../../model/endpoint.ts'
import type { StartLine } from '../sip/start-line.ts'
import { parseUri } from '../sip/uri.ts'
import type { PartialFacts } from './piece.ts'

/** A start line, and which way it went. */
export interface PartialStart {
  readonly kind: 'request' | 'response'
  /** Of a response the method it answers, where that is told. */
  readonly method: string | undefined
  /** Undefined for a response. */
  readonly uri: string | undefined
  /** 0 for a request. */
  readonly status: number
  readonly source: Endpoint | undefined
  readonly destination: Endpoint | undefined
  /** It is told that the request belongs to a dialog. */
  readonly inDialog: boolean
}

/** `answers`: the method a response is to, where that is told. */
export const partialStart = (
  line: StartLine,
  [source, destination]: readonly [Endpoint | undefined, Endpoint | undefined],
  answers: string | undefined,
  inDialog: boolean,
): PartialStart =>
  line.kind === 'request'
    ? { kind: 'request', method: line.method, uri: line.requestUri, status: 0, source, destination, inDialog }
    : { kind: 'response', method: answers, uri: undefined, status: line.status, source, destination, inDialog }

/** Conversations that are remembered. Chosen by us: of more at a time a list of start lines tells nothing apart. */
const MAX_FLOWS = 128
/** Requests of one conversation that are remembered, and its hosts. */
const MAX_REQUESTS = 16
const MAX_HOSTS = 16

interface Asked {
  readonly method: string
  readonly number: number
  readonly way: string
  readonly uri: string
  /** Highest status of its responses, 0 before the first. */
  status: number
}

interface Flow {
  readonly name: string
  readonly user: string
  readonly hosts: Set<string>
  readonly asked: Asked[]
  cseq: number
}

/**
 * Files start lines without headers: by who talks to whom and about whom. Which request a response answers and what call a
 * request belongs to is likely, not certain; CSeq numbers only tell the requests of one conversation apart.
 */
export class PartialFlows {
  #flows: Flow[] = []
  #count = 0

  file(start: PartialStart): PartialFacts {
    const [from, to] = [nameOf(start.source), nameOf(start.destination)]
    const way = `${from} ${to}`
    const back = `${to} ${from}`
    if (start.kind === 'response') return this.#answer(start, way, back)
    const method = start.method ?? ''
    const flow =
      method === 'INVITE' && !start.inDialog
        ? (this.#callOf(start, way, from) ?? this.#open(start, from, to))
        : (this.#conversationOf(start, way, back, [from, to]) ?? this.#open(start, from, to))
    if (flow.hosts.size < MAX_HOSTS) flow.hosts.add(from).add(to)
    return { flow: flow.name, cseq: { method, number: this.#ask(flow, method, way, start.uri ?? '') } }
  }

  #open({ uri, method }: PartialStart, from: string, to: string): Flow {
    const name = `#${++this.#count}`
    const flow = {
      name,
      user: `${method === 'INVITE' ? '' : method}${userOf(uri)}`,
      hosts: new Set([from, to]),
      asked: [],
      cseq: 0,
    }
    this.#flows.push(flow)
    if (this.#flows.length > MAX_FLOWS) this.#flows.shift()
    return flow
  }

  /** The call an INVITE was sent for before: again, with credentials, or by a proxy on its way. */
  #callOf(start: PartialStart, way: string, from: string): Flow | undefined {
    const user = userOf(start.uri)
    return this.#flows.findLast((flow) => {
      if (flow.user !== user) return false
      const invite = flow.asked.findLast(({ method, way: other }) => method === 'INVITE' && other === way)
      if (invite !== undefined) return invite.status < 200 || invite.status === 401 || invite.status === 407
      const passed = flow.asked.findLast(({ method }) => method === 'INVITE')
      return passed !== undefined && passed.status < 200 && passed.way.endsWith(` ${from}`)
    })
  }

  /** The latest conversation that went this way, or between these hosts. */
  #conversationOf(start: PartialStart, way: string, back: string, hosts: readonly string[]): Flow | undefined {
    const method = start.method ?? ''
    if (START_ALONE.has(method) && !start.inDialog) {
      const own = `${method}${userOf(start.uri)}`
      return this.#flows.findLast(
        (flow) => flow.user === own && flow.asked.some((one) => one.way === way && isOpenFor(one, start)),
      )
    }
    const user = userOf(start.uri)
    const calls = this.#flows.filter(({ asked }) => asked.some((one) => one.method === 'INVITE'))
    const onWay = calls.filter(({ asked }) => asked.some((one) => one.way === way || one.way === back))
    return (
      onWay.findLast((flow) => flow.user === user && isWaiting(flow, method)) ??
      onWay.findLast((flow) => isWaiting(flow, method)) ??
      calls.findLast((flow) => flow.user === user || hosts.every((host) => flow.hosts.has(host)))
    )
  }

  /** Number of the request: that of the same one before where nothing has answered it. */
  #ask(flow: Flow, method: string, way: string, uri: string): number {
    if (method === 'ACK' || method === 'CANCEL') {
      const invites = flow.asked.filter((one) => one.method === 'INVITE')
      const invite = invites.findLast((one) => one.way === way) ?? invites.at(-1)
      const number = invite?.number ?? ++flow.cseq
      if (invite !== undefined && method === 'ACK' && invite.status < 200) invite.status = UNTOLD_FINAL
      if (method === 'CANCEL') this.#remember(flow, { method, number, way, uri, status: 0 })
      return number
    }
    const again = flow.asked.findLast((one) => one.method === method && one.way === way && one.status < 200)
    // A proxy sends a request on with the CSeq it came with.
    const passed = flow.asked.findLast((one) => one.method === method && one.way !== way && one.status < 200)
    const number = again?.number ?? passed?.number ?? ++flow.cseq
    if (again === undefined) this.#remember(flow, { method, number, way, uri, status: 0 })
    return number
  }

  #remember(flow: Flow, asked: Asked): void {
    flow.asked.push(asked)
    if (flow.asked.length > MAX_REQUESTS) flow.asked.shift()
  }

  /** The one request on the way back that has not come as far as this response; of several it is not told which. */
  #answer({ status, method }: PartialStart, way: string, back: string): PartialFacts {
    const likely: { readonly flow: Flow; readonly asked: Asked }[] = []
    let again: (typeof likely)[number] | undefined
    for (const flow of this.#flows) {
      for (const asked of flow.asked) {
        if (asked.way !== back || (method !== undefined && asked.method !== method)) continue
        if (asked.status < 200 && asked.status < status) likely.push({ flow, asked })
        else if (asked.status === status) again = { flow, asked }
      }
    }
    const invites = INVITE_ONLY.has(status) ? likely.filter(({ asked }) => asked.method === 'INVITE') : []
    // Where nobody waits for it, it was sent again.
    const [one = again, other] = invites.length > 0 ? invites : likely
    if (one === undefined || other !== undefined) return { flow: `${way} ${back}`, cseq: undefined }
    one.asked.status = Math.max(one.asked.status, status)
    return { flow: one.flow.name, cseq: { method: one.asked.method, number: one.asked.number } }
  }
}

/** What an ACK acknowledges where it is not known which response was for its INVITE. */
const UNTOLD_FINAL = 300

/** Requests that begin a conversation of their own. */
const START_ALONE: ReadonlySet<string> = new Set(['REGISTER', 'OPTIONS', 'SUBSCRIBE', 'PUBLISH', 'MESSAGE', 'NOTIFY'])
/** Responses that only INVITE gets (RFC 3261 §21.1, §21.4.25). */
const INVITE_ONLY: ReadonlySet<number> = new Set([180, 181, 182, 183, 487])

/** It is not answered, or asked for credentials. */
const isOpenFor = ({ status, uri }: Asked, start: PartialStart): boolean =>
  uri === start.uri && (status < 200 || status === 401 || status === 407)

/** An ACK or CANCEL follows an INVITE; other requests want a call that was answered. */
function isWaiting({ asked }: Flow, method: string): boolean {
  const invite = asked.findLast((one) => one.method === 'INVITE')
  if (invite === undefined) return false
  if (method === 'CANCEL') return invite.status < 200
  if (method === 'ACK') return invite.status >= 200
  if (!asked.some((one) => one.method === 'INVITE' && one.status >= 200 && one.status < 300)) return false
  return !asked.some((one) => one.method === 'BYE' && (method !== 'BYE' || one.status >= 200))
}

const nameOf = (end: Endpoint | undefined): string => (end === undefined ? '?' : endpointText(end))

function userOf(uri: string | undefined): string {
  const parsed = uri === undefined ? undefined : parseUri(uri)
  return parsed?.user ?? parsed?.host ?? ''
}
