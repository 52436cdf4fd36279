import type { AnyRule } from '../rule.ts'
import { regFailed } from '../rules/reg/failed.ts'

export const REG_RULES: readonly AnyRule[] = [regFailed]
