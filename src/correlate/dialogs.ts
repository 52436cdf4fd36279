import type { Dialog, DialogEnd, Transaction } from '../model/call.ts'
import type { Party } from '../model/call-facts.ts'
import type { SipMessage, SipRequest, SipResponse } from '../model/message.ts'
import type { Micros } from '../model/time.ts'

interface Open {
  readonly callId: string
  readonly fromTag: string
  readonly toTag: string
  readonly startsBefore: boolean
  state: Dialog['state']
  confirmedAt: Micros | undefined
  end: DialogEnd | undefined
  lost: SipResponse | undefined
}

/** What is known while the messages are gone through. */
interface Walk {
  readonly open: Open[]
  readonly transactions: readonly Transaction[]
}

/**
 * Dialogs that INVITEs made (RFC 3261 §12): early with a tagged provisional to an INVITE, confirmed with its 2xx. A BYE ends
 * one unless it was challenged; the INVITE's failure ends the early ones, its 2xx the forks that did not send it; a 408 or 481
 * to a request within one ends it when nothing succeeds in it afterwards (§12.2.1.2, RFC 5057). A request from the other side
 * names the same dialog with its tags swapped. One met in its middle is confirmed, at an unknown time. `final`: no more
 * messages will come.
 */
export function dialogsOf(
  messages: readonly SipMessage[],
  transactions: readonly Transaction[],
  final: boolean,
): readonly Dialog[] {
  const walk: Walk = { open: [], transactions }
  for (const message of messages) {
    if (message.kind === 'response') respond(walk, message)
    else if (message.method !== 'CANCEL' && message.method !== 'ACK') ask(walk, message)
  }
  return walk.open.map((one) => dialogOf(one, final))
}

function dialogOf(one: Open, final: boolean): Dialog {
  const { callId, fromTag, toTag, startsBefore, state, confirmedAt, end } = one
  const cut = final && state !== 'terminated'
  return { callId, fromTag, toTag, state, confirmedAt, end, startsBefore, cut }
}

/** Whether the message is of that dialog, whichever side sent it. */
export const isWithin = (
  { callId, fromTag, toTag }: Pick<Dialog, 'callId' | 'fromTag' | 'toTag'>,
  message: SipMessage,
): boolean =>
  message.callId === callId &&
  ((message.fromTag === fromTag && message.toTag === toTag) || (message.fromTag === toTag && message.toTag === fromTag))

/** Who sent a message of that dialog: a request is its From's, a response its To's. */
export const senderIn = ({ fromTag }: Pick<Dialog, 'fromTag'>, message: SipMessage): Party =>
  (message.kind === 'request') === (message.fromTag === fromTag) ? 'caller' : 'callee'

function find(open: readonly Open[], message: SipMessage): Open | undefined {
  for (const one of open) if (isWithin(one, message)) return one
  return undefined
}

function add({ open }: Walk, message: SipMessage, state: Dialog['state'], startsBefore: boolean): Open | undefined {
  const { callId, fromTag, toTag } = message
  if (fromTag === undefined || toTag === undefined) return undefined
  const end = undefined
  const made = { callId, fromTag, toTag, startsBefore, state, confirmedAt: undefined, end, lost: undefined }
  open.push(made)
  return made
}

/** A request with a To tag is one within a dialog. */
function ask(walk: Walk, request: SipRequest): void {
  const dialog = find(walk.open, request) ?? add(walk, request, 'confirmed', true)
  if (!dialog || request.method !== 'BYE' || dialog.end?.kind === 'bye') return
  const bye = walk.transactions.find((one) => one.method === 'BYE' && one.requests.includes(request))
  const status = bye?.final?.status
  if (status !== 401 && status !== 407) terminate(dialog, 'bye', request)
}

function respond(walk: Walk, response: SipResponse): void {
  const { method, status } = response
  if (method === 'INVITE' && status > 100) {
    if (status >= 300) refuse(walk, response)
    else if (status >= 200) confirm(walk, response)
    else if (!find(walk.open, response)) add(walk, response, 'early', isStray(walk, response))
  }
  if (status < 200 || method === 'BYE' || method === 'CANCEL') return
  const dialog = find(walk.open, response)
  if (!dialog || dialog.end?.kind === 'bye') return
  if (status < 300) revive(dialog)
  else if (status === 481 || (status === 408 && isRefresh(method))) lose(dialog, response)
}

const isRefresh = (method: string): boolean => method === 'INVITE' || method === 'UPDATE'

/** Its INVITE was not seen. */
const isStray = ({ transactions }: Walk, response: SipResponse): boolean =>
  !transactions.some(({ provisionals, finals }) => provisionals.includes(response) || finals.includes(response))

function confirm(walk: Walk, response: SipResponse): void {
  const known = find(walk.open, response)
  const dialog = known ?? add(walk, response, 'early', isStray(walk, response))
  // A 2xx to a re-INVITE confirms nothing.
  if (!dialog || (dialog.state !== 'early' && dialog.end?.kind !== 'superseded')) return
  dialog.state = 'confirmed'
  dialog.end = undefined
  // Without INVITE and provisional it may answer a re-INVITE.
  if (known || !dialog.startsBefore) dialog.confirmedAt = response.at
  for (const other of walk.open) {
    const isFork = other.callId === dialog.callId && other.fromTag === dialog.fromTag
    if (isFork && other.state === 'early') terminate(other, 'superseded', response)
  }
}

/**
 * A failed INVITE ends its early dialogs. At a proxy that forked, the failure of one branch ends those of that branch
 * (RFC 3261 §16.7); one to an INVITE that was not seen ends all.
 */
function refuse({ open, transactions }: Walk, response: SipResponse): void {
  if (open.length === 0) return
  const invite = transactions.find(({ method, finals }) => method === 'INVITE' && finals.includes(response))
  for (const dialog of open) {
    const { state, callId, fromTag, toTag } = dialog
    if (state !== 'early' || callId !== response.callId || fromTag !== response.fromTag) continue
    if (invite && !invite.provisionals.some((one) => one.toTag === toTag)) continue
    terminate(dialog, invite?.cancel ? 'cancelled' : 'refused', response)
  }
}

function terminate(dialog: Open, kind: DialogEnd['kind'], message: SipMessage): void {
  dialog.state = 'terminated'
  dialog.end = { kind, message, at: message.at, by: senderIn(dialog, message), lost: dialog.lost }
}

function lose(dialog: Open, response: SipResponse): void {
  if (dialog.state !== 'confirmed') return
  dialog.lost = response
  terminate(dialog, 'gone', response)
}

/** Something succeeded in it: it lives. */
function revive(dialog: Open): void {
  dialog.lost = undefined
  if (dialog.end?.kind !== 'gone') return
  dialog.state = 'confirmed'
  dialog.end = undefined
}
