import type { AnyRule } from '../rule.ts'
import { b2buaLegMissing } from '../rules/routing/b2bua-leg-missing.ts'
import { callRejectedAnalytics } from '../rules/routing/call-rejected-analytics.ts'
import { contactUnreachable } from '../rules/routing/contact-unreachable.ts'
import { dnsFailure } from '../rules/routing/dns-failure.ts'
import { failoverUsed } from '../rules/routing/failover-used.ts'
import { forwardDiversion } from '../rules/routing/forward-diversion.ts'
import { loopDetected } from '../rules/routing/loop-detected.ts'
import { maxForwardsExhausted } from '../rules/routing/max-forwards-exhausted.ts'
import { numberFormat } from '../rules/routing/number-format.ts'
import { optionsPingFailing } from '../rules/routing/options-ping-failing.ts'
import { recordRouteIgnored } from '../rules/routing/record-route-ignored.ts'
import { recordRoutePrivate } from '../rules/routing/record-route-private.ts'
import { response404 } from '../rules/routing/response-404.ts'
import { response405 } from '../rules/routing/response-405-501.ts'
import { response482 } from '../rules/routing/response-482-483.ts'
import { response484 } from '../rules/routing/response-484.ts'
import { responseToWrongPlace } from '../rules/routing/response-to-wrong-place.ts'
import { routeSetAltered } from '../rules/routing/route-set-altered.ts'
import { routeUnreachable } from '../rules/routing/route-unreachable.ts'
import { srvFailoverNotUsed } from '../rules/routing/srv-failover-not-used.ts'
import { strictRouter } from '../rules/routing/strict-router.ts'
import { transportMismatch } from '../rules/routing/transport-mismatch.ts'
import { uriEscapeProblem } from '../rules/routing/uri-escape-problem.ts'

export const ROUTING_RULES: readonly AnyRule[] = [
  callRejectedAnalytics,
  response404,
  response405,
  response482,
  response484,
  loopDetected,
  maxForwardsExhausted,
  recordRouteIgnored,
  strictRouter,
  routeSetAltered,
  recordRoutePrivate,
  contactUnreachable,
  routeUnreachable,
  responseToWrongPlace,
  transportMismatch,
  dnsFailure,
  srvFailoverNotUsed,
  failoverUsed,
  optionsPingFailing,
  numberFormat,
  uriEscapeProblem,
  forwardDiversion,
  b2buaLegMissing,
]
