import type { Call } from '../../../model/call.ts'
import type { RtpStream } from '../../../model/stream.ts'
import { durationText } from '../../facts/durations.ts'
import { flowsOf } from '../../facts/media-flow.ts'
import { wasHeld } from '../../facts/session.ts'
import { rule } from '../../rule.ts'
import { MEDIA_WORKS_PACKETS } from '../../thresholds/media.ts'
import { GONE_US } from '../../thresholds/signaling.ts'

interface Values {
  readonly silentMs: number
}

export const callNotTerminated = rule<'call', Values>({
  id: 'signaling.call-not-terminated',
  category: 'signaling',
  severity: 'medium',
  sources: ['RFC 4028', 'chosen by us: 60 s'],
  title: 'Call is not ended although its media is gone',
  examines: 'call',
  observed: true,
  issues: ['zombie', 'stuck', 'billing'],
  meaning:
    'Nobody sends BYE, and nobody sends media any more: the call stays up, and may be billed, until something ends it.',
  fires: 'RTP of both sides ends a minute or more before the input does, and no BYE is seen.',
  quiet: 'Calls on hold; calls whose signalling after the answer is not in the input; media of one side only.',
  example: ['last RTP of the caller at 41.2 s and of the callee at 41.3 s; input ends at 180 s without BYE'],
  recommendation: 'Let the systems in the call end it when RTP stays away, and use session timers.',
  recipe: 'media-timeout',
  verify: 'Verify: a call whose media stops is ended by BYE within a minute or two.',
  marks: { signs: ['no-bye'] },
  applies: ({ call }) => call.answer !== undefined,
  *check({ call }, { capture }) {
    if (call.bye || !isSignalled(call) || wasHeld(call)) return
    const last = lastMediaAt(call)
    if (last === undefined) {
      if (call.final) yield { insufficient: call.streams.length === 0 ? 'no-rtp-in-capture' : 'one-direction-only' }
      return
    }
    const silentUs = (capture.lastAt ?? last.at) - last.at
    if (silentUs < GONE_US) return
    yield {
      values: { silentMs: silentUs / 1000 },
      proof: [
        { message: call.answer! },
        ...last.streams.map((stream) => ({
          kind: 'rtp' as const,
          figures: `last packet from ${stream.source.address}:${stream.source.port} to ${stream.destination.address}:${stream.destination.port}, after ${stream.packets} packets`,
          frame: stream.lastFrame,
          at: stream.lastAt,
        })),
      ],
      scope: ['call'],
      mends: call.answer!,
    }
  },
  detail: ({ silentMs }) =>
    `Neither side has sent RTP for the last ${durationText(silentMs)} of the input, and no BYE has ended the call.`,
})

/** Something within the dialog was seen: then a BYE would have been, too. */
const isSignalled = ({ messages }: Call): boolean =>
  messages.some((message) => message.kind === 'request' && message.toTag !== undefined && message.method !== 'CANCEL')

/** When media ended that had flowed both ways; undefined where it did not. */
function lastMediaAt(call: Call): { at: number; streams: readonly RtpStream[] } | undefined {
  for (const { toOfferer, toAnswerer } of flowsOf(call)) {
    const streams = [lastOf(toOfferer), lastOf(toAnswerer)].filter((stream) => stream !== undefined)
    if (streams.length < 2) continue
    return { at: Math.max(...call.streams.map(({ lastAt }) => lastAt)), streams }
  }
  return undefined
}

const lastOf = (streams: readonly RtpStream[]): RtpStream | undefined =>
  streams.filter(({ packets }) => packets >= MEDIA_WORKS_PACKETS).toSorted((a, b) => b.lastAt - a.lastAt)[0]
