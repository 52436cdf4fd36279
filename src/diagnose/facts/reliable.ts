import { headerValues } from '../../decode/sip/values.ts'
import { hasHeader, type SipResponse } from '../../model/message.ts'

/** A provisional sent reliably (RFC 3262 §3). */
export const isReliable = (response: SipResponse): boolean =>
  hasHeader(response, 'rseq') && headerValues(response, 'require').some((tag) => tag.toLowerCase() === '100rel')
