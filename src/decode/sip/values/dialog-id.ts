import { type Parameters, parseParams } from '../token.ts'

/** The dialog that Replaces (RFC 3891), Join (RFC 3911) or Target-Dialog (RFC 4538) names. */
export interface DialogId {
  readonly callId: string
  /** The tags as the receiver sees them: in Target-Dialog they are `local-tag` and `remote-tag` of its sender. */
  readonly toTag: string | undefined
  readonly fromTag: string | undefined
  /** Replaces only a dialog that is not confirmed yet (RFC 3891 §6.1). */
  readonly earlyOnly: boolean
  readonly params: Parameters
}

/** Also what stands in a URI's `?Replaces=`, once unescaped. */
export function parseDialogId(value: string): DialogId[] {
  const semicolon = value.indexOf(';')
  const callId = (semicolon < 0 ? value : value.slice(0, semicolon)).trim()
  if (callId === '') return []
  const params = parseParams(semicolon < 0 ? '' : value.slice(semicolon))
  return [
    {
      callId,
      // The receiver of a Target-Dialog is at the other end: what is remote for the sender is local to it.
      toTag: params.get('to-tag') || params.get('remote-tag') || undefined,
      fromTag: params.get('from-tag') || params.get('local-tag') || undefined,
      earlyOnly: params.has('early-only'),
      params,
    },
  ]
}
