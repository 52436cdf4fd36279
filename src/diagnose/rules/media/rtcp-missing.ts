import type { MediaDescription } from '../../../model/description.ts'
import type { RtpStream } from '../../../model/stream.ts'
import { type Flow, flowsOf } from '../../facts/media-flow.ts'
import { agreedAudio } from '../../facts/session.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'
import { RTCP_EXPECTED_AFTER_US } from '../../thresholds/media.ts'

interface Values {
  readonly missing: 'both' | 'offerer' | 'answerer'
  readonly seconds: number
}

export const rtcpMissing = rule<'call', Values>({
  id: 'media.rtcp-missing',
  category: 'media',
  severity: 'medium',
  sources: ['RFC 3550 §6.2', 'RFC 3556'],
  title: 'Missing RTCP',
  examines: 'call',
  posture: true,
  issues: ['rtcp'],
  meaning: 'No reception reports are sent: nobody learns about loss and delay at the far end.',
  fires: 'An answered call with RTP of 30 s or more both ways in which one side or both send no RTCP at all.',
  example: ['203.0.113.7 > 192.0.2.10: 3000 RTP packets over 60.0 s, 0 RTCP packets of the sender'],
  quiet:
    'Text input, captures that dropped packets, shorter calls, T.38. Low when one side alone sends none; info when b=RS:0 or b=RR:0 switches it off.',
  recommendation: 'Let both sides send RTCP, and let it pass the firewall on the port above RTP.',
  recipe: 'rtcp',
  verify: 'Verify: sender reports appear about every five seconds in both directions.',
  applies: (subject) => subject.call.answer !== undefined,
  *check({ call }, { capture }) {
    if (call.streams.length === 0) {
      if (call.final || capture.kind === 'text') yield { insufficient: 'no-rtp-in-capture' }
      return
    }
    for (const flow of flowsOf(call)) {
      const toOfferer = longest(flow.toOfferer)
      const toAnswerer = longest(flow.toAnswerer)
      if (!toOfferer || !toAnswerer) continue
      const seconds = Math.min(lengthOf(toOfferer), lengthOf(toAnswerer)) / 1_000_000
      if (seconds * 1_000_000 < RTCP_EXPECTED_AFTER_US) continue
      const fromOfferer = sendsRtcp(flow.toAnswerer)
      const fromAnswerer = sendsRtcp(flow.toOfferer)
      if (fromOfferer && fromAnswerer) continue
      const missing = fromOfferer ? 'answerer' : fromAnswerer ? 'offerer' : 'both'
      if (capture.droppedPackets > 0) {
        yield { insufficient: 'capture-drops' }
        return
      }
      const severity = weigh(flow, missing)
      yield {
        values: { missing, seconds },
        proof: [figures(toOfferer), figures(toAnswerer)],
        scope: [],
        confidence: 0.7,
        mends: fromOfferer ? flow.exchange.answer?.message : flow.exchange.offer.message,
        ...(severity && { severity }),
      }
    }
  },
  detail: ({ missing, seconds }) =>
    `RTP flowed both ways for ${seconds.toFixed(0)} s, but ${WHO[missing]} RTCP. Reports are due about every 5 s.`,
})

const WHO: Record<Values['missing'], string> = {
  both: 'neither side sent any',
  offerer: 'the side that made the offer sent no',
  answerer: 'the side that answered sent no',
}

const lengthOf = ({ firstAt, lastAt }: RtpStream): number => lastAt - firstAt
const longest = (streams: readonly RtpStream[]): RtpStream | undefined =>
  streams.reduce<RtpStream | undefined>(
    (best, one) => (!best || lengthOf(one) > lengthOf(best) ? one : best),
    undefined,
  )
const sendsRtcp = (streams: readonly RtpStream[]): boolean => streams.some(({ rtcp }) => rtcp.packets > 0)

const figures = (stream: RtpStream): Proof => ({
  kind: 'rtcp',
  figures: `${stream.source.address} > ${stream.destination.address}: ${stream.packets} RTP packets over ${(lengthOf(stream) / 1_000_000).toFixed(1)} s, ${stream.rtcp.packets} RTCP packets of the sender`,
  frame: stream.firstFrame,
  at: stream.firstAt,
})

function weigh({ exchange }: Flow, missing: Values['missing']): Weight | undefined {
  const off = (media: MediaDescription | undefined) =>
    media?.bandwidth.some(({ type, value }) => /^R[SR]$/i.test(type) && value === 0) ?? false
  if (agreedAudio(exchange).some(({ offer, answer }) => off(offer) || off(answer)))
    return { level: 'info', because: 'The descriptions switch RTCP off (b=RS:0 or b=RR:0)' }
  return missing === 'both' ? undefined : { level: 'low', because: 'The other side sends RTCP' }
}
