import { PROTOCOLS, type Protocol, type TrafficCount } from '../model/traffic.ts'

/** Counts packets by what they carried. RTP and RTCP are counted where it is known which packets were. */
export interface Traffic {
  add(protocol: Protocol): void
  /** One that was added turned out to be something else. */
  take(protocol: Protocol): void
  counts(): ReadonlyMap<Protocol, number>
}

export function createTraffic(): Traffic {
  const counts = new Map<Protocol, number>()
  return {
    add: (protocol) => void counts.set(protocol, (counts.get(protocol) ?? 0) + 1),
    take: (protocol) => void counts.set(protocol, (counts.get(protocol) ?? 0) - 1),
    counts: () => counts,
  }
}

/** In the order of `PROTOCOLS`, without those that did not occur. */
export const trafficList = (counts: ReadonlyMap<Protocol, number>): readonly TrafficCount[] =>
  PROTOCOLS.flatMap((protocol) => {
    const packets = counts.get(protocol) ?? 0
    return packets > 0 ? [{ protocol, packets }] : []
  })
