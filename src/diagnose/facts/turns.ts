import { otherParty } from '../../correlate/call-parties.ts'
import type { Call } from '../../model/call.ts'
import type { Party } from '../../model/call-facts.ts'
import type { InsufficientReason } from '../../model/finding.ts'
import type { SpeechInterval } from '../../model/speech.ts'
import { MICROS_PER_MS, type Micros } from '../../model/time.ts'
import type { RuleContext } from '../rule.ts'
import { BARGE_IN_SPEECH_MS } from '../thresholds/ai.ts'
import { digitsIn } from './digits.ts'
import { lastFew } from './last-few.ts'
import { type Talk, talkOf, united } from './talk.ts'
import { agentOf, type VoiceAgent } from './voice-agent.ts'

/** How a person and a voice agent take turns, as it passes the tap. */
export interface Turns {
  readonly replies: readonly Reply[]
  /** The agent began while the human had not ended. */
  readonly cutIns: number
  readonly waits: readonly Wait[]
  readonly bargeIns: readonly BargeIn[]
}

/** The agent speaks after the human has. */
export interface Reply {
  /** When the human ended. */
  readonly from: Micros
  readonly afterMs: number
}

/** The human has spoken and the agent does not, up to whatever ends it. */
export interface Wait {
  readonly from: Micros
  readonly until: Micros
  /** `human`: spoke on, or pressed a key. `hang-up`: the human's, or of an agent that never spoke. */
  readonly endedBy: 'agent' | 'human' | 'hang-up'
  /** Times in which nobody speaks: a short "hello?" parts them. */
  readonly pieces: readonly SpeechInterval[]
}

/** The human begins while the agent speaks, and goes on. */
export interface BargeIn {
  readonly at: Micros
  readonly quietAfterMs: number
  /** The agent went on when the human had ended. */
  readonly ignored: boolean
}

/** Shorter pauses are within a turn. Chosen by us. */
const PAUSE_US = 700 * MICROS_PER_MS
/** Less is a cough, or a click. Chosen by us. */
const TURN_US = 300 * MICROS_PER_MS
/** "Hello?": short, after a silence. It asks for an answer and gives none. Chosen by us. */
const PROMPT_US = 1_000 * MICROS_PER_MS
const PROMPT_AFTER_US = 2_000 * MICROS_PER_MS
/** Agents that were interrupted are silent for so long, or until the human has ended. Chosen by us. */
const YIELDED_US = 1_000 * MICROS_PER_MS

/** What a rule on the turns of a call with a voice agent looks at. */
export interface AgentTalk {
  readonly agent: VoiceAgent
  readonly talk: Talk
  readonly turns: Turns
}

/** Undefined where no voice agent is in the call, or there is nothing to tell of its turns; a reason where the capture does not show them. */
export function agentTalkOf(call: Call, context: RuleContext): AgentTalk | InsufficientReason | undefined {
  const agent = call.answer && agentOf(call, context)
  const talk = agent && talkOf(call)
  if (!talk || typeof talk === 'string') return talk
  return { agent, talk, turns: TURNS[agent.side](call)! }
}

const turnsWith = (agent: Party) =>
  lastFew((call: Call): Turns | undefined => {
    const talk = talkOf(call)
    return talk === undefined || typeof talk === 'string' ? undefined : turnsIn(talk, agent, keysOf(call, agent))
  })
const TURNS = { caller: turnsWith('caller'), callee: turnsWith('callee') }

/** When the human presses keys: that is an answer as well. */
const keysOf = (call: Call, agent: Party): readonly Micros[] =>
  digitsIn(call).flatMap(({ at, by }) => (at === undefined || by === agent ? [] : [at]))

function turnsIn(talk: Talk, agent: Party, keys: readonly Micros[]): Turns {
  const theirs = united(talk[otherParty(agent)].spoken, PAUSE_US).filter(isTurn)
  const clear = (from: Micros, until: Micros): boolean =>
    !talk.unclear.some(({ startUs, endUs }) => startUs < until && endUs > from)
  const { replies, cutIns } = repliesOf(theirs, united(talk[agent].spoken, PAUSE_US))
  return {
    cutIns,
    replies: replies.filter(({ from, afterMs }) => clear(from - TURN_US, from + afterMs * MICROS_PER_MS + TURN_US)),
    waits: waitsOf(talk, theirs, agent, keys).filter(({ from, until }) => clear(from - TURN_US, until + TURN_US)),
    bargeIns: bargeInsOf(theirs, talk[agent].spoken).filter(({ at, quietAfterMs }) =>
      clear(at - TURN_US, at + quietAfterMs * MICROS_PER_MS),
    ),
  }
}

const isTurn = ({ startUs, endUs }: SpeechInterval): boolean => endUs - startUs >= TURN_US

function repliesOf(
  theirs: readonly SpeechInterval[],
  own: readonly SpeechInterval[],
): Pick<Turns, 'replies' | 'cutIns'> {
  const replies: Reply[] = []
  let cutIns = 0
  let next = 0
  for (const { startUs } of own) {
    let said: SpeechInterval | undefined
    while (next < theirs.length && theirs[next]!.endUs <= startUs) said = theirs[next++]
    const speaking = theirs[next]
    if (speaking && speaking.startUs < startUs) {
      if (startUs - speaking.startUs >= TURN_US && speaking.endUs - startUs >= TURN_US) cutIns++
    } else if (said) replies.push({ from: said.endUs, afterMs: (startUs - said.endUs) / MICROS_PER_MS })
  }
  // What was said while the agent spoke, and was over before it ended, asks for nothing.
  return { cutIns, replies: replies.filter(({ from }) => !own.some((one) => one.startUs < from && one.endUs > from)) }
}

function waitsOf(
  talk: Talk,
  theirs: readonly SpeechInterval[],
  agent: Party,
  keys: readonly Micros[],
): readonly Wait[] {
  const waits: Wait[] = []
  const own = talk[agent].spoken
  for (let turn = 0; turn < theirs.length; turn++) {
    const from = theirs[turn]!.endUs
    // Before its first word the agent is late, which is another fault.
    if (own.some(({ startUs, endUs }, index) => (index === 0 && startUs > from) || (startUs < from && endUs > from)))
      continue
    const reply = own.find(({ startUs }) => startUs >= from)?.startUs
    const pieces: SpeechInterval[] = []
    let startUs = from
    while (turn + 1 < theirs.length && theirs[turn + 1]!.startUs < (reply ?? talk.until)) {
      const prompt = theirs[turn + 1]!
      if (prompt.endUs - prompt.startUs > PROMPT_US || prompt.startUs - startUs < PROMPT_AFTER_US) break
      pieces.push({ startUs, endUs: prompt.startUs })
      startUs = prompt.endUs
      turn++
    }
    const goesOn = Math.min(theirs[turn + 1]?.startUs ?? Number.POSITIVE_INFINITY, keyAfter(keys, from))
    const until = Math.min(reply ?? talk.until, goesOn)
    const endedBy = until === goesOn ? 'human' : until === reply ? 'agent' : hungUp(talk, agent, own.length > 0)
    if (endedBy && until > startUs) pieces.push({ startUs, endUs: until })
    if (endedBy) waits.push({ from, until, endedBy, pieces })
  }
  return waits
}

const keyAfter = (keys: readonly Micros[], from: Micros): Micros =>
  keys.find((at) => at >= from) ?? Number.POSITIVE_INFINITY

/**
 * Undefined where the call was not seen to end then, and where the agent ended it: it may have had nothing more to say, unless it never
 * said anything.
 */
function hungUp({ endedBy }: Talk, agent: Party, spoke: boolean): 'hang-up' | undefined {
  return endedBy === undefined || (endedBy === agent && spoke) ? undefined : 'hang-up'
}

function bargeInsOf(theirs: readonly SpeechInterval[], own: readonly SpeechInterval[]): readonly BargeIn[] {
  const bargeIns: BargeIn[] = []
  for (const { startUs, endUs } of theirs) {
    if (endUs - startUs < BARGE_IN_SPEECH_MS * MICROS_PER_MS) continue
    const at = own.findIndex((one) => one.startUs + TURN_US <= startUs && one.endUs > startUs)
    if (at < 0) continue
    const quietAt = quietFrom(own, at, endUs)
    bargeIns.push({
      at: startUs,
      quietAfterMs: (quietAt - startUs) / MICROS_PER_MS,
      ignored: quietAt > endUs + PAUSE_US,
    })
  }
  return bargeIns
}

/** When the agent, which speaks, yields to somebody who speaks until `endUs`. */
function quietFrom(own: readonly SpeechInterval[], at: number, endUs: Micros): Micros {
  let quiet = own[at]!.endUs
  for (const { startUs, endUs: until } of own.slice(at + 1)) {
    const pause = startUs - quiet
    if (pause >= (quiet < endUs ? YIELDED_US : PAUSE_US) || (quiet < endUs && startUs >= endUs)) break
    quiet = until
  }
  return quiet
}
