import type { AnyRule } from '../rule.ts'
import { callDuration } from '../rules/general/call-duration.ts'
import { noSipFound } from '../rules/general/no-sip-found.ts'

export const GENERAL_RULES: readonly AnyRule[] = [callDuration, noSipFound]
