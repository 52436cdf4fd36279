import type { AnyRule } from '../rule.ts'
import { hundredToNoninvite } from '../rules/compliance/100-to-noninvite.ts'
import { ackWrong } from '../rules/compliance/ack-wrong.ts'
import { allowSupported } from '../rules/compliance/allow-supported.ts'
import { bareLf } from '../rules/compliance/bare-lf.ts'
import { branchCookie } from '../rules/compliance/branch-cookie.ts'
import { callidReuse } from '../rules/compliance/callid-reuse.ts'
import { compactForms } from '../rules/compliance/compact-forms.ts'
import { contentTypeMissing } from '../rules/compliance/content-type-missing.ts'
import { cseqMethodMismatch } from '../rules/compliance/cseq-method-mismatch.ts'
import { duplicateSingleHeader } from '../rules/compliance/duplicate-single-header.ts'
import { expiresInvalid } from '../rules/compliance/expires-invalid.ts'
import { fromTagMissing } from '../rules/compliance/from-tag-missing.ts'
import { lineFolding } from '../rules/compliance/line-folding.ts'
import { maxForwards } from '../rules/compliance/max-forwards.ts'
import { missingMandatoryHeader } from '../rules/compliance/missing-mandatory-header.ts'
import { optionsResponse } from '../rules/compliance/options-response.ts'
import { paiFormat } from '../rules/compliance/pai-format.ts'
import { reasonPhraseSensitive } from '../rules/compliance/reason-phrase-sensitive.ts'
import { requireUnknown } from '../rules/compliance/require-unknown.ts'
import { rpidLegacy } from '../rules/compliance/rpid-legacy.ts'
import { toTagMissing } from '../rules/compliance/to-tag-missing.ts'
import { uriAngleBrackets } from '../rules/compliance/uri-angle-brackets.ts'
import { userAgentSummary } from '../rules/compliance/user-agent-summary.ts'
import { viaOrderOrCount } from '../rules/compliance/via-order-or-count.ts'

export const COMPLIANCE_RULES: readonly AnyRule[] = [
  ackWrong,
  allowSupported,
  bareLf,
  branchCookie,
  callidReuse,
  compactForms,
  contentTypeMissing,
  cseqMethodMismatch,
  duplicateSingleHeader,
  expiresInvalid,
  fromTagMissing,
  hundredToNoninvite,
  lineFolding,
  maxForwards,
  missingMandatoryHeader,
  optionsResponse,
  paiFormat,
  reasonPhraseSensitive,
  requireUnknown,
  rpidLegacy,
  toTagMissing,
  uriAngleBrackets,
  userAgentSummary,
  viaOrderOrCount,
]
