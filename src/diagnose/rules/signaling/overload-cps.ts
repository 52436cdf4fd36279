import { rule } from '../../rule.ts'
import { FREQUENT_SHARE, SHARE_MIN_ATTEMPTS } from '../../thresholds/general.ts'
import { OVERLOAD_PER_SECOND } from '../../thresholds/signaling.ts'

interface Values {
  readonly host: string
  readonly perSecond: number
  readonly calls: number
  readonly turnedAway: number
}

export const overloadCps = rule<'capture', Values>({
  id: 'signaling.overload-cps',
  category: 'signaling',
  severity: 'medium',
  sources: ['RFC 7339', 'RFC 3261 §21.5.4', 'chosen by us: 30 calls per second to one address, as carriers advise'],
  title: 'Calls come faster than the peer takes them',
  examines: 'capture',
  explains: ['signaling.response-5xx', 'signaling.response-480'],
  issues: ['cps', 'overload', 'rate'],
  meaning: 'So many calls are started within a second that the peer turns some away.',
  fires:
    'One host is offered 30 calls or more within a second, and a fifth of its calls or more, five at least, end with 429, 480 or 503.',
  quiet: 'Slower calling, and fast calling that the peer bears.',
  example: ['40 calls within one second to 203.0.113.7; 60 of its 200 calls ended with 429, 480 or 503'],
  recommendation:
    'Pace the dialler to the calls per second that the peer allows, and spread calls over several of its addresses.',
  verify: 'Verify: fewer calls start within each second, and none ends with 503.',
  *check({ capture, tally }) {
    for (const [host, { peakPerSecond, calls, turnedAway }] of tally.asked) {
      if (turnedAway < SHARE_MIN_ATTEMPTS || turnedAway < FREQUENT_SHARE * calls || host.startsWith('to ')) continue
      if (!capture.timed) {
        yield { insufficient: 'no-timestamps' }
        return
      }
      if (peakPerSecond < OVERLOAD_PER_SECOND) continue
      yield {
        values: { host, perSecond: peakPerSecond, calls, turnedAway },
        proof: [
          {
            kind: 'aggregate',
            figures: `${peakPerSecond} calls within one second to ${host}; ${turnedAway} of its ${calls} calls ended with 429, 480 or 503`,
          },
        ],
        scope: ['peer'],
      }
    }
  },
  detail: ({ host, perSecond, calls, turnedAway }) =>
    `${host} was offered up to ${perSecond} calls within one second, and turned ${turnedAway} of ${calls} away with 429, 480 or 503.`,
})
