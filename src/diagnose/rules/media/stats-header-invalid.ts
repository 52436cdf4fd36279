import { farEndReportsOf } from '../../../correlate/quality/far-end.ts'
import type { FarEndFault } from '../../../model/quality.ts'
import { headerProofs } from '../../facts/header-proofs.ts'
import { type Proof, rule } from '../../rule.ts'

interface Values {
  readonly name: string
  readonly fault: FarEndFault
  readonly by: string
}

const NAMES = ['p-rtp-stat', 'x-rtp-stat', 'rtp-rxstat', 'rtp-txstat'] as const

export const statsHeaderInvalid = rule<'call', Values>({
  id: 'media.stats-header-invalid',
  category: 'general',
  severity: 'low',
  sources: ['RFC 3550 §6.4.1', 'Cisco Unified Border Element: P-RTP-Stat, RTP-RxStat and RTP-TxStat'],
  title: 'Media statistics in SIP that cannot be right',
  examines: 'call',
  about: { headers: NAMES },
  issues: ['statistics', 'quality'],
  meaning: 'An endpoint reports figures of its media at the end of the call that cannot be true. They are not used.',
  fires:
    'P-RTP-Stat, X-RTP-Stat, RTP-RxStat or RTP-TxStat has no data, a counter that fell below zero, more packets lost than sent, or negative times.',
  quiet: 'Figures that may be true.',
  example: ['P-RTP-Stat: PS=0,OS=0,PR=0,OR=0,PL=4294967295,JI=0,LA=0,DU=12'],
  recommendation: 'Do not alarm on this header; update that endpoint, or take its RTCP instead.',
  verify: 'Verify: the counters of the header fit the packets of the capture.',
  *check({ call }) {
    for (const report of farEndReportsOf(call)) {
      const name = report.carrier.toLowerCase()
      const message = call.messages.find(({ number }) => number === report.message)
      if (report.invalid === undefined || !message || !NAMES.some((one) => one === name)) continue
      const proof: readonly [Proof, ...Proof[]] = [{ message }, ...headerProofs(message, name)]
      yield {
        values: { name: report.carrier, fault: report.invalid, by: report.by ?? 'sender' },
        proof,
        scope: [report.carrier, report.invalid],
        mends: message,
      }
    }
  },
  detail: ({ name, fault, by }) => `The ${name} of the ${by} ${FAULTS[fault]}. Its figures are not used.`,
})

const FAULTS: Readonly<Record<FarEndFault, string>> = {
  'no-data': 'has no data: every figure is zero or missing',
  wrapped: 'has a counter near 2^32: it was counted below zero',
  negative: 'has a negative figure',
  'more-lost-than-expected': 'says that more packets were lost than can have been sent',
  'out-of-range': 'has a score or share beyond its scale',
}
