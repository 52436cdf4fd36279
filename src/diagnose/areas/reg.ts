import type { AnyRule } from '../rule.ts'
import { contactMultipleStale } from '../rules/reg/contact-multiple-stale.ts'
import { contactUnreachablePrivate } from '../rules/reg/contact-unreachable-private.ts'
import { expiredBeforeRefresh } from '../rules/reg/expired-before-refresh.ts'
import { expiryTooLongForNat } from '../rules/reg/expiry-too-long-for-nat.ts'
import { regFailed } from '../rules/reg/failed.ts'
import { response423 } from '../rules/reg/response-423.ts'
import { tooFrequent } from '../rules/reg/too-frequent.ts'
import { unregisterUnexpected } from '../rules/reg/unregister-unexpected.ts'

export const REG_RULES: readonly AnyRule[] = [
  regFailed,
  response423,
  expiryTooLongForNat,
  expiredBeforeRefresh,
  tooFrequent,
  contactMultipleStale,
  contactUnreachablePrivate,
  unregisterUnexpected,
]
