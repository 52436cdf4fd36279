import type { AnyRule } from '../rule.ts'
import { iceFailed } from '../rules/ice/failed.ts'
import { iceMismatch } from '../rules/ice/mismatch.ts'
import { iceUnanswered } from '../rules/ice/unanswered.ts'

export const ICE_RULES: readonly AnyRule[] = [iceFailed, iceMismatch, iceUnanswered]
