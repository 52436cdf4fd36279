import type { SpeechInterval } from '../../../model/speech.ts'
import { MICROS_PER_MS } from '../../../model/time.ts'
import { clockText, durationText } from '../../facts/durations.ts'
import { callTrips } from '../../facts/round-trips.ts'
import { streamProof } from '../../facts/streams.ts'
import { lengthOf, overlapsOf, united } from '../../facts/talk.ts'
import { tripProof } from '../../facts/turn-delays.ts'
import { agentTalkOf } from '../../facts/turns.ts'
import { agentName, humanName, humanSide } from '../../facts/voice-agent.ts'
import { rule } from '../../rule.ts'
import { TALK_OVER_CALL_US, TALK_OVER_MEDIUM_SHARE, TALK_OVER_SHARE, TALK_OVER_TALK_US } from '../../thresholds/ai.ts'

interface Values {
  readonly agent: string
  readonly human: string
  /** Of the time in which somebody speaks, 0 to 1. */
  readonly share: number
  readonly overlapMs: number
  /** Overlaps that the agent began, and those that the human did. */
  readonly byAgent: number
  readonly byHuman: number
  /** End to end and back, where it was measured. */
  readonly tripMs: number | undefined
}

export const talkOver = rule<'call', Values>({
  id: 'ai.talk-over',
  category: 'media',
  severity: 'low',
  sources: ['ITU-T P.56', 'ITU-T G.114', 'chosen by us: 15 % and 30 %'],
  title: 'Voice agent and caller talk at once',
  examines: 'call',
  observed: true,
  about: { methods: ['INVITE'], streams: true },
  marks: { statuses: [2] },
  issues: ['overlap', 'interrupts', 'agent', 'talks over'],
  meaning:
    'The agent takes pauses for the end of a turn, or does not stop when it is interrupted: what is said then is lost to both.',
  fires:
    'In a call of 20 s and more with 10 s of speech, both speak for more than 15 % of the time in which somebody does; medium for more than 30 %.',
  quiet:
    'Shorter calls; hold, and music or noise without a pause; echo, in which one side hears itself; codecs that are not listened to.',
  example: ['both speak for 8.4 s of 41.0 s (20 %): 2.1 s at 0:12, 1.8 s at 0:31'],
  recommendation:
    'Where the agent begins over the caller, let it wait longer or for a finished sentence before it takes a turn as ended; where the caller begins over the agent, let it stop at once. A shorter way between both helps either.',
  verify: 'Verify: both speak at once for less than a tenth of the talk.',
  applies: ({ call }, context) => agentTalkOf(call, context) !== undefined,
  *check({ call }, context) {
    const found = agentTalkOf(call, context)
    if (!found) return
    if (typeof found === 'string') {
      yield { insufficient: found }
      return
    }
    const { agent, talk } = found
    const [stream] = talk[agent.side].streams
    if (!stream || talk.unclear.length > 0 || talk.until - talk.from < TALK_OVER_CALL_US) return
    const [own, theirs] = [talk[agent.side].spoken, talk[humanSide(agent)].spoken]
    const overlaps = overlapsOf(talk)
    const [talkUs, overlapUs] = [lengthOf(united([...own, ...theirs])), lengthOf(overlaps)]
    const share = overlapUs / talkUs
    if (talkUs < TALK_OVER_TALK_US || share <= TALK_OVER_SHARE) return
    const byAgent = overlaps.filter(({ startUs }) => own.some((one) => one.startUs === startUs)).length
    const trips = callTrips(call)
    yield {
      values: {
        ...{ agent: agentName(agent), human: humanName(agent), share, byAgent, byHuman: overlaps.length - byAgent },
        overlapMs: overlapUs / MICROS_PER_MS,
        tripMs: typeof trips === 'object' ? trips.totalMs : undefined,
      },
      proof: [
        streamProof(
          stream,
          `both speak for ${seconds(overlapUs)} of ${seconds(talkUs)} (${percent(share)}): ${longestText(overlaps, talk.from)}`,
          { at: longest(overlaps)[0]!.startUs },
        ),
        ...tripProof(call),
      ],
      scope: [2 * byAgent > overlaps.length ? 'agent begins' : 'human begins'],
      confidence: agent.confidence,
      mends: agent.side === 'callee' ? call.answer! : (call.invite ?? call.answer!),
      ...(share > TALK_OVER_MEDIUM_SHARE && {
        severity: { level: 'medium', because: `Both speak for ${percent(share)} of the talk` } as const,
      }),
    }
  },
  detail: ({ agent, human, share, overlapMs, byAgent, byHuman, tripMs }) =>
    `${agent.charAt(0).toUpperCase()}${agent.slice(1)} and ${human} speak at once for ${durationText(overlapMs)}, ${percent(share)} of the talk: ${agent} began ${byAgent} of these, ${human} ${byHuman}. ${blameText(byAgent, byHuman, tripMs)}`,
})

/** Beginning over somebody is the end-pointing of the platform; being spoken to and going on, its barge-in. */
function blameText(byAgent: number, byHuman: number, tripMs: number | undefined): string {
  const part =
    byAgent > byHuman
      ? 'That is the platform’s end-pointing, which takes pauses for the end of a turn'
      : 'That is the platform’s part where it does not stop when it is interrupted'
  return `${part}; ${tripMs === undefined ? 'how much of it the network makes is not known, as no RTCP tells of the way.' : `the network adds ${durationText(tripMs)} there and back, in which neither hears that the other has begun.`}`
}

const percent = (share: number): string => `${Math.round(100 * share)} %`
const seconds = (us: number): string => durationText(us / MICROS_PER_MS)

const longest = (overlaps: readonly SpeechInterval[]): readonly SpeechInterval[] =>
  overlaps.toSorted((a, b) => b.endUs - b.startUs - (a.endUs - a.startUs)).slice(0, 5)

const longestText = (overlaps: readonly SpeechInterval[], answeredAt: number): string =>
  longest(overlaps)
    .map(({ startUs, endUs }) => `${seconds(endUs - startUs)} at ${clockText(startUs - answeredAt)}`)
    .join(', ')
