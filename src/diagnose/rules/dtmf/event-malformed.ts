import { streamPlacesOf } from '../../../correlate/quality/attribution.ts'
import type { Party } from '../../../model/call-facts.ts'
import type { ToneEvent } from '../../../model/dtmf.ts'
import { endpointText } from '../../../model/endpoint.ts'
import type { RtpStream } from '../../../model/stream.ts'
import { MICROS_PER_MS } from '../../../model/time.ts'
import { rule } from '../../rule.ts'
import {
  PAUSE_MIN_MS,
  TONE_MIN_MS,
  TONE_OVER_US,
  TONE_QUIET_DB,
  TONE_SPLIT_EVENTS,
} from '../../thresholds/media-setup.ts'

type Flaw = 'moving' | 'still' | 'same-timestamp' | 'unended' | 'short' | 'close' | 'quiet'

interface Values {
  readonly flaw: Flaw
  readonly by: Party | undefined
  readonly events: number
  readonly of: number
}

export const eventMalformed = rule<'stream', Values>({
  id: 'dtmf.event-malformed',
  category: 'media',
  severity: 'medium',
  sources: ['RFC 4733 §2.5.1', 'RFC 4733 §2.3', 'ITU-T Q.24'],
  title: 'Telephone events are not as they should be',
  examines: 'stream',
  about: { streams: true },
  observed: true,
  issues: ['dtmf', 'digits'],
  meaning:
    'Digits sent as RTP events keep one timestamp, grow in duration, and end with a packet that says so, sent three times. Others are missed or counted twice.',
  fires:
    'Events whose packets change their timestamp, whose duration never grows, that share a timestamp with another digit, that never end, that are shorter than 40 ms or less than 40 ms apart, or whose volume is below -36 dBm0.',
  quiet: 'Missing ends where packets were lost, or where the stream ends with the event.',
  example: ['RTP telephone-event 101, 5 packets, none with the E bit'],
  recommendation: 'Correct the sender of the events, or let a border element make them anew from what it receives.',
  recipe: 'dtmf',
  verify:
    'Verify: each event has one timestamp, a duration that grows to 40 ms and more, and three packets with the E bit.',
  applies: ({ stream }) => stream.events !== undefined && stream.events.begun > 0,
  *check({ stream, call }) {
    const { tones = [], secure } = stream
    if (secure) {
      yield { insufficient: 'encrypted' }
      return
    }
    const by = call && streamPlacesOf(call).find((place) => place.stream === stream)?.by
    const split = splitTones(tones)
    const flaws: readonly (readonly [Flaw, readonly ToneEvent[]])[] =
      split.length > 0
        ? [['moving', split]]
        : [
            ['still', tones.filter(isStill)],
            ['same-timestamp', tones.filter((one, i) => tones.some((other, j) => j < i && isSameTime(one, other)))],
            ['unended', stream.lost === 0 ? tones.filter((one) => isUnended(one, stream)) : []],
            [
              'short',
              tones.filter(
                (one) => one.endPackets > 0 && !isStill(one) && (one.durationMs ?? TONE_MIN_MS) < TONE_MIN_MS,
              ),
            ],
            ['close', tones.filter((one, i) => isClose(tones[i - 1], one))],
            ['quiet', tones.filter(({ volumeDb }) => volumeDb > TONE_QUIET_DB)],
          ]
    for (const [flaw, events] of flaws) {
      const [first] = events
      if (!first) continue
      const { source, destination, ssrc } = stream
      const figures = `${events.length} of ${tones.length} events from ${endpointText(source)} to ${endpointText(destination)}, ssrc ${ssrc}: ${WORDS[flaw]}; the first: ${first.packets} packets, ${first.endPackets} of them with the E bit, ${Math.round(first.durationMs ?? 0)} ms`
      yield {
        values: { flaw, by, events: events.length, of: tones.length },
        proof: [{ kind: 'rtp', figures, frame: first.frame, at: first.at }],
        scope: [flaw, by ?? '?'],
      }
    }
  },
  detail: ({ flaw, by, events, of }) =>
    `Of ${of} telephone ${of === 1 ? 'event' : 'events'} ${by ? `of the ${by}` : 'in the stream'} ${events} ${events === 1 ? 'is' : 'are'} amiss: ${WORDS[flaw]}.`,
})

const WORDS: Readonly<Record<Flaw, string>> = {
  moving: 'each packet has a timestamp of its own, so that one key looks like several',
  still: 'the duration never grows',
  'same-timestamp': 'two digits have the same timestamp',
  unended: 'no packet with the E bit ends it',
  short: `it lasts less than ${TONE_MIN_MS} ms`,
  close: `it begins less than ${PAUSE_MIN_MS} ms after the one before`,
  quiet: `its volume is below -${TONE_QUIET_DB} dBm0`,
}

/** Events of one or two packets of one digit, each as soon after the last as the next packet would be. */
function splitTones(tones: readonly ToneEvent[]): readonly ToneEvent[] {
  let run: ToneEvent[] = []
  for (const tone of tones) {
    const last = run.at(-1)
    const follows = last && last.event === tone.event && tone.at - last.at < PAUSE_MIN_MS * MICROS_PER_MS * 1.5
    run = follows ? [...run, tone] : [tone]
    if (run.length >= TONE_SPLIT_EVENTS && run.every(({ packets }) => packets <= 2)) return run
  }
  return []
}

/** Three packets and more of which the last tells no more than the first could. */
const isStill = ({ packets, endPackets, durationMs }: ToneEvent): boolean =>
  packets - endPackets >= 3 && durationMs !== undefined && durationMs <= TONE_MIN_MS / 2

const isSameTime = (a: ToneEvent, b: ToneEvent): boolean => a.rtpTimestamp === b.rtpTimestamp && a.event !== b.event

/** The stream went on without it. */
const isUnended = ({ endPackets, at, durationMs = 0 }: ToneEvent, { lastAt }: RtpStream): boolean =>
  endPackets === 0 && lastAt >= at + durationMs * MICROS_PER_MS + TONE_OVER_US

const isClose = (last: ToneEvent | undefined, { at, rtpTimestamp }: ToneEvent): boolean => {
  if (!last || last.durationMs === undefined || last.endPackets === 0 || last.rtpTimestamp === rtpTimestamp)
    return false
  return (at - last.at) / MICROS_PER_MS - last.durationMs < PAUSE_MIN_MS
}
