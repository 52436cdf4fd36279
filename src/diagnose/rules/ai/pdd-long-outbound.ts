import { callTimes, msBetween } from '../../facts/call-times.ts'
import { durationText } from '../../facts/durations.ts'
import { clip } from '../../facts/responses.ts'
import { agentName, agentOf } from '../../facts/voice-agent.ts'
import { rule } from '../../rule.ts'
import { OUTBOUND_PDD_MS } from '../../thresholds/ai.ts'

interface Values {
  readonly agent: string
  readonly delayMs: number
  readonly status: number
  readonly target: string
}

export const pddLongOutbound = rule<'call', Values>({
  id: 'ai.pdd-long-outbound',
  category: 'signaling',
  severity: 'medium',
  sources: ['RFC 6076 §4.3', 'ITU-T E.721', 'chosen by us: 4 s'],
  title: 'Outbound agent call rings late',
  examines: 'call',
  observed: true,
  about: { methods: ['INVITE'] },
  marks: { statuses: [1] },
  explains: ['signaling.pdd-high'],
  issues: ['pdd', 'outbound', 'delay', 'agent'],
  meaning: 'A call that the agent makes takes seconds to ring: sessions of the agent wait, and cost, for each of them.',
  fires: 'A voice agent calls, and more than 4 s pass from the INVITE that was let in to the first 18x.',
  quiet: 'Calls to the agent; calls that ring in time; rounds of a challenge, which do not count.',
  example: ['INVITE sip:+12025550147@trunk.example.com SIP/2.0 (at 0 s)', 'SIP/2.0 183 Session Progress (at 5.2 s)'],
  recommendation:
    'Ask the carrier for a direct route to these numbers, shorten the timers after which the next route is tried, and start the agent’s session only at the 18x.',
  recipe: 'timeout',
  verify: 'Verify: 18x follows the INVITE within 3 s.',
  applies: ({ call }, context) => agentOf(call, context)?.side === 'caller',
  *check({ call }, context) {
    const agent = agentOf(call, context)
    const times = callTimes(call)
    if (!agent || !times?.progress) return
    const { admitted, progress } = times
    const delayMs = msBetween(admitted, progress)
    if (!context.capture.timed || delayMs === undefined) {
      yield { insufficient: 'no-timestamps' }
      return
    }
    if (delayMs <= OUTBOUND_PDD_MS) return
    yield {
      values: { agent: agentName(agent), delayMs, status: progress.status, target: clip(admitted.requestUri) },
      proof: [{ message: admitted }, { message: progress }],
      scope: ['ringing'],
      confidence: agent.confidence,
      mends: progress,
    }
  },
  detail: ({ agent, delayMs, status, target }) =>
    `The call of ${agent} to ${target} got its first ${status} after ${durationText(delayMs)}.`,
})
