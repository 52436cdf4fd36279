import { bodyParts } from '../../../decode/sip/bodies.ts'
import { hasHeader, header, type SipRequest } from '../../../model/message.ts'
import { callbacksOf, emergencyOf } from '../../facts/emergency.ts'
import { type Proof, rule } from '../../rule.ts'

interface Values {
  readonly service: string
  readonly callback: string | undefined
}

export const locationMissing = rule<'call', Values>({
  id: 'emergency.location-missing',
  category: 'compliance',
  severity: 'high',
  sources: ['RFC 6442 §4.1', 'RFC 6881 §5', 'RFC 6881 §9'],
  title: 'Emergency call without location',
  examines: 'call',
  issues: ['emergency', '911', '112', 'location'],
  meaning: 'The emergency centre can neither see where the caller is nor find it by a number to look up.',
  fires:
    'An emergency call without any number in P-Asserted-Identity or From. Low where there is a number, but no Geolocation, no PIDF-LO body and no P-Access-Network-Info: then the number is looked up, as telephone networks do.',
  quiet: 'A location in the INVITE; test numbers; cut messages.',
  example: ['INVITE urn:service:sos SIP/2.0', 'From: <sip:anonymous@anonymous.invalid>;tag=1'],
  recommendation:
    'Send a number that the emergency centre can look up (a registered DID or ELIN), and add Geolocation with a PIDF-LO where the network takes it.',
  verify: 'Verify: a test call to 933 or the like reads back the right number and address.',
  about: { methods: ['INVITE'], signs: ['emergency'] },
  applies: ({ call }) => emergencyOf(call) !== undefined,
  *check({ call }, { options }) {
    const emergency = emergencyOf(call, options.policy?.testNumbers)
    if (!emergency || emergency.test) return
    const { request, service } = emergency
    if (isLocated(request)) return
    if (!request.complete) {
      yield { insufficient: 'message-cut' }
      return
    }
    const known = callbacksOf(request).find(({ digits }) => digits !== undefined)
    const lines = ['p-asserted-identity', 'from'].flatMap((name): Proof[] => {
      const found = header(request, name)
      return found ? [{ message: request, header: found }] : []
    })
    yield {
      values: { service, callback: known?.digits },
      title: known ? 'Emergency call without location' : 'Emergency call without location and callback number',
      proof: [{ message: request }, ...lines],
      scope: [known ? 'location' : 'callback'],
      mends: request,
      ...(known && { severity: { level: 'low', because: 'The location can be looked up by the number' } as const }),
    }
  },
  detail: ({ service, callback }) =>
    callback === undefined
      ? `The call to ${service} has neither a location nor a number to call back or look up.`
      : `The call to ${service} has no location of its own; the emergency centre has to look up ${callback}.`,
})

const isLocated = (request: SipRequest): boolean =>
  hasHeader(request, 'geolocation') ||
  hasHeader(request, 'p-access-network-info') ||
  bodyParts(request).some(({ type }) => type === 'application/pidf+xml')
