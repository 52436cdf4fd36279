import type { Dialog } from '../model/call.ts'
import type { SipMessage } from '../model/message.ts'
import type { Micros } from '../model/time.ts'

interface Open {
  readonly callId: string
  readonly fromTag: string
  readonly toTag: string
  state: Dialog['state']
  confirmedAt: Micros | undefined
}

/**
 * Dialogs of one Call-ID (RFC 3261 §12): early with a tagged provisional to an INVITE, confirmed with its 2xx, terminated
 * by a BYE, or for early ones by the INVITE's failure. `fromTag` is the caller's: a request from the other side names the
 * same dialog with its tags swapped. One met in its middle is confirmed, at an unknown time.
 */
export function dialogsOf(messages: readonly SipMessage[]): readonly Dialog[] {
  const open: Open[] = []

  const find = ({ fromTag, toTag }: SipMessage): Open | undefined =>
    open.find(
      (one) => (one.fromTag === fromTag && one.toTag === toTag) || (one.fromTag === toTag && one.toTag === fromTag),
    )
  const ensure = (message: SipMessage, state: Dialog['state']): Open | undefined => {
    const known = find(message)
    if (known || message.fromTag === undefined || message.toTag === undefined) return known
    const made: Open = {
      callId: message.callId,
      fromTag: message.fromTag,
      toTag: message.toTag,
      state,
      confirmedAt: undefined,
    }
    open.push(made)
    return made
  }
  const confirm = (message: SipMessage): void => {
    const known = find(message)
    const dialog = known ?? ensure(message, 'confirmed')
    if (!dialog || (known && known.state !== 'early')) return
    dialog.state = 'confirmed'
    dialog.confirmedAt = message.at
  }
  const fail = (fromTag: string | undefined): void => {
    for (const dialog of open) if (dialog.state === 'early' && dialog.fromTag === fromTag) dialog.state = 'terminated'
  }

  for (const message of messages) {
    if (message.kind === 'request') {
      // The ACK of a failed INVITE carries a To tag too, and makes no dialog.
      if (message.method === 'CANCEL' || message.method === 'ACK') continue
      const dialog = ensure(message, 'confirmed')
      if (dialog && message.method === 'BYE') dialog.state = 'terminated'
    } else if (message.method === 'INVITE' && message.status > 100) {
      if (message.status < 200) ensure(message, 'early')
      else if (message.status < 300) confirm(message)
      else fail(message.fromTag)
    }
  }
  return open.map((one) => ({ ...one }))
}
