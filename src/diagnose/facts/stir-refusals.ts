import type { SipResponse } from '../../model/message.ts'
import { reasonsOf } from './reason.ts'

/** A 403 that is about the signature: `Stale Date` (RFC 8224 §6.2.2), or a Reason of protocol STIR (RFC 9410). */
export const isStale = (response: SipResponse): boolean =>
  /stale\s+date/i.test(response.reason) || reasonsOf(response).some(({ protocol }) => protocol === 'STIR')
