import type { AnyRule } from '../rule.ts'
import { packageUnsupported } from '../rules/info/package-unsupported.ts'
import { deliveryFailed } from '../rules/message/delivery-failed.ts'
import { methodNotKeepalive } from '../rules/options/method-not-keepalive.ts'
import { qualityReport } from '../rules/publish/quality-report.ts'
import { sessionFailed } from '../rules/siprec/session-failed.ts'
import { notifyProblem } from '../rules/subscribe/notify-problem.ts'

/** What goes on beside calls: subscriptions, pings, instant messages, reports and recording sessions. */
export const EXCHANGE_RULES: readonly AnyRule[] = [
  packageUnsupported,
  deliveryFailed,
  methodNotKeepalive,
  qualityReport,
  sessionFailed,
  notifyProblem,
]
