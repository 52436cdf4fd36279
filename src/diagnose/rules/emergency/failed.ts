import type { Call } from '../../../model/call.ts'
import type { SipResponse } from '../../../model/message.ts'
import { durationText } from '../../facts/durations.ts'
import { emergencyOf } from '../../facts/emergency.ts'
import { initialInvites } from '../../facts/outcome.ts'
import { rule } from '../../rule.ts'
import { EMERGENCY_SETUP_US } from '../../thresholds/emergency.ts'

interface Values {
  readonly service: string
  readonly status: number | undefined
  readonly reason: string
  readonly tries: number
  readonly setupMs: number | undefined
}

export const emergencyFailed = rule<'call', Values>({
  id: 'emergency.failed',
  category: 'signaling',
  severity: 'critical',
  sources: ['RFC 6881 §5', 'RFC 5031 §4.2'],
  title: 'Emergency call failed',
  examines: 'call',
  observed: true,
  issues: ['emergency', '911', '112'],
  meaning: 'A call to an emergency service did not get through, or took so long that the caller may have given up.',
  fires:
    'An emergency call ends without a 2xx. High where it got through, but more than 4 s passed from the INVITE to ringing or answer.',
  quiet: 'Test numbers; calls that the caller ended while they rang; calls that go on when the input ends.',
  example: ['INVITE sip:911@203.0.113.9 SIP/2.0', 'SIP/2.0 503 Service Unavailable'],
  recommendation:
    'Give emergency calls a second route over another trunk, and exempt them from rate limits, capacity limits and authentication challenges.',
  verify: 'Verify: a test call with the first trunk down is answered within seconds.',
  about: { methods: ['INVITE'], signs: ['emergency'] },
  applies: ({ call }) => emergencyOf(call) !== undefined,
  *check({ call }, { options, capture }) {
    const emergency = emergencyOf(call, options.policy?.testNumbers)
    if (!emergency || emergency.test || !call.invite) return
    const { service } = emergency
    const invites = initialInvites(call)
    const heard = firstHeard(call)
    if (!call.answer) {
      if (call.outcome === 'cancelled' && heard) return
      if (!call.final) return
      if (call.outcome === 'unknown') {
        yield { insufficient: 'ends-mid-dialog' }
        return
      }
      yield {
        values: {
          service,
          status: call.failure?.status,
          reason: call.failure?.reason.slice(0, 60) ?? '',
          tries: invites.length,
          setupMs: undefined,
        },
        title: call.failure ? `Emergency call failed: ${call.failure.status}` : 'Emergency call failed: no answer',
        proof: [{ message: call.invite }, ...(call.failure ? [{ message: call.failure }] : [])],
        scope: ['failed', String(call.failure?.status ?? 'silence')],
        mends: call.failure ?? call.invite,
      }
      return
    }
    if (!capture.timed || call.invite.at === undefined || heard?.at === undefined) {
      yield { insufficient: 'no-timestamps' }
      return
    }
    const setupUs = heard.at - call.invite.at
    if (setupUs <= EMERGENCY_SETUP_US) return
    yield {
      values: {
        service,
        status: heard.status,
        reason: heard.reason.slice(0, 60),
        tries: invites.length,
        setupMs: setupUs / 1000,
      },
      title: 'Emergency call slow to get through',
      proof: [{ message: call.invite }, { message: heard }],
      scope: ['slow'],
      severity: { level: 'high', because: `It took ${durationText(setupUs / 1000)}` },
      mends: call.invite,
    }
  },
  detail({ service, status, reason, tries, setupMs }) {
    if (setupMs !== undefined)
      return `The call to ${service} rang or was answered only after ${durationText(setupMs)} (${status} ${reason}).`
    const end = status === undefined ? 'nobody answered' : `it ended with ${`${status} ${reason}`.trim()}`
    return `The call to ${service} did not get through: ${end}${tries > 1 ? `, after ${tries} tries` : ''}.`
  },
})

/** The first sign of life towards the caller. */
const firstHeard = (call: Call): SipResponse | undefined =>
  call.messages.find(
    (message): message is SipResponse =>
      message.kind === 'response' && message.method === 'INVITE' && message.status > 100 && message.status < 300,
  )
