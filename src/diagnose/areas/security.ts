import type { AnyRule } from '../rule.ts'
import { basicAuth } from '../rules/security/basic-auth.ts'
import { credentialsInTrace } from '../rules/security/credentials-in-trace.ts'
import { digestLeak } from '../rules/security/digest-leak.ts'
import { extensionEnumeration } from '../rules/security/extension-enumeration.ts'
import { inviteFlood } from '../rules/security/invite-flood.ts'
import { malformedAttack } from '../rules/security/malformed-attack.ts'
import { optionsFlood } from '../rules/security/options-flood.ts'
import { passwordGuessing } from '../rules/security/password-guessing.ts'
import { privacyLeak } from '../rules/security/privacy-leak.ts'
import { promptInjectionText } from '../rules/security/prompt-injection-text.ts'
import { redirectFraud } from '../rules/security/redirect-fraud.ts'
import { registerFlood } from '../rules/security/register-flood.ts'
import { scannerUserAgent } from '../rules/security/scanner-user-agent.ts'
import { sdesOverCleartext } from '../rules/security/sdes-over-cleartext.ts'
import { signalingCleartext } from '../rules/security/signaling-cleartext.ts'
import { sipsDowngrade } from '../rules/security/sips-downgrade.ts'
import { spoofedCallerid } from '../rules/security/spoofed-callerid.ts'
import { srtpNotUsed } from '../rules/security/srtp-not-used.ts'
import { stir428 } from '../rules/security/stir-428.ts'
import { stir436 } from '../rules/security/stir-436-438.ts'
import { tollFraudPattern } from '../rules/security/toll-fraud-pattern.ts'
import { tollFraudProbe } from '../rules/security/toll-fraud-probe.ts'
import { topologyExposed } from '../rules/security/topology-exposed.ts'
import { unauthenticatedInviteAccepted } from '../rules/security/unauthenticated-invite-accepted.ts'

export const SECURITY_RULES: readonly AnyRule[] = [
  basicAuth,
  credentialsInTrace,
  digestLeak,
  extensionEnumeration,
  inviteFlood,
  malformedAttack,
  optionsFlood,
  passwordGuessing,
  privacyLeak,
  promptInjectionText,
  redirectFraud,
  registerFlood,
  scannerUserAgent,
  sdesOverCleartext,
  signalingCleartext,
  sipsDowngrade,
  spoofedCallerid,
  srtpNotUsed,
  stir428,
  stir436,
  tollFraudPattern,
  tollFraudProbe,
  topologyExposed,
  unauthenticatedInviteAccepted,
]
