import type { Complain } from '../model/flaw.ts'
import type { SipMessage } from '../model/message.ts'
import { decodeDns } from './dns/message.ts'
import { createDtlsReader } from './dtls/reader.ts'
import type { MessageWriter } from './messages.ts'
import { createEndpoints } from './network/address.ts'
import { createDuplicateFilter, HEP_COPY } from './network/duplicates.ts'
import { Packet } from './network/packet.ts'
import { isZrtp, nameOfPayload } from './payload-names.ts'
import { KIND_OTHER, KIND_RTCP, KIND_RTP, KIND_STUN, KIND_TEXT, payloadKind } from './rtp/demultiplex.ts'
import type { CaptureSink } from './sink.ts'
import { looksLikeSip } from './sip/wire.ts'
import { createTurnChannels, isChannelData } from './stun/channels.ts'
import { decodeStun, type StunBody } from './stun/message.ts'
import { createT38Flows } from './t38/flows.ts'
import type { Traffic } from './traffic.ts'

/** Reads UDP payloads. */
export interface DatagramReader {
  /** The payload in the bounds of `packet`. */
  read(packet: Packet): void
  /** A message, however it came, may say what is to be expected where. */
  learn(message: SipMessage): void
}

/**
 * Tells what a UDP payload is (RFC 7983) and hands it on: SIP to `messages`, the rest to `sink`; what is only counted goes to
 * `traffic`. What a TURN server relays is taken out and told again, one level deep. Copies of one SIP or STUN message,
 * or RTCP packet, are dropped before that (`capture-duplicate`).
 */
export function createDatagramReader(
  sink: CaptureSink,
  messages: MessageWriter,
  traffic: Traffic,
  complain: Complain,
): DatagramReader {
  const isDuplicate = createDuplicateFilter()
  const endpoints = createEndpoints()
  const inner = new Packet()
  const channels = createTurnChannels(inner, endpoints, complain)
  const fax = createT38Flows((one, countedAs) => {
    if (countedAs !== undefined) traffic.take(countedAs)
    traffic.add('T.38')
    sink.t38(one)
  }, endpoints)
  const readDtls = createDtlsReader(sink.dtls, endpoints, complain)

  const readStun = (packet: Packet): boolean => {
    const body = decodeStun(packet.bytes, packet.start, packet.end, packet.wireEnd)
    if (body === undefined) return false
    channels.learn(packet, packet.start, body)
    const relayed = packet.relayed ? undefined : channels.ofIndication(packet, packet.start, body)
    // Indications carry media until a channel is bound: they are no transactions, and too many to tell each.
    if (relayed !== undefined) readRelayed(relayed)
    else tellStun(packet, body)
    return true
  }

  const tellStun = (packet: Packet, body: StunBody): void => {
    traffic.add('STUN')
    if (isCopy(packet, 'a STUN message')) return
    const { class: kind, method, transactionId, classic, attributes } = body
    const [source, destination] = [endpoints.source(packet), endpoints.destination(packet)]
    const { frame, at } = packet
    sink.stun({ frame, at, source, destination, class: kind, method, transactionId, classic, attributes })
  }

  /** What nothing reads further counts as the relay's. */
  const readRelayed = (packet: Packet): void => {
    if (!readKnown(packet)) traffic.add('TURN')
  }

  /** Reports come seconds apart, messages and checks (RFC 8445 §14.3) again after 500 ms: the same bytes at once are one packet, seen twice. */
  const isCopy = (packet: Packet, what: string): boolean => {
    if (!isDuplicate(packet)) return false
    const how = packet.ipId === HEP_COPY ? 'twice, the second time from a capture agent' : 'twice within 5 ms'
    complain('capture-duplicate', `${what} ${how}`, { kind: 'frame', number: packet.frame })
    return true
  }

  const readSip = (packet: Packet): void => {
    const { bytes, start, end } = packet
    traffic.add('SIP')
    if (!isCopy(packet, 'a message')) messages.write(packet, bytes, start, end, 'UDP', packet.wireEnd <= end)
  }

  /** SIP first: every other reader asks for more than a letter in front. */
  const readText = (packet: Packet): boolean => {
    const { bytes, start, end, wireEnd } = packet
    if (looksLikeSip(bytes, start, end)) readSip(packet)
    else if (readDtls(packet)) traffic.add('DTLS')
    else if (isZrtp(bytes, start, end)) traffic.add('ZRTP')
    else if (!packet.relayed && isChannelData(bytes, start, end, wireEnd)) readRelayed(channels.ofChannel(packet))
    else return false
    return true
  }

  /** False for a payload that nobody reads. */
  const readKnown = (packet: Packet): boolean => {
    if (fax.expected() && fax.takeAnnounced(packet)) return true
    switch (payloadKind(packet.bytes, packet.start, packet.end)) {
      case KIND_RTP:
        sink.rtp(packet)
        return true
      case KIND_RTCP:
        if (!isCopy(packet, 'an RTCP packet')) sink.rtcp(packet)
        return true
      case KIND_TEXT:
        return readText(packet)
      case KIND_STUN:
        return readStun(packet)
      case KIND_OTHER:
        return false
    }
  }

  const readDns = (packet: Packet): void => {
    const body = sink.network && decodeDns(packet.bytes, packet.start, packet.end)
    if (body) sink.network?.dns(packet, body)
  }

  return {
    read(packet) {
      if (readKnown(packet)) return
      const name = nameOfPayload(packet)
      if (name === 'DNS') readDns(packet)
      else if (name === 'keepalive') sink.network?.keepalive(packet)
      if (!fax.takeUnknown(packet, name)) traffic.add(name)
    },
    learn: fax.learn,
  }
}
