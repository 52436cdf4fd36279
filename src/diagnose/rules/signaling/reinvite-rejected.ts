import type { Call, OfferAnswer, Transaction } from '../../../model/call.ts'
import type { MediaDescription, SessionDescription } from '../../../model/description.ts'
import { hasHeader, type SipResponse } from '../../../model/message.ts'
import { codecNames } from '../../facts/codecs.ts'
import { isChange, type Refusal, refusalsOf } from '../../facts/refusals.ts'
import { clip, meaningOf, refusalFault, refusalProof, type Told, tell, toldOf } from '../../facts/responses.ts'
import { mediaAddress } from '../../facts/session.ts'
import type { Standing } from '../../facts/standing.ts'
import { type Proof, rule } from '../../rule.ts'
import { CHANGE_RETRY_US, DROP_AFTER_CHANGE_US } from '../../thresholds/signaling.ts'

interface Values extends Told {
  /** What the offer changed, in words. */
  readonly changes: readonly string[]
}

/** Challenges, session intervals and collisions are steps, and have rules of their own. */
const STEPS = new Set([401, 407, 422, 491])
/** Refusals that leave the session as it was (RFC 3261 §14.1). */
const HARMLESS = new Set([415, 488, 606])

export const reinviteRejected = rule<'call', Values>({
  id: 'signaling.reinvite-rejected',
  category: 'signaling',
  severity: 'medium',
  sources: ['RFC 3261 §14', 'RFC 5057'],
  title: 'Change of a call refused',
  examines: 'call',
  yieldsTo: [
    'dialog.response-481',
    'dialog.session-refresh-failed',
    'fax.t38-rejected',
    'update.before-answer-problem',
  ],
  issues: ['reinvite', 'hold', 'update'],
  meaning: 'One side wants to change the running call (hold, codec, address, fax, refresh) and the other refuses.',
  fires:
    'A re-INVITE or UPDATE ends with 4xx to 6xx. High for 408 and 481, which end the dialog, and where the call ends within 5 s; low for 415, 488, 606 and a 500 with Retry-After, which leave it as it was.',
  quiet: '401, 407, 422 and 491; info where another offer is accepted within 10 s, as fax and hold do it.',
  example: ['INVITE sip:bob@203.0.113.7 SIP/2.0', 'a=sendonly', 'SIP/2.0 488 Not Acceptable Here'],
  recommendation:
    'Let only one side change running calls, and only what the other supports: Asterisk PJSIP direct_media=no, Cisco CUBE midcall-signaling passthru media-change, 3CX without "Supports Re-Invite".',
  verify: 'Verify: re-INVITEs are answered with 200.',
  about: { methods: ['INVITE', 'UPDATE'] },
  marks: { statuses: [4, 5, 6] },
  *check({ call }) {
    for (const refusal of refusalsOf(call)) {
      const { transaction, response, request } = refusal
      if (refusal.refused === 'unknown') yield { insufficient: 'starts-mid-dialog' }
      if (!transaction || !request || !isRefusedChange(transaction)) continue
      // What follows decides.
      if (!call.final && !isSettled(call, response)) continue
      const standing = weigh(refusal, call)
      const exchange = call.offerAnswers.find(({ offer }) => offer.message === request)
      const changes = exchange ? changesIn(exchange, call) : []
      const lines = request.description?.media.slice(0, 3) ?? []
      yield {
        ...refusalFault(refusal, standing, changes),
        proof: [...refusalProof(refusal), ...lines.map((sdp): Proof => ({ message: request, sdp }))],
        values: { ...toldOf(refusal, standing), changes },
        title: `Change of a call refused: ${response.status} to ${refusal.method}`,
      }
    }
  },
  detail: (told) => {
    const what = told.changes.length > 0 ? ` It changes ${told.changes.join(' and ')}.` : ''
    return `${tell(told, meaningOf(told.status))}${what}`
  },
  advise: ({ changes }) => {
    if (changes.some((change) => change.startsWith('address')))
      return 'Keep the media on one path: Asterisk PJSIP direct_media=no, Cisco CUBE midcall-signaling block.'
    return 'Let only one side change running calls, and only what the other supports: Asterisk PJSIP direct_media=no, Cisco CUBE midcall-signaling passthru media-change, 3CX without "Supports Re-Invite".'
  },
})

const isRefusedChange = ({ method, initial, final }: Transaction): boolean =>
  isChange(method) && !initial && final !== undefined && final.status >= 400 && !STEPS.has(final.status)

/** What follows within the time that decides is in the input. */
const isSettled = ({ lastAt, bye }: Call, { at }: SipResponse): boolean =>
  bye !== undefined || (at !== undefined && lastAt !== undefined && lastAt - at >= CHANGE_RETRY_US)

function weigh(refusal: Refusal, call: Call): Standing {
  const { response, method } = refusal
  const { status, at, number } = response
  const accepted = call.transactions.some(
    (one) =>
      isChange(one.method) &&
      one.request.number > number &&
      one.final !== undefined &&
      one.final.status < 300 &&
      (at === undefined || one.final.at === undefined || one.final.at - at <= CHANGE_RETRY_US),
  )
  if (accepted) return { kind: 'step', level: 'info', because: 'Another offer was accepted afterwards' }
  if (status === 408 || status === 481)
    return { kind: 'fault', level: 'high', because: `A ${status} to ${method} ends the dialog (RFC 5057)` }
  const { bye } = call
  const dropped =
    bye?.at !== undefined && at !== undefined && bye.number > number && bye.at - at <= DROP_AFTER_CHANGE_US
  if (dropped) return { kind: 'fault', level: 'high', because: 'The call ends right after it' }
  return HARMLESS.has(status) || (status === 500 && hasHeader(response, 'retry-after'))
    ? { kind: 'minor', level: 'low', because: 'The call goes on as it was' }
    : { kind: 'fault', level: 'medium', because: `The call cannot be changed: ${status}` }
}

/** What an offer changes against what the same side last described. */
function changesIn({ offer, offererTag }: OfferAnswer, call: Call): readonly string[] {
  const before = call.offerAnswers
    .flatMap(({ offer: o, answer, offererTag: by, answererTag, state }) =>
      state === 'answered' ? [{ ...o, by }, ...(answer ? [{ ...answer, by: answererTag }] : [])] : [],
    )
    .findLast(({ message, by }) => message.number < offer.message.number && by === offererTag)
  if (!before) return []
  return offer.description.media.slice(0, 3).flatMap((media, index) => {
    const old = before.description.media[index]
    return old ? differences(media, offer.description, old, before.description) : [`${clip(media.kind, 20)} is added`]
  })
}

function differences(
  media: MediaDescription,
  description: SessionDescription,
  old: MediaDescription,
  oldDescription: SessionDescription,
): readonly string[] {
  const to = (name: string, a: string | undefined, b: string | undefined) =>
    a === b ? [] : [`${name} from ${clip(a || 'none', 60)} to ${clip(b || 'none', 60)}`]
  if (old.kind !== media.kind) return to('kind', old.kind, media.kind)
  return [
    ...to('direction', old.direction, media.direction),
    ...to('profile', old.profile, media.profile),
    ...to('address', mediaAddress(old, oldDescription), mediaAddress(media, description)),
    ...to('codecs', codecNames(old).join(', '), codecNames(media).join(', ')),
  ]
}
