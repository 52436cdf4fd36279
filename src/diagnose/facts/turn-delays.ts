import { otherParty } from '../../correlate/call-parties.ts'
import { vantageOf } from '../../correlate/quality/vantage.ts'
import type { Call } from '../../model/call.ts'
import type { Party } from '../../model/call-facts.ts'
import type { Proof } from '../rule.ts'
import { audioOf } from './agent-media.ts'
import { durationText } from './durations.ts'
import { callTrips, tripsText } from './round-trips.ts'
import { keyText } from './streams.ts'

/** What the human waits for from the agent, and whose part of it that is. */
export interface TurnDelay {
  /** Seen at the tap, with the way between the tap and the human and back where that is known. */
  readonly totalMs: number
  /** Both ways and the buffer that the jitter on them takes; undefined where the way to the agent is not known. */
  readonly network: { readonly tripMs: number; readonly bufferMs: number } | undefined
  /** What is left: end-pointing, recognition, model, voice. At most, where `network` is undefined. */
  readonly platformMs: number
}

/** The way of a turn: from the tap to either end and back, by RTCP, or 0 where the tap is beside that end; undefined: not known. */
interface Ways {
  readonly humanMs: number | undefined
  readonly agentMs: number | undefined
  /** What a usual jitter buffer at the agent holds, simulated. */
  readonly bufferMs: number
}

/** Whose part a time is that passed at the tap between a word of the human and what the agent, on that side, did. */
export function turnDelayOf(call: Call, agent: Party, seenMs: number): TurnDelay {
  const { humanMs = 0, agentMs, bufferMs } = waysOf(call, agent)
  const totalMs = seenMs + humanMs
  if (agentMs === undefined) return { totalMs, network: undefined, platformMs: seenMs }
  const network = { tripMs: humanMs + agentMs, bufferMs }
  return { totalMs, network, platformMs: Math.max(0, seenMs - agentMs - bufferMs) }
}

function waysOf(call: Call, agent: Party): Ways {
  const human = otherParty(agent)
  const trips = callTrips(call)
  const measured = typeof trips === 'object' ? trips : undefined
  const { vantage } = vantageOf(call)
  const wayTo = (party: Party): number | undefined =>
    measured?.[party]?.meanMs ?? (vantage === `near-${party}` ? 0 : undefined)
  const buffers = audioOf(call, human).map(({ jitterBuffers }) => jitterBuffers?.adaptive.bufferMs ?? 0)
  return { humanMs: wayTo(human), agentMs: wayTo(agent), bufferMs: Math.max(0, ...buffers) }
}

/** Most of it passes on the way. */
export const isNetworks = ({ totalMs, platformMs }: TurnDelay): boolean => 2 * platformMs < totalMs

/** A sentence that parts network and platform. */
export function partsText({ network, platformMs }: TurnDelay, agent: string): string {
  if (network === undefined)
    return `How much of that is the network between this tap and ${agent} is not known, as no RTCP tells: the rest is the platform’s (end-pointing, recognition, model, voice).`
  const { tripMs, bufferMs } = network
  return `Of that ${durationText(tripMs + bufferMs)} is the network’s (${durationText(tripMs)} there and back, ${durationText(bufferMs)} jitter buffer) and ${durationText(platformMs)} the platform’s: end-pointing, recognition, model, voice.`
}

/** What RTCP tells of the way. */
export function tripProof(call: Call): readonly Proof[] {
  const trips = callTrips(call)
  if (typeof trips !== 'object') return []
  const { stream } = trips
  return [
    { kind: 'rtcp', figures: `${keyText(stream)}: ${tripsText(trips)}`, frame: stream.firstFrame, at: stream.firstAt },
  ]
}
