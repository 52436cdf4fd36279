import type { Call, OfferAnswer } from '../../../model/call.ts'
import type { MediaDescription } from '../../../model/description.ts'
import { codecName, codecNames, mediaCodecs } from '../../facts/codecs.ts'
import { lastFew } from '../../facts/last-few.ts'
import { type Proof, rule } from '../../rule.ts'

interface Line {
  readonly kind: string
  readonly offered: string
  readonly answered: string | undefined
  readonly selected: string | undefined
  readonly ptimeMs: number | undefined
  readonly bandwidth: string
}
interface Values {
  readonly lines: readonly Line[]
  readonly observed: readonly string[]
}

export const codecList = rule<'call', Values>({
  id: 'codec.list',
  category: 'codec',
  severity: 'info',
  sources: ['RFC 3264 §6', 'RFC 8866 §5.14'],
  title: 'Codec list',
  examines: 'call',
  meaning: 'The codecs offered, answered and chosen, per medium.',
  fires: 'A call with a session description.',
  quiet: 'No session description.',
  example: ['m=audio 40000 RTP/AVP 0 8 101', 'a=rtpmap:101 telephone-event/8000'],
  recommendation: '',
  applies: (subject) => subject.call.messages.length > 0,
  *check({ call }) {
    const exchange = telling(call)
    if (!exchange) {
      yield { insufficient: 'sdp-absent' }
      return
    }
    const lines = linesOf(exchange)
    if (lines.length === 0) return
    yield {
      values: { lines, observed: observedIn(call) },
      proof: proofOf(exchange),
      scope: lines.flatMap(({ kind, offered, answered }) => [kind, offered, answered ?? '-']),
    }
  },
  detail({ lines, observed }) {
    const told = lines.map(sentence).join(' ')
    return observed.length > 0 ? `${told} Seen in RTP: ${observed.join(', ')}.` : told
  },
})

/** The first exchange that was answered, else the first. */
const telling = (call: Call): OfferAnswer | undefined =>
  call.offerAnswers.find(({ state }) => state === 'answered') ??
  call.offerAnswers.find(({ answer }) => answer) ??
  call.offerAnswers[0]

const linesOf = (exchange: OfferAnswer): readonly Line[] =>
  exchange.media.map(({ offer, answer }) => {
    const selected = answer && answer.port !== 0 ? mediaCodecs(answer)[0] : undefined
    return {
      kind: offer.kind,
      offered: namesOf(offer),
      answered: answer && (answer.port === 0 ? REFUSED : namesOf(answer)),
      selected: selected && codecName(selected),
      ptimeMs: answer?.ptimeMs ?? offer.ptimeMs,
      bandwidth: offer.bandwidth.map(({ type, value }) => `${type}:${value}`).join(', '),
    }
  })

const REFUSED = 'refused'

/** Each name once: one codec often has several payload types, for its modes. */
const namesOf = (media: MediaDescription): string => distinct(codecNames(media)) || media.formats.join(', ')

const distinct = lastFew((names: readonly string[]): string => [...new Set(names)].join(', '))

function sentence({ kind, offered, answered, selected, ptimeMs, bandwidth }: Line): string {
  const parts = [`${kind}: offered ${offered}`]
  if (answered !== undefined) parts.push(answered === REFUSED ? REFUSED : `answered ${answered}`)
  if (selected !== undefined) parts.push(`selected ${selected}`)
  if (ptimeMs !== undefined) parts.push(`ptime ${ptimeMs} ms`)
  if (bandwidth) parts.push(`bandwidth ${bandwidth}`)
  return `${parts.join('; ')}.`
}

function proofOf({ offer, answer, media }: OfferAnswer): readonly [Proof, ...Proof[]] {
  const lines: Proof[] = media.flatMap((pair) => [
    { message: offer.message, sdp: pair.offer },
    ...(answer && pair.answer ? [{ message: answer.message, sdp: pair.answer }] : []),
  ])
  return [lines[0] ?? { message: offer.message }, ...lines.slice(1)]
}

/** Codecs seen in RTP; `PCMA` and `pcma` are one. */
function observedIn(call: Call): readonly string[] {
  if (call.streams.length === 0) return []
  const names = call.streams.flatMap(({ payloadTypes }) =>
    payloadTypes.map(({ encoding, payloadType }) => encoding ?? `payload type ${payloadType}`),
  )
  return [...new Map(names.map((name) => [name.toLowerCase(), name])).values()]
}
