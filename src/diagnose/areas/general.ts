import type { AnyRule } from '../rule.ts'
import { acdAnomaly } from '../rules/general/acd-anomaly.ts'
import { asrLow } from '../rules/general/asr-low.ts'
import { callDuration } from '../rules/general/call-duration.ts'
import { callSummary } from '../rules/general/call-summary.ts'
import { captureQuality } from '../rules/general/capture-quality.ts'
import { duplicateCapture } from '../rules/general/duplicate-capture.ts'
import { noSipFound } from '../rules/general/no-sip-found.ts'
import { partialDialogs } from '../rules/general/partial-dialogs.ts'
import { sameCauseCluster } from '../rules/general/same-cause-cluster.ts'
import { unparsedInput } from '../rules/general/unparsed-input.ts'

export const GENERAL_RULES: readonly AnyRule[] = [
  acdAnomaly,
  asrLow,
  callDuration,
  callSummary,
  captureQuality,
  duplicateCapture,
  noSipFound,
  partialDialogs,
  sameCauseCluster,
  unparsedInput,
]
