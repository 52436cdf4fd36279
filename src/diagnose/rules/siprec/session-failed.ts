import { headerValues } from '../../../decode/sip/values.ts'
import type { Call, OfferAnswer } from '../../../model/call.ts'
import type { SipRequest } from '../../../model/message.ts'
import { initialInvites } from '../../facts/outcome.ts'
import { senderName, senderText } from '../../facts/sender.ts'
import { type Proof, rule } from '../../rule.ts'

interface Values {
  readonly server: string
  readonly status: number | undefined
  readonly reason: string
  readonly offered: number
  readonly taken: number
}

/** Steps on the way, after which the client tries again. */
const STEPS: ReadonlySet<number> = new Set([401, 407, 422, 487, 491])

export const sessionFailed = rule<'call', Values>({
  id: 'siprec.session-failed',
  category: 'signaling',
  severity: 'medium',
  sources: ['RFC 7866 §6', 'RFC 7866 §7', 'RFC 7865'],
  title: 'Recording session failed',
  examines: 'call',
  issues: ['recording', 'siprec'],
  meaning: 'The recorder did not take the call, or only one side of it: there is a gap in the recordings.',
  fires: 'An INVITE that requires siprec is refused for good, or its answer rejects one of the audio lines it offers.',
  quiet: 'A failover to another recorder that answers; calls that are no recording session.',
  example: ['Require: siprec', 'SIP/2.0 503 Service Unavailable'],
  recommendation:
    'Check licences and capacity of the recorder, and let the recording client fail over to a second one.',
  verify: 'Verify: the recorder answers with 200 and takes both audio lines.',
  about: { methods: ['INVITE'], headers: ['require'] },
  applies: ({ call }) => call.invite !== undefined && isRecording(call.invite),
  *check({ call }) {
    if (!call.answer) {
      yield* refused(call)
      return
    }
    const partial = call.offerAnswers.findLast(({ state, media }) => state === 'answered' && media.length > 1)
    if (!partial?.answer) {
      if (call.offerAnswers.length === 0) yield { insufficient: 'sdp-absent' }
      return
    }
    const { offered, taken, lines } = audioOf(partial)
    if (offered < 2 || taken >= offered) return
    yield {
      values: { server: senderText(partial.answer.message), status: undefined, reason: '', offered, taken },
      title: 'Recording session takes only some of the audio',
      proof: [{ message: partial.answer.message }, ...lines],
      scope: ['partial', senderName(partial.answer.message)],
      mends: partial.answer.message,
    }
  },
  detail: ({ server, status, reason, offered, taken }) =>
    status === undefined
      ? `The recorder ${server} takes ${taken} of ${offered} audio lines: one side of the call is not recorded.`
      : `The recorder ${server} refused the recording session with ${`${status} ${reason}`.trim()}: the call is not recorded.`,
  advise: ({ status }) =>
    status === undefined
      ? 'Let the recorder accept every audio line of the offer; look for a limit of one stream per session, or a codec that only one line has.'
      : 'Check licences and capacity of the recorder, and let the recording client fail over to a second one.',
})

/** The client has to require the option (RFC 7866 §6.1.1). */
const isRecording = (invite: SipRequest): boolean =>
  headerValues(invite, 'require').some((option) => option.toLowerCase() === 'siprec')

function* refused(call: Call) {
  const response = call.failure
  if (!response || STEPS.has(response.status)) {
    if (call.final && call.outcome === 'unknown') yield { insufficient: 'ends-mid-dialog' as const }
    return
  }
  const request = initialInvites(call).find(({ finals }) => finals.includes(response))?.request
  const proof: readonly [Proof, ...Proof[]] = [{ message: response }, ...(request ? [{ message: request }] : [])]
  yield {
    values: {
      server: senderText(response),
      status: response.status,
      reason: response.reason.slice(0, 60),
      offered: 0,
      taken: 0,
    },
    title: `Recording session refused: ${response.status}`,
    proof,
    scope: ['refused', String(response.status), senderName(response)],
    mends: response,
  }
}

/** Audio lines that the client offers, and those of them that the recorder takes (port other than 0). */
function audioOf({ media, answer }: OfferAnswer) {
  const audio = media.filter(({ offer }) => offer.kind === 'audio' && offer.port !== 0)
  const rejected = audio.filter((pair) => !pair.answer || pair.answer.port === 0)
  const lines = rejected.flatMap((pair): Proof[] =>
    pair.answer && answer ? [{ message: answer.message, sdp: { line: pair.answer.line, text: pair.answer.text } }] : [],
  )
  return { offered: audio.length, taken: audio.length - rejected.length, lines }
}
