import { attributeValues } from '../../../decode/sdp/attributes.ts'
import type { DescribedMessage } from '../../../model/call.ts'
import type { MediaDescription } from '../../../model/description.ts'
import { profileOf } from '../../facts/media-lines.ts'
import { attributeLine } from '../../facts/sdp-lines.ts'
import { senderOf } from '../../facts/session.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly party: string
  readonly says: readonly string[]
}

export const rtcpAttribute = rule<'description', Values>({
  id: 'sdp.rtcp-attribute',
  category: 'media',
  severity: 'info',
  sources: ['RFC 3605', 'RFC 3611 §5', 'RFC 5761', 'RFC 5506 §5'],
  title: 'How RTCP is to be sent',
  examines: 'description',
  about: { described: true },
  marks: { unusual: true },
  meaning: 'What a side says about its RTCP: another port, the RTP port (rtcp-mux), reduced size, or extended reports.',
  fires: 'An audio line carries a=rtcp with another port than the next one, a=rtcp-mux, a=rtcp-rsize or a=rtcp-xr.',
  quiet: 'None of them: RTCP goes to the port after the RTP port.',
  example: ['a=rtcp:53020'],
  recommendation: '',
  *check({ message, description, call }) {
    if (!description.complete) yield { insufficient: 'message-cut' }
    const media = description.media.find(
      (line) => line.kind === 'audio' && line.port !== 0 && profileOf(line) !== undefined,
    )
    if (!media) return
    const says = saidOf({ message, description }, media)
    if (says.length === 0) return
    const line = NAMES.map((name) => attributeLine(message, media, name)).find((one) => one !== undefined)
    yield {
      values: { party: senderOf(call, message), says },
      proof: [{ message, sdp: line ?? media }],
      scope: [senderOf(call, message), ...says.map((text) => text.split(' ')[0]!)],
    }
  },
  detail: ({ party, says }) => `RTCP of the ${party}: ${says.join('; ')}.`,
})

const NAMES = ['rtcp', 'rtcp-mux', 'rtcp-rsize', 'rtcp-xr'] as const

function saidOf({ message }: DescribedMessage, media: MediaDescription): readonly string[] {
  const [place] = attributeValues(media, 'rtcp')
  const says: string[] = []
  if (media.rtcpMux) says.push('on the RTP port (rtcp-mux)')
  else if (place && place.value.port !== media.port + 1) says.push(`on port ${place.value.port} (a=rtcp)`)
  if (attributeLine(message, media, 'rtcp-rsize')) says.push('reduced size (rtcp-rsize)')
  const extended = attributeLine(message, media, 'rtcp-xr')
  if (extended) says.push(`extended reports (${(extended.value ?? '').slice(0, 60)})`)
  return says
}
