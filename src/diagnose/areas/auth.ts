import type { AnyRule } from '../rule.ts'
import { authLoop } from '../rules/auth/loop.ts'

export const AUTH_RULES: readonly AnyRule[] = [authLoop]
