import type { Endpoint } from '../model/endpoint.ts'
import type { Held } from './held.ts'

/** Who last used which way from one port to another, for errors that quote a packet. */
export interface Ways {
  use(source: Endpoint, destination: Endpoint, held: Held): void
  last(source: Endpoint, destination: Endpoint): Held | undefined
}

/**
 * At most `max` ways; all those of the host met first make room. Keyed by address, address and ports: the addresses of a
 * capture are few texts, met again and again, where a key made of all four would be a new text for every message.
 */
export function createWays(max: number): Ways {
  const bySource = new Map<string, Map<string, Map<number, Held>>>()
  let size = 0

  const makeRoom = (): void => {
    const [oldest, ways] = bySource.entries().next().value!
    for (const ports of ways.values()) size -= ports.size
    bySource.delete(oldest)
  }

  return {
    use(source, destination, held) {
      let ways = bySource.get(source.address)
      if (!ways) {
        ways = new Map()
        bySource.set(source.address, ways)
      }
      let ports = ways.get(destination.address)
      if (!ports) {
        ports = new Map()
        ways.set(destination.address, ports)
      }
      const key = portsOf(source, destination)
      const before = ports.get(key)
      if (before === held) return
      ports.set(key, held)
      if (before === undefined && ++size > max) makeRoom()
    },
    last: (source, destination) =>
      bySource.get(source.address)?.get(destination.address)?.get(portsOf(source, destination)),
  }
}

const portsOf = (source: Endpoint, destination: Endpoint): number =>
  (source.port ?? 0) * 65_536 + (destination.port ?? 0)
