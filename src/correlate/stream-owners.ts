import type { Call } from '../model/call.ts'
import { endpointText } from '../model/endpoint.ts'
import type { Complain } from '../model/flaw.ts'
import type { SipMessage } from '../model/message.ts'
import type { RtpStream } from '../model/stream.ts'
import { createAnnouncements, type IceName } from './announcements.ts'
import type { Caps } from './caps.ts'
import type { Held } from './held.ts'
import { type StreamSetting, settingsOf } from './quality/call-quality.ts'

/** Gives RTP streams to the calls that announced them, and keeps those nobody did. */
export interface StreamOwners {
  announce(message: SipMessage, call: Held): void
  /** The call that announced the stream's destination, or the other way's source. */
  ownerOf(way: Pick<RtpStream, 'source' | 'destination' | 'firstAt'>): Held | undefined
  /** Takes the newest snapshot of a stream. */
  take(stream: RtpStream): void
  /** Looks again for owners of streams that had none, if anything was announced since. */
  retry(): void
  /** Number of the call the stream belongs to. */
  callOf(stream: RtpStream): number | undefined
  /** What that call tells of it; `asItStands` makes a call that still goes on. */
  settingOf(stream: RtpStream, asItStands: (call: Held) => Call): StreamSetting | undefined
  /** The stream has ended and has been told of. */
  forget(stream: RtpStream): void
  /** The call is over, as `last` shows it: nothing is given to it any more. */
  release(call: Held, last: Call): void
  orphans(): readonly RtpStream[]
  /** True once after each change of `orphans`. */
  orphansChanged(): boolean
}

/** What the owners need of those who keep the calls. */
export interface Calls {
  /** It got a stream, or a newer snapshot of one. */
  changed(call: Held): void
  /** All that go on. */
  running(): Iterable<Held>
}

/** Announcements are only written down from the first stream on: a capture of signalling alone has no use for them. */
export function createStreamOwners(complain: Complain, caps: Caps, calls: Calls, iceName: IceName): StreamOwners {
  const announcements = createAnnouncements<Held>(caps.ways, iceName)
  const owners = new Map<number, readonly Held[]>()
  /** Of calls that were over before their streams. */
  const settings = new Map<number, StreamSetting>()
  const orphans = new Map<number, RtpStream>()
  let orphansChanged = false
  let announced = false
  let awake = false

  const wake = (): void => {
    if (awake) return
    awake = true
    const said = [...calls.running()].flatMap((call) => call.messages.map((message) => ({ message, call })))
    for (const { message, call } of said.sort((a, b) => a.message.number - b.message.number))
      announcements.add(message, call)
  }

  const letGo = ({ source, firstFrame }: RtpStream): void =>
    complain('rtp-streams-capped', endpointText(source), { kind: 'frame', number: firstFrame })

  const give = (call: Held, stream: RtpStream): void => {
    if (call.released) return
    call.streams ??= new Map()
    if (call.streams.size >= caps.streamsPerCall && !call.streams.has(stream.number)) return
    call.streams.set(stream.number, stream)
    calls.changed(call)
  }

  const settle = (stream: RtpStream): boolean => {
    const found = announcements.owners(stream).filter(({ released }) => !released)
    if (found.length === 0) return false
    owners.set(stream.number, found)
    announcements.settle(stream, found[0]!)
    if (found.some(({ streams }) => (streams?.size ?? 0) >= caps.streamsPerCall)) letGo(stream)
    for (const call of found) give(call, stream)
    return true
  }

  const adopt = (stream: RtpStream): void => {
    if (settle(stream) && orphans.delete(stream.number)) orphansChanged = true
  }

  return {
    announce(message, call) {
      if (!awake || !message.description) return
      announcements.add(message, call)
      announced = true
    },
    ownerOf(way) {
      wake()
      return announcements.owners(way).find(({ released }) => !released)
    },
    take(stream) {
      wake()
      const known = owners.get(stream.number)
      if (known) {
        for (const call of known) give(call, stream)
        return
      }
      if (settle(stream)) return
      if (!orphans.has(stream.number) && orphans.size >= caps.orphanStreams) {
        letGo(stream)
        return
      }
      orphans.set(stream.number, stream)
      orphansChanged = true
    },
    retry() {
      if (!announced) return
      announced = false
      for (const stream of [...orphans.values()]) adopt(stream)
    },
    callOf: (stream) => owners.get(stream.number)?.[0]?.number,
    settingOf({ number }, asItStands) {
      const [call] = owners.get(number) ?? []
      if (call === undefined || call.released) return settings.get(number)
      return call.streams?.has(number) ? settingsOf(asItStands(call)).get(number) : undefined
    },
    forget({ number }) {
      owners.delete(number)
      settings.delete(number)
    },
    release(call, last) {
      for (const [number, setting] of settingsOf(last))
        if (owners.get(number)?.[0] === call) settings.set(number, setting)
      if (awake) announcements.forget(call.messages, call.streams?.values() ?? [], call)
    },
    orphans: () => [...orphans.values()],
    orphansChanged() {
      const was = orphansChanged
      orphansChanged = false
      return was
    },
  }
}
