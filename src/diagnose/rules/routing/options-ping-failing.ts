import type { CaptureFacts, PingOutcome, PingSeries } from '../../../model/call.ts'
import { scannerMark } from '../../facts/scanner.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'
import { PINGS_LOST } from '../../thresholds/routing.ts'
import { TIMER_B_US } from '../../thresholds/signaling.ts'

interface Values {
  readonly from: string
  readonly to: string
  readonly run: number
  readonly count: number
  readonly status: number | undefined
  readonly back: boolean
}

/** Ways told of; one dead network segment silences many at once. */
const WAYS_TOLD = 20

export const optionsPingFailing = rule<'capture', Values>({
  id: 'routing.options-ping-failing',
  category: 'routing',
  severity: 'medium',
  sources: ['RFC 3261 §11.2', 'RFC 3263 §4.3'],
  title: 'OPTIONS pings to a peer fail',
  examines: 'capture',
  issues: ['options', 'ping', 'trunk down', 'unreachable'],
  meaning: 'A server asks its peer again and again whether it is there, and it is not.',
  fires:
    'Three OPTIONS in a row from one host to another get no answer, 408 or 503. High where that host turns calls away with 503 and sends none to the peer.',
  quiet: 'Any other answer, even 404 or 405: the peer is alive; scanners; OPTIONS in the last 32 s of the input.',
  example: ['OPTIONS sip:192.0.2.20 SIP/2.0 (three in a row, no response)'],
  recommendation:
    'Find out why the peer does not answer: its address and port, the firewall between, or a list of hosts it talks to that lacks the sender.',
  recipe: 'timeout',
  verify: 'Verify: the OPTIONS are answered, whatever the status.',
  *check({ capture }) {
    let open = false
    let told = 0
    for (const series of capture.pings) {
      if (scannerMark(series.first)) continue
      const known = series.outcomes.filter((one) => isKnown(one, capture))
      open ||= known.length < series.outcomes.length
      const run = longestRun(known)
      if (run.length < PINGS_LOST || told >= WAYS_TOLD) continue
      told++
      const isAnswered = run.some(({ kind }) => kind === 'failed')
      const severity = weigh(series, capture)
      yield {
        values: {
          ...{ from: series.from, to: series.to, run: run.length, count: series.count },
          status: isAnswered ? series.lastFailure?.status : undefined,
          back: known.at(-1)?.kind === 'alive',
        },
        proof: [
          { message: series.first },
          { message: series.last },
          ...(isAnswered && series.lastFailure ? [{ message: series.lastFailure } satisfies Proof] : []),
        ],
        scope: [series.from, series.to],
        mends: series.first,
        ...(severity && { severity }),
      }
    }
    if (open && told === 0) yield { insufficient: capture.timed ? 'ends-mid-dialog' : 'no-timestamps' }
  },
  detail: ({ from, to, run, count, status, back }) =>
    `${run} OPTIONS in a row from ${from} to ${to} (of ${count}) got ${status === undefined ? 'no answer' : `no answer or ${status}`}.${back ? ' Later ones were answered.' : ''}`,
})

/** Silence counts where it lasted: sent three times, or long enough before the end of the input. */
const isKnown = ({ kind, sends, at }: PingOutcome, { timed, lastAt }: CaptureFacts): boolean =>
  kind !== 'silent' ||
  sends >= PINGS_LOST ||
  (timed && at !== undefined && lastAt !== undefined && lastAt - at >= TIMER_B_US)

function longestRun(outcomes: readonly PingOutcome[]): readonly PingOutcome[] {
  let longest: readonly PingOutcome[] = []
  let run: PingOutcome[] = []
  for (const one of outcomes) {
    if (one.kind === 'alive') run = []
    else run.push(one)
    if (run.length > longest.length) longest = run
  }
  return longest
}

/** The host that pings in vain takes no calls any more, and offers the peer none. */
function weigh({ from, to }: PingSeries, { peers }: CaptureFacts): Weight | undefined {
  const isOffered = peers.some(
    (peer) => peer.kind === 'pair' && peer.from === from && peer.to === to && peer.attempts > 0,
  )
  const turnedAway = peers.find(({ kind, to: host }) => kind === 'destination' && host === from)
  const refused = turnedAway?.finals.find(({ method, status }) => method === 'INVITE' && status === 503)?.count ?? 0
  return !isOffered && refused > 0
    ? { level: 'high', because: `${from} turned ${refused} calls away with 503 and offered ${to} none` }
    : undefined
}
