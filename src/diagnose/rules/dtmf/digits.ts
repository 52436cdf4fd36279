import { maskedDtmf } from '../../../correlate/quality/dtmf.ts'
import type { Call } from '../../../model/call.ts'
import type { DtmfDigit, DtmfSummary } from '../../../model/dtmf.ts'
import { endpointText } from '../../../model/endpoint.ts'
import { digitInfos, digitsIn } from '../../facts/digits.ts'
import { durationText } from '../../facts/durations.ts'
import { type Proof, rule } from '../../rule.ts'

interface Values {
  readonly sums: readonly DtmfSummary[]
}

export const dtmfDigits = rule<'call', Values>({
  id: 'dtmf.digits',
  category: 'general',
  severity: 'info',
  sources: ['RFC 4733 §2.5', 'RFC 6086'],
  title: 'Digits were dialled in the call',
  examines: 'call',
  about: { methods: ['INVITE'] },
  issues: ['dtmf', 'digits'],
  meaning:
    'How many keys each side pressed, by which means and at what pace. Which ones is masked: they may be PINs and card numbers.',
  fires: 'Telephone events in RTP, or INFO with digits.',
  quiet: 'Calls without digits; tones within the audio, which are not decoded.',
  example: ['INFO sip:ivr@192.0.2.7 SIP/2.0', 'Content-Type: application/dtmf-relay'],
  recommendation: '',
  marks: [{ signs: ['events'] }, { methods: ['INFO'] }],
  *check({ call }) {
    const digits = digitsIn(call)
    const sums = maskedDtmf(digits)
    const proof = proofOf(call, digits)
    if (proof.length === 0) {
      if (call.streams.length > 0 && call.streams.every(({ secure }) => secure)) yield { insufficient: 'encrypted' }
      return
    }
    yield {
      values: { sums },
      proof: [proof[0]!, ...proof.slice(1)],
      scope: sums.map(({ by, means }) => `${by ?? '?'} ${means}`),
    }
  },
  detail: ({ sums }) => sums.map(sentence).join(' '),
})

const MEANS: Readonly<Record<DtmfSummary['means'], string>> = { rtp: 'RTP event', info: 'INFO' }

function sentence({ by, means, digits, firstAt, lastAt, unended }: DtmfSummary): string {
  const who = by === undefined ? 'One side' : `The ${by}`
  const spread =
    firstAt === undefined || lastAt === undefined || digits < 2 ? undefined : (lastAt - firstAt) / 1000 / (digits - 1)
  const pace = spread === undefined ? '' : `, one every ${durationText(spread)}`
  const open = unended > 0 ? ` The end of ${unended} was not seen.` : ''
  return `${who} sent *${digits}* (${digits === 1 ? 'one digit' : `${digits} digits`}, masked) by ${MEANS[means]}${pace}.${open}`
}

/** The first INFO, and the first event of each stream: what was pressed is in neither line. */
function proofOf(call: Call, digits: readonly DtmfDigit[]): readonly Proof[] {
  const infos = digitInfos(call)
    .slice(0, 1)
    .map(({ request }): Proof => ({ message: request }))
  const events = call.streams.flatMap((stream): readonly Proof[] => {
    const first = digits.find(({ stream: number }) => number === stream.number)?.tone
    if (!first) return []
    const figures = `${stream.tones?.length ?? 0} telephone events from ${endpointText(stream.source)}, ssrc ${stream.ssrc}`
    return [{ kind: 'rtp', figures, frame: first.frame, at: first.at }]
  })
  return digits.length === 0 ? [] : [...infos, ...events]
}
