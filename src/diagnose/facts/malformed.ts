import { headerValues } from '../../decode/sip/values.ts'
import { hasHeader, header, headerCount, headers, type SipRequest } from '../../model/message.ts'
import { UDP_MAX_OCTETS } from '../thresholds/signaling.ts'

const MANDATORY: readonly (readonly [name: string, printed: string])[] = [
  ['via', 'Via'],
  ['from', 'From'],
  ['to', 'To'],
  ['call-id', 'Call-ID'],
  ['cseq', 'CSeq'],
  ['max-forwards', 'Max-Forwards'],
]

/** What a reader may stumble over in a request, in a few words each; empty where nothing shows. Cut messages miss nothing. */
export function malformedIn(request: SipRequest): readonly string[] {
  const hits: string[] = []
  if (request.complete && headerCount(request) >= 4) {
    for (const [name, printed] of MANDATORY) if (!hasHeader(request, name)) hits.push(`it has no ${printed} header`)
    if (request.method === 'INVITE' && !hasHeader(request, 'contact')) hits.push('it has no Contact header')
    if (request.cseq && request.cseq.method !== request.method)
      hits.push(`its CSeq names the method ${request.cseq.method.slice(0, 20)}`)
    if (request.fromTag === undefined && hasHeader(request, 'from')) hits.push('its From has no tag')
  }
  if (headers(request, 'content-length').length > 1) hits.push('it has two Content-Length headers')
  if (request.repairs?.includes('content-length') || isShort(request))
    hits.push('its Content-Length is not the size of its body')
  if (isUnread(request)) hits.push('its session description cannot be read')
  else if (request.description?.media.length === 0) hits.push('its session description has no m= line')
  if (request.transport === 'UDP' && request.raw.length > UDP_MAX_OCTETS)
    hits.push(`it has ${request.raw.length} octets, more than the ${UDP_MAX_OCTETS} that UDP should carry`)
  return hits
}

/** In a packet, a length beyond the body that came; pasted text ends in whatever blanks it likes. */
const isShort = (request: SipRequest): boolean =>
  request.origin.kind === 'frame' &&
  request.complete &&
  (headerValues(request, 'content-length')[0] ?? 0) > Buffer.byteLength(request.body)

const isUnread = (request: SipRequest): boolean =>
  request.complete &&
  request.body !== '' &&
  request.description === undefined &&
  /^application\/sdp\b/i.test(header(request, 'content-type')?.value ?? '')
