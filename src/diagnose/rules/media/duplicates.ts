import { attributeValues } from '../../../decode/sdp/attributes.ts'
import type { Call } from '../../../model/call.ts'
import type { RtpStream } from '../../../model/stream.ts'
import { isOver } from '../../facts/stream-trust.ts'
import { directionOf, isTalk, placeOf, scopeOf, sendersMessage, streamProof } from '../../facts/streams.ts'
import { rule, type Weight } from '../../rule.ts'
import { DUPLICATES_MANY_PERCENT, DUPLICATES_PERCENT, SHORT_PACKETS } from '../../thresholds/media.ts'

interface Values {
  readonly percent: number
  readonly duplicates: number
  readonly packets: number
  readonly direction: string
  readonly meant: boolean
}

export const duplicates = rule<'stream', Values>({
  id: 'media.duplicates',
  category: 'media',
  severity: 'low',
  sources: ['RFC 3550 A.3', 'RFC 7104', 'SMPTE ST 2022-7'],
  title: 'RTP packets arrive twice',
  examines: 'stream',
  observed: true,
  issues: ['quality', 'bandwidth'],
  meaning:
    'The same packets come again on the network: two senders, a forked path or a loop. They cost bandwidth, and poor buffers play them twice.',
  fires:
    'One percent or more of 100 or more packets bear a number that was there already: low; more than half medium. Info where redundancy was agreed.',
  quiet:
    'Copies that the capture made (mirror ports, several interfaces), which are left out before anything is counted.',
  example: ['duplicates 40 of 1040 packets = 3.85 %'],
  recommendation:
    'Look for two relays that send the same stream, media forking left on, or a bridge loop; compare with a capture next to the sender.',
  verify: 'Verify: no RTP sequence number of the stream comes twice.',
  *check({ stream, call }, { capture }) {
    const percent = (100 * stream.duplicates) / Math.max(1, stream.packets)
    if (percent < DUPLICATES_PERCENT || !isTalk(stream, call)) return
    if (stream.packets < SHORT_PACKETS) {
      if (!isOver(stream, call, capture)) yield { insufficient: 'ends-mid-dialog' }
      return
    }
    const meant = isMeant(stream, call)
    const severity = weigh(percent, meant)
    const place = placeOf(stream, call)
    yield {
      values: {
        ...{ percent, meant, duplicates: stream.duplicates, packets: stream.packets },
        direction: directionOf(stream, call),
      },
      proof: [
        streamProof(stream, `duplicates ${stream.duplicates} of ${stream.packets} packets = ${percent.toFixed(2)} %`),
      ],
      scope: scopeOf(stream, call),
      ...(severity && { severity }),
      ...(place && { mends: sendersMessage(place) }),
    }
  },
  detail: ({ percent, duplicates: twice, packets, direction, meant }) =>
    `${twice} of ${packets} RTP packets ${direction} (${percent.toFixed(1)} %) repeat one that was there already${meant ? '; redundancy was agreed' : ''}.`,
})

/** Redundant encoding (RFC 2198), or duplication that the description groups (RFC 7104). */
function isMeant({ payloadTypes }: RtpStream, call: Call | undefined): boolean {
  if (payloadTypes.some(({ encoding }) => encoding?.toLowerCase() === 'red')) return true
  return (call?.offerAnswers ?? []).some(
    ({ offer: { description } }) =>
      attributeValues(description, 'group').some(({ value }) => value.semantics === 'DUP') ||
      description.media.some((media) =>
        attributeValues(media, 'ssrc-group').some(({ value }) => value.semantics === 'DUP'),
      ),
  )
}

function weigh(percent: number, meant: boolean): Weight | undefined {
  if (meant) return { level: 'info', because: 'Redundancy was agreed' }
  // Of all that came, so half of the copies is a third.
  const copies = (100 * percent) / (100 - Math.min(percent, 99))
  return copies > DUPLICATES_MANY_PERCENT
    ? { level: 'medium', because: 'More than half of all packets come twice' }
    : undefined
}
