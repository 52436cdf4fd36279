import { header } from '../../../model/message.ts'
import { MICROS_PER_MS } from '../../../model/time.ts'
import { durationText } from '../../facts/durations.ts'
import { q850Of } from '../../facts/reason.ts'
import { type Party, releasedBy } from '../../facts/session.ts'
import { type Proof, rule } from '../../rule.ts'

interface Values {
  readonly party: Party
  readonly source: string | undefined
  readonly reason: string | undefined
  readonly q850: number | undefined
  readonly afterMs: number | undefined
}

export const byeSide = rule<'call', Values>({
  id: 'signaling.bye-side',
  category: 'general',
  severity: 'info',
  sources: ['RFC 3261 §15', 'RFC 3326'],
  title: 'Who released the call',
  examines: 'call',
  meaning: 'Which side hung up, when, and with what reason.',
  fires: 'The call has a BYE.',
  quiet: 'No BYE in the input.',
  example: ['BYE sip:alice@192.0.2.5 SIP/2.0', 'Reason: Q.850;cause=16;text="Normal call clearing"'],
  recommendation: '',
  applies: (subject) => subject.call.answer !== undefined || subject.call.bye !== undefined,
  *check({ call }) {
    const { bye, answer } = call
    if (!bye) {
      if (call.final) yield { insufficient: 'ends-mid-dialog' }
      return
    }
    const party = releasedBy(call, bye)
    if (!party) {
      yield { insufficient: 'message-cut' }
      return
    }
    const reason = header(bye, 'reason')
    const proof: Proof[] = reason ? [{ message: bye, header: reason }] : []
    yield {
      values: {
        party,
        source: bye.source?.address,
        reason: reason?.value,
        q850: q850Of(bye),
        afterMs: bye.at === undefined || answer?.at === undefined ? undefined : (bye.at - answer.at) / MICROS_PER_MS,
      },
      title: `Call released by the ${party}`,
      proof: [{ message: bye }, ...proof],
      scope: [party],
    }
  },
  detail({ party, source, reason, q850, afterMs }) {
    const from = source ? ` (${source})` : ''
    const after = afterMs === undefined ? '' : ` ${durationText(afterMs)} after the answer`
    const why = reason ? ` Reason: ${reason.slice(0, 120)}.` : q850 === undefined ? '' : ` Q.850 cause ${q850}.`
    return `The ${party}${from} sent the BYE${after}.${why}`
  },
})
