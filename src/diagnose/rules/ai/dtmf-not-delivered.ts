import type { Call } from '../../../model/call.ts'
import type { DtmfDigit } from '../../../model/dtmf.ts'
import type { InsufficientReason } from '../../../model/finding.ts'
import { type AgentLegs, agentLegs } from '../../facts/agent-legs.ts'
import { audioOf } from '../../facts/agent-media.ts'
import { digitsIn, eventCodecs } from '../../facts/digits.ts'
import { legPairs } from '../../facts/leg-codecs.ts'
import { lineOf } from '../../facts/media-lines.ts'
import { streamProof } from '../../facts/streams.ts'
import { agentName, humanSide } from '../../facts/voice-agent.ts'
import { type Proof, rule } from '../../rule.ts'
import { DIGIT_PASSED_US } from '../../thresholds/ai.ts'

interface Values {
  readonly agent: string
  readonly digits: number
  readonly means: DtmfDigit['means']
  /** The leg to the agent has telephone-event in its answer. */
  readonly agreed: boolean
  /** The server in front of the agent offered it, or asked for it. */
  readonly offered: boolean
}

export const dtmfNotDelivered = rule<'joinedCall', Values>({
  id: 'ai.dtmf-not-delivered',
  category: 'signaling',
  severity: 'medium',
  sources: ['RFC 4733 §2', 'RFC 6086', 'chosen by us: 500 ms'],
  title: 'Keys do not reach the voice agent',
  examines: 'joinedCall',
  observed: true,
  issues: ['dtmf', 'digits', 'keypad', 'agent'],
  meaning:
    'The caller presses keys, and the server in front of the agent does not pass them on: menus and PINs do not work.',
  fires:
    'Digits by telephone events or INFO on the leg of the caller, while the agent’s leg is up, and none on that leg within 500 ms.',
  quiet:
    'Digits that come on either way; those pressed before the agent was reached, which another menu may have taken.',
  example: ['4 digits by rtp on the caller’s leg, 0 on the agent’s leg within 500 ms'],
  recommendation:
    'Offer telephone-event on the leg to the agent, and let the server pass events on as they come: one method (RFC 4733) on both legs.',
  recipe: 'dtmf',
  verify: 'Verify: each digit of the caller is seen on the agent’s leg within 500 ms.',
  *check(subject, context) {
    let unseen: InsufficientReason | undefined
    for (const pair of legPairs(subject)) {
      const legs = agentLegs(pair, context)
      if (!legs) continue
      const pressed = pressedWhileUp(legs)
      if (pressed.length === 0) continue
      const { agent, near, far } = legs
      const human = humanSide(agent)
      const arrived = digitsIn(near.call).filter(({ by }) => by === human || by === undefined)
      if (pressed.some((digit) => arrived.some((other) => isPassedOn(digit, other)))) continue
      const seen = audioOf(near.call, human)
      if (seen.length === 0 || seen.some(({ secure }) => secure)) {
        unseen = seen.length === 0 ? 'no-rtp-in-capture' : 'encrypted'
        continue
      }
      const { means } = pressed[0]!
      const agreed = eventCodecs(near.audio.answer).length > 0
      const { message } = near.audio.exchange.answer!
      yield {
        values: {
          agent: agentName(agent),
          digits: pressed.length,
          means,
          agreed,
          offered: eventCodecs(near.audio.offer).length > 0,
        },
        proof: [proofOf(far.call, pressed), lineOf(message, near.audio.answer)],
        scope: [means, agreed ? 'agreed' : 'not agreed'],
        confidence: agent.confidence,
        mends: near.audio.exchange.offer.message,
      }
      return
    }
    if (unseen) yield { insufficient: unseen }
  },
  detail: ({ agent, digits, means, agreed, offered }) =>
    `The caller sends ${digits} ${digits === 1 ? 'digit' : 'digits'} by ${means === 'rtp' ? 'telephone events' : 'INFO'}, and none of them is seen on the leg to ${agent}, as an event or by INFO${agreed ? ', although telephone-event was agreed on there: the server between the legs does not pass them on' : `: telephone-event was ${offered ? 'offered there, and not answered' : 'not offered there'}`}.`,
})

/** Digits of the human on the far leg while the near one was answered: whoever took those before it is not known. */
function pressedWhileUp({ agent, near, far }: AgentLegs): readonly DtmfDigit[] {
  const from = near.call.answer?.at
  const until = near.call.bye?.at ?? Number.POSITIVE_INFINITY
  if (from === undefined) return []
  const human = humanSide(agent)
  return digitsIn(far.call).filter(
    ({ at, by }) => by === human && at !== undefined && at >= from && at + DIGIT_PASSED_US < until,
  )
}

/** A little earlier is the same time: the legs were seen by two clocks, or by two threads of one. */
const isPassedOn = ({ at }: DtmfDigit, { at: seen }: DtmfDigit): boolean =>
  seen !== undefined && Math.abs(seen - at!) <= DIGIT_PASSED_US

function proofOf(call: Call, pressed: readonly DtmfDigit[]): Proof {
  const [first] = pressed
  const stream = call.streams.find(({ number }) => number === first!.stream)
  if (stream && first!.tone)
    return streamProof(stream, `${pressed.length} telephone events while the agent’s leg was up, none on that leg`, {
      frame: first!.tone.frame,
      at: first!.tone.at,
    })
  return { message: call.messages.find(({ number }) => number === first!.message)! }
}
