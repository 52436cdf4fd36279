import type { QualityMetrics, QualityReport } from '../../../decode/sip/bodies/quality-report.ts'
import { bodiesOf } from '../../../decode/sip/bodies.ts'
import { header, type SipMessage } from '../../../model/message.ts'
import { capital, senderText } from '../../facts/sender.ts'
import { type Proof, rule } from '../../rule.ts'

interface Values {
  readonly kind: QualityReport['kind']
  readonly sender: string
  readonly figures: readonly string[]
}

const TYPE = 'application/vq-rtcpxr'

export const qualityReport = rule<'conversation', Values>({
  id: 'publish.quality-report',
  category: 'media',
  severity: 'info',
  sources: ['RFC 6035 §4', 'RFC 3611 §4.7'],
  title: 'Voice quality as an endpoint measured it',
  examines: 'conversation',
  issues: ['quality', 'mos', 'loss', 'jitter'],
  meaning: 'A phone reports at the end of a call what it received: loss, jitter, delay and score at the far end.',
  fires: 'A PUBLISH or NOTIFY carries an application/vq-rtcpxr report with figures.',
  quiet: 'Other bodies.',
  example: ['PacketLoss:NLR=5.0 JDR=2.0', 'QualityEst:MOSLQ=4.1 MOSCQ=4.0'],
  recommendation: '',
  about: { methods: ['PUBLISH', 'NOTIFY'] },
  *check({ conversation }) {
    let unread = false
    for (const message of conversation.messages) {
      if (message.kind !== 'request' || !isReport(message)) continue
      const [report] = bodiesOf(message, TYPE)
      const figures = report?.value.localMetrics ? figuresOf(report.value.localMetrics) : []
      if (!report || figures.length === 0) {
        unread = true
        continue
      }
      yield {
        values: { kind: report.value.kind, sender: senderText(message), figures },
        proof: [{ message }, ...linesOf(message, report.part.text, report.part.line)],
        scope: [report.value.kind],
      }
    }
    if (unread) yield { insufficient: 'message-cut' }
  },
  detail: ({ kind, sender, figures }) => `${capital(sender)} reports of ${KINDS[kind]}: ${figures.join(', ')}.`,
})

const KINDS: Record<QualityReport['kind'], string> = {
  session: 'a session',
  interval: 'an interval',
  alert: 'a threshold it passed',
}

function isReport(message: SipMessage): boolean {
  if (message.method !== 'PUBLISH' && message.method !== 'NOTIFY') return false
  const type = header(message, 'content-type')?.value.toLowerCase() ?? ''
  return type.startsWith(TYPE) || (type.startsWith('multipart/') && message.body.includes(TYPE))
}

function figuresOf({ lossPercent, discardPercent, delay, quality, session }: QualityMetrics): readonly string[] {
  const figures: readonly (readonly [string, number | string | undefined, string])[] = [
    ['codec', session.codec?.slice(0, 40), ''],
    ['loss', lossPercent, ' %'],
    ['discarded', discardPercent, ' %'],
    ['round trip', delay.roundTripMs, ' ms'],
    ['jitter', delay.interarrivalJitterMs, ' ms'],
    ['MOS-LQ', quality.mosLq, ''],
    ['MOS-CQ', quality.mosCq, ''],
    ['R', quality.conversationalR ?? quality.listeningR, ''],
  ]
  return figures.flatMap(([name, value, unit]) => (value === undefined ? [] : [`${name} ${value}${unit}`]))
}

/** The lines with the figures, as the report has them. */
function linesOf(message: SipMessage, text: string, first: number): readonly Proof[] {
  return text
    .split(/\r\n|\n|\r/)
    .flatMap((line, index): Proof[] =>
      /^(?:PacketLoss|Delay|QualityEst)\s*:/i.test(line) ? [{ message, sdp: { line: first + index, text: line } }] : [],
    )
}
