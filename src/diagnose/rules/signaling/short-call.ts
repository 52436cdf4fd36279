import type { Call } from '../../../model/call.ts'
import { userOf } from '../../facts/addresses.ts'
import { comesFrom, flowsOf, mediaDirections, packetsIn } from '../../facts/media-flow.ts'
import { senderOf } from '../../facts/session.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'
import { isShare } from '../../severity.ts'
import { FREQUENT_SHARE, GAVE_UP_US, SHARE_MIN_ATTEMPTS, SHORT_CALL_US } from '../../thresholds.ts'

interface Values {
  readonly durationMs: number
  readonly party: 'caller' | 'callee'
  readonly media: string
}

export const shortCall = rule<'call', Values>({
  id: 'signaling.short-call',
  category: 'general',
  severity: 'low',
  sources: ['RFC 3261 §15', 'chosen by us: 10 s'],
  title: 'Short call',
  examines: 'call',
  issues: ['short', 'hangup'],
  meaning: 'The call was answered and released within ten seconds: often nobody heard anything.',
  fires:
    'BYE within 10 s of the answer. Medium for a fifth of five or more answered calls, or when the callee sent no RTP; high when the caller then gave up within 5 s.',
  quiet: 'Test numbers of the policy. Info for few calls whose media flowed both ways or was not captured.',
  recommendation:
    'Look at the media of the first seconds: one-way or late audio, answering machines and agents that are not ready make callers hang up.',
  verify: 'Verify: calls last longer, or the callee hears speech in the first second.',
  applies: (subject) => subject.call.answer !== undefined && subject.call.bye !== undefined,
  *check({ call }, { capture, options }) {
    const { answer, bye } = call
    if (!answer || !bye) return
    if (!capture.timed || answer.at === undefined || bye.at === undefined) {
      yield { insufficient: 'no-timestamps' }
      return
    }
    const durationUs = bye.at - answer.at
    if (durationUs < 0 || durationUs >= SHORT_CALL_US || isTest(call, options.policy?.testNumbers ?? [])) return
    const severity = weigh(call, durationUs)
    yield {
      values: { durationMs: durationUs / 1000, party: senderOf(call, bye), media: mediaWords(call) },
      proof: [{ message: answer }, { message: bye }, timing(durationUs, bye.at)],
      scope: [severity?.level === 'info' ? 'plain' : 'silent'],
      mends: answer,
      ...(severity && { severity }),
    }
  },
  weigh: ({ severity, conversations, tally }) => {
    if (severity !== 'info' || tally.answered < SHARE_MIN_ATTEMPTS) return undefined
    return isShare(conversations, tally.answered, FREQUENT_SHARE)
      ? { level: 'medium', because: `${conversations} of ${tally.answered} answered calls were that short` }
      : { level: 'low', because: `${conversations} of ${tally.answered} answered calls` }
  },
  detail: ({ durationMs, party, media }) =>
    `The ${party} hung up ${(durationMs / 1000).toFixed(1)} s after the answer. ${media}`,
})

const timing = (durationUs: number, at: number): Proof => ({
  kind: 'timing',
  figures: `BYE - 2xx = ${(durationUs / 1_000_000).toFixed(3)} s`,
  at,
})

const isTest = (call: Call, numbers: readonly string[]): boolean =>
  call.invite !== undefined &&
  (['from', 'to'] as const).some((name) => numbers.includes(userOf(call.invite!, name) ?? ''))

/** Captured RTP of the caller, and none of the callee. */
function calleeSilent(call: Call): boolean {
  const sides = flowsOf(call).map(({ exchange, toOfferer, toAnswerer }) =>
    senderOf(call, exchange.offer.message) === 'caller'
      ? { heard: comesFrom(exchange, 'offerer', toAnswerer), silent: packetsIn(toOfferer) === 0 }
      : { heard: comesFrom(exchange, 'answerer', toOfferer), silent: packetsIn(toAnswerer) === 0 },
  )
  return sides.some(({ heard }) => heard) && sides.every(({ silent }) => silent)
}

function mediaWords(call: Call): string {
  if (call.streams.length === 0) return 'No RTP of it is in the input.'
  if (calleeSilent(call)) return 'The callee sent no RTP.'
  return mediaDirections(call).bothWays ? 'RTP flowed both ways.' : 'RTP did not flow both ways for long.'
}

function weigh(call: Call, durationUs: number): Weight | undefined {
  if (calleeSilent(call))
    return senderOf(call, call.bye!) === 'caller' && durationUs <= GAVE_UP_US
      ? { level: 'high', because: 'The caller gave up, having heard nothing' }
      : { level: 'medium', because: 'The callee sent no RTP' }
  return call.streams.length === 0 || mediaDirections(call).bothWays
    ? { level: 'info', because: 'Media flowed both ways or was not captured' }
    : undefined
}
