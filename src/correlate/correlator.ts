import { shed } from '../decode/sip/message.ts'
import type { Call, Conversation } from '../model/call.ts'
import type { CapturePair } from '../model/capture-point.ts'
import type { Complain } from '../model/flaw.ts'
import type { JoinNews } from '../model/joined-call.ts'
import type { SipMessage } from '../model/message.ts'
import type { IcmpError } from '../model/packet.ts'
import type { RtpStream } from '../model/stream.ts'
import type { Micros } from '../model/time.ts'
import type { IceName } from './announcements.ts'
import { CAPS, type Caps } from './caps.ts'
import { createConversations } from './conversations.ts'
import { emptied, type Held, isQuiet, snapshotOf } from './held.ts'
import { createAlignment } from './joins/alignment.ts'
import { createCapturePoints } from './joins/capture-points.ts'
import { createJoins } from './joins/joins.ts'
import { createReplays } from './joins/replays.ts'
import type { StreamSetting } from './quality/call-quality.ts'
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
  /** How calls belong together, since it was last asked. */
  joins(): JoinNews
  /** Capture points that saw the same messages, by the conversations that are over. */
  capturePoints(): readonly CapturePair[]
  /** Number of the call a stream belongs to. */
  callOf(stream: RtpStream): number | undefined
  /** What that call tells of it. */
  settingOf(stream: RtpStream): StreamSetting | undefined
  /** Nothing more will be said or asked of that stream. */
  forget(stream: RtpStream): void
  /** What the calls that go on have said so far, in order. */
  said(): readonly SipMessage[]
  /** Calls met so far. */
  calls(): number
}

/**
 * `latest` gives a stream as it is by now: `stream` is only told of new ones and of those that have grown. `iceName` knows the
 * connectivity checks of the input.
 */
export function createCorrelator(
  complain: Complain,
  caps: Caps = CAPS,
  latest: (stream: RtpStream, whole: boolean) => RtpStream = (stream) => stream,
  iceName: IceName = () => undefined,
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
  const calls = { changed: touch, running: () => conversations.running() }
  const streams = createStreamOwners(complain, caps, calls, iceName)
  const joins = createJoins(complain)
  const alignment = createAlignment()
  const points = createCapturePoints()
  const replays = createReplays(caps.recentKeys)
  /** Calls seen before, in a second capture. */
  const replayed = new Set<Held>()
  const conversations = createConversations(complain, caps, {
    released(held) {
      fresh.delete(held)
      waiting.delete(held)
      if (replayed.delete(held)) return
      const [first] = held.messages
      if (held.kind === 'call' && held.over && first) replays.over(first)
      alignment.align(held)
      const last = snapshotOf(held, clock, true, latest)
      points.take(last)
      gone.push(last)
      if (last.kind !== 'call') return
      joins.over(held, last, clock)
      streams.release(held, last)
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

  const isReplayed = (held: Held, message: SipMessage): boolean => {
    if (replayed.size > 0 && replayed.has(held)) return true
    if (held.kind !== 'call' || held.messages.length > 1) return false
    const seenAt = replays.seenAt(message)
    if (seenAt === undefined) return false
    points.again(message, seenAt)
    complain('capture-duplicate', `call ${held.callId} stands in a second capture`, message.origin)
    replayed.add(held)
    return true
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
      if (!held || held.released || isReplayed(held, message)) return
      touch(held)
      if (held.kind === 'call') {
        streams.announce(message, held)
        joins.message(held, message)
      } else if (message.method === 'REFER' && message.kind === 'request') joins.refer(message)
      if (ways) use(ways, message, held)
      if (conversations.isCrowded()) shed(message)
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
      joins.sweep(now)
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
      joins.end()
      const last = orphans(true)
      if (last.streams.length > 0) gone.push(last)
      return taken()
    },
    joins: joins.news,
    capturePoints: points.list,
    callOf: streams.callOf,
    settingOf: (stream) => streams.settingOf(stream, (held) => snapshotOf(held, clock, false, latest) as Call),
    forget: streams.forget,
    said: () => [...conversations.running()].flatMap((held) => held.messages).sort((a, b) => a.number - b.number),
    calls: conversations.calls,
  }

  function orphans(final: boolean) {
    return {
      kind: 'orphan-streams',
      key: 'streams',
      streams: streams.orphans().map((stream) => latest(stream, final)),
      final,
    } as const
  }
}

function use(ways: Ways, { source, destination }: SipMessage, held: Held): void {
  if (source && destination) ways.use(source, destination, held)
}
