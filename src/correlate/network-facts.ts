import type { DnsBody } from '../decode/dns/message.ts'
import { createEndpoints } from '../decode/network/address.ts'
import type { Packet } from '../decode/network/packet.ts'
import type { NetworkSink } from '../decode/sink.ts'
import { parseUri } from '../decode/sip/uri.ts'
import { headerValues } from '../decode/sip/values.ts'
import type { Conversation, Transaction } from '../model/call.ts'
import type { Complain } from '../model/flaw.ts'
import type {
  DnsLookup,
  KeepaliveSeries,
  LostInvite,
  NetworkFacts,
  TcpConnectionRecord,
  WebSocketUpgrade,
} from '../model/network.ts'
import type { LogEvent } from '../model/packet.ts'

type Growing<T> = { -readonly [Key in keyof T]: T[Key] }

/** Questions that wait for their answer; the oldest are given up. Chosen by us. */
const MAX_PENDING = 1_024

/** Sends of an INVITE that show that nobody answers. Chosen by us: two repetitions rule out one lost packet. */
const SENDS_LOST = 3
/** Finals that say that nobody is there (RFC 3261 §21.4, RFC 5626 §11.5). */
const NOBODY: ReadonlySet<number> = new Set([404, 408, 410, 430, 480])

/** Gathers what the network did to signalling. */
export interface NetworkKeeper extends NetworkSink {
  /** A conversation that is final. */
  conversation(conversation: Conversation): void
  log(event: LogEvent): void
  facts(): NetworkFacts
}

/** At most `max` of each kind, the first ones; what comes after is `network-facts-capped`. */
export function createNetworkFacts(complain: Complain, max: number): NetworkKeeper {
  const endpoints = createEndpoints()
  const connections: TcpConnectionRecord[] = []
  const upgrades: WebSocketUpgrade[] = []
  const lookups: Growing<DnsLookup>[] = []
  const pending = new Map<string, Growing<DnsLookup>>()
  const keepalives = new Map<string, Growing<KeepaliveSeries>>()
  const lostFragments = new Set<number>()
  const lostInvites: LostInvite[] = []
  const logs: LogEvent[] = []
  const series: KeepaliveSeries[] = []

  const keep = <T>(list: T[], one: T, what: string, frame: number): boolean => {
    if (list.length < max) {
      list.push(one)
      return true
    }
    complain('network-facts-capped', what, { kind: 'frame', number: frame })
    return false
  }

  const ask = (key: string, packet: Packet, { name, type }: DnsBody): void => {
    const known = pending.get(key)
    if (known) {
      known.tries++
      return
    }
    const [client, server] = [endpoints.source(packet), endpoints.destination(packet)]
    const lookup = { name, type, client, server, tries: 1, frame: packet.frame, at: packet.at, answer: undefined }
    if (!keep(lookups, lookup, `lookup of ${name.slice(0, 100)}`, packet.frame)) return
    pending.set(key, lookup)
    if (pending.size > MAX_PENDING) pending.delete(pending.keys().next().value!)
  }

  return {
    connection: (record) =>
      void keep(connections, record, 'a TCP connection', record.closed?.frame ?? record.opened?.frame ?? 0),
    upgrade: (answer) => void keep(upgrades, answer, 'a WebSocket', answer.frame),
    dns(packet, body) {
      const [from, to] = [endpoints.source(packet), endpoints.destination(packet)]
      const [client, server] = body.isResponse ? [to, from] : [from, to]
      const key = `${client.address} ${client.port} ${server.address} ${body.id} ${body.type} ${body.name}`
      if (!body.isResponse) {
        ask(key, packet, body)
        return
      }
      const lookup = pending.get(key)
      if (!lookup) return
      pending.delete(key)
      const { code, records, targets } = body
      lookup.answer = { code, records, targets, frame: packet.frame, at: packet.at }
    },
    keepalive(packet) {
      const [source, destination] = [endpoints.source(packet), endpoints.destination(packet)]
      const key = `${source.address} ${source.port} ${destination.address} ${destination.port}`
      const known = keepalives.get(key)
      if (known) {
        known.count++
        known.lastAt = packet.at
        return
      }
      const made = { source, destination, count: 1, firstAt: packet.at, lastAt: packet.at }
      if (keep(series, made, 'a keepalive', packet.frame)) keepalives.set(key, made)
    },
    fragmentsLost(frame) {
      if (lostFragments.size < max) lostFragments.add(frame)
      else complain('network-facts-capped', 'a lost fragment', { kind: 'frame', number: frame })
    },
    conversation(conversation) {
      if (conversation.kind !== 'call' || conversation.answer) return
      for (const transaction of conversation.transactions) {
        const lost = lostInvite(transaction)
        if (lost) keep(lostInvites, lost, 'an INVITE that nobody took', transaction.request.origin.number)
      }
    },
    log(event) {
      if (event.topic !== 'transport') return
      if (logs.length < max) logs.push(event)
      else complain('network-facts-capped', 'a log line', event.origin)
    },
    facts: () => ({ connections, upgrades, lookups, keepalives: series, lostFragments, lostInvites, logs }),
  }
}

function lostInvite({ method, initial, request, requests, provisionals, final }: Transaction): LostInvite | undefined {
  if (method !== 'INVITE' || !initial) return undefined
  const silent = !final && provisionals.length === 0 && requests.length >= SENDS_LOST
  if (!silent && !(final && NOBODY.has(final.status))) return undefined
  const to = headerValues(request, 'to')[0]?.uri
  return {
    request,
    status: final?.status,
    at: request.at,
    user: `${to?.user ?? ''}@${to?.host.toLowerCase() ?? ''}`,
    destination: request.destination,
    target: parseUri(request.requestUri)?.host.toLowerCase(),
  }
}
