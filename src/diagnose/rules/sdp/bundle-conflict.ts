import { attributeValues } from '../../../decode/sdp/attributes.ts'
import type { DescribedMessage } from '../../../model/call.ts'
import type { MediaDescription } from '../../../model/description.ts'
import { isCut, lineOf } from '../../facts/media-lines.ts'
import { type Proof, rule } from '../../rule.ts'

interface Values {
  readonly fault: 'unknown-mid' | 'not-offered' | 'ports'
  readonly mids: string
}

export const bundleConflict = rule<'offerAnswer', Values>({
  id: 'sdp.bundle-conflict',
  category: 'signaling',
  severity: 'medium',
  sources: ['RFC 9143 §7', 'RFC 5888 §9'],
  title: 'BUNDLE group does not fit its m-lines',
  examines: 'offerAnswer',
  about: { described: true, unusual: true },
  meaning:
    'Media that should share one transport (BUNDLE) name lines that do not exist, were not offered, or have different ports.',
  fires:
    'A BUNDLE group names a mid no line has, the answer groups a mid the offer did not, or bundled lines of an answer have different ports.',
  quiet: 'Groups that match; lines refused with port 0, or bundle-only.',
  example: ['a=group:BUNDLE 0 1', 'a=mid:0'],
  recommendation: 'Correct the side that wrote the group, or the gateway that changed mids or ports without it.',
  applies: ({ exchange }) =>
    groupOf(exchange.offer) !== undefined || (exchange.answer !== undefined && groupOf(exchange.answer) !== undefined),
  *check({ exchange }) {
    if (isCut(exchange)) {
      yield { insufficient: 'message-cut' }
      return
    }
    const { offer, answer } = exchange
    for (const side of answer ? [offer, answer] : [offer]) {
      const group = groupOf(side)
      if (!group) continue
      const lines = side.description.media.filter((media) => group.value.members.includes(midOf(media) ?? ''))
      const proof: [Proof, ...Proof[]] = [{ message: side.message, sdp: group.attribute }]
      const told = (fault: Values['fault'], mids: readonly string[]) => ({
        values: { fault, mids: mids.join(', ').slice(0, 80) },
        proof: [...proof, ...lines.slice(0, 2).map((media) => lineOf(side.message, media))] as [Proof, ...Proof[]],
        scope: [fault, side === offer ? 'offer' : 'answer'],
        mends: side.message,
      })
      const known = new Set(side.description.media.map(midOf))
      const unknown = group.value.members.filter((mid) => !known.has(mid))
      if (unknown.length > 0) yield told('unknown-mid', unknown)
      if (side === offer) continue
      const offered = new Set(groupOf(offer)?.value.members)
      const added = group.value.members.filter((mid) => !offered.has(mid))
      if (added.length > 0) yield told('not-offered', added)
      const ports = new Set(lines.filter(({ port }) => port !== 0).map(({ port }) => port))
      if (ports.size > 1)
        yield told(
          'ports',
          lines.flatMap((media) => midOf(media) ?? []),
        )
    }
  },
  detail: ({ fault, mids }) => MEANS[fault](mids),
})

const MEANS: Readonly<Record<Values['fault'], (mids: string) => string>> = {
  'unknown-mid': (mids) => `The BUNDLE group names mid ${mids}, which no m-line has.`,
  'not-offered': (mids) => `The answer bundles mid ${mids}, which the offer did not.`,
  ports: (mids) => `The answer bundles ${mids}, but their m-lines have different ports.`,
}

const groupOf = ({ description }: DescribedMessage) =>
  attributeValues(description, 'group').find(({ value }) => value.semantics.toUpperCase() === 'BUNDLE')

const midOf = (media: MediaDescription): string | undefined => attributeValues(media, 'mid')[0]?.value[0]
