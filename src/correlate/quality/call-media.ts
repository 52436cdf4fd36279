import type { Call } from '../../model/call.ts'
import type { CallRecord } from '../../model/events.ts'
import { dtmfOf, maskedDtmf } from './dtmf.ts'
import { farEndReportsOf } from './far-end.ts'
import { vantageOf } from './vantage.ts'

/** What there is to tell of a call's media beside its streams; what there is not is left out. */
export function mediaFactsOf(call: Call): Pick<CallRecord, 'dtmf' | 'farEnd' | 'vantage'> {
  const dtmf = maskedDtmf(dtmfOf(call))
  const farEnd = farEndReportsOf(call)
  return {
    ...(dtmf.length > 0 && { dtmf }),
    ...(farEnd.length > 0 && { farEnd }),
    ...(call.streams.length > 0 && { vantage: vantageOf(call) }),
  }
}
