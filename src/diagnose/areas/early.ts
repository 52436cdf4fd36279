import type { AnyRule } from '../rule.ts'
import { ringingAfterProgress } from '../rules/early/180-after-183.ts'
import { clippingAtAnswer } from '../rules/early/clipping-at-answer.ts'
import { noEarlyMedia } from '../rules/early/no-early-media.ts'
import { rtpBeforeSdp } from '../rules/early/rtp-before-sdp.ts'
import { prackMissing } from '../rules/prack/missing.ts'
import { prackRequiredUnsupported } from '../rules/prack/required-unsupported.ts'
import { beforeAnswerProblem } from '../rules/update/before-answer-problem.ts'

/** Before the answer: early media, reliable provisionals and UPDATE. */
export const EARLY_RULES: readonly AnyRule[] = [
  beforeAnswerProblem,
  clippingAtAnswer,
  noEarlyMedia,
  prackMissing,
  prackRequiredUnsupported,
  ringingAfterProgress,
  rtpBeforeSdp,
]
