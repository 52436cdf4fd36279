import type { Party } from '../../../model/call-facts.ts'
import { endpointText } from '../../../model/endpoint.ts'
import { digitInfos, digitsIn } from '../../facts/digits.ts'
import { rule } from '../../rule.ts'
import { SAME_DIGIT_US } from '../../thresholds/media-setup.ts'

interface Values {
  readonly by: Party | undefined
  readonly pairs: number
}

export const methodMixed = rule<'call', Values>({
  id: 'dtmf.method-mixed',
  category: 'signaling',
  severity: 'medium',
  sources: ['RFC 4733 §1.2', 'RFC 6086 §4'],
  title: 'Digits are sent twice, by RTP and by INFO',
  examines: 'call',
  observed: true,
  about: { methods: ['INFO'], streams: true },
  issues: ['dtmf', 'digits', 'double'],
  meaning: 'Each key is told both as an RTP event and in an INFO: a receiver that takes both counts every digit twice.',
  fires: 'The same side sends the same digit by RFC 4733 and by INFO within 200 ms.',
  quiet: 'Different digits, different sides, one means at a time.',
  example: ['INFO sip:ivr@192.0.2.7 SIP/2.0', 'Content-Type: application/dtmf-relay'],
  recommendation: 'Choose one means for digits on this leg: RFC 4733, and no INFO beside it.',
  recipe: 'dtmf',
  verify: 'Verify: keys show as RTP events and no INFO comes.',
  *check({ call }) {
    if (call.streams.length === 0) return
    const digits = digitsIn(call)
    const told = digits.filter(({ means }) => means === 'info')
    const events = digits.filter(({ means }) => means === 'rtp')
    if (told.length === 0) return
    if (events.length === 0) {
      if (call.streams.every(({ secure }) => secure)) yield { insufficient: 'encrypted' }
      return
    }
    if (told.some(({ at }) => at === undefined)) {
      yield { insufficient: 'no-timestamps' }
      return
    }
    const pairs = told.flatMap((info) => {
      const event = events.find(
        (one) => one.by === info.by && one.digit === info.digit && Math.abs(one.at! - info.at!) <= SAME_DIGIT_US,
      )
      return event ? [{ info, event }] : []
    })
    const [first] = pairs
    if (!first) return
    const message = digitInfos(call).find(({ request }) => request.number === first.info.message)!.request
    const stream = call.streams.find(({ number }) => number === first.event.stream)!
    const figures = `telephone event from ${endpointText(stream.source)}, ssrc ${stream.ssrc}, ${Math.round(Math.abs(first.event.at! - first.info.at!) / 1000)} ms apart`
    yield {
      values: { by: first.info.by, pairs: pairs.length },
      proof: [{ message }, { kind: 'rtp', figures, frame: first.event.tone!.frame, at: first.event.tone!.at }],
      scope: [first.info.by ?? '?'],
      mends: message,
    }
  },
  detail: ({ by, pairs }) =>
    `The ${by ?? 'same side'} sent ${pairs} ${pairs === 1 ? 'digit' : 'digits'} both as RTP events and by INFO, within 200 ms each.`,
})
