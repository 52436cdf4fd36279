import { q850Of } from '../../correlate/release-causes.ts'
import type { Reason } from '../../decode/sip/values/reason.ts'
import { headerValues } from '../../decode/sip/values.ts'
import type { SipMessage } from '../../model/message.ts'

/** All Reason values of a message (RFC 3326). */
export const reasonsOf = (message: SipMessage): readonly Reason[] => headerValues(message, 'reason')

export { q850Of }
