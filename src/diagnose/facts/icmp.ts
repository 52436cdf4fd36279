import { endpointText } from '../../model/endpoint.ts'
import type { IcmpError } from '../../model/packet.ts'
import type { Proof } from '../rule.ts'

/** The names of RFC 792, RFC 1812 §5.2.7 and RFC 4443 §3 for errors that tell why something cannot be reached. */
const V4: Readonly<Record<string, string>> = {
  '3/0': 'network unreachable',
  '3/1': 'host unreachable',
  '3/2': 'protocol unreachable',
  '3/3': 'port unreachable',
  '3/4': 'fragmentation needed',
  '3/9': 'network administratively prohibited',
  '3/10': 'host administratively prohibited',
  '3/13': 'administratively prohibited',
  '11/0': 'TTL exceeded',
  '11/1': 'fragment reassembly time exceeded',
}
const V6: Readonly<Record<string, string>> = {
  '1/0': 'no route',
  '1/1': 'administratively prohibited',
  '1/3': 'address unreachable',
  '1/4': 'port unreachable',
  '2/0': 'packet too big',
  '3/0': 'hop limit exceeded',
  '3/1': 'fragment reassembly time exceeded',
}

export const icmpName = ({ version, type, code }: IcmpError): string =>
  (version === 4 ? V4 : V6)[`${type}/${code}`] ?? `type ${type} code ${code}`

/** The path takes no packets of that size, and the sender was told (RFC 1191, RFC 8201). */
export const isTooBig = ({ version, type, code }: IcmpError): boolean =>
  version === 4 ? type === 3 && code === 4 : type === 2

/** Pieces of a datagram did not all arrive. */
export const isReassembly = ({ version, type, code }: IcmpError): boolean =>
  code === 1 && type === (version === 4 ? 11 : 3)

export function icmpProof(error: IcmpError): Proof {
  const about = error.destination ? ` about a packet to ${endpointText(error.destination)}` : ''
  return {
    kind: 'icmp',
    figures: `ICMP type ${error.type} code ${error.code} (${icmpName(error)}) from ${error.from}${about}`,
    frame: error.frame,
    at: error.at,
  }
}
