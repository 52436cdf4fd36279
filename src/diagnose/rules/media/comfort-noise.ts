import type { Call } from '../../../model/call.ts'
import { header } from '../../../model/message.ts'
import type { RtpStream } from '../../../model/stream.ts'
import { directionOf, isTalk, placeOf, scopeOf, sendersMessage, streamProof } from '../../facts/streams.ts'
import { type RuleContext, rule, type Weight } from '../../rule.ts'
import { SHORT_PACKETS } from '../../thresholds/media.ts'

interface Values {
  readonly direction: string
  readonly noise: number
  readonly packets: number
  readonly pauses: number
  readonly pausedS: number
}

export const comfortNoise = rule<'stream', Values>({
  id: 'media.comfort-noise',
  category: 'media',
  severity: 'info',
  sources: ['RFC 3389', 'RFC 3551 §4.5.6'],
  title: 'Silence suppression is on',
  examines: 'stream',
  issues: ['clipping', 'vad', 'silence'],
  meaning:
    'The sender leaves silence out and describes its noise instead. That saves bandwidth, and confuses recorders, fax and speech recognition.',
  fires:
    'Comfort noise packets (PT 13, or silence descriptors of G.729). Medium where the call is recorded, a fax, or heard by a machine.',
  quiet: 'Senders that never pause.',
  example: ['PT 13 (CN): 41 of 820 packets; 12 pauses of 18.4 s in all'],
  recommendation: 'Switch silence suppression off towards recorders, fax machines and speech recognition.',
  recipe: 'vad',
  verify: 'Verify: no packet of payload type 13 comes, and packets come every 20 ms.',
  *check({ stream, call }, context) {
    const noise = stream.silence.comfortNoisePackets + descriptorsIn(stream)
    if (noise === 0 || !isTalk(stream, call)) return
    if (stream.packets < SHORT_PACKETS) {
      yield { insufficient: 'ends-mid-dialog' }
      return
    }
    const { suppressions, suppressedMs } = stream.silence
    const place = placeOf(stream, call)
    const severity = weigh(call, context)
    yield {
      values: {
        ...{ direction: directionOf(stream, call), noise, packets: stream.packets },
        ...{ pauses: suppressions, pausedS: suppressedMs / 1000 },
      },
      proof: [
        streamProof(
          stream,
          `${noise} of ${stream.packets} packets are comfort noise; ${suppressions} pauses of ${(suppressedMs / 1000).toFixed(1)} s in all`,
        ),
      ],
      scope: scopeOf(stream, call),
      ...(severity && { severity }),
      ...(place && { mends: sendersMessage(place) }),
    }
  },
  detail: ({ direction, noise, packets, pauses, pausedS }) =>
    `${noise} of ${packets} packets of the audio ${direction} are comfort noise (${((100 * noise) / packets).toFixed(1)} %), with ${pauses} pauses of ${pausedS.toFixed(1)} s in all.`,
})

/** G.729 Annex B: two octets behind the speech frames, or alone. */
const descriptorsIn = ({ payloadTypes }: RtpStream): number =>
  payloadTypes
    .filter(({ encoding }) => /^g729/i.test(encoding ?? ''))
    .flatMap(({ sizes }) => sizes)
    .reduce((sum, { octets, packets }) => sum + (octets % 10 === 2 ? packets : 0), 0)

function weigh(call: Call | undefined, { options }: RuleContext): Weight | undefined {
  const asked = /\b(?:record|fax|stt|transcri|speech|ai\b|voice.?agent|voicebot)/i.exec(options.issue ?? '')
  const recorded = call?.invite && /recording-session|rs-metadata/i.test(contentOf(call))
  if (!asked && !recorded) return undefined
  return { level: 'medium', because: recorded ? 'The call goes to a recorder' : `The issue speaks of "${asked![0]}"` }
}

const contentOf = ({ invite }: Call): string =>
  `${header(invite!, 'content-type')?.value ?? ''} ${header(invite!, 'require')?.value ?? ''} ${invite!.body.slice(0, 2_000)}`
