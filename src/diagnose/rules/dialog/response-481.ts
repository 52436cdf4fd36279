import type { Transaction } from '../../../model/call.ts'
import type { SipRequest, SipResponse } from '../../../model/message.ts'
import { isPartOfDialog } from '../../facts/in-dialog.ts'
import { type Refusal, refusalsOf } from '../../facts/refusals.ts'
import { meaningOf, refusalFault, type Told, tell, toldOf } from '../../facts/responses.ts'
import type { Standing } from '../../facts/standing.ts'
import { rule, type SignalingConversation } from '../../rule.ts'
import { CROSSING_US } from '../../thresholds/signaling.ts'

interface Values extends Told {
  /** How the tags sent compare with the dialogs seen. */
  readonly tags: 'known' | 'unknown' | 'unseen'
}

export const response481 = rule<'conversation', Values>({
  id: 'dialog.response-481',
  category: 'signaling',
  severity: 'high',
  sources: ['RFC 3261 §12.2.2', 'RFC 3261 §15', 'RFC 5057'],
  title: 'Dialog not known any more: 481',
  examines: 'conversation',
  yieldsTo: ['transfer.*', 'dialog.tag-mismatch'],
  explains: ['signaling.reinvite-rejected'],
  issues: ['481', 'dropped'],
  meaning:
    'The side that is asked does not know the dialog: it has ended or restarted, or the request went to another server.',
  fires: 'A request within a dialog is answered with 481. Medium for a BYE.',
  quiet:
    'Info for two BYEs that cross, for a CANCEL that comes after the final response, and for NOTIFY, SUBSCRIBE and OPTIONS.',
  example: ['BYE sip:bob@203.0.113.7 SIP/2.0', 'SIP/2.0 481 Call/Transaction Does Not Exist'],
  recommendation:
    'Keep all requests of a dialog on one server: Record-Route on the proxies, a load balancer that goes by Call-ID, and dialogs that survive a failover.',
  recipe: 'route',
  verify: 'Verify: requests within the dialog are answered with 200.',
  marks: { statuses: [481] },
  *check({ conversation }) {
    for (const transaction of conversation.transactions) {
      const { final, method, request } = transaction
      if (final?.status !== 481 || (method !== 'CANCEL' && request.toTag === undefined)) continue
      const standing = weigh(transaction, final, conversation)
      const refusal = refusalOf(transaction, final, conversation)
      if (!refusal || !standing) continue
      const tags = tagsOf(request, conversation)
      yield {
        ...refusalFault(refusal, standing, [tags]),
        values: { ...toldOf(refusal, standing), tags },
        title: `Dialog not known any more: 481 to ${method}`,
      }
    }
    const stray = refusalsOf(conversation).some(({ response, request }) => response.status === 481 && !request)
    if (stray) yield { insufficient: 'starts-mid-dialog' }
  },
  detail: (told) => tell(told, `${meaningOf(481)} ${TAGS[told.tags]}`),
})

const TAGS: Record<Values['tags'], string> = {
  known: 'Its tags are those of the dialog as set up, so the answering side has lost it, or another server answers.',
  unknown:
    'Its tags are those of no dialog in the input: the client mixed up forks, or something on the way rewrote them.',
  unseen: 'The beginning of the dialog is not in the input.',
}

/** One request is told once, by the hop nearest the author; CANCEL has no refusals of its own. */
function refusalOf(
  transaction: Transaction,
  final: SipResponse,
  conversation: SignalingConversation,
): Refusal | undefined {
  if (transaction.method !== 'CANCEL') return refusalsOf(conversation).find((one) => one.transaction === transaction)
  const { request, method } = transaction
  return { response: final, request, transaction, method, refused: 'other', passedOnAs: undefined }
}

const HARMLESS = new Set(['NOTIFY', 'SUBSCRIBE', 'OPTIONS'])

/** Undefined for a CANCEL that matched nothing though nothing had ended: that is another rule's. */
function weigh(
  { method, request }: Transaction,
  final: SipResponse,
  conversation: SignalingConversation,
): Standing | undefined {
  if (method === 'CANCEL')
    return conversation.transactions.some(
      ({ method: other, final: ended }) =>
        other === 'INVITE' && ended && ended.number < final.number && ended.cseq?.number === request.cseq?.number,
    )
      ? { kind: 'minor', level: 'info', because: 'The INVITE had its final response already' }
      : undefined
  if (HARMLESS.has(method))
    return { kind: 'minor', level: 'info', because: `${method} finds a subscription or dialog that has ended` }
  if (method !== 'BYE')
    return { kind: 'fault', level: 'high', because: `The call cannot be changed: ${method} finds no dialog` }
  return isCrossing(request, conversation)
    ? { kind: 'minor', level: 'info', because: 'Two BYEs crossed' }
    : { kind: 'fault', level: 'medium', because: 'The BYE finds no dialog' }
}

const isCrossing = (bye: SipRequest, { transactions }: SignalingConversation): boolean =>
  transactions.some(
    ({ method, request }) =>
      method === 'BYE' &&
      request.fromTag !== bye.fromTag &&
      (request.at === undefined || bye.at === undefined || Math.abs(request.at - bye.at) <= CROSSING_US),
  )

function tagsOf(request: SipRequest, conversation: SignalingConversation): Values['tags'] {
  if (conversation.kind !== 'call' || !conversation.answer) return 'unseen'
  return isPartOfDialog(conversation, request) ? 'known' : 'unknown'
}
