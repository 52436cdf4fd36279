import type { Call } from '../../../model/call.ts'
import type { RtpStream } from '../../../model/stream.ts'
import { MICROS_PER_MS, type Micros } from '../../../model/time.ts'
import { audioOf } from '../../facts/agent-media.ts'
import { callTimes, msBetween } from '../../facts/call-times.ts'
import { durationText } from '../../facts/durations.ts'
import { clip } from '../../facts/responses.ts'
import { streamProof } from '../../facts/streams.ts'
import { lengthOf } from '../../facts/talk.ts'
import { agentName, agentOf } from '../../facts/voice-agent.ts'
import { rule } from '../../rule.ts'
import { EARLY_SPEECH_MS, OUTBOUND_PDD_MS } from '../../thresholds/ai.ts'

type Values = { readonly agent: string; readonly target: string } & (
  | { readonly kind: 'ringing'; readonly delayMs: number; readonly status: number }
  | { readonly kind: 'spoken'; readonly spokenMs: number; readonly answeredMs: number }
)

const RECOMMENDATION =
  'Ask the carrier for a direct route to these numbers, shorten the timers after which the next route is tried, and start the agent’s session only at the 18x.'

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
  fires:
    'A voice agent calls, and more than 4 s pass from the INVITE that was let in to the first 18x; or the agent speaks for half a second and more before the 200.',
  quiet: 'Calls to the agent; calls that ring in time; rounds of a challenge, which do not count.',
  example: ['INVITE sip:+12025550147@trunk.example.com SIP/2.0 (at 0 s)', 'SIP/2.0 183 Session Progress (at 5.2 s)'],
  recommendation: RECOMMENDATION,
  recipe: 'timeout',
  verify: 'Verify: 18x follows the INVITE within 3 s.',
  applies: ({ call }, context) => agentOf(call, context)?.side === 'caller',
  *check({ call }, context) {
    const agent = agentOf(call, context)
    const times = callTimes(call)
    if (!agent || !times?.progress) return
    const { admitted, progress } = times
    const values = { agent: agentName(agent), target: clip(admitted.requestUri) }
    const delayMs = msBetween(admitted, progress)
    if (!context.capture.timed || delayMs === undefined) {
      yield { insufficient: 'no-timestamps' }
      return
    }
    if (delayMs > OUTBOUND_PDD_MS)
      yield {
        values: { ...values, kind: 'ringing', delayMs, status: progress.status },
        proof: [{ message: admitted }, { message: progress }],
        scope: ['ringing'],
        confidence: agent.confidence,
        mends: progress,
      }
    const spoken = spokenEarly(call)
    if (spoken && call.answer)
      yield {
        values: {
          ...{ ...values, spokenMs: spoken.ms, answeredMs: msBetween(progress, call.answer) ?? 0 },
          kind: 'spoken',
        },
        title: 'Voice agent speaks before the call is answered',
        proof: [
          { message: progress },
          streamProof(spoken.stream, `${durationText(spoken.ms)} of speech before the answer`, { at: spoken.at }),
          { message: call.answer },
        ],
        scope: ['spoken'],
        confidence: agent.confidence,
        mends: admitted,
      }
  },
  detail: (values) =>
    values.kind === 'ringing'
      ? `The call of ${values.agent} to ${values.target} got its first ${values.status} after ${durationText(values.delayMs)}. That time is the carrier’s and the called network’s: nothing of the platform is in it.`
      : `${values.agent.charAt(0).toUpperCase()}${values.agent.slice(1)} speaks for ${durationText(values.spokenMs)} while ${values.target} still rings: the call is answered ${durationText(values.answeredMs)} after the first 18x. That is the platform’s part: it takes the 18x for the answer.`,
  advise: ({ kind }) =>
    kind === 'ringing'
      ? RECOMMENDATION
      : 'Let the platform begin to speak at the 200, not at the 18x or its session description: until then a ringing tone is heard, and nobody.',
})

/** What the caller says before the answer. */
function spokenEarly(call: Call): { readonly stream: RtpStream; readonly at: Micros; readonly ms: number } | undefined {
  const answeredAt = call.answer?.at
  if (answeredAt === undefined) return undefined
  for (const stream of audioOf(call, 'caller')) {
    const early = (stream.speech?.intervals ?? [])
      .filter(({ startUs }) => startUs < answeredAt)
      .map(({ startUs, endUs }) => ({ startUs, endUs: Math.min(endUs, answeredAt) }))
    const ms = lengthOf(early) / MICROS_PER_MS
    if (ms >= EARLY_SPEECH_MS) return { stream, ms, at: early[0]!.startUs }
  }
  return undefined
}
