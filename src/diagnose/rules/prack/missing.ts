import { acknowledges } from '../../../correlate/offers.ts'
import { reliableProvisionalsOf } from '../../../correlate/reliable-provisionals.ts'
import { headerValues } from '../../../decode/sip/values.ts'
import type { Call, Transaction } from '../../../model/call.ts'
import type { ReliableProvisional } from '../../../model/dialog.ts'
import { header, type SipMessage } from '../../../model/message.ts'
import { isTimeLeft } from '../../facts/input-end.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'
import { PRACK_RESENDS } from '../../thresholds/dialog.ts'

interface Values {
  readonly how: 'never' | 'wrong-rack' | 'unknown'
  readonly status: number
  readonly rseq: number
  readonly sends: number
  /** RAck of a PRACK that fits nothing. */
  readonly rack: string | undefined
}

export const prackMissing = rule<'call', Values>({
  id: 'prack.missing',
  category: 'signaling',
  severity: 'high',
  sources: ['RFC 3262 §3', 'RFC 3262 §4', 'RFC 3262 §7.2'],
  title: 'Reliable provisional is not acknowledged',
  examines: 'call',
  observed: true,
  about: { headers: ['rseq'] },
  explains: ['signaling.call-failed', 'signaling.response-5xx', 'signaling.response-408', 'signaling.drop-32s'],
  issues: ['prack', '100rel'],
  meaning:
    'A provisional that requires 100rel must be answered with PRACK. Without it the called side repeats it for 32 s and then gives the call up.',
  fires:
    'A provisional with RSeq is repeated three times or more and no PRACK is seen; or a PRACK names another one in RAck, or is answered with 481. Critical where the call fails.',
  quiet:
    'Fewer repetitions; a PRACK that is accepted whatever its RAck says. Medium where the call is answered all the same.',
  example: ['SIP/2.0 183 Session Progress', 'Require: 100rel', 'RSeq: 1'],
  recommendation:
    'Let both sides agree on 100rel, and see that the PRACK can follow the Contact and Record-Route of the provisional; else switch 100rel off.',
  recipe: '100rel',
  verify: 'Verify: each provisional with RSeq is followed by PRACK and its 200.',
  *check({ call }, { capture }) {
    for (const one of reliableProvisionalsOf(call)) {
      const { sendings, rseq, prack, invite } = one
      const wrong = prack ? undefined : call.transactions.find((other) => isMisdirected(other, one))
      const how = prack?.final?.status === 481 ? 'unknown' : wrong ? 'wrong-rack' : prack ? undefined : 'never'
      if (how === undefined) continue
      if (how === 'never' && sendings.length <= PRACK_RESENDS) {
        const isOpen = invite.final === undefined && !isTimeLeft(sendings[0]!, capture)
        if (isOpen && call.final) yield { insufficient: 'ends-mid-dialog' }
        continue
      }
      const asked = prack ?? wrong
      const severity = weigh(call)
      yield {
        values: {
          ...{ how, rseq, status: sendings[0]!.status, sends: sendings.length },
          rack: wrong && header(wrong.request, 'rack')?.value.slice(0, 60),
        },
        proof: [{ message: sendings[0]! }, ...lines(sendings[0]!, 'rseq'), ...proofOf(asked), ...again(one)],
        scope: [how, String(sendings[0]!.status)],
        mends: sendings[0]!,
        ...(severity && { severity }),
      }
    }
  },
  detail: ({ how, status, rseq, sends, rack }) => {
    if (how === 'unknown')
      return `The PRACK of the ${status} with RSeq ${rseq} was answered with 481: the side that sent the ${status} does not know it.`
    if (how === 'wrong-rack')
      return `The ${status} has RSeq ${rseq}, and the PRACK that came names "${rack}" in RAck: it acknowledges nothing.`
    return `The ${status} with RSeq ${rseq} was sent ${sends} times, and no PRACK is seen.`
  },
})

const lines = (message: SipMessage, name: string): readonly Proof[] => {
  const line = header(message, name)
  return line ? [{ message, header: line }] : []
}

const proofOf = (asked: Transaction | undefined): readonly Proof[] =>
  asked
    ? [{ message: asked.request }, ...lines(asked.request, 'rack'), ...(asked.final ? [{ message: asked.final }] : [])]
    : []

const again = ({ sendings }: ReliableProvisional): readonly Proof[] =>
  sendings.slice(1, 4).map((message): Proof => ({ message }))

/** A PRACK within the same early dialog that fits none of its provisionals. One that was accepted did what it was for. */
function isMisdirected(one: Transaction, { sendings: [provisional], invite }: ReliableProvisional): boolean {
  const { method, request, final } = one
  if (method !== 'PRACK' || request.toTag !== provisional!.toTag || request.callId !== provisional!.callId) return false
  if (final && final.status < 300) return false
  return headerValues(request, 'rack').length > 0 && !invite.provisionals.some((other) => acknowledges(one, other))
}

function weigh({ answer, failure, outcome }: Call): Weight | undefined {
  if (answer) return { level: 'medium', because: 'The call was answered all the same' }
  const failed = outcome === 'timed-out' || (failure !== undefined && (failure.status === 408 || failure.status >= 500))
  return failed
    ? { level: 'critical', because: failure ? `The call failed with ${failure.status}` : 'The call failed' }
    : undefined
}
