import type { Call } from '../../../model/call.ts'
import type { SipMessage } from '../../../model/message.ts'
import { codecName, mediaCodecs } from '../../facts/codecs.ts'
import { agreedAudio, type Party, releasedBy } from '../../facts/session.ts'
import { type Proof, rule } from '../../rule.ts'

interface Values {
  readonly from: string
  readonly to: string
  readonly outcome: Call['outcome']
  /** Of the final response that decided it. */
  readonly status: number | undefined
  readonly codec: string | undefined
  readonly hungUp: Party | undefined
  /** The lowest score that an endpoint reported of a stream of the call (RFC 3611). */
  readonly mos: number | undefined
}

export const callSummary = rule<'call', Values>({
  id: 'general.call-summary',
  category: 'general',
  severity: 'info',
  sources: ['RFC 3261 §4', 'RFC 3611 §4.7'],
  title: 'Call summary',
  examines: 'call',
  meaning: 'One line per call: who called whom, what came of it, with which codec, and who hung up.',
  fires: 'A call whose beginning and end are in the input.',
  quiet: 'No call.',
  example: ['INVITE sip:bob@example.com SIP/2.0', 'SIP/2.0 200 OK', 'BYE sip:alice@192.0.2.10 SIP/2.0'],
  recommendation: '',
  *check({ call }) {
    if (!call.invite) {
      yield { insufficient: 'starts-mid-dialog' }
      return
    }
    if (!isOver(call)) {
      if (call.final) yield { insufficient: 'ends-mid-dialog' }
      return
    }
    const { invite, answer, failure, bye, outcome } = call
    yield {
      values: {
        from: call.from?.slice(0, 80) ?? 'somebody',
        to: call.to?.slice(0, 80) ?? 'somebody',
        outcome,
        status: (answer ?? failure)?.status,
        codec: codecOf(call),
        hungUp: bye && releasedBy(call, bye),
        mos: mosOf(call),
      },
      title: `Call summary: ${OUTCOMES[outcome]}`,
      proof: [{ message: invite }, ...proofOf([answer ?? failure, bye])],
      scope: [outcome],
    }
  },
  detail({ from, to, outcome, status, codec, hungUp, mos }) {
    const parts = [
      `${from} called ${to}: ${OUTCOMES[outcome]}${status === undefined ? '' : ` (${status})`}`,
      codec === undefined ? '' : `codec ${codec}`,
      hungUp === undefined ? '' : `the ${hungUp} hung up`,
      mos === undefined ? '' : `MOS ${mos.toFixed(1)} as an endpoint reports it`,
    ]
    return `${parts.filter(Boolean).join(', ')}.`
  },
})

const OUTCOMES: Record<Call['outcome'], string> = {
  answered: 'answered',
  busy: 'busy',
  cancelled: 'cancelled by the caller',
  rejected: 'refused',
  failed: 'failed',
  'timed-out': 'no answer came',
  redirected: 'redirected',
  unknown: 'not decided',
}

const isOver = ({ answer, bye, final, outcome }: Call): boolean =>
  answer ? bye !== undefined : final && outcome !== 'unknown'

/** The first codec of the last audio answer: what the answering side prefers of what both have (RFC 3264 §6.1). */
function codecOf({ offerAnswers }: Call): string | undefined {
  for (let index = offerAnswers.length - 1; index >= 0; index--) {
    for (const { answer } of agreedAudio(offerAnswers[index]!)) {
      const [codec] = mediaCodecs(answer)
      if (codec) return codecName(codec)
    }
  }
  return undefined
}

function mosOf({ streams }: Call): number | undefined {
  let lowest: number | undefined
  for (const { rtcp } of streams) {
    const mos = rtcp.voipMetrics?.mosCq ?? rtcp.voipMetrics?.mosLq
    if (mos !== undefined && (lowest === undefined || mos < lowest)) lowest = mos
  }
  return lowest
}

const proofOf = (messages: readonly (SipMessage | undefined)[]): readonly Proof[] =>
  messages.flatMap((message): Proof[] => (message ? [{ message }] : []))
