import type { AnyRule } from '../rule.ts'
import { forbiddenAfterCredentials } from '../rules/auth/403-after-credentials.ts'
import { challengeDialogAck } from '../rules/auth/challenge-dialog-ack.ts'
import { clockOrDateSkew } from '../rules/auth/clock-or-date-skew.ts'
import { cseqNotIncremented } from '../rules/auth/cseq-not-incremented.ts'
import { endpointUnidentified } from '../rules/auth/endpoint-unidentified.ts'
import { authLoop } from '../rules/auth/loop.ts'
import { md5Only } from '../rules/auth/md5-only.ts'
import { newCallidOnRetry } from '../rules/auth/new-callid-on-retry.ts'
import { noCredentialsSent } from '../rules/auth/no-credentials-sent.ts'
import { noQop } from '../rules/auth/no-qop.ts'
import { nonceReuse } from '../rules/auth/nonce-reuse.ts'
import { realmMismatch } from '../rules/auth/realm-mismatch.ts'
import { staleLoop } from '../rules/auth/stale-loop.ts'
import { unsupportedAlgorithm } from '../rules/auth/unsupported-algorithm.ts'
import { uriMismatch } from '../rules/auth/uri-mismatch.ts'

export const AUTH_RULES: readonly AnyRule[] = [
  forbiddenAfterCredentials,
  challengeDialogAck,
  clockOrDateSkew,
  cseqNotIncremented,
  endpointUnidentified,
  authLoop,
  md5Only,
  newCallidOnRetry,
  noCredentialsSent,
  noQop,
  nonceReuse,
  realmMismatch,
  staleLoop,
  unsupportedAlgorithm,
  uriMismatch,
]
