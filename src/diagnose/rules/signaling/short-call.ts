import type { Call, OfferAnswer } from '../../../model/call.ts'
import type { RtpStream } from '../../../model/stream.ts'
import { userOf } from '../../facts/addresses.ts'
import { durationText } from '../../facts/durations.ts'
import { comesFrom, flowsOf, mediaDirections, packetsIn } from '../../facts/media-flow.ts'
import { type Party, releasedBy, senderOf, wasHeld } from '../../facts/session.ts'
import { rule, type Weight } from '../../rule.ts'
import { SHARE_MIN_ATTEMPTS } from '../../thresholds/general.ts'
import { MEDIA_WORKS_PACKETS } from '../../thresholds/media.ts'
import { GAVE_UP_US, SHORT_CALL_US } from '../../thresholds/signaling.ts'

type Media = 'none' | 'callee-silent' | 'both-ways' | 'partly'

interface Values {
  readonly durationMs: number
  readonly party: Party | undefined
  readonly media: Media
}

/**
 * Many short calls alone are no fault: a load test is nothing else. What was answered, with media that flows or was not
 * captured, stays at info and low; medium and more need captured media in which the callee is silent.
 */
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
    'BYE within 10 s of the answer. Medium when captured RTP shows that the callee sent none; high when the caller then gave up within 5 s.',
  quiet:
    'Test numbers of the policy. Info where media flowed both ways or was not captured; low where five or more calls were answered.',
  example: ['SIP/2.0 200 OK (at 1.0 s)', 'BYE sip:bob@203.0.113.7 SIP/2.0 (at 4.2 s)'],
  recommendation:
    'Look at the media of the first seconds: one-way or late audio, answering machines and agents that are not ready make callers hang up.',
  verify: 'Verify: calls last longer, or the callee hears speech in the first second.',
  applies: (subject) => subject.call.answer !== undefined,
  *check({ call }, { capture, options }) {
    const { answer, bye } = call
    if (!answer) return
    if (!bye) {
      if (call.final) yield { insufficient: 'ends-mid-dialog' }
      return
    }
    if (!capture.timed || answer.at === undefined || bye.at === undefined) {
      yield { insufficient: 'no-timestamps' }
      return
    }
    const durationUs = bye.at - answer.at
    if (durationUs < 0 || durationUs >= SHORT_CALL_US || isTest(call, options.policy?.testNumbers ?? [])) return
    const media = mediaOf(call)
    const severity = weigh(call, media, durationUs)
    yield {
      values: { durationMs: durationUs / 1000, party: releasedBy(call, bye), media },
      proof: [{ message: answer }, { message: bye }],
      scope: [severity?.level === 'info' ? 'plain' : 'silent'],
      mends: answer,
      ...(severity && { severity }),
    }
  },
  weigh: ({ severity, conversations, tally }) =>
    severity === 'info' && tally.answered >= SHARE_MIN_ATTEMPTS
      ? { level: 'low', because: `${conversations} of ${tally.answered} answered calls were that short` }
      : undefined,
  detail: ({ durationMs, party, media }) =>
    `${party ? `The ${party}` : 'One side'} hung up ${durationText(durationMs)} after the answer. ${SEEN[media]}`,
  advise: ({ media }) =>
    media === 'both-ways' || media === 'none'
      ? 'If calls are meant to last longer, listen to their first seconds, and check answering machine detection and whether the agent was ready.'
      : 'Look at the media of the first seconds: callers who hear nothing, or hear it late, hang up.',
})

const SEEN: Record<Media, string> = {
  none: 'None of its RTP is in the input.',
  'callee-silent': 'The callee sent no RTP.',
  'both-ways': 'RTP flowed both ways.',
  partly: 'RTP was seen, but not enough in both directions to say that media worked.',
}

const isTest = (call: Call, numbers: readonly string[]): boolean =>
  numbers.length > 0 &&
  call.invite !== undefined &&
  (['from', 'to'] as const).some((name) => numbers.includes(userOf(call.invite!, name) ?? ''))

/** Captured RTP of the caller, for a second at least, and none of the callee, although audio was to flow both ways. */
function calleeSilent(call: Call): boolean {
  if (wasHeld(call)) return false
  const sides = flowsOf(call).map(({ exchange, toOfferer, toAnswerer }) =>
    senderOf(call, exchange.offer.message) === 'caller'
      ? { heard: isHeard(exchange, 'offerer', toAnswerer), silent: packetsIn(toOfferer) === 0 }
      : { heard: isHeard(exchange, 'answerer', toOfferer), silent: packetsIn(toAnswerer) === 0 },
  )
  return sides.some(({ heard }) => heard) && sides.every(({ silent }) => silent)
}

const isHeard = (exchange: OfferAnswer, side: 'offerer' | 'answerer', streams: readonly RtpStream[]): boolean =>
  comesFrom(exchange, side, streams) && packetsIn(streams) >= MEDIA_WORKS_PACKETS

function mediaOf(call: Call): Media {
  if (call.streams.length === 0) return 'none'
  if (calleeSilent(call)) return 'callee-silent'
  return mediaDirections(call).bothWays ? 'both-ways' : 'partly'
}

function weigh(call: Call, media: Media, durationUs: number): Weight | undefined {
  switch (media) {
    case 'none':
      return { level: 'info', because: 'Its media was not captured' }
    case 'both-ways':
      return { level: 'info', because: 'Media flowed both ways' }
    case 'callee-silent':
      return releasedBy(call, call.bye!) === 'caller' && durationUs <= GAVE_UP_US
        ? { level: 'high', because: 'The caller gave up, having heard nothing' }
        : { level: 'medium', because: 'The callee sent no RTP' }
    case 'partly':
      return undefined
    default:
      return media satisfies never
  }
}
