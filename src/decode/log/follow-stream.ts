import type { Endpoint } from '../../model/endpoint.ts'
import { parseEndpoint } from './address.ts'
import type { EnvelopeReader, LogFormat } from './envelope.ts'

/**
 * `tshark -z follow,udp,ascii`: a banner with `Node 0: a:p` and `Node 1: b:q`, then blocks headed by their length; a length
 * after a tab goes from node 1 to node 0. There are no times.
 */
export const followStream: LogFormat = { name: 'tshark follow', reader }

function reader(): EnvelopeReader {
  let following = false
  let nodes: (Endpoint | undefined)[] = []
  return {
    read(line) {
      if (line.startsWith('Follow: ')) {
        following = true
        nodes = []
        return 'claimed'
      }
      if (!following) return undefined
      if (/^Filter: |^={20,}$/.test(line)) return 'claimed'
      const node = /^Node ([01]): (\S{1,200})$/.exec(line)
      if (node) {
        nodes[Number(node[1])] = parseEndpoint(node[2] ?? '')
        return 'claimed'
      }
      if (!/^\t?\d{1,9}$/.test(line)) return undefined
      const [source, destination] = line.startsWith('\t') ? [nodes[1], nodes[0]] : [nodes[0], nodes[1]]
      return { time: undefined, source, destination, transport: undefined }
    },
  }
}
