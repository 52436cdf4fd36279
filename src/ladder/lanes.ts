import { type Endpoint, endpointText } from '../model/endpoint.ts'
import type { EndpointRecord } from '../model/endpoints.ts'
import { clipped, oneLine } from '../model/printable.ts'
import type { LadderSource } from './layout.ts'

/** A column. */
export interface Lane {
  readonly name: string
  /** Label and product, other names of the same host; empty where nothing is known. */
  readonly detail: string
}

const NAME_MAX = 60

/** The columns of a ladder: the hosts of its messages, and behind them those that only sent or received media. */
export interface LaneList {
  /** The column of the message's lane, -1 where it is not drawn. */
  place(lane: number): number
  /** The column where media from or to that place is drawn: of who wrote it into a description, of that address, else one of its own. */
  mediaPlace(endpoint: Endpoint): number
  lanes(): readonly Lane[]
  /** Names of hosts that are not drawn. */
  hidden(): number
}

export function createLaneList({ lanes, declared, endpoints }: LadderSource, most: number): LaneList {
  const known = new Map(endpoints.map((endpoint) => [endpoint.address, endpoint]))
  const list: Lane[] = lanes.slice(0, most).map(({ name, address, also = [] }) => ({
    name: cut(name),
    detail: detailOf([address, ...also], also, known),
  }))
  const byAddress = new Map<string, number>()
  for (const [place, { address }] of lanes.entries()) if (!byAddress.has(address)) byAddress.set(address, place)
  const place = (lane: number): number => (lane < Math.min(most, lanes.length) ? lane : -1)
  let beyond = Math.max(0, lanes.length - most)
  return {
    place,
    mediaPlace(endpoint) {
      const lane = declared.get(endpointText(endpoint)) ?? byAddress.get(endpoint.address)
      if (lane !== undefined) return lane < most ? lane : -1
      const made = Math.min(list.length, most)
      if (made < most)
        list.push({ name: cut(endpoint.address), detail: detailOf([endpoint.address], ['media'], known) })
      else beyond++
      byAddress.set(endpoint.address, made)
      return made < most ? made : -1
    },
    lanes: () => list,
    hidden: () => beyond,
  }
}

const cut = (text: string): string => clipped(oneLine(text), NAME_MAX) || '?'

/** Label, product and other names of a host; it may be known under each of its names. */
function detailOf(
  names: readonly string[],
  more: readonly string[],
  known: ReadonlyMap<string, EndpointRecord>,
): string {
  const seen = names.flatMap((name) => known.get(name) ?? [])
  const label = seen.find((endpoint) => endpoint.label !== undefined)?.label
  const product = seen.find((endpoint) => endpoint.product !== undefined)?.product
  const named = product && [product.name, product.version ?? ''].join(' ').trim()
  return cutDetail([label, named, ...more].filter((part) => part !== undefined && part !== '').join(', '))
}

const cutDetail = (text: string): string => clipped(oneLine(text), NAME_MAX)
