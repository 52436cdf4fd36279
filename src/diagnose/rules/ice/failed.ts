import type { Call, OfferAnswer } from '../../../model/call.ts'
import type { StunExchange } from '../../../model/stun.ts'
import { checksOf, type IceSide, iceOf } from '../../facts/ice.ts'
import { momentProof } from '../../facts/network.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'
import { MEDIA_WORKS_US } from '../../thresholds/media.ts'

interface Values {
  readonly checks: number
  readonly answered: number
  readonly why: readonly string[]
}

export const iceFailed = rule<'call', Values>({
  id: 'ice.failed',
  category: 'nat',
  severity: 'critical',
  sources: ['RFC 8445 §8', 'RFC 8839 §4', 'RFC 8840'],
  title: 'ICE finds no way for the media',
  examines: 'call',
  about: { described: true },
  marks: { unusual: true },
  explains: ['media.no-media', 'media.one-way-audio', 'media.dtls-handshake-failed'],
  issues: ['ice', 'webrtc', 'no audio', 'turn'],
  meaning: 'Both sides tried their addresses in pairs, and no pair works: no media can flow.',
  fires:
    'Offer and answer have ICE, the call lasts longer than 10 s, connectivity checks are in the capture and none was nominated with success, and no media follows within 10 s. High where candidates were still to come (trickle).',
  quiet:
    'Calls with media; text; captures without the checks of this call; an ICE-lite side, which nominates nothing itself.',
  example: ['a=ice-ufrag:F7gI', 'STUN Binding 192.0.2.10:50000 > 192.0.2.20:50002: 9 requests, no answer'],
  recommendation:
    'Give both sides a TURN server that they can reach (TLS on port 443 passes most firewalls), and let UDP through between the media ports.',
  recipe: 'webrtc',
  verify: 'Verify: a Binding request with USE-CANDIDATE is answered with success, and RTP follows.',
  *check({ call }, { capture }) {
    const exchange = call.offerAnswers.find(
      ({ offer, answer, state }) => state === 'answered' && iceOf(offer) && answer && iceOf(answer),
    )
    if (!exchange || !call.answer) return
    const lastedUs = spanOf(call)
    if (lastedUs === undefined || lastedUs <= MEDIA_WORKS_US) return
    const checks = checksOf(exchange, capture.stunExchanges)
    if (checks.length === 0) {
      yield { insufficient: 'no-rtp-in-capture' }
      return
    }
    if (call.streams.length > 0 || checks.some(({ nominated }) => nominated) || hasWorked(checks, exchange)) return
    const [offer, answer] = [iceOf(exchange.offer)!, iceOf(exchange.answer!)!]
    const requests = checks.reduce((sum, one) => sum + one.requests, 0)
    const answered = checks.reduce((sum, one) => sum + one.successes, 0)
    const isTrickling = [offer, answer].some(({ trickle, ended }) => trickle && !ended)
    const severity: Weight | undefined = isTrickling
      ? { level: 'high', because: 'Candidates may have come later, where this capture does not look' }
      : undefined
    yield {
      values: { checks: requests, answered, why: causes(offer, answer, checks) },
      proof: [
        ...checks.slice(0, 4).map(checkProof),
        ...(offer.line ? [{ message: exchange.offer.message, sdp: offer.line } satisfies Proof] : []),
        ...(answer.line ? [{ message: exchange.answer!.message, sdp: answer.line } satisfies Proof] : []),
      ] as [Proof, ...Proof[]],
      scope: causes(offer, answer, checks).length > 0 ? ['known'] : ['unknown'],
      mends: exchange.answer!.message,
      ...(severity && { severity }),
    }
  },
  detail: ({ checks, answered, why }) =>
    `${checks} connectivity checks went between the two sides, ${answered === 0 ? 'none' : answered} ${answered === 1 ? 'was' : 'were'} answered, none was nominated, and no media followed.${why.length > 0 ? ` ${why.join(' ')}` : ''}`,
})

const spanOf = ({ answer, bye, lastAt }: Call): number | undefined => {
  const end = bye?.at ?? lastAt
  return answer?.at === undefined || end === undefined ? undefined : end - answer.at
}

/** An ICE-lite side only answers, and old implementations nominate by sending media (RFC 5245 §8). */
const hasWorked = (checks: readonly StunExchange[], { offer, answer }: OfferAnswer): boolean =>
  checks.some(({ successes }) => successes > 0) && [iceOf(offer), answer && iceOf(answer)].some((side) => side?.lite)

const checkProof = (one: StunExchange): Proof =>
  momentProof(
    `STUN Binding ${one.client.address}:${one.client.port} > ${one.server.address}:${one.server.port}: ${one.requests} requests, ${one.successes} answered${one.errors.length > 0 ? `, errors ${one.errors.map(({ code }) => code).join(', ')}` : ''}`,
    { frame: one.firstFrame, at: one.firstAt },
  )

/** 487: both sides want to control (RFC 8445 §7.3.1.1). */
const ROLE_CONFLICT = 487

function causes(offer: IceSide, answer: IceSide, checks: readonly StunExchange[]): readonly string[] {
  const found: string[] = []
  const all = [...offer.candidates, ...answer.candidates]
  if (all.length > 0 && all.every(({ type }) => type === 'host')) found.push('Both sides name host candidates only.')
  else if (all.length > 0 && !all.some(({ type }) => type === 'relay')) found.push('No side has a relay candidate.')
  if (all.some(({ address }) => /\.local$/i.test(address)))
    found.push('Candidates hide behind names (.local) that only their own network knows.')
  if (checks.some(({ errors }) => errors.some(({ code }) => code === ROLE_CONFLICT)))
    found.push('Both sides claimed the same role (487).')
  if (checks.some(({ errors }) => errors.some(({ code }) => code === 401)))
    found.push('Checks were refused with 401: user fragment and password do not fit.')
  if (offer.lite && answer.lite) found.push('Both sides are ICE-lite, and neither checks.')
  return found
}
