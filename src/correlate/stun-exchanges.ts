import { type Endpoint, endpointText } from '../model/endpoint.ts'
import type { Complain } from '../model/flaw.ts'
import type { StunExchange, StunMessage, StunMethod } from '../model/stun.ts'
import { MICROS_PER_MS, type Micros } from '../model/time.ts'

/** Transactions that wait for an answer; the oldest are given up. RFC 8489 §6.2.1 gives up after 39.5 s. Chosen by us. */
const MAX_PENDING = 4_096
/** Different error codes kept of one exchange. Chosen by us. */
const MAX_ERRORS = 8

/** Pairs STUN requests with their answers and adds them up by client, server and method. */
export interface StunExchanges {
  message(message: StunMessage): void
  /** In order of appearance; the list and those on it go on growing. */
  list(): readonly StunExchange[]
  /** USERNAME of the connectivity checks between two places, whichever of them asked. */
  nameBetween(one: Endpoint, other: Endpoint): string | undefined
}

type Growing = { -readonly [key in keyof StunExchange]: StunExchange[key] }

interface Pending {
  readonly exchange: Growing
  readonly at: Micros
  readonly useCandidate: boolean
}

/** At most `max` exchanges; those beyond are `stun-exchanges-capped`. */
export function createStunExchanges(complain: Complain, max: number): StunExchanges {
  const exchanges = new Map<string, Growing>()
  const pending = new Map<string, Pending>()
  const list: StunExchange[] = []

  const exchangeOf = (message: StunMessage, isRequest: boolean): Growing | undefined => {
    const [client, server] = isRequest ? [message.source, message.destination] : [message.destination, message.source]
    const key = `${endpointText(client)} ${endpointText(server)} ${message.method}`
    const known = exchanges.get(key)
    if (known !== undefined) return known
    if (exchanges.size >= max) {
      complain('stun-exchanges-capped', endpointText(client), { kind: 'frame', number: message.frame })
      return undefined
    }
    const exchange = emptyExchange(client, server, message.method, message.frame, message.at)
    exchanges.set(key, exchange)
    list.push(exchange)
    return exchange
  }

  const request = (message: StunMessage): void => {
    const exchange = exchangeOf(message, true)
    if (exchange === undefined) return
    const key = transactionOf(message)
    const { username, useCandidate, role, peer, realm, software } = message.attributes
    exchange.requests++
    exchange.lastAt = message.at
    exchange.username = username ?? exchange.username
    exchange.role = role ?? exchange.role
    exchange.peer = peer ?? exchange.peer
    exchange.realm = realm ?? exchange.realm
    exchange.software ??= software
    if (pending.has(key)) return
    exchange.transactions++
    exchange.unanswered++
    if (pending.size >= MAX_PENDING) pending.delete(pending.keys().next().value!)
    pending.set(key, { exchange, at: message.at, useCandidate })
  }

  const answer = (message: StunMessage): void => {
    const key = transactionOf(message)
    const asked = pending.get(key)
    const exchange = asked?.exchange ?? exchangeOf(message, false)
    if (exchange === undefined) return
    exchange.lastAt = message.at
    // An answer seen before, or to a request that is not in the input, answers nothing; its facts are facts all the same.
    if (asked !== undefined) {
      pending.delete(key)
      exchange.unanswered--
      settle(exchange, message, asked)
    }
    const { mapped, relayed, realm, software } = message.attributes
    exchange.mapped = mapped ?? exchange.mapped
    exchange.relayed = relayed ?? exchange.relayed
    exchange.realm = realm ?? exchange.realm
    exchange.software = software ?? exchange.software
  }

  return {
    message(message) {
      if (message.class === 'request') request(message)
      else if (message.class !== 'indication') answer(message)
    },
    list: () => list,
    nameBetween(one, other) {
      if (exchanges.size === 0) return undefined
      const [a, b] = [endpointText(one), endpointText(other)]
      return (exchanges.get(`${a} ${b} binding`) ?? exchanges.get(`${b} ${a} binding`))?.username
    },
  }
}

const emptyExchange = (
  client: StunExchange['client'],
  server: StunExchange['server'],
  method: StunMethod,
  frame: number,
  at: Micros,
): Growing => ({
  client,
  server,
  method,
  firstFrame: frame,
  firstAt: at,
  lastAt: at,
  transactions: 0,
  requests: 0,
  successes: 0,
  unanswered: 0,
  errors: [],
  nominated: undefined,
  roundTripMs: undefined,
  mapped: undefined,
  relayed: undefined,
  peer: undefined,
  username: undefined,
  realm: undefined,
  software: undefined,
  role: undefined,
})

/** The ID is random in 96 bits, but two captures of one path may hold the same one twice. */
function transactionOf({ class: kind, source, destination, transactionId }: StunMessage): string {
  const [client, server] = kind === 'request' ? [source, destination] : [destination, source]
  return `${transactionId} ${endpointText(client)} ${endpointText(server)}`
}

function settle(exchange: Growing, message: StunMessage, asked: Pending): void {
  const { frame, at, attributes } = message
  const ms = (at - asked.at) / MICROS_PER_MS
  const { min, max } = exchange.roundTripMs ?? { min: ms, max: ms }
  exchange.roundTripMs = { min: Math.min(min, ms), max: Math.max(max, ms) }
  if (message.class === 'success') {
    exchange.successes++
    if (asked.useCandidate) exchange.nominated ??= { frame, at }
    return
  }
  const error = attributes.error ?? { code: 0, reason: '' }
  const known = exchange.errors.find(({ code }) => code === error.code)
  if (known !== undefined) {
    exchange.errors = exchange.errors.map((one) => (one === known ? { ...one, count: one.count + 1 } : one))
  } else if (exchange.errors.length < MAX_ERRORS) {
    exchange.errors = [...exchange.errors, { ...error, count: 1, frame, at }]
  }
}
