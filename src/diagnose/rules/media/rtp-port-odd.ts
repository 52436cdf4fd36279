import type { MediaDescription, SessionDescription } from '../../../model/description.ts'
import { lineOf } from '../../facts/media-lines.ts'
import { placeOf, receiversLine, receiversMessage, streamProof } from '../../facts/streams.ts'
import { rule } from '../../rule.ts'
import { SOME_PACKETS } from '../../thresholds/media.ts'

interface Values {
  readonly party: string
  readonly port: number
  readonly clash: boolean
}

export const rtpPortOdd = rule<'stream', Values>({
  id: 'media.rtp-port-odd',
  category: 'compliance',
  severity: 'low',
  sources: ['RFC 3550 §11', 'RFC 3605'],
  title: 'RTP on an odd port',
  examines: 'stream',
  meaning:
    'RTP takes an even port and RTCP the next one. Old stacks round an odd port down, and send media or reports elsewhere.',
  fires:
    'RTP goes to a declared port that is odd, without a=rtcp or a=rtcp-mux; or another line of the description uses the port above for its RTP, where the RTCP of this one would go.',
  quiet: 'a=rtcp or a=rtcp-mux on the line; ICE.',
  example: ['m=audio 40001 RTP/AVP 0'],
  recommendation: 'Let that side take even ports for RTP, or say where its RTCP goes with a=rtcp.',
  verify: 'Verify: the m= line has an even port.',
  applies: ({ call }) => call !== undefined,
  *check({ stream, call }) {
    const place = placeOf(stream, call)
    const line = place && receiversLine(place)
    const message = place && receiversMessage(place)
    if (!place || !line || !message || stream.packets < SOME_PACKETS) return
    if (saysElsewhere(line) || place.how !== 'declared') return
    const clash = message.description !== undefined && isTaken(line, message.description)
    if (line.port % 2 === 0 && !clash) return
    const party = place.by === 'caller' ? 'callee' : 'caller'
    yield {
      values: { party, port: line.port, clash },
      proof: [
        lineOf(message, line),
        streamProof(stream, `${stream.packets} packets to port ${stream.destination.port}`),
      ],
      scope: [party, clash ? 'clash' : 'odd'],
      mends: message,
    }
  },
  detail: ({ party, port, clash }) =>
    clash
      ? `The ${party} takes RTP on port ${port}, and the RTP of another line on the port above, where the RTCP of the first belongs.`
      : `The ${party} takes RTP on the odd port ${port} and does not say where its RTCP goes.`,
})

const saysElsewhere = ({ rtcpMux, attributes }: MediaDescription): boolean =>
  rtcpMux || attributes.some(({ name }) => name === 'rtcp' || name === 'candidate')

const isTaken = (line: MediaDescription, { media }: SessionDescription): boolean =>
  media.some((other) => other !== line && other.port === line.port + 1)
