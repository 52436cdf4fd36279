import type { Call, Transaction } from '../../../model/call.ts'
import type { SipRequest, SipResponse } from '../../../model/message.ts'
import { acksAfter, fits, isAccepted } from '../../facts/acknowledged.ts'
import { msBetween } from '../../facts/call-times.ts'
import { durationText } from '../../facts/durations.ts'
import { type Proof, type RuleContext, rule, type Weight } from '../../rule.ts'
import { BILLED_US, RACE_MS } from '../../thresholds/signaling.ts'

interface Values {
  readonly gapMs: number | undefined
  readonly acked: boolean
  readonly byeMs: number | undefined
}

export const cancelRace = rule<'call', Values>({
  id: 'signaling.cancel-race',
  category: 'signaling',
  severity: 'medium',
  sources: ['RFC 3261 §9.1', 'RFC 3261 §15'],
  title: 'CANCEL and answer crossed, and the call was not ended',
  examines: 'call',
  observed: true,
  issues: ['cancel', 'race', 'billing'],
  meaning:
    'The caller gave up while the callee answered: unless the caller acknowledges and hangs up, the callee sits in a dead call.',
  fires:
    'CANCEL is accepted although the INVITE gets a 2xx, and the caller does not send ACK and BYE within 2 s. High where RTP goes on for more than 5 s.',
  quiet: 'Info where ACK and BYE follow. Calls that the caller then keeps: its media or requests go on.',
  example: ['CANCEL sip:bob@203.0.113.7 SIP/2.0', 'SIP/2.0 200 OK (CSeq: 1 INVITE)', 'SIP/2.0 200 OK (CSeq: 1 CANCEL)'],
  recommendation:
    'Let the caller acknowledge the 2xx and send BYE at once; a B2BUA must pass both on to the other leg.',
  verify: 'Verify: ACK and BYE follow a 2xx that crosses a CANCEL.',
  about: { methods: ['CANCEL'] },
  marks: { signs: ['completed', 'no-bye'] },
  *check({ call }, context) {
    for (const transaction of initialRaces(call)) {
      const { cancel, final } = transaction
      const ack = acksAfter(call, final!).find((one) => fits(one, final!))
      const bye = call.transactions.find(({ method, request }) => method === 'BYE' && isOf(request, final!))?.request
      const byeMs = msBetween(final, bye)
      const weight = weigh(call, final!, ack, bye, byeMs, context)
      if (weight === 'kept') continue
      if (weight === 'unknown') {
        yield { insufficient: context.capture.timed ? 'ends-mid-dialog' : 'no-timestamps' }
        continue
      }
      yield {
        values: { gapMs: msBetween(cancel, final), acked: ack !== undefined, byeMs },
        proof: [
          { message: cancel! },
          { message: final! },
          ...[ack, bye].flatMap((message): Proof[] => (message ? [{ message }] : [])),
        ],
        scope: [weight?.level ?? 'medium'],
        mends: transaction.request,
        ...(weight && { severity: weight }),
      }
    }
  },
  detail({ gapMs, acked, byeMs }) {
    const gap = gapMs === undefined ? '' : ` ${durationText(Math.abs(gapMs))} ${gapMs < 0 ? 'before' : 'after'}`
    const bye = byeMs === undefined ? 'no BYE' : `a BYE ${durationText(byeMs)} later`
    return `The INVITE was answered${gap || ' beside'} its CANCEL. The caller sent ${acked ? 'an ACK' : 'no ACK'} and ${bye}.`
  },
})

/** INVITEs that were cancelled and answered on one hop, where the CANCEL was accepted. */
const initialRaces = (call: Call): readonly Transaction[] =>
  call.transactions.filter(
    (one) =>
      isAccepted(one) &&
      one.initial &&
      one.cancel !== undefined &&
      call.transactions.some(
        ({ request, final }) => request === one.cancel && final !== undefined && final.status < 300,
      ),
  )

const isOf = (bye: SipRequest, { fromTag, toTag, number }: SipResponse): boolean =>
  bye.number > number &&
  ((bye.fromTag === fromTag && bye.toTag === toTag) || (bye.fromTag === toTag && bye.toTag === fromTag))

function weigh(
  call: Call,
  answer: SipResponse,
  ack: SipRequest | undefined,
  bye: SipRequest | undefined,
  byeMs: number | undefined,
  { capture }: RuleContext,
): Weight | 'kept' | 'unknown' | undefined {
  if (ack && bye && (byeMs ?? 0) <= RACE_MS) return { level: 'info', because: 'The caller acknowledged and hung up' }
  if (ack && goesOn(call, answer, ack)) return 'kept'
  if (!capture.timed || answer.at === undefined || capture.lastAt === undefined) return 'unknown'
  if (!bye && (capture.lastAt - answer.at) / 1000 <= RACE_MS) return 'unknown'
  const billed = call.streams.some(({ lastAt }) => lastAt - answer.at! > BILLED_US)
  return billed ? { level: 'high', because: 'RTP goes on although the caller gave up' } : undefined
}

/** The caller kept the call on purpose: it goes on within it, or sends media. */
const goesOn = (call: Call, { fromTag }: SipResponse, ack: SipRequest): boolean =>
  call.messages.some(
    (message) =>
      message.kind === 'request' &&
      message.number > ack.number &&
      message.fromTag === fromTag &&
      message.toTag !== undefined &&
      message.method !== 'ACK' &&
      message.method !== 'BYE',
  ) ||
  call.streams.some(
    ({ source, lastAt }) => source.address === ack.source?.address && ack.at !== undefined && lastAt > ack.at,
  )
