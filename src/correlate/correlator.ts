import type { Conversation } from '../model/call.ts'
import type { Complain } from '../model/flaw.ts'
import type { SipMessage } from '../model/message.ts'
import type { IcmpError } from '../model/packet.ts'
import type { RtpStream } from '../model/stream.ts'
import type { Micros } from '../model/time.ts'
import { CAPS, type Caps } from './caps.ts'
import { createConversations } from './conversations.ts'
import { emptied, type Held, isQuiet, snapshotOf } from './held.ts'
import { createStreamOwners } from './stream-owners.ts'
import { createWays, type Ways } from './ways.ts'

/**
 * Snapshots of what goes on that are made at one time: so many, and one more for each so many messages. A call in bulk is
 * looked at when it is over; while it goes on, a share of all shows what kinds of fault there are. Chosen by us.
 */
const SHOWN_AT_LEAST = 2
const MESSAGES_PER_SHOWN = 128

/**
 * Messages, streams and ICMP errors in; calls, registrations and other exchanges out, as snapshots. A conversation is
 * `final` when it ended and its quiet time has passed, when it was evicted, or at the end of the input; it is then
 * forgotten. A message that comes later all the same begins another, its key ending in `#2`.
 */
export interface Correlator {
  message(message: SipMessage): void
  icmp(error: IcmpError): void
  stream(latest: RtpStream): void
  /** What has become final by that time, for the last time. */
  released(now: Micros): readonly Conversation[]
  /** What changed and goes on, as it now stands: all of it when that is little, else a share. */
  changed(now: Micros | undefined): readonly Conversation[]
  end(now: Micros | undefined): readonly Conversation[]
  /** Number of the call a stream belongs to. */
  callOf(stream: RtpStream): number | undefined
  /** Nothing more will be said or asked of that stream. */
  forget(stream: RtpStream): void
  /** What the calls that go on have said so far, in order. */
  said(): readonly SipMessage[]
  /** Calls met so far. */
  calls(): number
}

/** `latest` gives a stream as it is by now: `stream` is only told of new ones and of those that have grown. */
export function createCorrelator(
  complain: Complain,
  caps: Caps = CAPS,
  latest: (stream: RtpStream) => RtpStream = (stream) => stream,
): Correlator {
  /** Changed since `changed` was last asked, and left over from before. */
  const fresh = new Set<Held>()
  const waiting = new Set<Held>()
  /** Written down from the first ICMP error on: most captures hold none. */
  let ways: Ways | undefined
  let gone: Conversation[] = []
  /** Exchanges that turned out to be calls. */
  let turned: Conversation[] = []
  let clock: Micros | undefined
  let messages = 0

  const touch = (held: Held): void => {
    waiting.delete(held)
    fresh.add(held)
  }
  const streams = createStreamOwners(complain, caps, { changed: touch, running: () => conversations.running() })
  const conversations = createConversations(complain, caps, {
    released(held) {
      fresh.delete(held)
      waiting.delete(held)
      gone.push(snapshotOf(held, clock, true, latest))
      if (held.kind === 'call') streams.release(held)
    },
    promoted: (key, callId) => void turned.push(emptied(key, callId)),
  })

  /** The ways of what is known by now, as if they had been written down from the beginning. */
  const waysSoFar = (): Ways => {
    const made = createWays(caps.ways)
    const said = [...conversations.open()].flatMap((held) => held.messages.map((message) => ({ message, held })))
    for (const { message, held } of said.sort((a, b) => a.message.number - b.message.number)) use(made, message, held)
    return made
  }

  const taken = (): readonly Conversation[] => {
    const all = [...turned, ...gone]
    turned = []
    gone = []
    return all
  }

  return {
    message(message) {
      clock = message.at ?? clock
      messages++
      const held = conversations.file(message)
      if (!held || held.released) return
      touch(held)
      if (held.kind === 'call') streams.announce(message, held)
      if (ways) use(ways, message, held)
    },
    icmp(error) {
      const { source, destination, at } = error
      if (!source || !destination) return
      ways ??= waysSoFar()
      const held = ways.last(source, destination) ?? streams.ownerOf({ source, destination, firstAt: at })
      if (!held || held.released || isQuiet(held, at)) return
      held.icmpErrors ??= []
      if (held.icmpErrors.length >= caps.icmpErrorsPerCall) {
        complain('call-messages-capped', held.key, { kind: 'frame', number: error.frame })
        return
      }
      held.icmpErrors.push(error)
      touch(held)
    },
    stream: streams.take,
    released(now) {
      clock = now
      streams.retry()
      conversations.sweep(now)
      return taken()
    },
    changed(now) {
      streams.retry()
      const shown = turned
      turned = []
      let most = SHOWN_AT_LEAST + Math.floor(messages / MESSAGES_PER_SHOWN)
      messages = 0
      for (const set of [fresh, waiting]) {
        for (const held of set) {
          if (most-- <= 0) break
          set.delete(held)
          held.shown = true
          shown.push(snapshotOf(held, now, false, latest))
        }
      }
      for (const held of fresh) waiting.add(held)
      fresh.clear()
      if (streams.orphansChanged()) shown.push(orphans(false))
      return shown
    },
    end(now) {
      clock = now
      streams.retry()
      conversations.end()
      const last = orphans(true)
      if (last.streams.length > 0) gone.push(last)
      return taken()
    },
    callOf: streams.callOf,
    forget: streams.forget,
    said: () => [...conversations.running()].flatMap((held) => held.messages).sort((a, b) => a.number - b.number),
    calls: conversations.calls,
  }

  function orphans(final: boolean) {
    return { kind: 'orphan-streams', key: 'streams', streams: streams.orphans().map(latest), final } as const
  }
}

function use(ways: Ways, { source, destination }: SipMessage, held: Held): void {
  if (source && destination) ways.use(source, destination, held)
}
