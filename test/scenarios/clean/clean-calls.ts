import { BARESIP_CALLS } from './baresip-calls.ts'
import type { CleanCall } from './clean-call.ts'
import { KAMAILIO_CALLS } from './kamailio-calls.ts'
import { LINPHONE_CALLS } from './linphone-calls.ts'
import { NET_SIP_CALLS } from './net-sip-calls.ts'
import { SIPP_CALLS } from './sipp-calls.ts'
import { SIPP_OUTCOMES } from './sipp-outcomes.ts'
import { SIPP_PARTIES } from './sipp-parties.ts'

/** Every clean call by the name of its capture in test/golden/clean. */
export const CLEAN_CALLS: Readonly<Record<string, CleanCall>> = {
  ...SIPP_CALLS,
  ...SIPP_OUTCOMES,
  ...SIPP_PARTIES,
  ...BARESIP_CALLS,
  ...KAMAILIO_CALLS,
  ...LINPHONE_CALLS,
  ...NET_SIP_CALLS,
}
