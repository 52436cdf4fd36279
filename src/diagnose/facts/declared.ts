import { type StreamPlace, streamPlacesOf } from '../../correlate/quality/attribution.ts'
import { isPrivate, isPublic } from '../../model/address.ts'
import type { Call } from '../../model/call.ts'
import type { MediaDescription } from '../../model/description.ts'
import { type Endpoint, endpointText } from '../../model/endpoint.ts'
import { hasAttribute } from './sdp-lines.ts'
import { declaredEndpoint } from './session.ts'
import { partysPlaces, sendersLine, sendersMessage } from './streams.ts'

/** Where the sender of a stream said that it takes media itself. */
export function senderDeclares(place: StreamPlace): Endpoint | undefined {
  const { exchange, towards } = place
  const line = sendersLine(place)
  const said = towards === 'answerer' ? exchange.offer : exchange.answer
  const declared = line && said && declaredEndpoint(line, said.description)
  return declared && declared.address !== '0.0.0.0' && declared.address !== '::' ? declared : undefined
}

/** A stream comes from elsewhere than its sender declared on any hop of the call: another address, or another port there. */
export function strayOf(call: Call, place: StreamPlace): { declared: Endpoint; kind: 'address' | 'port' } | undefined {
  const { stream, by } = place
  const declared = senderDeclares(place)
  const line = sendersLine(place)
  const message = sendersMessage(place)
  if (!declared || !line || !message || stream.relayed || hasCandidates(message, line)) return undefined
  if (isSame(stream.source, declared) || partysPlaces(call, by).has(endpointText(stream.source))) return undefined
  return { declared, kind: stream.source.address === declared.address ? 'port' : 'address' }
}

const hasCandidates = (message: Parameters<typeof hasAttribute>[0], line: MediaDescription): boolean =>
  hasAttribute(message, line, 'candidate')

const isSame = (a: Endpoint, b: Endpoint): boolean => a.address === b.address && a.port === b.port

/** A side stands behind a translator: it declares a private address, and comes from a public one. */
export function isTranslated(call: Call, party: 'caller' | 'callee'): boolean {
  return streamPlacesOf(call).some((place) => {
    const declared = place.by === party ? senderDeclares(place) : undefined
    return declared !== undefined && isPrivate(declared.address) && isPublic(place.stream.source.address)
  })
}
