import type { Transport } from '../../model/endpoint.ts'
import type { Complain } from '../../model/flaw.ts'
import type { MessageWriter } from '../messages.ts'
import { HEP_COPY } from '../network/duplicates.ts'
import { Packet } from '../network/packet.ts'
import { looksLikeSip } from '../sip/wire.ts'
import { decodeHep, HepPacket } from './hep.ts'

/** What carried a message, as agents tell it: 22, an unused protocol number, is their word for TLS. */
const TRANSPORTS: Readonly<Record<number, Transport>> = { 6: 'TCP', 22: 'TLS', 132: 'SCTP' }

/** Payload types that are not read, by name; the rest keep their number. */
const NAMES: Readonly<Record<number, string>> = {
  2: 'XMPP',
  3: 'SDP',
  5: 'RTCP reports as JSON',
  6: 'MGCP',
  7: 'Megaco',
  34: 'media quality reports',
  35: 'RTCP XR reports',
  50: 'SIP as JSON',
  53: 'DNS',
  56: 'reports of horaclifix',
  99: 'transcoded reports',
  100: 'log lines',
}

/** Reads what capture agents send to a collector. */
export interface HepReader {
  /**
   * The HEP packet in `bytes` from `start` to `wireEnd`, of which those to `end` are there; `carrier` gives frame and time
   * and stays as it is. False where it is none, or one that contradicts itself (`hep-invalid`).
   */
  read(carrier: Packet, bytes: Uint8Array, start: number, end: number, wireEnd: number): boolean
}

/**
 * Takes the place of the packet that a capture agent sent on: its addresses, ports and time stand for those of the HEP packet,
 * whose frame number stays. SIP that came by another transport than UDP goes to `messages`, all else to `datagram`.
 */
export function createHepReader(
  datagram: (packet: Packet) => void,
  messages: MessageWriter,
  complain: Complain,
): HepReader {
  const hep = new HepPacket()
  const inner = new Packet()

  const take = (carrier: Packet): void => {
    inner.frame = carrier.frame
    inner.at = hep.at ?? carrier.at
    inner.bytes = hep.bytes
    inner.start = hep.start
    inner.end = hep.end
    inner.wireEnd = hep.whole ? hep.end : hep.end + 1
    inner.addresses.set(hep.addresses)
    inner.version = hep.version
    inner.protocol = hep.protocol
    inner.ports = hep.ports
    inner.ipId = HEP_COPY
    inner.point = -1 - hep.agent
  }

  const unread = (packet: Packet): void => {
    const name = NAMES[hep.payloadType] ?? `payload type ${hep.payloadType}`
    complain('hep-payload-unread', name, { kind: 'frame', number: packet.frame })
  }

  return {
    read(carrier, bytes, start, end, wireEnd) {
      const outcome = decodeHep(bytes, start, end, wireEnd, carrier.at, hep)
      if (outcome === 'broken') complain('hep-invalid', undefined, { kind: 'frame', number: carrier.frame })
      if (outcome !== 'read') return false
      take(carrier)
      const isSip = looksLikeSip(inner.bytes, inner.start, inner.end)
      const transport = TRANSPORTS[inner.protocol]
      if (isSip && transport) messages.write(inner, inner.bytes, inner.start, inner.end, transport, hep.whole)
      else if (isSip || isMedia(inner)) datagram(inner)
      else unread(inner)
      return true
    },
  }
}

/** RTP and RTCP as they were sent; as JSON they are nobody's packets. */
const isMedia = ({ bytes, start, end }: Packet): boolean => start < end && bytes[start]! >> 6 === 2
