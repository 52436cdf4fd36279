import type { Call, OfferAnswer } from '../../../model/call.ts'
import { codecName, codecNames, mediaCodecs } from '../../facts/codecs.ts'
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
      offered: codecNames(offer).join(', ') || offer.formats.join(', '),
      answered: answer && (answer.port === 0 ? 'refused' : codecNames(answer).join(', ') || answer.formats.join(', ')),
      selected: selected && codecName(selected),
      ptimeMs: answer?.ptimeMs ?? offer.ptimeMs,
      bandwidth: offer.bandwidth.map(({ type, value }) => `${type}:${value}`).join(', '),
    }
  })

function sentence({ kind, offered, answered, selected, ptimeMs, bandwidth }: Line): string {
  const parts = [`${kind}: offered ${offered}`]
  if (answered !== undefined) parts.push(`answered ${answered}`)
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

const observedIn = (call: Call): readonly string[] => [
  ...new Set(
    call.streams.flatMap(({ payloadTypes }) =>
      payloadTypes.map(({ encoding, payloadType }) => encoding ?? `payload type ${payloadType}`),
    ),
  ),
]
