import { inPrefixes, isPrivate } from '../../../model/address.ts'
import { quantileOf } from '../../../model/quantile.ts'
import type { Attempt } from '../../attempt-log.ts'
import {
  type Activity,
  activitiesOf,
  attemptProof,
  busiest,
  isTimed,
  mostVaried,
  strangersOf,
} from '../../facts/sources.ts'
import { rule, type Weight } from '../../rule.ts'
import type { Tally } from '../../tally.ts'
import {
  KEEPALIVE_US,
  MEDIAN_OF,
  OPTIONS_PER_MINUTE,
  OPTIONS_TARGETS,
  OPTIONS_WINDOW_US,
  SOURCES_TOLD,
} from '../../thresholds/security.ts'

interface Values {
  readonly source: string
  readonly count: number
  readonly targets: number
}

export const optionsFlood = rule<'capture', Values>({
  id: 'security.options-flood',
  category: 'security',
  severity: 'medium',
  sources: ['RFC 3261 §11', 'RFC 3261 §26.1.5', 'chosen by us: 100 OPTIONS or 20 targets within a minute'],
  title: 'Flood of OPTIONS',
  examines: 'capture',
  issues: ['attack', 'scan', 'flood'],
  meaning: 'A host nobody knows asks with OPTIONS far more often, or far more places, than a check of a peer needs.',
  fires:
    '100 OPTIONS or 20 targets within 60 s from one host that has no call and no registration and is no declared trunk. High where others are answered half as fast meanwhile.',
  quiet:
    'Keepalives: each target at an interval of 5 s or more, and answered; servers that others register at or call through; monitoring within private networks; sources that the policy lists as trunks or for tests.',
  example: ['140 OPTIONS within 60 s from 198.51.100.66 to 1 target'],
  recommendation: 'Drop OPTIONS of hosts you do not know before they are parsed, and limit them per source.',
  recipe: 'scan',
  verify: 'Verify: OPTIONS of that source get no answer any more.',
  *check({ capture, tally }, { options }) {
    const servers = new Set(tally.attempts.filter(({ method }) => method !== 'OPTIONS').map(({ target }) => target))
    let told = 0
    for (const activity of strangersOf(tally, options.policy)) {
      const { host, known } = activity
      const pings = activity.attempts.filter(({ method }) => method === 'OPTIONS')
      if (pings.length < OPTIONS_TARGETS || known || servers.has(host)) continue
      if (inPrefixes(host, options.policy?.trunks ?? []) || (isPrivate(host) && !activity.scanner)) continue
      if (!isTimed(capture, activity)) {
        yield { insufficient: 'no-timestamps' }
        continue
      }
      const { count, from, to } = busiest(pings, OPTIONS_WINDOW_US)
      const { values: targets, attempts } = mostVaried(pings, OPTIONS_WINDOW_US, targetOf)
      const isMany = count >= OPTIONS_PER_MINUTE
      if ((!isMany && targets.size < OPTIONS_TARGETS) || isKeepalive(pings)) continue
      if (told++ >= SOURCES_TOLD) return
      const window = isMany ? pings.slice(from, to + 1) : attempts
      const severity = slowedBy(activity, window, tally)
      yield {
        values: { source: host, count: isMany ? count : attempts.length, targets: targets.size },
        proof: attemptProof(
          window,
          pings,
          `${window.length} OPTIONS within 60 s from ${host} to ${targets.size} targets`,
        ),
        scope: [host],
        ...(severity && { severity }),
      }
    }
  },
  detail: ({ source, count, targets }) =>
    `${source}, which has neither a call nor a registration here, sent ${count} OPTIONS within a minute to ${targets === 1 ? 'one target' : `${targets} targets`}.`,
})

const targetOf = ({ target, user }: Attempt): string => `${user}@${target}`

/** Every target is asked again and again, no more often than a check needs, and most answer. */
function isKeepalive(pings: readonly Attempt[]): boolean {
  const byTarget = [...Map.groupBy(pings, targetOf).values()]
  const isSlow = byTarget.every(
    (series) => series.length > 1 && series.at(-1)!.at! - series[0]!.at! >= KEEPALIVE_US * (series.length - 1),
  )
  return isSlow && 2 * pings.filter(({ progressed }) => progressed).length > pings.length
}

/** Whether the hosts it asked answer others half as fast meanwhile as they do otherwise. */
function slowedBy({ host }: Activity, window: readonly Attempt[], tally: Tally): Weight | undefined {
  const [begin, end] = [window[0]!.at!, window.at(-1)!.at!]
  const targets = new Set(window.map(({ target }) => target))
  const others = activitiesOf(tally)
    .filter((one) => one.host !== host)
    .flatMap(({ attempts }) => attempts)
    .filter(({ target, at, firstMs }) => targets.has(target) && at !== undefined && firstMs !== undefined)
  const isMeanwhile = ({ at }: Attempt): boolean => at! >= begin && at! <= end
  const [during, otherwise] = [others.filter(isMeanwhile), others.filter((one) => !isMeanwhile(one))].map(medianOf)
  if (during === undefined || otherwise === undefined || during < 2 * otherwise) return undefined
  return {
    level: 'high',
    because: `Others are answered after ${during.toFixed(0)} ms meanwhile, otherwise after ${otherwise.toFixed(0)} ms`,
  }
}

const medianOf = (attempts: readonly Attempt[]): number | undefined =>
  attempts.length < MEDIAN_OF
    ? undefined
    : quantileOf(
        attempts.map(({ firstMs }) => firstMs!),
        0.5,
      )
