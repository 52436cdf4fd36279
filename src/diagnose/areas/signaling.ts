import type { AnyRule } from '../rule.ts'
import { ackMissing2xx } from '../rules/signaling/ack-missing-2xx.ts'
import { byeSide } from '../rules/signaling/bye-side.ts'
import { callFailed } from '../rules/signaling/call-failed.ts'
import { noResponseInvite } from '../rules/signaling/no-response-invite.ts'
import { response5xx } from '../rules/signaling/response-5xx.ts'
import { shortCall } from '../rules/signaling/short-call.ts'

export const SIGNALING_RULES: readonly AnyRule[] = [
  ackMissing2xx,
  byeSide,
  callFailed,
  noResponseInvite,
  response5xx,
  shortCall,
]
