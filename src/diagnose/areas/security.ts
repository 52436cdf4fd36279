import type { AnyRule } from '../rule.ts'
import { scannerUserAgent } from '../rules/security/scanner-user-agent.ts'
import { srtpNotUsed } from '../rules/security/srtp-not-used.ts'

export const SECURITY_RULES: readonly AnyRule[] = [scannerUserAgent, srtpNotUsed]
