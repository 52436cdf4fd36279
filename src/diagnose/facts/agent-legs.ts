import type { RuleContext } from '../rule.ts'
import type { LegCodec, LegPair } from './leg-codecs.ts'
import { agentOf, platformIn, type VoiceAgent } from './voice-agent.ts'

/** Two legs that a server connects: one with the voice agent, one with whoever speaks to it. */
export interface AgentLegs {
  readonly agent: VoiceAgent
  /** The leg with the agent, and the one away from it. */
  readonly near: LegCodec
  readonly far: LegCodec
}

/**
 * Which of two connected legs has the agent: the one whose signalling shows it; where words alone tell of one, the later leg of a call to
 * it and the earlier leg of a call it makes. Undefined where neither has, or both do.
 */
export function agentLegs([a, b]: LegPair, context: RuleContext): AgentLegs | undefined {
  const [first, second] = a.call.number < b.call.number ? [a, b] : [b, a]
  const shown = [first, second].filter(({ call }) => platformIn(call))
  if (shown.length > 1) return undefined
  const [only] = shown
  if (only) return { agent: platformIn(only.call)!, near: only, far: only === first ? second : first }
  const agent = agentOf(first.call, context)
  if (!agent) return undefined
  return agent.side === 'callee' ? { agent, near: second, far: first } : { agent, near: first, far: second }
}
