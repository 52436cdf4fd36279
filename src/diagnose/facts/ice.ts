import { type Candidate, parseCandidate } from '../../decode/sdp/values/ice.ts'
import type { DescribedMessage, OfferAnswer } from '../../model/call.ts'
import type { Attribute, MediaDescription } from '../../model/description.ts'
import type { StunExchange } from '../../model/stun.ts'
import { lastFew } from './last-few.ts'

/** What one side says of ICE in a description (RFC 8839). */
export interface IceSide {
  readonly ufrag: string | undefined
  readonly candidates: readonly Candidate[]
  /** `a=ice-options:trickle`: more candidates come later (RFC 8840). */
  readonly trickle: boolean
  readonly ended: boolean
  readonly lite: boolean
  readonly line: Attribute | undefined
}

/** Undefined where the description does not speak ICE. Of the first m-line that is used. */
export const iceOf = lastFew(({ description }: DescribedMessage): IceSide | undefined => {
  const media = description.media.find(({ port }) => port !== 0)
  const all = [...description.attributes, ...(media?.attributes ?? [])]
  const named = (name: string) => all.find((one) => one.name === name)
  const line = named('ice-ufrag') ?? named('candidate')
  if (!line) return undefined
  return {
    ufrag: named('ice-ufrag')?.value,
    candidates: all.flatMap(({ name, value }) => (name === 'candidate' ? (parseCandidate(value ?? '') ?? []) : [])),
    trickle: /\btrickle\b/i.test(named('ice-options')?.value ?? ''),
    ended: named('end-of-candidates') !== undefined,
    lite: named('ice-lite') !== undefined,
    line,
  }
})

/** The attribute lines of a media description and its session, of one name. */
export const attributesOf = (
  { description }: DescribedMessage,
  media: MediaDescription | undefined,
  name: string,
): readonly Attribute[] => [...description.attributes, ...(media?.attributes ?? [])].filter((one) => one.name === name)

/** The connectivity checks between two sides: their USERNAME is made of both fragments (RFC 8445 §7.2.2). */
export function checksOf({ offer, answer }: OfferAnswer, exchanges: readonly StunExchange[]): readonly StunExchange[] {
  const [one, other] = [iceOf(offer)?.ufrag, answer && iceOf(answer)?.ufrag]
  if (one === undefined || other === undefined) return []
  return exchanges.filter(
    ({ username, method }) =>
      method === 'binding' && (username === `${one}:${other}` || username === `${other}:${one}`),
  )
}
