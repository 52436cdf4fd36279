import type { Call } from '../../../model/call.ts'
import { userOf } from '../../facts/addresses.ts'
import { audioOf, firstHeard } from '../../facts/agent-media.ts'
import { durationText } from '../../facts/durations.ts'
import { packetsIn } from '../../facts/media-flow.ts'
import { releasedBy, wasHeld } from '../../facts/session.ts'
import { streamProof } from '../../facts/streams.ts'
import { agentName, agentOf, humanSide } from '../../facts/voice-agent.ts'
import { rule } from '../../rule.ts'
import { isShare } from '../../severity.ts'
import { EARLY_HANGUP_SHARE, EARLY_HANGUP_US } from '../../thresholds/ai.ts'
import { MEDIA_WORKS_PACKETS } from '../../thresholds/media.ts'

interface Values {
  readonly agent: string
  readonly afterMs: number
  /** Answer to the first audio of the agent; undefined where the human heard none. */
  readonly heardMs: number | undefined
  /** Packets of the agent came by then. */
  readonly came: boolean
}

export const earlyHangup = rule<'call', Values>({
  id: 'ai.early-hangup',
  category: 'signaling',
  severity: 'medium',
  sources: ['RFC 3261 §15', 'chosen by us: 8 s'],
  title: 'Hung up on the voice agent',
  examines: 'call',
  observed: true,
  about: { methods: ['BYE'] },
  explains: ['signaling.short-call'],
  issues: ['hangup', 'hang', 'agent', 'short'],
  meaning:
    'Whoever speaks with the agent hangs up within seconds of the answer: they heard nothing, or not what they called for.',
  fires:
    'The human side sends BYE within 8 s of the answer: low, medium where a fifth of five or more answered calls end so. High where nothing of the agent was heard by then.',
  quiet: 'The agent hangs up; transfers and hold; test numbers of the policy; calls without a voice agent.',
  example: ['SIP/2.0 200 OK (at 1.0 s)', 'BYE sip:agent@203.0.113.7 SIP/2.0 (at 4.2 s)'],
  recommendation:
    'Let the agent speak in its first second: start it before the call is answered, or play a greeting that needs no model, and answer only when it is ready.',
  verify: 'Verify: the agent is heard within a second of the answer, and fewer calls end within 8 s.',
  applies: ({ call }, context) => call.answer !== undefined && agentOf(call, context) !== undefined,
  *check({ call }, context) {
    const agent = agentOf(call, context)
    const { answer, bye } = call
    if (!agent || !answer || !bye) return
    const human = humanSide(agent)
    if (releasedBy(call, bye) !== human || isExcused(call, context.options.policy?.testNumbers ?? [])) return
    if (!context.capture.timed || answer.at === undefined || bye.at === undefined) {
      yield { insufficient: 'no-timestamps' }
      return
    }
    const afterUs = bye.at - answer.at
    if (afterUs < 0 || afterUs > EARLY_HANGUP_US) return
    if (call.streams.length === 0) {
      yield { insufficient: 'no-rtp-in-capture' }
      return
    }
    const heard = firstHeard(call, agent.side)
    const heardBefore = heard !== undefined && heard.at < bye.at ? heard : undefined
    const spoke = audioOf(call, human)
    if (!heardBefore && packetsIn(spoke) < MEDIA_WORKS_PACKETS) {
      // Nothing of the agent, and hardly anything of the other side: the capture may not be where the media went.
      yield { insufficient: 'one-direction-only' }
      return
    }
    const unheard = heardBefore === undefined
    yield {
      values: {
        ...{ agent: agentName(agent), afterMs: afterUs / 1000 },
        heardMs: heardBefore && (heardBefore.at - answer.at) / 1000,
        came: audioOf(call, agent.side).some(({ firstAt }) => firstAt < bye.at!),
      },
      proof: [
        { message: answer },
        { message: bye },
        ...(heardBefore
          ? [
              streamProof(
                heardBefore.stream,
                `heard ${durationText((heardBefore.at - answer.at) / 1000)} after the answer`,
              ),
            ]
          : spoke
              .slice(0, 1)
              .map((stream) => streamProof(stream, `${stream.packets} packets, and none with sound came back`))),
      ],
      scope: [unheard ? 'unheard' : 'heard'],
      confidence: agent.confidence,
      mends: agent.side === 'callee' ? answer : (call.invite ?? answer),
      severity: unheard
        ? { level: 'high', because: 'Nothing of the agent was heard by then' }
        : { level: 'low', because: 'One such call is nothing: people dial wrong numbers' },
    }
  },
  weigh: ({ severity, conversations, tally }) =>
    severity === 'low' && isShare(conversations, tally.answered, EARLY_HANGUP_SHARE)
      ? { level: 'medium', because: `${conversations} of ${tally.answered} answered calls end so` }
      : undefined,
  detail: ({ agent, afterMs, heardMs, came }) =>
    `The call with ${agent} is hung up ${durationText(afterMs)} after the answer${heardMs === undefined ? `, before anything of the agent was heard: ${came ? 'its packets come and hold silence, so the network brings them and the platform does not speak' : 'no packet of it came by this tap'}` : `; the agent’s audio begins ${durationText(heardMs)} after it`}.`,
})

/** Calls that end on purpose so soon: handed on, parked, or made to test. */
const isExcused = (call: Call, numbers: readonly string[]): boolean =>
  wasHeld(call) ||
  call.messages.some(({ method }) => method === 'REFER') ||
  (call.invite !== undefined &&
    (['from', 'to'] as const).some((name) => numbers.includes(userOf(call.invite!, name) ?? '')))
