import { quantileOf } from '../../../model/quantile.ts'
import type { Attempt } from '../../attempt-log.ts'
import { isAnswered } from '../../facts/fraud.ts'
import { attackersOf, attemptProof, callsOf } from '../../facts/sources.ts'
import { rule } from '../../rule.ts'
import {
  ACD_ABOVE_MS,
  ACD_BELOW_MS,
  ACD_BETWEEN_SHARE,
  ACD_EITHER_SHARE,
  ACD_MACHINE_SPREAD_MS,
  ACD_MIN_CALLS,
  ACD_SHORT_MS,
} from '../../thresholds/general.ts'

interface Values {
  readonly to: string
  readonly calls: number
  readonly kind: 'short' | 'two kinds'
  readonly medianS: number
  readonly below: number
  readonly above: number
}

export const acdAnomaly = rule<'capture', Values>({
  id: 'general.acd-anomaly',
  category: 'general',
  severity: 'low',
  sources: ['RFC 6076 §4.3', 'ITU-T E.411', 'chosen by us: a median below 15 s over 20 answered calls'],
  title: 'Answered calls are oddly short',
  examines: 'capture',
  issues: ['short', 'acd', 'dropping'],
  meaning:
    'Most answered calls to one host end within seconds, or fall into two kinds: some end at once, others go on.',
  fires:
    'The median duration of at least 20 answered calls to one host is below 15 s; or three in ten are shorter than 10 s, three in ten longer than a minute, and hardly any between.',
  quiet: 'Fewer calls; calls that all last nearly as long as each other, as test tools make them; calls of scanners.',
  example: ['Median duration 6 s of 48 answered calls to 203.0.113.9'],
  recommendation: 'Listen to some of the short calls: silence, one-way audio or an announcement ends calls like that.',
  verify: 'Verify: the median duration is above 15 s.',
  *check({ tally }) {
    const attackers = attackersOf(tally)
    const answered = tally.attempts.filter(
      (one) => one.method === 'INVITE' && isAnswered(one) && !attackers.has(one.source),
    )
    for (const [to, calls] of Map.groupBy(answered, ({ target }) => target)) {
      if (calls.length < ACD_MIN_CALLS) continue
      const ended = calls.filter(({ talkMs }) => talkMs !== undefined).toSorted((a, b) => a.talkMs! - b.talkMs!)
      if (ended.length < ACD_MIN_CALLS) {
        if (calls.every(({ at }) => at === undefined)) yield { insufficient: 'no-timestamps' }
        continue
      }
      const durations = ended.map(({ talkMs }) => talkMs!)
      const at = (share: number): number => quantileOf(durations, share)
      if (at(0.9) - at(0.1) < ACD_MACHINE_SPREAD_MS) continue
      const below = ended.filter(({ talkMs }) => talkMs! < ACD_BELOW_MS)
      const above = ended.filter(({ talkMs }) => talkMs! > ACD_ABOVE_MS).length
      const isShort = at(0.5) < ACD_SHORT_MS
      if (!isShort && !isTwoKinds(below.length, above, ended.length)) continue
      yield {
        values: {
          ...{ to, calls: ended.length, kind: isShort ? 'short' : 'two kinds', medianS: at(0.5) / 1000 },
          ...{ below: below.length, above },
        },
        proof: attemptProof(below, ended, durationsOf(ended)),
        scope: [to, isShort ? 'short' : 'two kinds'],
        calls: callsOf(below),
        ...(!isShort && { title: 'Answered calls are of two kinds: very short and long' }),
      }
    }
  },
  detail: ({ to, calls, kind, medianS, below, above }) =>
    kind === 'short'
      ? `Half of ${calls} answered calls to ${to} lasted less than ${medianS.toFixed(1)} s.`
      : `Of ${calls} answered calls to ${to}, ${below} lasted less than 10 s and ${above} more than a minute, with hardly any between.`,
})

const isTwoKinds = (below: number, above: number, all: number): boolean =>
  below >= ACD_EITHER_SHARE * all && above >= ACD_EITHER_SHARE * all && all - below - above <= ACD_BETWEEN_SHARE * all

const durationsOf = (ended: readonly Attempt[]): string =>
  `${ended.length} answered calls, durations from ${(ended[0]!.talkMs! / 1000).toFixed(1)} to ${(ended.at(-1)!.talkMs! / 1000).toFixed(1)} s`
