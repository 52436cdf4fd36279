import type { Call } from '../../../model/call.ts'
import { MICROS_PER_MS, type Micros } from '../../../model/time.ts'
import { audioOf, firstHeard } from '../../facts/agent-media.ts'
import { durationText } from '../../facts/durations.ts'
import { packetsIn } from '../../facts/media-flow.ts'
import { wasHeld } from '../../facts/session.ts'
import { streamProof } from '../../facts/streams.ts'
import { united } from '../../facts/talk.ts'
import { agentName, agentOf, humanSide } from '../../facts/voice-agent.ts'
import { rule } from '../../rule.ts'
import { FIRST_AUDIO_HIGH_MS, FIRST_AUDIO_MS, GREETING_PAUSE_US } from '../../thresholds/ai.ts'
import { MEDIA_WORKS_PACKETS } from '../../thresholds/media.ts'

interface Values {
  readonly agent: string
  readonly lateMs: number
  readonly by: 'sound' | 'packets'
  /** It made the call, and waited for who took it to speak. */
  readonly greeted: boolean
}

export const agentLateFirstAudio = rule<'call', Values>({
  id: 'ai.agent-late-first-audio',
  category: 'media',
  severity: 'medium',
  sources: ['ITU-T G.114', 'chosen by us: 2 s and 4 s'],
  title: 'Voice agent is heard late',
  examines: 'call',
  observed: true,
  about: { methods: ['INVITE'], streams: true },
  marks: { statuses: [2] },
  explains: ['ai.early-hangup', 'early.clipping-at-answer'],
  issues: ['late', 'silence', 'delay', 'agent', 'greeting'],
  meaning: 'The call is answered and the agent says nothing yet: callers say "hello?" into it, or hang up.',
  fires:
    'The first audio of the agent that is not silence comes more than 2 s after the 2xx; high after more than 4 s. Where nothing tells sound from silence the first RTP counts. Of calls that it makes: after the words with which they are answered.',
  quiet:
    'Hold and transfers; agents that are heard in time; calls in which nothing of the agent is heard at all, which is told as missing audio.',
  example: ['SIP/2.0 200 OK', 'first sound of the agent 3.4 s after the 200'],
  recommendation:
    'Start the agent’s session while the call still rings (180), answer when it is ready, and begin with a recorded or cached greeting.',
  verify: 'Verify: the first sound of the agent comes within a second of the 200.',
  applies: ({ call }, context) => call.answer !== undefined && agentOf(call, context) !== undefined,
  *check({ call }, context) {
    const agent = agentOf(call, context)
    const { answer, bye } = call
    if (!agent || answer?.at === undefined || wasHeld(call)) return
    const heard = firstHeard(call, agent.side)
    if (!heard) {
      if (call.final && packetsIn(audioOf(call, humanSide(agent))) >= MEDIA_WORKS_PACKETS)
        yield { insufficient: 'one-direction-only' }
      return
    }
    const lateMs = (heard.at - (agent.side === 'caller' ? greetedAt(call, answer.at, heard.at) : answer.at)) / 1000
    if (lateMs <= FIRST_AUDIO_MS || heard.stream.packets < MEDIA_WORKS_PACKETS) return
    if (bye?.at !== undefined && bye.at <= heard.at) return
    yield {
      values: {
        ...{ agent: agentName(agent), lateMs, by: heard.by },
        greeted: Math.round(lateMs * 1000) < heard.at - answer.at,
      },
      proof: [
        { message: answer },
        streamProof(
          heard.stream,
          `first ${heard.by === 'packets' ? 'RTP' : 'sound'} of the agent ${durationText((heard.at - answer.at) / 1000)} after the answer`,
          { at: heard.at },
        ),
      ],
      scope: [agent.side, heard.by],
      confidence: agent.confidence,
      mends: agent.side === 'callee' ? answer : (call.invite ?? answer),
      ...(lateMs > FIRST_AUDIO_HIGH_MS && {
        severity: { level: 'high', because: `Nothing is heard for ${durationText(lateMs)}` } as const,
      }),
    }
  },
  detail: ({ agent, lateMs, by, greeted }) =>
    `The first ${by === 'packets' ? 'RTP' : 'sound'} of ${agent} comes ${durationText(lateMs)} after ${greeted ? 'the words with which the call is answered' : 'the answer'}. ${PARTS[by]}`,
})

/** Whose part it is. */
const PARTS: Readonly<Record<Values['by'], string>> = {
  sound: 'Its packets come before and hold no voice: the network brings them, and the platform does not speak yet.',
  packets:
    'Before that nothing comes from its side: the platform, or the server that bridges it, starts late. The way itself takes a fraction of that.',
}

/** The end of what is said first by who takes a call, where that begins soon after the answer: an agent that calls waits for it. */
function greetedAt(call: Call, answeredAt: Micros, heardAt: Micros): Micros {
  const spoken = audioOf(call, 'callee').flatMap(({ speech }) => speech?.intervals ?? [])
  const after = spoken.filter(({ endUs, startUs }) => endUs > answeredAt && startUs < heardAt)
  const first = united(after, GREETING_PAUSE_US)[0]
  return first && first.startUs - answeredAt <= FIRST_AUDIO_MS * MICROS_PER_MS
    ? Math.min(first.endUs, heardAt)
    : answeredAt
}
