import { addressText, canonicalAddress } from '../decode/network/address.ts'
import { FlowTable } from '../decode/network/flow-table.ts'
import type { Packet } from '../decode/network/packet.ts'
import { staticPayloadType } from '../decode/rtp/payload-types.ts'
import { decodeRtcp, isCiphertext } from '../decode/rtp/rtcp.ts'
import { decodeRtp, RtpHeader } from '../decode/rtp/rtp.ts'
import type { Codec } from '../model/description.ts'
import { type Endpoint, endpointText } from '../model/endpoint.ts'
import type { Complain } from '../model/flaw.ts'
import type { RtpStream } from '../model/stream.ts'
import type { Micros } from '../model/time.ts'
import { RTP_CAPS } from './caps.ts'
import { type PlaceKey, placeKey } from './place.ts'
import { RunPool, WordPool } from './rtp/packet-run.ts'
import type { CodecUse } from './rtp/payload-uses.ts'
import { beginningOf, snapshotOf as snapshot } from './rtp/snapshot.ts'
import { SoundPool } from './rtp/sound-pool.ts'
import { StreamState } from './rtp/stream.ts'
import { createRtcpBook } from './rtp-control.ts'

/** Flows that may yet turn out to be RTP; the oldest make room. */
const MAX_CANDIDATES = 4_096
/** Destinations remembered from descriptions; the oldest make room. */
const MAX_ANNOUNCED = 65_536
/** Different lists of codecs remembered; a trace has a few dozen. */
const MAX_CODEC_LISTS = 1_024
/** Hosts named in `hosts`. */
const MAX_HOSTS = 65_536
/** Packets in sequence that make a stream nobody announced: RFC 3550's MIN_SEQUENTIAL of 2 would let chance through. */
export const PROBATION_PACKETS = 5
/** A stream without packets this long is over: past any hold that keeps sending, and RFC 3550 §6.3.5's five reports. */
export const SILENCE_MICROS = 180_000_000
const SWEEP_MICROS = 1_000_000
/** A stream is news again with so many packets, and with each fourfold of them. Chosen by us: 1.3, 5 and 20 s of speech. */
const NEWS_PACKETS = 64
const NEWS_GROWTH = 4

export interface RtpStreams {
  /** A packet that may be RTP, as `CaptureSink.rtp` gives it. */
  rtp(packet: Packet): void
  /** A packet that may be RTCP, as `CaptureSink.rtcp` gives it. */
  rtcp(packet: Packet): void
  /**
   * A description says that RTP is received here with these codecs. May come before or after the packets; a later one for
   * the same place replaces the earlier. Addresses that are no IP literals are ignored. `secure`: as SRTP.
   */
  announce(address: string, port: number, codecs: readonly Codec[], secure?: boolean): void
  /** DTLS between these two agreed on SRTP (RFC 5764). May come before or after the packets. */
  keyed(client: Endpoint, server: Endpoint): void
  /** The stream as it stands, undefined when that number is not (or no longer) followed. `whole`: with its series. */
  snapshot(number: number, whole: boolean): RtpStream | undefined
  /**
   * Streams recognised since the last call, or grown so much that they are worth another look: what names them, without
   * figures, since who looks asks for a snapshot.
   */
  news(): readonly RtpStream[]
  /** Streams that fell silent since the last call, for the last time: they are forgotten then. */
  closed(): readonly RtpStream[]
  /** The input has ended: all streams still open, and those closed since last asked. Nothing is followed any more. */
  end(): readonly RtpStream[]
  counters(): RtpCounters
  /** Addresses that sent or received RTP. */
  readonly hosts: ReadonlySet<string>
}

export interface RtpCounters {
  /** Packets of recognised streams. */
  readonly rtpPackets: number
  /** Of these, the packets of streams that were SRTP and have ended. */
  readonly srtpPackets: number
  /** Copies made by the capture, which count for no stream. */
  readonly duplicates: number
  /** SRTCP included. */
  readonly rtcpPackets: number
  /** Compounds with ciphertext behind the first eight bytes (RFC 3711 §3.4). */
  readonly srtcpPackets: number
  /** Packets that were neither, or of flows that nothing made a stream. */
  readonly others: number
  /** Streams recognised so far. */
  readonly streams: number
}

/**
 * The table of RTP streams: source, destination and SSRC. A flow counts as a stream when a description announced its
 * destination, or its source, since who receives there sends from there (RFC 4961); or after `PROBATION_PACKETS` in sequence with a payload type that RTP uses. Copies of a
 * packet within the capture are `capture-duplicate`; streams beyond the caps are `rtp-streams-capped`.
 */
export function createRtpStreams(complain: Complain, caps: Readonly<typeof RTP_CAPS> = RTP_CAPS): RtpStreams {
  const header = new RtpHeader()
  const runs = new RunPool()
  const words = new WordPool()
  const sounds = new SoundPool()
  const table = new FlowTable()
  const states: (StreamState | undefined)[] = []
  /** Streams by number, in order. */
  const streams = new Map<number, StreamState>()
  const candidates = new Set<StreamState>()
  /** Streams of fewer than `NEWS_PACKETS`, in order. */
  const young = new Set<StreamState>()
  const codecLists = createCodecLists()
  const announced = new Map<PlaceKey, Announced>()
  /** Pairs of ends that DTLS gave SRTP keys, each way. */
  const keyedWays = new Set<string>()
  /** All that is followed, by where it goes, for descriptions that come late. */
  const byDestination = new Map<PlaceKey, Set<StreamState>>()
  const book = createRtcpBook()
  const hosts = new Set<string>()
  /** The newest stream of each way: another SSRC there comes after it. */
  const newest = new Map<string, StreamState>()
  const news = new Set<StreamState>()
  /** Numbers of streams, by the second in which one will have been silent for long, unless it is heard again: none is asked before. */
  const bySilence = new Map<number, number[]>()
  let closed: RtpStream[] = []
  let recognised = 0
  let rtpPackets = 0
  let rtcpPackets = 0
  let srtpPackets = 0
  let srtcpPackets = 0
  let duplicates = 0
  let seen = 0
  let sweepAt = 0.5

  const forget = (state: StreamState): void => {
    state.release()
    table.remove(state.row)
    states[state.row] = undefined
    const key = placeKey(state.destination.address, state.destination.port ?? 0)
    const there = byDestination.get(key)
    there?.delete(state)
    if (there?.size === 0) byDestination.delete(key)
  }

  const snapshotOf = (state: StreamState, whole: boolean): RtpStream => {
    const { source, destination, ssrc } = state
    const isKeyed = keyedWays.size > 0 && keyedWays.has(wayOf(source, destination))
    return snapshot(state, book.factsOf(source, destination, ssrc), isKeyed, whole)
  }

  const follow = (state: StreamState): void => {
    const way = wayOf(state.source, state.destination)
    const previous = newest.get(way)
    newest.set(way, state)
    if (previous === undefined) return
    state.previous = previous
    previous.next = state
  }

  /** What comes after it keeps a word on it, and not all of it. */
  const unfollow = (state: StreamState, { number, ssrc, lastAt }: RtpStream): void => {
    const way = wayOf(state.source, state.destination)
    if (newest.get(way) === state) newest.delete(way)
    else if (state.next?.previous === state) state.next.previous = { number, ssrc, heardAt: () => lastAt }
  }

  const awaitSilence = (state: StreamState): void => {
    const second = Math.floor((state.heardAt() + SILENCE_MICROS) / SWEEP_MICROS)
    const others = bySilence.get(second)
    if (others === undefined) bySilence.set(second, [state.number])
    else others.push(state.number)
  }

  const recognise = (state: StreamState): void => {
    candidates.delete(state)
    if (streams.size >= caps.streams) {
      complain('rtp-streams-capped', `more than ${caps.streams} at once`)
      forget(state)
      return
    }
    if (young.size >= caps.young) {
      // The first is told of as it stands, and begins anew should it go on.
      complain('rtp-streams-capped', `more than ${caps.young} short ones at once`)
      closed.push(close(young.values().next().value!))
    }
    young.add(state)
    recognised++
    state.number = recognised
    streams.set(state.number, state)
    follow(state)
    awaitSilence(state)
    rtpPackets += state.packets
    for (const { address } of [state.source, state.destination]) if (hosts.size < MAX_HOSTS) hosts.add(address)
    state.newsAt = NEWS_PACKETS
    news.add(state)
  }

  /** A description is enough, unless there are too many that had it: then it takes packets in sequence besides. */
  const believe = (state: StreamState): boolean => {
    if (young.size >= caps.young) return false
    recognise(state)
    return true
  }

  const open = (packet: Packet): void => {
    const row = table.add(packet.addresses, packet.ports, header.ssrc)
    const state = new StreamState(row, runs, words, sounds, packet, header)
    states[row] = state
    const key = placeKey(state.destination.address, state.destination.port ?? 0)
    const there = byDestination.get(key)
    if (there === undefined) byDestination.set(key, new Set([state]))
    else there.add(state)
    const known = announced.get(key) ?? announced.get(placeKey(state.source.address, state.source.port ?? 0))
    if (known !== undefined) {
      state.describe(known.codecs, known.secure)
      if (believe(state)) return
      complain('rtp-streams-capped', `more than ${caps.young} short ones at once`)
    } else if (!isUsual(header.payloadType)) {
      forget(state)
      return
    }
    candidates.add(state)
    if (candidates.size <= MAX_CANDIDATES) return
    const oldest = candidates.values().next().value!
    candidates.delete(oldest)
    forget(oldest)
  }

  const close = (state: StreamState): RtpStream => {
    const last = snapshotOf(state, true)
    unfollow(state, last)
    if (last.secure === true) srtpPackets += last.packets
    streams.delete(state.number)
    young.delete(state)
    news.delete(state)
    book.forget(state.source, state.destination, state.ssrc)
    forget(state)
    return last
  }

  const sweep = (now: Micros): void => {
    sweepAt = now + SWEEP_MICROS
    const asked: number[] = []
    for (const [second, numbers] of bySilence) {
      // What has no time is asked each time.
      if (second * SWEEP_MICROS >= now) continue
      bySilence.delete(second)
      for (const number of numbers) asked.push(number)
    }
    for (const number of asked.sort((a, b) => a - b)) {
      const state = streams.get(number)
      if (state === undefined) continue
      if (now - state.heardAt() > SILENCE_MICROS) closed.push(close(state))
      else awaitSilence(state)
    }
  }

  const advance = (state: StreamState): void => {
    if (state.number === 0) {
      if (state.isPlausible(PROBATION_PACKETS)) recognise(state)
      return
    }
    rtpPackets++
    if (state.packets < state.newsAt) return
    young.delete(state)
    state.newsAt = NEWS_GROWTH * state.packets
    news.add(state)
  }

  /** Whether RTP goes, or was announced to go, to this port or the one below it. */
  const isMediaPlace = (packet: Packet): boolean => {
    const address = addressText(packet.addresses, 4)
    const port = packet.ports & 0xffff
    return [port, port - 1].some((near) => {
      const key = placeKey(address, near)
      return announced.has(key) || byDestination.has(key)
    })
  }

  /** Packets so far of the stream that RTCP of its sender is about: on the port below, or the same (RFC 5761). */
  const seenBeside = ({ addresses, ports }: Packet, ssrc: number): number | undefined => {
    for (const media of [(ports - 0x1_0001) | 0, ports]) {
      const row = table.find(addresses, media, ssrc | 0)
      if (row >= 0) return states[row]!.packets
    }
    return undefined
  }

  return {
    hosts,
    rtp(packet) {
      seen++
      if (!decodeRtp(header, packet.bytes, packet.start, packet.end, packet.wireEnd)) return
      if (packet.at >= sweepAt) sweep(packet.at)
      const row = table.find(packet.addresses, packet.ports, header.ssrc)
      if (row < 0) {
        open(packet)
        return
      }
      const state = states[row]!
      if (state.receive(packet, header)) advance(state)
      else {
        duplicates++
        complain('capture-duplicate', 'an RTP packet twice within 5 ms', { kind: 'frame', number: packet.frame })
      }
    },
    rtcp(packet) {
      seen++
      const packets = decodeRtcp(packet.bytes, packet.start, packet.end)
      if (packets === undefined) {
        // A DNS query may begin like RTCP: only where there is media is it worth a word.
        if (isMediaPlace(packet)) {
          complain('rtcp-invalid', `${packet.end - packet.start} bytes`, { kind: 'frame', number: packet.frame })
        }
        return
      }
      rtcpPackets++
      if (isCiphertext(packets)) srtcpPackets++
      book.note(packet, packets, (ssrc) => seenBeside(packet, ssrc))
    },
    announce(address, port, codecs, secure = false) {
      const key = port === 0 ? undefined : announcedKey(address, port)
      if (key === undefined) return
      announced.delete(key)
      if (announced.size >= MAX_ANNOUNCED) announced.delete(announced.keys().next().value!)
      const known = codecLists(codecs)
      announced.set(key, { codecs: known, secure })
      for (const state of byDestination.get(key) ?? []) {
        state.describe(known, secure)
        if (state.number === 0) believe(state)
      }
    },
    keyed(client, server) {
      if (keyedWays.size >= MAX_ANNOUNCED) keyedWays.clear()
      keyedWays.add(wayOf(client, server)).add(wayOf(server, client))
    },
    snapshot(number, whole) {
      const state = streams.get(number)
      return state && snapshotOf(state, whole)
    },
    news() {
      const result: RtpStream[] = []
      for (const state of news) result.push(beginningOf(state))
      news.clear()
      return result
    },
    closed() {
      const result = closed
      closed = []
      return result
    },
    end() {
      const result = closed
      closed = []
      for (const state of streams.values()) result.push(close(state))
      bySilence.clear()
      for (const state of candidates) forget(state)
      candidates.clear()
      return result
    },
    counters: () => {
      const others = seen - rtpPackets - duplicates - rtcpPackets
      return { rtpPackets, srtpPackets, duplicates, rtcpPackets, srtcpPackets, others, streams: recognised }
    },
  }
}

/** What a description said of RTP to a place. */
interface Announced {
  readonly codecs: readonly CodecUse[]
  readonly secure: boolean
}

const wayOf = (from: Endpoint, to: Endpoint): string => `${endpointText(from)} ${endpointText(to)}`

/**
 * What measuring needs of codecs, one copy of each list: announcements are kept long after their messages, most calls
 * offer the same, and a part of a message's text would keep all of it in memory.
 */
function createCodecLists(): (codecs: readonly Codec[]) => readonly CodecUse[] {
  const lists = new Map<string, readonly CodecUse[]>()
  return (codecs) => {
    const key = codecs
      .map((codec) => `${codec.payloadType} ${codec.clockRateHz} ${codec.channels} ${codec.encoding}`)
      .join('\n')
    let list = lists.get(key)
    if (list === undefined) {
      list = codecs.map(({ payloadType, encoding, clockRateHz, channels }) => {
        const own = encoding === undefined ? undefined : Buffer.from(encoding).toString()
        return { payloadType, clockRateHz, channels, encoding: own }
      })
      if (lists.size >= MAX_CODEC_LISTS) lists.clear()
      lists.set(key, list)
    }
    return list
  }
}

/** The key of an address as descriptions write it, undefined for what is no IP literal. */
function announcedKey(address: string, port: number): PlaceKey | undefined {
  const key = placeKey(address, port)
  if (typeof key === 'number') return key
  const canonical = canonicalAddress(address)
  return canonical === undefined ? undefined : placeKey(canonical, port)
}

/** Assigned statically, or in the ranges left to descriptions (RFC 3551 §6, RFC 5761 §4). */
const isUsual = (payloadType: number): boolean =>
  payloadType >= 96 || (payloadType >= 35 && payloadType < 64) || staticPayloadType(payloadType) !== undefined
