import type { AnyRule } from '../rule.ts'
import { contactMissingOrChanged } from '../rules/dialog/contact-missing-or-changed.ts'
import { cseqNotIncreasing } from '../rules/dialog/cseq-not-increasing.ts'
import { dropAtSessionInterval } from '../rules/dialog/drop-at-session-interval.ts'
import { droppedAtAnswer } from '../rules/dialog/dropped-at-answer.ts'
import { earlyForking } from '../rules/dialog/early-forking.ts'
import { minSeTooSmall } from '../rules/dialog/min-se-too-small.ts'
import { response422 } from '../rules/dialog/response-422.ts'
import { response481 } from '../rules/dialog/response-481.ts'
import { sessionRefreshFailed } from '../rules/dialog/session-refresh-failed.ts'
import { sessionRefreshMissing } from '../rules/dialog/session-refresh-missing.ts'
import { tagMismatch } from '../rules/dialog/tag-mismatch.ts'

export const DIALOG_RULES: readonly AnyRule[] = [
  contactMissingOrChanged,
  cseqNotIncreasing,
  dropAtSessionInterval,
  droppedAtAnswer,
  earlyForking,
  minSeTooSmall,
  response422,
  response481,
  sessionRefreshFailed,
  sessionRefreshMissing,
  tagMismatch,
]
