import type { Endpoint } from '../../model/endpoint.ts'
import type { Complain } from '../../model/flaw.ts'
import type { createEndpoints } from '../network/address.ts'
import { FlowTable } from '../network/flow-table.ts'
import type { Packet } from '../network/packet.ts'
import { type StunBody, xoredAddress } from './message.ts'

/** Channels remembered; when full all are forgotten, and those still in use are relayed without a peer. Chosen by us. */
const MAX_CHANNELS = 16_384
const CHANNEL_HEADER_BYTES = 4

/**
 * Whether a ChannelData message (RFC 8656 §12.4) fills the datagram: channel number 0x4000 to 0x4fff, a length, and at most
 * three bytes of padding.
 *
 *     channel number | length | application data
 */
export function isChannelData(bytes: Uint8Array, start: number, end: number, wireEnd: number): boolean {
  if (end - start < CHANNEL_HEADER_BYTES || bytes[start]! >> 4 !== 4) return false
  const rest = wireEnd - start - CHANNEL_HEADER_BYTES - ((bytes[start + 2]! << 8) | bytes[start + 3]!)
  return rest >= 0 && rest <= 3
}

/** Takes relayed datagrams out of what a TURN client and its server exchange. */
export interface TurnChannels {
  /** Learns from a ChannelBind request which peer a channel stands for. */
  learn(packet: Packet, message: number, body: StunBody): void
  /** The datagram in the ChannelData in the bounds of `packet`, in a packet that the next call overwrites. */
  ofChannel(packet: Packet): Packet
  /** The datagram in a Send or Data indication; undefined where it has none. */
  ofIndication(packet: Packet, message: number, body: StunBody): Packet | undefined
}

interface Bound {
  /** Four words of address and a port. */
  readonly peer: Int32Array
  readonly server: Endpoint
}

/** Inner packets go between the client's own address and the peer's; without a known peer between client and server. */
export function createTurnChannels(
  inner: Packet,
  endpoints: ReturnType<typeof createEndpoints>,
  complain: Complain,
): TurnChannels {
  let table = new FlowTable()
  /** By row, as the client bound them. */
  let bound: Bound[] = []
  const backwards = new Int32Array(8)
  const peer = new Int32Array(5)

  /** Puts the peer of the channel where it belongs; channels are bound by the client. */
  const setChannelPeer = (packet: Packet, channel: number): void => {
    let row = table.find(packet.addresses, packet.ports, channel)
    if (row >= 0) {
      setPeer(true, bound[row]!.peer, bound[row]!.server)
      return
    }
    for (let i = 0; i < 8; i++) backwards[i] = packet.addresses[i ^ 4]!
    row = table.find(backwards, (packet.ports << 16) | (packet.ports >>> 16), channel)
    if (row >= 0) setPeer(false, bound[row]!.peer, bound[row]!.server)
  }

  const take = (packet: Packet, start: number, end: number, wireEnd: number): void => {
    inner.frame = packet.frame
    inner.at = packet.at
    inner.bytes = packet.bytes
    inner.start = start
    inner.end = end
    inner.wireEnd = wireEnd
    inner.addresses.set(packet.addresses)
    inner.version = packet.version
    inner.protocol = packet.protocol
    inner.ipId = packet.ipId
    inner.dscp = packet.dscp
    inner.ttl = packet.ttl
    inner.ports = packet.ports
    inner.relayed = true
    inner.relay = undefined
  }

  /** Puts the peer in the place of the server. */
  const setPeer = (toServer: boolean, words: Int32Array, server: Endpoint): void => {
    inner.relay = server
    const at = toServer ? 4 : 0
    for (let i = 0; i < 4; i++) inner.addresses[at + i] = words[i]!
    const port = words[4]!
    inner.ports = toServer ? (inner.ports & 0xffff0000) | port : (port << 16) | (inner.ports & 0xffff)
    inner.version = isMapped(inner.addresses, 0) && isMapped(inner.addresses, 4) ? 4 : 6
  }

  return {
    learn(packet, message, { class: kind, method, attributes, peerAt }) {
      if (kind !== 'request' || method !== 'channel-bind' || attributes.channel === undefined || peerAt < 0) return
      let row = table.find(packet.addresses, packet.ports, attributes.channel)
      if (row < 0) {
        if (table.size >= MAX_CHANNELS) {
          complain('media-flows-capped', `${MAX_CHANNELS} channels`, { kind: 'frame', number: packet.frame })
          table = new FlowTable()
          bound = []
        }
        row = table.add(packet.addresses, packet.ports, attributes.channel)
      }
      const words = new Int32Array(5)
      words[4] = xoredAddress(words, 0, packet.bytes, peerAt, message)
      bound[row] = { peer: words, server: endpoints.destination(packet) }
    },
    ofChannel(packet) {
      const { bytes, start } = packet
      const channel = (bytes[start]! << 8) | bytes[start + 1]!
      const data = start + CHANNEL_HEADER_BYTES
      const wireEnd = data + ((bytes[start + 2]! << 8) | bytes[start + 3]!)
      take(packet, data, Math.min(wireEnd, packet.end), wireEnd)
      setChannelPeer(packet, channel)
      return inner
    },
    ofIndication(packet, message, { class: kind, method, data, peerAt }) {
      if (kind !== 'indication' || data === undefined || (method !== 'send' && method !== 'data')) return undefined
      take(packet, data.start, data.end, data.end)
      if (peerAt < 0) return inner
      peer[4] = xoredAddress(peer, 0, packet.bytes, peerAt, message)
      const toServer = method === 'send'
      setPeer(toServer, peer, toServer ? endpoints.destination(packet) : endpoints.source(packet))
      return inner
    },
  }
}

const isMapped = (words: Int32Array, at: number): boolean =>
  words[at] === 0 && words[at + 1] === 0 && words[at + 2] === 0xffff
