import { bodiesOf } from '../decode/sip/bodies.ts'
import { firstValue } from '../decode/sip/message.ts'
import { uriHeaders } from '../decode/sip/uri.ts'
import { type DialogId, parseDialogId } from '../decode/sip/values/dialog-id.ts'
import { headerValues, type ValueOf } from '../decode/sip/values.ts'
import type { Transaction } from '../model/call.ts'
import type { DialogName, DialogReference, Passage, ReferNotify, Transfer } from '../model/dialog.ts'
import type { SipRequest } from '../model/message.ts'
import { hopsOf, passagesOf } from './capture-points.ts'
import { remembered } from './remembered.ts'

/**
 * The REFERs among these with their NOTIFYs (RFC 3515), in order. Pass `transactions` of one conversation; or of several that
 * belong together, since a B2BUA may tell of a REFER in a dialog of another Call-ID. A NOTIFY belongs to a REFER by its dialog
 * and by `Event: refer;id=` (the CSeq of the REFER, RFC 3515 §2.4.6); without an id to the latest before it.
 */
export const transfersOf = remembered((transactions: readonly Transaction[]): readonly Transfer[] => {
  if (!transactions.some(({ method }) => method === 'REFER')) return []
  const passages = passagesOf(transactions)
  const refers = passages.filter(({ method }) => method === 'REFER')
  const notifies = Map.groupBy(passages.filter(isReferNotify), (notify) => referOf(notify, refers))
  return refers.map((refer) => transferOf(refer, (notifies.get(refer) ?? []).map(toldBy)))
})

/** The requests among these that name a dialog by Replaces, Join or Target-Dialog, in order. */
export const dialogReferencesOf = remembered((transactions: readonly Transaction[]): readonly DialogReference[] =>
  passagesOf(transactions).flatMap((passage) =>
    (['replaces', 'join', 'target-dialog'] as const).flatMap((header) => {
      const { request } = passage.near
      return headerValues(request, header).map((id) => ({ header, dialog: nameOf(id), request, passage }))
    }),
  ),
)

function transferOf(refer: Passage, notifies: readonly ReferNotify[]): Transfer {
  const { request } = refer.near
  const [to] = headerValues(request, 'refer-to')
  const replaced = to?.uri && uriHeaders(to.uri).get('replaces')
  const replaces = replaced === undefined ? undefined : parseDialogId(replaced)[0]
  const status = notifies.findLast((one) => one.status !== undefined)?.status
  return {
    refer,
    kind: replaces ? 'attended' : 'blind',
    target: to && withoutHeaders(to),
    method: to?.uri?.params.get('method')?.toUpperCase() || 'INVITE',
    replaces: replaces && nameOf(replaces),
    referredBy: headerValues(request, 'referred-by')[0]?.uriText,
    subscribed: isSubscribed(refer),
    notifies,
    status,
    outcome: outcomeOf(refer, status),
  }
}

function outcomeOf({ near: { final } }: Passage, status: number | undefined): Transfer['outcome'] {
  if (final?.status === 401 || final?.status === 407) return 'challenged'
  if (final && final.status >= 300) return 'refused'
  if (status === undefined || status < 200) return 'open'
  return status < 300 ? 'succeeded' : 'failed'
}

const withoutHeaders = ({ uriText }: ValueOf<'refer-to'>): string => {
  const question = uriText.indexOf('?', uriText.lastIndexOf('@') + 1)
  return question < 0 ? uriText : uriText.slice(0, question)
}

const nameOf = ({ callId, toTag, fromTag, earlyOnly }: DialogId): DialogName => ({ callId, toTag, fromTag, earlyOnly })

function isSubscribed({ near: { request, final } }: Passage): boolean {
  const refused = final && firstValue(final, 'refer-sub')?.trim().toLowerCase() === 'false'
  return !refused && !headerValues(request, 'require').some((tag) => tag.toLowerCase() === 'nosub')
}

const eventOf = ({ near: { request } }: Passage): ValueOf<'event'> | undefined => headerValues(request, 'event')[0]

export const isReferNotify = (passage: Passage): boolean =>
  passage.method === 'NOTIFY' && eventOf(passage)?.value.toLowerCase() === 'refer'

/** Of the REFERs before it that it can mean the one it names, else the latest. */
function referOf(notify: Passage, refers: readonly Passage[]): Passage | undefined {
  const { request } = notify.near
  const id = eventOf(notify)?.params.get('id')
  const before = refers.filter(({ near }) => near.request.number < request.number)
  const here = before.filter(({ near }) => isInDialogOf(near.request, request))
  const named = (list: readonly Passage[]): Passage | undefined =>
    list.findLast(({ near }) => id !== undefined && `${near.request.cseq?.number}` === id)
  return named(here) ?? here.at(-1) ?? elsewhere(notify, before, named)
}

/** Told in another dialog: by the host that got the REFER. */
function elsewhere(
  notify: Passage,
  before: readonly Passage[],
  named: (list: readonly Passage[]) => Passage | undefined,
): Passage | undefined {
  const from = notify.near.request.source?.address
  const asked = before.filter((refer) => from !== undefined && hopsOf(refer).some((hop) => wentTo(hop, from)))
  return named(asked) ?? asked.at(-1)
}

const wentTo = ({ request }: Transaction, host: string): boolean => request.destination?.address === host

/** Its To tag is the From tag of the REFER: it goes back to who sent that. */
const isInDialogOf = (refer: SipRequest, notify: SipRequest): boolean =>
  refer.callId === notify.callId && refer.fromTag === notify.toTag

function toldBy(passage: Passage): ReferNotify {
  const { request } = passage.near
  const start = bodiesOf(request, 'message/sipfrag')[0]?.value.start
  const [state] = headerValues(request, 'subscription-state')
  return {
    passage,
    at: request.at,
    status: start?.kind === 'response' ? start.status : undefined,
    reason: start?.kind === 'response' ? start.reason : undefined,
    state: state?.state,
    endReason: state?.reason,
  }
}
