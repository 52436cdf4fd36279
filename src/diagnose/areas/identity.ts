import type { AnyRule } from '../rule.ts'
import { downgradedOrStripped } from '../rules/identity/downgraded-or-stripped.ts'
import { identityMalformed } from '../rules/identity/malformed.ts'
import { missingOutbound } from '../rules/identity/missing-outbound.ts'
import { staleIat } from '../rules/identity/stale-iat.ts'
import { identitySummary } from '../rules/identity/summary.ts'
import { tnMismatch } from '../rules/identity/tn-mismatch.ts'

export const IDENTITY_RULES: readonly AnyRule[] = [
  downgradedOrStripped,
  identityMalformed,
  identitySummary,
  missingOutbound,
  staleIat,
  tnMismatch,
]
