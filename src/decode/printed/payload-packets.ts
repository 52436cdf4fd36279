import type { Endpoint } from '../../model/endpoint.ts'

const TCP = 6
const UDP = 17
/** Hosts that are told apart; what comes from further ones has no address. Chosen by us. */
const MAX_HOSTS = 4_096
const MAX_FLOWS = 4_096

/** Gives payloads whose packets were not printed packets of their own, so that they can be read as those of a capture are. */
export interface PayloadPackets {
  /**
   * An IPv4 packet with this payload, a UDP datagram or the next segment of a TCP stream. Addresses in it stand for the ends,
   * which need be no IP addresses.
   */
  wrap(
    payload: Uint8Array,
    source: Endpoint | undefined,
    destination: Endpoint | undefined,
    stream: boolean,
  ): { readonly bytes: Uint8Array; readonly headerLength: number }
  /** The end that an address of such a packet stands for; the address itself where it is no such packet's. */
  endpoint(found: Endpoint): Endpoint | undefined
}

export function createPayloadPackets(): PayloadPackets {
  const hosts = new Map<string, number>()
  const names: string[] = ['']
  const sequences = new Map<string, number>()

  /** 0 for an end that is not told. */
  const hostNumber = (end: Endpoint | undefined): number => {
    if (end === undefined) return 0
    const known = hosts.get(end.address)
    if (known !== undefined) return known
    if (names.length > MAX_HOSTS) return 0
    hosts.set(end.address, names.length)
    return names.push(end.address) - 1
  }

  const sequenceOf = (flow: string, length: number): number => {
    const sequence = sequences.get(flow) ?? 1
    if (sequences.size >= MAX_FLOWS && !sequences.has(flow)) sequences.clear()
    sequences.set(flow, (sequence + length) % 2 ** 32)
    return sequence
  }

  return {
    wrap(payload, source, destination, stream) {
      const [from, to] = [hostNumber(source), hostNumber(destination)]
      const [fromPort, toPort] = [source?.port ?? 0, destination?.port ?? 0]
      const headerLength = stream ? 40 : 28
      const bytes = new Uint8Array(headerLength + payload.length)
      const view = new DataView(bytes.buffer)
      view.setUint8(0, 0x45)
      view.setUint16(2, Math.min(bytes.length, 65_535))
      view.setUint8(9, stream ? TCP : UDP)
      view.setUint32(12, PLACEHOLDER + from)
      view.setUint32(16, PLACEHOLDER + to)
      view.setUint16(20, fromPort)
      view.setUint16(22, toPort)
      if (stream) {
        view.setUint32(24, sequenceOf(`${from}:${fromPort}>${to}:${toPort}`, payload.length))
        view.setUint8(32, 0x50)
        view.setUint8(33, 0x18)
      } else view.setUint16(24, Math.min(8 + payload.length, 65_535))
      bytes.set(payload, headerLength)
      return { bytes, headerLength }
    },
    endpoint(found) {
      const match = /^0\.0\.(\d{1,3})\.(\d{1,3})$/.exec(found.address)
      if (match === null) return found
      const address = names[Number(match[1]) * 256 + Number(match[2])]
      return address ? { address, port: found.port || undefined } : undefined
    },
  }
}

/** 0.0.0.0: "this network" (RFC 791 §3.2), which no packet of a capture with SIP comes from. */
const PLACEHOLDER = 0
