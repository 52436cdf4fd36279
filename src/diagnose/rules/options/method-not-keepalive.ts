import { isPrivate, isPublic } from '../../../model/address.ts'
import type { PingSeries } from '../../../model/call.ts'
import type { PeerRecord, Percentiles } from '../../../model/peers.ts'
import { durationText } from '../../facts/durations.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'
import { PING_FAST_US, PING_SLOW_US, PINGS_TOLD } from '../../thresholds/exchanges.ts'

interface Values {
  readonly from: string
  readonly to: string
  readonly count: number
  readonly cadenceMs: number | undefined
  readonly answers: readonly string[]
  readonly took: Percentiles | undefined
  readonly lastFailure: number | undefined
  readonly pace: 'slow' | 'fast' | undefined
}

/** Ways told of; in a large network every proxy pings every other. */
const WAYS_TOLD = 20

export const methodNotKeepalive = rule<'capture', Values>({
  id: 'options.method-not-keepalive',
  category: 'general',
  severity: 'info',
  sources: ['RFC 3261 §11', 'RFC 6223', 'RFC 4787 §4.3'],
  title: 'OPTIONS pings',
  examines: 'capture',
  issues: ['options', 'keepalive', 'ping'],
  meaning: 'One side asks the other over and over whether it is there: how often, and how it is answered.',
  fires:
    'Three or more OPTIONS from one host to another. Low where they come less often than every 120 s over UDP from a private to a public address, or more often than every 5 s.',
  quiet: 'Fewer than three.',
  example: ['OPTIONS sip:192.0.2.20 SIP/2.0', 'SIP/2.0 200 OK'],
  recommendation: 'Ping every 25 to 60 seconds: often enough for a translator, rarely enough for the peer.',
  verify: 'Verify: the time between two OPTIONS of that host.',
  *check({ capture }) {
    const told = capture.pings.filter(({ count }) => count >= PINGS_TOLD).slice(0, WAYS_TOLD)
    for (const series of told) {
      const { from, to, count, first, last, lastFinal, lastFailure } = series
      const cadenceUs = cadenceOf(series)
      const pace = cadenceUs === undefined ? undefined : paceOf(series, cadenceUs)
      const messages = [first, last, ...(lastFinal ? [lastFinal] : []), ...(lastFailure ? [lastFailure] : [])]
      const [head, ...rest] = messages.map((message): Proof => ({ message }))
      yield {
        values: {
          ...{ from, to, count, pace },
          cadenceMs: cadenceUs === undefined ? undefined : cadenceUs / 1000,
          answers: answersOf(series),
          took: capture.peers.find((peer) => isBetween(peer, series))?.optionsMs,
          lastFailure: lastFailure?.status,
        },
        proof: [head!, ...rest],
        scope: [pace ?? 'told', from, to],
        ...(pace && { severity: weightOf(pace), title: `OPTIONS pings too ${pace === 'slow' ? 'rare' : 'frequent'}` }),
        mends: first,
      }
    }
  },
  detail({ from, to, count, cadenceMs, answers, took, lastFailure }) {
    const every = cadenceMs === undefined ? '' : `, one every ${durationText(cadenceMs)}`
    const time = took ? ` Answers take ${durationText(took.p50)} (95 %: ${durationText(took.p95)}).` : ''
    const failed = lastFailure === undefined ? '' : ` The last failure was ${lastFailure}.`
    return `${from} sent ${to} ${count} OPTIONS${every}; ${answers.length > 0 ? `answers: ${answers.join(', ')}` : 'no answer was seen'}.${time}${failed}`
  },
  advise: ({ pace }) =>
    pace === 'slow'
      ? 'Ping every 25 to 60 seconds: a translator forgets a UDP binding after two minutes or less.'
      : pace === 'fast'
        ? 'Ping every 25 to 60 seconds: more only loads the peer, and may trip its flood protection.'
        : '',
})

const cadenceOf = ({ count, first, last }: PingSeries): number | undefined =>
  first.at === undefined || last.at === undefined || count < 2 ? undefined : (last.at - first.at) / (count - 1)

function paceOf({ from, to, first }: PingSeries, cadenceUs: number): Values['pace'] {
  if (cadenceUs < PING_FAST_US) return 'fast'
  const crosses = isPrivate(from) && isPublic(to)
  return cadenceUs > PING_SLOW_US && first.transport === 'UDP' && crosses ? 'slow' : undefined
}

const weightOf = (pace: 'slow' | 'fast'): Weight =>
  pace === 'slow'
    ? { level: 'low', because: 'Longer than a translator keeps a UDP binding' }
    : { level: 'low', because: 'More often than anybody needs' }

/** The most frequent first. */
const answersOf = ({ statuses, unanswered }: PingSeries): readonly string[] => [
  ...[...statuses]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 5)
    .map(([status, times]) => `${status} (${times})`),
  ...(unanswered > 0 ? [`none (${unanswered})`] : []),
]

const isBetween = ({ kind, from, to }: PeerRecord, series: PingSeries): boolean =>
  kind === 'pair' && from === series.from && to === series.to
