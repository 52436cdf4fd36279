import type { PeerRecord } from '../../../model/peers.ts'
import { attackersOf, attemptProof } from '../../facts/sources.ts'
import { rule } from '../../rule.ts'
import { ASR_MIN_ATTEMPTS, SEER_LOW_PERCENT } from '../../thresholds/general.ts'

interface Values {
  readonly to: string
  readonly from: string | undefined
  readonly attempts: number
  readonly seer: number
  readonly ser: number | undefined
  readonly isa: number | undefined
}

export const asrLow = rule<'capture', Values>({
  id: 'general.asr-low',
  category: 'signaling',
  severity: 'medium',
  sources: ['RFC 6076 §4.6, §4.7, §4.8', 'chosen by us: 40 % of at least 20 attempts'],
  title: 'Few calls to a peer succeed',
  examines: 'capture',
  issues: ['asr', 'failing', 'rejected'],
  meaning: 'Of the calls to one host only a minority is answered or ends as users end them: busy, declined, not there.',
  fires: 'The session establishment effectiveness ratio (RFC 6076 §4.7) of at least 20 calls is below 40 %.',
  quiet: 'Fewer calls; busy and unanswered calls, which count as effective; calls of scanners and the like.',
  example: ['SEER 12.5 % of 40 calls to 203.0.113.9: 35 ended with 503'],
  recommendation: 'Look at the most frequent final response of that peer first: it tells what to mend.',
  verify: 'Verify: the ratio is above 40 % over at least 20 calls.',
  *check({ capture, tally }) {
    const attackers = attackersOf(tally)
    const attacked = new Set(tally.attempts.filter(({ source }) => attackers.has(source)).map(({ target }) => target))
    for (const peer of capture.peers) {
      const { attempts, undecided, seerPercent, to, from } = peer
      if (attempts < ASR_MIN_ATTEMPTS) continue
      if (peer.kind === 'destination' ? attacked.has(to) : !attacked.has(to) || attackers.has(from ?? '')) continue
      if (attempts - undecided < ASR_MIN_ATTEMPTS) {
        yield { insufficient: 'ends-mid-dialog' }
        continue
      }
      if (seerPercent === undefined || seerPercent >= SEER_LOW_PERCENT) continue
      const failed = tally.attempts.filter(
        (one) =>
          one.method === 'INVITE' && one.target === to && !one.progressed && one.status !== 401 && one.status !== 407,
      )
      yield {
        values: { to, from, attempts, seer: seerPercent, ser: peer.serPercent, isa: peer.isaPercent },
        proof: attemptProof(failed, failed, figuresOf(peer)),
        scope: [to],
      }
    }
  },
  detail: ({ to, from, attempts, seer, ser, isa }) =>
    `Of ${attempts} calls${from === undefined ? '' : ` from ${from}`} to ${to} only ${seer.toFixed(1)} % were effective (SEER)${ser === undefined ? '' : `, ${ser.toFixed(1)} % were established (SER)`}${isa === undefined ? '' : `, ${isa.toFixed(1)} % were ineffective (ISA)`}.`,
})

const figuresOf = ({ to, attempts, answered, finals }: PeerRecord): string =>
  `${attempts} calls to ${to}, ${answered} answered; ${finals
    .filter(({ method }) => method === 'INVITE')
    .slice(0, 5)
    .map(({ status, count }) => `${status === 0 ? 'no response' : status}: ${count}`)
    .join(', ')}`
