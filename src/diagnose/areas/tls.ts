import type { AnyRule } from '../rule.ts'
import { certificateExpired } from '../rules/tls/certificate-expired.ts'
import { certificateExpiring } from '../rules/tls/certificate-expiring.ts'
import { certificateNotYetValid } from '../rules/tls/certificate-not-yet-valid.ts'
import { certificateSelfSigned } from '../rules/tls/certificate-self-signed.ts'
import { chainIncomplete } from '../rules/tls/chain-incomplete.ts'
import { cipherWeak } from '../rules/tls/cipher-weak.ts'
import { encryptedNotInspectable } from '../rules/tls/encrypted-not-inspectable.ts'
import { handshakeFailed } from '../rules/tls/handshake-failed.ts'
import { handshakeSlow } from '../rules/tls/handshake-slow.ts'
import { keySizeOrHashWeak } from '../rules/tls/key-size-or-hash-weak.ts'
import { nameMismatch } from '../rules/tls/name-mismatch.ts'
import { versionWeak } from '../rules/tls/version-weak.ts'

export const TLS_RULES: readonly AnyRule[] = [
  certificateExpired,
  certificateExpiring,
  certificateNotYetValid,
  certificateSelfSigned,
  chainIncomplete,
  cipherWeak,
  encryptedNotInspectable,
  handshakeFailed,
  handshakeSlow,
  keySizeOrHashWeak,
  nameMismatch,
  versionWeak,
]
