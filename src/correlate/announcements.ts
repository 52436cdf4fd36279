import { ownString } from '../decode/own-string.ts'
import type { Codec, MediaDescription, SessionDescription } from '../model/description.ts'
import type { Endpoint } from '../model/endpoint.ts'
import type { SipMessage } from '../model/message.ts'
import type { RtpStream } from '../model/stream.ts'
import { MICROS_PER_SECOND, type Micros } from '../model/time.ts'
import { putNewest } from './caps.ts'
import { type PlaceKey, placeKey } from './place.ts'
import { bundledLines, candidatesOf } from './quality/line-sides.ts'

/** A stream may precede the description it answers to, or come from a port learned after it. Chosen by us. */
const LEARN_US = 5 * MICROS_PER_SECOND
/** Legs through a B2BUA that leaves media alone name the same address within so long. Chosen by us. */
const SHARED_US = 5 * MICROS_PER_SECOND
/** Calls remembered for each of them. */
const CALLS_PER_PLACE = 4
/** No port: the key of a host. */
const ANY_PORT = 0

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

type Book<O extends Owner> = Map<PlaceKey, Announcement<O>[]>

/** Knows which call announced which media address. */
export interface Announcements<O extends Owner> {
  /** Remembers the media addresses of the message's description. Messages without time or description say nothing. */
  add(message: SipMessage, owner: O): void
  /**
   * Calls a stream belongs to, the likeliest first, none when nobody announced it: by declared destination; as the way
   * back of a stream that has an owner; by declared source, since who receives there sends from there (RFC 4961); by the ICE
   * names the two ends gave each other when they checked this very pair; or by hosts, when both ends were announced by one
   * call at most 5 s before. Candidates (RFC 8839) are declared places too.
   */
  owners(stream: Way): readonly O[]
  /** `stream` belongs to `owner`: streams the other way do too. */
  settle(stream: RtpStream, owner: O): void
  /** Forgets what the descriptions in these messages announced for `owner`, and the streams that were settled on it. */
  forget(messages: readonly SipMessage[], streams: Iterable<RtpStream>, owner: O): void
}

/** USERNAME of a connectivity check between two places, either way (RFC 8445 §7.2.2); undefined when none was seen. */
export type IceName = (one: Endpoint, other: Endpoint) => string | undefined

/** At most `max` media addresses and ICE names, as many hosts and as many ways are remembered. */
export function createAnnouncements<O extends Owner>(max: number, iceName: IceName): Announcements<O> {
  const places: Book<O> = new Map()
  const hosts: Book<O> = new Map()
  const flows = new Map<string, O>()

  return {
    add(message, owner) {
      if (message.at === undefined) return
      for (const { address, port } of announcedMedia(message.description)) {
        remember(places, placeKey(address, port), owner, message.at, max)
        remember(hosts, placeKey(address, ANY_PORT), owner, message.at, max)
      }
      for (const name of iceNames(message.description)) remember(places, nameKey(name), owner, message.at, max)
    },
    owners(stream) {
      const { source, destination, firstAt } = stream
      const towards = current(places.get(placeKey(destination.address, destination.port ?? ANY_PORT)), firstAt)
      if (towards.length > 0) return towards
      const back = flows.get(flowOf(destination, source))
      if (back && (back.endedAt === undefined || back.endedAt >= firstAt)) return [back]
      const from = current(places.get(placeKey(source.address, source.port ?? ANY_PORT)), firstAt)
      if (from.length > 0) return from
      const named = iceName(source, destination)?.split(':', 2) ?? []
      for (const name of named) {
        const checked = current(places.get(nameKey(name)), firstAt)
        if (checked.length > 0) return checked
      }
      const learned = byHosts(hosts, stream)
      return learned ? [learned] : []
    },
    settle(stream, owner) {
      putNewest(flows, flowOf(stream.source, stream.destination), owner, max)
    },
    forget(messages, streams, owner) {
      for (const { source, destination } of streams) {
        const way = flowOf(source, destination)
        if (flows.get(way) === owner) flows.delete(way)
      }
      for (const message of messages) {
        for (const { address, port } of announcedMedia(message.description)) {
          drop(places, placeKey(address, port), owner)
          drop(hosts, placeKey(address, ANY_PORT), owner)
        }
        for (const name of iceNames(message.description)) drop(places, nameKey(name), owner)
      }
    },
  }
}

const flowOf = (from: RtpStream['source'], to: RtpStream['source']): string =>
  `${from.address}|${from.port}|${to.address}|${to.port}`

/** A place where a description wants media, or ICE may send it, with all that may come there. */
export interface AnnouncedMedia {
  readonly address: string
  readonly port: number
  readonly codecs: readonly Codec[]
  /** As SRTP: of the profiles of RFC 3711 and RFC 5764. */
  readonly secure: boolean
}

/** Each place once; lines of a BUNDLE share theirs (RFC 9143), so that the codecs of all of them go there. */
export function announcedMedia(description: SessionDescription | undefined): readonly AnnouncedMedia[] {
  if (description === undefined) return NOTHING
  const found = new Map<string, AnnouncedMedia>()
  const bundled = bundledLines(description)
  const shared = bundled.flatMap(({ codecs }) => codecs)
  for (const media of description.media) {
    if (media.port === 0) continue
    const codecs = bundled.includes(media) ? shared : media.codecs
    const secure = /\bSAVPF?$/i.test(media.profile)
    for (const { address, port = 0 } of mediaPlaces(media, description)) {
      const key = `${address} ${port}`
      const known = found.get(key)
      const all = known === undefined || known.codecs === codecs ? codecs : [...known.codecs, ...codecs]
      found.set(key, { address, port, codecs: all, secure })
    }
  }
  return [...found.values()]
}

const NOTHING: readonly AnnouncedMedia[] = []

function mediaPlaces(media: MediaDescription, description: SessionDescription): readonly Endpoint[] {
  const address = (media.connection ?? description.connection)?.address
  const candidates = candidatesOf(media, description)
  return address === undefined ? candidates : [{ address, port: media.port }, ...candidates]
}

/** What this side calls itself in connectivity checks (RFC 8839 §5.4); lines of a bundle repeat it. */
function iceNames(description: SessionDescription | undefined): ReadonlySet<string> {
  const names = new Set<string>()
  if (description === undefined) return names
  for (const { attributes } of [description, ...description.media])
    for (const { name, value } of attributes) if (name === 'ice-ufrag' && value !== undefined) names.add(value.trim())
  return names
}

/** Blanks are in no address. */
const nameKey = (name: string): PlaceKey => ownString(`ice ${name}`)

function remember<O extends Owner>(book: Book<O>, key: PlaceKey, owner: O, at: Micros, max: number): void {
  const list = book.get(key)
  if (!list) {
    putNewest(book, key, [{ owner, at, lastAt: at }], max)
    return
  }
  const known = list.find((one) => one.owner === owner)
  if (known) {
    known.lastAt = at
    return
  }
  list.push({ owner, at, lastAt: at })
  if (list.length > CALLS_PER_PLACE) list.shift()
}

function drop<O extends Owner>(book: Book<O>, key: PlaceKey, owner: O): void {
  const list = book.get(key)
  const index = list?.findIndex((one) => one.owner === owner) ?? -1
  if (!list || index < 0) return
  if (list.length === 1) book.delete(key)
  else list.splice(index, 1)
}

/**
 * The latest that announced the place before the stream began, else the first within 5 s after; and with it those whose
 * calls named the place at nearly the same time.
 */
function current<O extends Owner>(list: readonly Announcement<O>[] | undefined, firstAt: Micros): readonly O[] {
  const open = list?.filter(({ owner }) => owner.endedAt === undefined || owner.endedAt >= firstAt) ?? []
  const chosen =
    open.findLast(({ at }) => at <= firstAt) ?? open.find(({ at }) => at > firstAt && at <= firstAt + LEARN_US)
  if (!chosen) return []
  const others = open.filter((one) => one !== chosen && Math.abs(one.at - chosen.at) <= SHARED_US)
  return [chosen, ...others].map(({ owner }) => owner)
}

function byHosts<O extends Owner>(hosts: Book<O>, stream: Way): O | undefined {
  const sources = hosts.get(placeKey(stream.source.address, ANY_PORT))
  const targets = hosts.get(placeKey(stream.destination.address, ANY_PORT))
  if (!sources || !targets) return undefined
  const near = ({ at, lastAt }: Announcement<O>) => at <= stream.firstAt && stream.firstAt - lastAt <= LEARN_US
  return targets.findLast((one) => near(one) && sources.some(({ owner }) => owner === one.owner))?.owner
}
