import { type StreamPlace, streamPlacesOf } from '../../../correlate/quality/attribution.ts'
import type { Call } from '../../../model/call.ts'
import type { Party } from '../../../model/call-facts.ts'
import { header } from '../../../model/message.ts'
import type { RtpStream } from '../../../model/stream.ts'
import { isoOf, MICROS_PER_SECOND, type Micros } from '../../../model/time.ts'
import { icmpProof } from '../../facts/icmp.ts'
import { releasedBy } from '../../facts/session.ts'
import { hasPaused, suppressesSilence } from '../../facts/silence.ts'
import { heldUs, isNearChange, sendersLine, sendersMessage, streamProof, tapOf } from '../../facts/streams.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'
import {
  MEDIA_WORKS_PACKETS,
  RTP_TIMEOUT_SLACK_S,
  RTP_TIMEOUTS_S,
  STOPPED_DTX_US,
  STOPPED_US,
} from '../../thresholds/media.ts'

interface Values {
  readonly stopped: Party
  readonly at: string
  readonly silentS: number
  readonly intoS: number
  readonly icmp: boolean
  readonly tap: ReturnType<typeof tapOf>
  readonly still: Still | undefined
}

/** What RTCP of the silent side says after its last packet: it goes on sending, it sends no more, or merely that it is there. */
type Still = 'sends' | 'silent' | 'there'

const LOOK_AT_IT =
  'Look at the side that went silent at that moment: a NAT binding that expired or moved, Wi-Fi or VPN lost, the application muted or crashed. A capture next to that side tells whether it still sends.'

export const stoppedMidcall = rule<'call', Values>({
  id: 'media.stopped-midcall',
  category: 'media',
  severity: 'high',
  sources: ['RFC 3550 §6.3.5', 'RFC 4787 §4.3'],
  title: 'Audio of one side stopped in the middle of the call',
  examines: 'call',
  observed: true,
  about: { streams: true },
  explains: ['signaling.short-call'],
  issues: ['dropping', 'dropped', 'audio', 'silence', 'cut off'],
  meaning: 'Both sides were heard, then the packets of one of them end for good while the other goes on.',
  fires:
    'RTP of a direction that was established ends for 5 s or more while the other direction goes on and nobody put the call on hold, changed it or hung up. 30 s where the sender pauses by habit or by agreement. Critical where an RTP timeout then ends the call.',
  quiet:
    'Hold, re-INVITE and transfer at that time; a mailbox that listens after its greeting; comfort noise; a stream that comes back on another port or SSRC; both directions ending together.',
  example: [
    'ssrc 0x1f2e3d4c, 192.0.2.10:4000 to 198.51.100.7:5000, PT 0 (PCMU): last of 300 packets at 2026-04-16T18:30:06.800Z',
    'the other way: packets until 2026-04-16T18:30:12.700Z',
  ],
  recommendation: LOOK_AT_IT,
  recipe: 'nat-media',
  verify: 'Verify: RTP of both directions goes on until the BYE.',
  *check({ call }) {
    if (call.answer === undefined && call.invite !== undefined) return
    const audio = streamPlacesOf(call).filter(({ kind, ringback }) => kind === 'audio' && !ringback)
    for (const way of Map.groupBy(audio, wayOf).values()) {
      const caller = way.filter(({ by }) => by === 'caller')
      const callee = way.filter(({ by }) => by === 'callee')
      for (const [stopped, other] of [
        [caller, callee],
        [callee, caller],
      ] as const) {
        const stop = stopOf(call, stopped, other)
        if (!stop) continue
        if (stop === 'open') yield { insufficient: 'ends-mid-dialog' }
        else yield faultOf(call, stop)
        return
      }
    }
  },
  detail: ({ stopped, at, silentS, intoS, icmp, tap, still }) =>
    `The RTP of the ${stopped} ends ${intoS.toFixed(1)} s after it began, at ${at}, and stays away for the ${silentS.toFixed(1)} s in which the other side goes on sending.${icmp ? ' ICMP errors answer the media.' : ''} ${still ? STILL[still] : TAPS[tap]}`,
  advise: ({ still }) => ADVICE[still ?? 'there'],
})

const STILL: Readonly<Record<Still, string>> = {
  sends:
    'Its sender reports go on and count packets that do not come here: it sends, and they are dropped before this tap.',
  silent: 'Its sender reports go on and count no more packets: it stopped sending, and the way is open.',
  there: 'Its RTCP still comes: the side is there, and so is the way.',
}

const ADVICE: Readonly<Record<Still, string>> = {
  sends:
    'Look between that side and this tap for who drops RTP and lets RTCP through: a NAT binding of the RTP port that expired or moved, a firewall, an SBC that lost the session.',
  silent:
    'Look at the application of the side that went silent: muted, without its microphone, suspended, or its audio process crashed.',
  there: LOOK_AT_IT,
}

const TAPS: Readonly<Record<Values['tap'], string>> = {
  sender: 'This tap is next to the silent side: it stopped sending.',
  receiver:
    'This tap is next to the side that hears nothing: the packets stay away from it, lost on the way or not sent.',
  unknown: 'Its packets no longer reach this tap: not sent, or dropped before it.',
}

interface Stop {
  readonly last: StreamPlace
  readonly first: StreamPlace
  readonly other: RtpStream
  readonly at: Micros
  readonly until: Micros
}

/** One hop, whichever side made the offer, and one line of it. */
const wayOf = ({ hop, line }: StreamPlace): string => `${hop.split('>').sort().join(' ')} ${line}`

const lastOf = (places: readonly StreamPlace[]): StreamPlace | undefined =>
  places.reduce<StreamPlace | undefined>((a, b) => (a && a.stream.lastAt >= b.stream.lastAt ? a : b), undefined)

/** `open`: it may have stopped, and the input ends before that is sure. */
function stopOf(
  call: Call,
  stopped: readonly StreamPlace[],
  others: readonly StreamPlace[],
): Stop | 'open' | undefined {
  const [last, other] = [lastOf(stopped), lastOf(others)]
  if (!last || !other) return undefined
  const answeredAt = call.answer?.at ?? Number.NEGATIVE_INFINITY
  const [at, until] = [last.stream.lastAt, Math.min(other.stream.lastAt, call.bye?.at ?? Number.POSITIVE_INFINITY)]
  const heard = stopped.reduce((sum, { stream }) => sum + (stream.lastAt > answeredAt ? stream.packets : 0), 0)
  if (heard < MEDIA_WORKS_PACKETS || until - at < STOPPED_US || at < answeredAt) return undefined
  if (isNearChange(call, at) || heldUs(call, at, until) > 0 || endsInNoise(last.stream)) return undefined
  if (last.by === 'callee' && isMailbox(call)) return undefined
  const line = sendersLine(last)
  const pauses = stopped.some(({ stream }) => hasPaused(stream)) || (line !== undefined && suppressesSilence(line))
  if (pauses && until - at < STOPPED_DTX_US) return call.bye ? undefined : 'open'
  return { last, first: stopped[0]!, other: other.stream, at, until }
}

const MAILBOX = /voice-?mail|vmail|mailbox|answering/i

/** A mailbox plays its greeting and then listens: the call was forwarded (181), or the callee calls itself so. */
const isMailbox = ({ messages, to }: Call): boolean =>
  MAILBOX.test(to ?? '') ||
  messages.some(
    (message) =>
      message.kind === 'response' &&
      (message.status === 181 ||
        MAILBOX.test(`${header(message, 'contact')?.value} ${header(message, 'server')?.value}`)),
  )

/** Its last packet is comfort noise: it says that it will be silent (RFC 3389). */
const endsInNoise = ({ payloadTypes, lastAt }: RtpStream): boolean =>
  payloadTypes.some((use) => use.lastAt === lastAt && (use.payloadType === 13 || use.encoding?.toLowerCase() === 'cn'))

function faultOf(call: Call, { last, first, other, at, until }: Stop) {
  const { stream, by } = last
  const errors = call.icmpErrors.filter((error) => error.at >= at - STOPPED_US && error.at <= until).slice(0, 2)
  const severity = timedOut(call, by, at)
  const proof: readonly [Proof, ...Proof[]] = [
    streamProof(stream, `last of ${stream.packets} packets at ${isoOf(at)}`, { at, frame: stream.lastFrame }),
    streamProof(other, `the other way: packets until ${isoOf(until)}`),
    ...errors.map(icmpProof),
    ...(severity && call.bye ? [{ message: call.bye }] : []),
  ]
  const mends = sendersMessage(last)
  const still = stillOf(stream)
  return {
    values: {
      stopped: by,
      at: isoOf(at),
      silentS: (until - at) / 1_000_000,
      intoS: (at - first.stream.firstAt) / 1_000_000,
      icmp: errors.length > 0,
      tap: tapOf(stream, call),
      still,
    },
    ...(still === 'silent' && { recipe: null }),
    proof,
    scope: [by],
    ...(severity && { severity }),
    ...(mends && { mends }),
  }
}

/** Reports so long after the last packet count whatever was sent since. Half of what is due is sent by who sends at all. */
const REPORTED_US = 2 * MICROS_PER_SECOND
const SENDS_SHARE = 0.5
const SILENT_SHARE = 0.1

function stillOf({ packets, firstAt, lastAt, rtcp }: RtpStream): Still | undefined {
  if (rtcp.lastAt === undefined || rtcp.lastAt - lastAt < REPORTED_US) return undefined
  const { sender } = rtcp
  if (!sender?.between || sender.at - lastAt < REPORTED_US || lastAt === firstAt) return 'there'
  const due = ((sender.at - lastAt) * packets) / (lastAt - firstAt)
  const unseen = sender.between.sent - sender.between.seen
  return unseen >= SENDS_SHARE * due ? 'sends' : unseen <= SILENT_SHARE * due ? 'silent' : 'there'
}

const TIMEOUT_TEXT = /\b(?:rtp|media)\b.{0,40}(?:time|inactiv|no (?:rtp|media))|no (?:rtp|media|audio)\b/i

/** The BYE says so, or comes from the side that hears nothing any more when an RTP timeout would. */
function timedOut(call: Call, silent: Party, at: Micros): Weight | undefined {
  const { bye } = call
  if (!bye) return undefined
  const reason =
    header(bye, 'reason')?.value ?? bye.headers.find(({ name }) => /^x-.*(?:reason|cause)/i.test(name))?.value
  if (reason !== undefined && TIMEOUT_TEXT.test(reason))
    return { level: 'critical', because: 'The call was ended for it: the BYE says that media timed out' }
  if (bye.at === undefined || releasedBy(call, bye) === silent) return undefined
  const afterS = (bye.at - at) / 1_000_000
  return RTP_TIMEOUTS_S.some((seconds) => Math.abs(afterS - seconds) <= RTP_TIMEOUT_SLACK_S)
    ? { level: 'critical', because: `The other side hung up ${afterS.toFixed(0)} s later, as an RTP timeout does` }
    : undefined
}
