import type { SipMessage } from '../model/message.ts'
import type { RtpStream } from '../model/stream.ts'
import { MICROS_PER_SECOND, type Micros } from '../model/time.ts'
import { putNewest } from './caps.ts'

/** A stream may precede the description it answers to, or come from a port learned after it (rules.md: within 5 s). */
const LEARN_US = 5 * MICROS_PER_SECOND
/** Legs through a B2BUA that leaves media alone name the same address within so long. Chosen by us. */
const SHARED_US = 5 * MICROS_PER_SECOND
/** Calls remembered for each of them. */
const CALLS_PER_PLACE = 4

/** A stream's way and beginning. */
export type Way = Pick<RtpStream, 'source' | 'destination' | 'firstAt'>

/** Whom a stream can belong to. */
export interface Owner {
  /** When a BYE or a failure ended it; undefined while it goes on. */
  readonly endedAt: Micros | undefined
}

interface Announcement<O extends Owner> {
  readonly owner: O
  readonly at: Micros
  lastAt: Micros
}

/** Knows which call announced which media address. */
export interface Announcements<O extends Owner> {
  /** Remembers the media addresses of the message's description. Messages without time or description say nothing. */
  add(message: SipMessage, owner: O): void
  /**
   * Calls a stream belongs to, the likeliest first, none when nobody announced it: by declared destination; as the way
   * back of a stream that has an owner; or by hosts, when both ends were announced by one call at most 5 s before.
   */
  owners(stream: Way): readonly O[]
  /** `stream` belongs to `owner`: streams the other way do too. */
  settle(stream: RtpStream, owner: O): void
}

/** At most `max` media addresses, as many hosts and as many ways are remembered. */
export function createAnnouncements<O extends Owner>(max: number): Announcements<O> {
  const places = new Map<string, Announcement<O>[]>()
  const hosts = new Map<string, Announcement<O>[]>()
  const flows = new Map<string, O>()

  return {
    add(message, owner) {
      if (message.at === undefined || !message.description) return
      for (const media of message.description.media) {
        const address = (media.connection ?? message.description.connection)?.address.toLowerCase()
        if (address === undefined || media.port === 0) continue
        remember(places, `${address}|${media.port}`, owner, message.at, max)
        remember(hosts, address, owner, message.at, max)
      }
    },
    owners(stream) {
      const declared = places.get(`${stream.destination.address}|${stream.destination.port}`)
      if (declared) {
        const found = current(declared, stream.firstAt)
        if (found.length > 0) return found
      }
      const back = flows.get(flowOf(stream.destination, stream.source))
      if (back && (back.endedAt === undefined || back.endedAt >= stream.firstAt)) return [back]
      const learned = byHosts(hosts, stream)
      return learned ? [learned] : []
    },
    settle(stream, owner) {
      putNewest(flows, flowOf(stream.source, stream.destination), owner, max)
    },
  }
}

const flowOf = (from: RtpStream['source'], to: RtpStream['source']): string =>
  `${from.address}|${from.port}|${to.address}|${to.port}`

function remember<O extends Owner>(
  map: Map<string, Announcement<O>[]>,
  key: string,
  owner: O,
  at: Micros,
  max: number,
): void {
  const list = map.get(key)
  const known = list?.find((one) => one.owner === owner)
  if (known) {
    known.lastAt = at
    return
  }
  putNewest(map, key, [...(list ?? []), { owner, at, lastAt: at }].slice(-CALLS_PER_PLACE), max)
}

/**
 * The latest that announced the place before the stream began, else the first within 5 s after; and with it those whose
 * calls named the place at nearly the same time.
 */
function current<O extends Owner>(list: readonly Announcement<O>[], firstAt: Micros): O[] {
  const open = list.filter(({ owner }) => owner.endedAt === undefined || owner.endedAt >= firstAt)
  const chosen =
    open.findLast(({ at }) => at <= firstAt) ?? open.find(({ at }) => at > firstAt && at <= firstAt + LEARN_US)
  if (!chosen) return []
  const others = open.filter((one) => one !== chosen && Math.abs(one.at - chosen.at) <= SHARED_US)
  return [chosen, ...others].map(({ owner }) => owner)
}

function byHosts<O extends Owner>(hosts: ReadonlyMap<string, readonly Announcement<O>[]>, stream: Way): O | undefined {
  const sources = hosts.get(stream.source.address)
  const targets = hosts.get(stream.destination.address)
  if (!sources || !targets) return undefined
  const near = ({ at, lastAt }: Announcement<O>) => at <= stream.firstAt && stream.firstAt - lastAt <= LEARN_US
  return targets.findLast((one) => near(one) && sources.some(({ owner }) => owner === one.owner))?.owner
}
