import type { AnyRule } from '../rule.ts'
import { missingMandatoryHeader } from '../rules/compliance/missing-mandatory-header.ts'
import { userAgentSummary } from '../rules/compliance/user-agent-summary.ts'

export const COMPLIANCE_RULES: readonly AnyRule[] = [missingMandatoryHeader, userAgentSummary]
