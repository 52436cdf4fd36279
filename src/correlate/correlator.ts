import type { Conversation } from '../model/call.ts'
import { endpointText } from '../model/endpoint.ts'
import type { Complain } from '../model/flaw.ts'
import type { SipMessage } from '../model/message.ts'
import type { IcmpError } from '../model/packet.ts'
import type { RtpStream } from '../model/stream.ts'
import type { Micros } from '../model/time.ts'
import { CAPS, type Caps, putNewest } from './caps.ts'
import { createConversations } from './conversations.ts'
import { emptied, type Held, snapshotOf } from './held.ts'
import { createStreamOwners } from './stream-owners.ts'

/**
 * Messages, streams and ICMP errors in; calls, registrations and other exchanges out, as snapshots. `changed` is asked once
 * a chunk. A conversation is `final` when it ended and 64*T1 passed after its last message, when it was evicted, or at the
 * end of the input; it is then forgotten. A message that comes later all the same begins another, its key ending in `#2`.
 */
export interface Correlator {
  message(message: SipMessage): void
  icmp(error: IcmpError): void
  stream(latest: RtpStream): void
  /** What changed since the last time, as it now stands. `now` is the latest time in the input. */
  changed(now: Micros | undefined): readonly Conversation[]
  end(now: Micros | undefined): readonly Conversation[]
  /** Number of the call a stream belongs to. */
  callOf(stream: RtpStream): number | undefined
  /** Nothing more will be said or asked of that stream. */
  forget(stream: RtpStream): void
  /** Calls met so far. */
  calls(): number
}

export function createCorrelator(complain: Complain, caps: Caps = CAPS): Correlator {
  const dirty = new Set<Held>()
  const lastOnWay = new Map<string, Held>()
  let out: Conversation[] = []
  let clock: Micros | undefined

  const streams = createStreamOwners(complain, caps, (call) => dirty.add(call))
  const conversations = createConversations(complain, caps, {
    released(held) {
      dirty.delete(held)
      out.push(snapshotOf(held, clock, true))
    },
    promoted: (key, callId) => void out.push(emptied(key, callId)),
  })

  const taken = (): readonly Conversation[] => {
    const all = out
    out = []
    return all
  }

  return {
    message(message) {
      clock = message.at ?? clock
      const held = conversations.file(message)
      if (!held || held.released) return
      dirty.add(held)
      if (held.kind === 'call' && message.description) streams.announce(message, held)
      if (message.source && message.destination)
        putNewest(lastOnWay, way(message.source, message.destination), held, caps.ways)
    },
    icmp(error) {
      const { source, destination, at } = error
      if (!source || !destination) return
      const held = lastOnWay.get(way(source, destination)) ?? streams.ownerOf({ source, destination, firstAt: at })
      if (!held || held.released) return
      if (held.icmpErrors.length >= caps.icmpErrorsPerCall) {
        complain('call-messages-capped', held.key, { kind: 'frame', number: error.frame })
        return
      }
      held.icmpErrors.push(error)
      dirty.add(held)
    },
    stream: streams.take,
    changed(now) {
      clock = now
      streams.retry()
      if (now !== undefined) conversations.sweep(now)
      for (const held of dirty) out.push(snapshotOf(held, now, false))
      dirty.clear()
      if (streams.orphansChanged())
        out.push({ kind: 'orphan-streams', key: 'streams', streams: streams.orphans(), final: false })
      return taken()
    },
    end(now) {
      clock = now
      streams.retry()
      conversations.end()
      const orphans = streams.orphans()
      if (orphans.length > 0) out.push({ kind: 'orphan-streams', key: 'streams', streams: orphans, final: true })
      return taken()
    },
    callOf: streams.callOf,
    forget: streams.forget,
    calls: conversations.calls,
  }
}

const way = (from: RtpStream['source'], to: RtpStream['source']): string => `${endpointText(from)}>${endpointText(to)}`
