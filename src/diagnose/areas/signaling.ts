import type { AnyRule } from '../rule.ts'
import { retransmitted2xx } from '../rules/signaling/2xx-retransmitted.ts'
import { ackMissing2xx } from '../rules/signaling/ack-missing-2xx.ts'
import { ackMissingNon2xx } from '../rules/signaling/ack-missing-non2xx.ts'
import { byeNotAnswered } from '../rules/signaling/bye-not-answered.ts'
import { byeSide } from '../rules/signaling/bye-side.ts'
import { callFailed } from '../rules/signaling/call-failed.ts'
import { callNotTerminated } from '../rules/signaling/call-not-terminated.ts'
import { cancelBranchMismatch } from '../rules/signaling/cancel-branch-mismatch.ts'
import { cancelRace } from '../rules/signaling/cancel-race.ts'
import { cancelWithoutProvisional } from '../rules/signaling/cancel-without-provisional.ts'
import { cancelledBeforeAnswer } from '../rules/signaling/cancelled-before-answer.ts'
import { drop32s } from '../rules/signaling/drop-32s.ts'
import { glare491 } from '../rules/signaling/glare-491.ts'
import { noResponseInvite } from '../rules/signaling/no-response-invite.ts'
import { noResponseNoninvite } from '../rules/signaling/no-response-noninvite.ts'
import { overloadCps } from '../rules/signaling/overload-cps.ts'
import { pddHigh } from '../rules/signaling/pdd-high.ts'
import { q850Cause } from '../rules/signaling/q850-cause.ts'
import { redirect3xx } from '../rules/signaling/redirect-3xx.ts'
import { reinviteRejected } from '../rules/signaling/reinvite-rejected.ts'
import { response5xx } from '../rules/signaling/response-5xx.ts'
import { response400 } from '../rules/signaling/response-400.ts'
import { response403 } from '../rules/signaling/response-403.ts'
import { response406 } from '../rules/signaling/response-406-415.ts'
import { response408 } from '../rules/signaling/response-408.ts'
import { response413 } from '../rules/signaling/response-413-513.ts'
import { response420 } from '../rules/signaling/response-416-420-421.ts'
import { response480 } from '../rules/signaling/response-480.ts'
import { response486 } from '../rules/signaling/response-486-600.ts'
import { response487 } from '../rules/signaling/response-487.ts'
import { response488 } from '../rules/signaling/response-488.ts'
import { retransmissionAfter100 } from '../rules/signaling/retransmission-after-100.ts'
import { retransmissions } from '../rules/signaling/retransmissions.ts'
import { setupMetrics } from '../rules/signaling/setup-metrics.ts'
import { shortCall } from '../rules/signaling/short-call.ts'
import { slow100 } from '../rules/signaling/slow-100.ts'

export const SIGNALING_RULES: readonly AnyRule[] = [
  ackMissing2xx,
  ackMissingNon2xx,
  byeNotAnswered,
  byeSide,
  callFailed,
  callNotTerminated,
  cancelBranchMismatch,
  cancelledBeforeAnswer,
  cancelRace,
  cancelWithoutProvisional,
  drop32s,
  glare491,
  noResponseInvite,
  noResponseNoninvite,
  overloadCps,
  pddHigh,
  q850Cause,
  redirect3xx,
  reinviteRejected,
  response400,
  response403,
  response406,
  response408,
  response413,
  response420,
  response480,
  response486,
  response487,
  response488,
  response5xx,
  retransmissionAfter100,
  retransmissions,
  retransmitted2xx,
  setupMetrics,
  shortCall,
  slow100,
]
