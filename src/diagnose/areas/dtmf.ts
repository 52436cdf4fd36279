import type { AnyRule } from '../rule.ts'
import { clockMismatch } from '../rules/dtmf/clock-mismatch.ts'
import { dtmfDigits } from '../rules/dtmf/digits.ts'
import { eventMalformed } from '../rules/dtmf/event-malformed.ts'
import { inbandOverCompressed } from '../rules/dtmf/inband-over-compressed.ts'
import { methodMixed } from '../rules/dtmf/method-mixed.ts'
import { noTelephoneEvent } from '../rules/dtmf/no-telephone-event.ts'
import { ptMismatch } from '../rules/dtmf/pt-mismatch.ts'

export const DTMF_RULES: readonly AnyRule[] = [
  clockMismatch,
  dtmfDigits,
  eventMalformed,
  inbandOverCompressed,
  methodMixed,
  noTelephoneEvent,
  ptMismatch,
]
