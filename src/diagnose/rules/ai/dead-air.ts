import { DIGITAL_SILENCE, LOUDNESS_FRAME_US, NOTHING_CAME } from '../../../model/speech.ts'
import type { RtpStream } from '../../../model/stream.ts'
import { MICROS_PER_MS, type Micros } from '../../../model/time.ts'
import { clockText, durationText } from '../../facts/durations.ts'
import { lossDoubt } from '../../facts/stream-trust.ts'
import { streamProof } from '../../facts/streams.ts'
import { loudnessBetween, type SideTalk } from '../../facts/talk.ts'
import { agentTalkOf, type Wait } from '../../facts/turns.ts'
import { agentName, humanName } from '../../facts/voice-agent.ts'
import { rule } from '../../rule.ts'
import { DEAD_AIR_MS, DEAD_DIRECTION_MS } from '../../thresholds/ai.ts'

/** What comes from the agent in place of a reply. `lost`: packets are missing. */
type Instead = 'no RTP' | 'lost' | 'digital silence' | 'silence'

interface DeadAir {
  readonly at: Micros
  readonly silentMs: number
  readonly instead: Instead
  readonly endedBy: Wait['endedBy']
}

interface Values {
  readonly agent: string
  readonly human: string
  readonly times: number
  readonly worst: Omit<DeadAir, 'at'>
  /** After the answer, `1:05`. */
  readonly worstAt: string
}

export const deadAir = rule<'call', Values>({
  id: 'ai.dead-air',
  category: 'media',
  severity: 'high',
  sources: ['ITU-T P.56', 'chosen by us: 4 s and 6 s'],
  title: 'Voice agent falls silent',
  examines: 'call',
  observed: true,
  about: { methods: ['INVITE'], streams: true },
  marks: { statuses: [2] },
  issues: ['silence', 'dead air', 'agent', 'stuck', 'silent'],
  meaning: 'The caller has spoken and hears nothing: they ask whether anybody is there, or hang up.',
  fires:
    'After words of the caller nobody speaks for more than 6 s, or nothing at all or digital silence comes from the agent for more than 4 s; a short "hello?" in between does not count as another turn.',
  quiet:
    'Silence after the agent’s own words; before its first word, which is a late greeting; while keys are pressed; at an end that the agent makes, or that was not seen; hold, transfers, music and echo. Medium where the caller always spoke on by themselves, or hung up within 6 s: they may have asked for a moment, or had nothing more to say.',
  example: ['nothing after 0:41 for 9.2 s (digital silence), then the caller hung up; 3 times in the call'],
  recommendation:
    'Look in the platform’s log at these times: a turn that was not taken as ended, a tool or model that did not answer, a voice that failed. Give each step a time limit, and let the agent say something ("one moment") before two seconds are over.',
  verify: 'Verify: after each turn of the caller the agent is heard within four seconds.',
  applies: ({ call }, context) => agentTalkOf(call, context) !== undefined,
  *check({ call }, context) {
    const found = agentTalkOf(call, context)
    if (!found) return
    if (typeof found === 'string') {
      yield { insufficient: found }
      return
    }
    const { agent, talk, turns } = found
    const side = talk[agent.side]
    const all = turns.waits.flatMap((wait) => deadAirIn(wait, side))
    const [stream] = side.streams
    if (all.length === 0 || !stream) return
    const doubt = lossDoubt(call, context.capture)
    if (doubt && all.some(({ instead }) => instead === 'lost' || instead === 'no RTP')) {
      yield { insufficient: doubt }
      return
    }
    const worst = all.reduce((a, b) => (b.silentMs > a.silentMs ? b : a))
    const worstAt = clockText(worst.at - talk.from)
    const { instead, endedBy, silentMs } = worst
    yield {
      values: {
        ...{ agent: agentName(agent), human: humanName(agent), times: all.length, worstAt },
        worst: { instead, endedBy, silentMs },
      },
      proof: [
        streamProof(stream, `${all.length} ${all.length === 1 ? 'time' : 'times'}: ${placesText(all, talk.from)}`, {
          at: worst.at,
        }),
      ],
      scope: [instead],
      confidence: agent.confidence,
      mends: agent.side === 'callee' ? call.answer! : (call.invite ?? call.answer!),
      ...(all.every(mayBeMeant) && { severity: { level: 'medium', because: MEANT } as const }),
    }
  },
  detail: ({ agent, human, times, worst: { instead, endedBy, silentMs }, worstAt }) =>
    `${times === 1 ? 'Once' : `${times} times`} ${human} speaks and gets no reply from ${agent}${times === 1 ? ', for' : '; the longest wait is'} ${durationText(silentMs)} at ${worstAt}, ${ENDS[endedBy](human)}. ${PARTS[instead](agent)}`,
})

const MEANT = 'They may have asked for a moment each time, or had nothing more to say'

/** The human spoke on by themselves, or hung up before long. */
const mayBeMeant = ({ endedBy, silentMs }: DeadAir): boolean =>
  endedBy === 'human' || (endedBy === 'hang-up' && silentMs <= DEAD_AIR_MS)

const ENDS: Readonly<Record<Wait['endedBy'], (human: string) => string>> = {
  agent: () => 'until it speaks again',
  human: (human) => `until ${human} goes on`,
  'hang-up': () => 'and then the call is hung up',
}

/** Whose part it is. */
const PARTS: Readonly<Record<Instead, (agent: string) => string>> = {
  'digital silence': (agent) =>
    `Its packets go on and hold digital silence: the network brings them, and ${agent} has nothing to say.`,
  silence: (agent) =>
    `Its packets go on without a voice in them: the network brings them, and ${agent} does not speak.`,
  'no RTP': (agent) =>
    `No packet comes from it and no number is missing: ${agent} or the carrier at its side sends nothing.`,
  lost: (agent) => `Its packets are missing by their numbers: the network between ${agent} and this tap lost them.`,
}

function deadAirIn({ from, until, endedBy, pieces }: Wait, side: SideTalk): readonly DeadAir[] {
  const dead = deadRun(loudnessBetween(side, from, until))
  if (dead.frames * FRAME_MS > DEAD_DIRECTION_MS)
    return [
      {
        endedBy,
        at: from,
        silentMs: (until - from) / MICROS_PER_MS,
        instead: insteadOf(dead, side.streams, from, until),
      },
    ]
  const silentMs = Math.max(0, ...pieces.map(({ startUs, endUs }) => (endUs - startUs) / MICROS_PER_MS))
  return silentMs > DEAD_AIR_MS ? [{ endedBy, silentMs, at: from, instead: 'silence' }] : []
}

const FRAME_MS = LOUDNESS_FRAME_US / MICROS_PER_MS

interface Run {
  readonly frames: number
  /** Of these, in which no packet came. */
  readonly missing: number
}

/** The longest time in which nothing comes, or digital silence. */
function deadRun(levels: Uint8Array): Run {
  let longest: Run = { frames: 0, missing: 0 }
  let [frames, missing] = [0, 0]
  for (const level of levels) {
    frames = level > DIGITAL_SILENCE ? 0 : frames + 1
    missing = level > DIGITAL_SILENCE ? 0 : missing + (level === NOTHING_CAME ? 1 : 0)
    if (frames > longest.frames) longest = { frames, missing }
  }
  return longest
}

function insteadOf({ frames, missing }: Run, streams: readonly RtpStream[], from: Micros, until: Micros): Instead {
  if (2 * missing < frames) return 'digital silence'
  const lost = streams.some(({ gaps }) =>
    gaps.some(({ kind, at, durationMs }) => kind === 'lost' && at < until && at + durationMs * MICROS_PER_MS > from),
  )
  return lost ? 'lost' : 'no RTP'
}

const placesText = (all: readonly DeadAir[], answeredAt: Micros): string =>
  all
    .toSorted((a, b) => b.silentMs - a.silentMs)
    .slice(0, 5)
    .map(({ at, silentMs, instead }) => `${durationText(silentMs)} at ${clockText(at - answeredAt)} (${instead})`)
    .join(', ')
