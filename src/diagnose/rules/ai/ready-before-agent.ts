import { audioOf, firstHeard } from '../../facts/agent-media.ts'
import { callTimes, msBetween } from '../../facts/call-times.ts'
import { durationText } from '../../facts/durations.ts'
import { packetsIn } from '../../facts/media-flow.ts'
import { streamProof } from '../../facts/streams.ts'
import { agentName, agentOf, humanSide } from '../../facts/voice-agent.ts'
import { rule } from '../../rule.ts'
import { FIRST_AUDIO_MS, INSTANT_ANSWER_MS } from '../../thresholds/ai.ts'
import { MEDIA_WORKS_PACKETS } from '../../thresholds/media.ts'

interface Values {
  readonly agent: string
  readonly answerMs: number
  readonly silentMs: number
}

export const readyBeforeAgent = rule<'call', Values>({
  id: 'ai.ready-before-agent',
  category: 'signaling',
  severity: 'low',
  sources: ['RFC 3261 §13.3.1', 'chosen by us: 150 ms and 2 s'],
  title: 'Platform answers before its agent is ready',
  examines: 'call',
  about: { methods: ['INVITE'], streams: true },
  marks: { statuses: [2] },
  issues: ['agent', 'silence', 'billing', 'answer'],
  meaning: 'The platform takes the call at once and only then starts the agent: the caller pays for silence.',
  fires: 'The 200 comes less than 150 ms after the INVITE, and the agent’s first audio more than 2 s after the 200.',
  quiet: 'Calls that ring first; agents that speak within 2 s; captures and logs with whole seconds.',
  example: [
    'INVITE sip:agent@203.0.113.7 SIP/2.0 (at 0 s)',
    'SIP/2.0 200 OK (at 0.08 s)',
    'first sound of the agent 3.1 s after the 200',
  ],
  recommendation: 'Send 180 Ringing while the agent starts, and 200 only when it can speak.',
  verify: 'Verify: the agent is heard within a second of the 200.',
  applies: ({ call }, context) => call.answer !== undefined && agentOf(call, context)?.side === 'callee',
  *check({ call }, context) {
    const agent = agentOf(call, context)
    const times = callTimes(call)
    const { answer } = call
    const answerMs = times && msBetween(times.admitted, answer)
    if (!agent || !times || answer?.at === undefined || answerMs === undefined) return
    if (context.capture.wholeSeconds) {
      yield { insufficient: 'no-timestamps' }
      return
    }
    if (answerMs >= INSTANT_ANSWER_MS) return
    const heard = firstHeard(call, agent.side)
    if (!heard) {
      if (call.final && packetsIn(audioOf(call, humanSide(agent))) >= MEDIA_WORKS_PACKETS)
        yield { insufficient: 'one-direction-only' }
      return
    }
    const silentMs = (heard.at - answer.at) / 1000
    if (silentMs <= FIRST_AUDIO_MS || (call.bye?.at !== undefined && call.bye.at <= heard.at)) return
    yield {
      values: { agent: agentName(agent), answerMs, silentMs },
      proof: [
        { message: times.admitted },
        { message: answer },
        streamProof(heard.stream, `first audio of the agent ${durationText(silentMs)} after the answer`, {
          at: heard.at,
        }),
      ],
      scope: [agent.platform ?? ''],
      confidence: agent.confidence,
      mends: answer,
    }
  },
  detail: ({ agent, answerMs, silentMs }) =>
    `${agent.charAt(0).toUpperCase()}${agent.slice(1)} answers ${durationText(answerMs)} after the INVITE and is silent for ${durationText(silentMs)}. Both are the platform’s part: the network delays the answer and the sound alike.`,
})
