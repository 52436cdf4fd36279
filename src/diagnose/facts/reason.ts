import type { Reason } from '../../decode/sip/values/reason.ts'
import { headerValues } from '../../decode/sip/values.ts'
import { header, type SipMessage } from '../../model/message.ts'

/** All Reason values of a message (RFC 3326). */
export const reasonsOf = (message: SipMessage): readonly Reason[] => headerValues(message, 'reason')

/** The Q.850 cause a message gives, from Reason or the header Asterisk adds. */
export function q850Of(message: SipMessage): number | undefined {
  const reason = reasonsOf(message).find(({ protocol, cause }) => protocol === 'Q.850' && cause !== undefined)
  if (reason) return reason.cause
  const asterisk = header(message, 'x-asterisk-hangupcausecode')?.value
  return asterisk !== undefined && /^\d{1,3}$/.test(asterisk) ? Number(asterisk) : undefined
}
