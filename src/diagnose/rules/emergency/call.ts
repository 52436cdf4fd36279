import { header } from '../../../model/message.ts'
import { emergencyOf } from '../../facts/emergency.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly service: string
  readonly test: boolean
  readonly towards: string | undefined
}

export const emergencyCall = rule<'call', Values>({
  id: 'emergency.call',
  category: 'general',
  severity: 'info',
  sources: ['RFC 5031 §4.2', 'RFC 6881 §5', 'RFC 3261 §20.26'],
  title: 'Emergency call',
  examines: 'call',
  issues: ['emergency', '911', '112'],
  meaning: 'A call to an emergency service. What fails in it weighs one step more.',
  fires:
    'The Request-URI is urn:service:sos, or 911, 112 or 999 towards a trunk; Priority: emergency. 933 and the test numbers of the policy are told as tests.',
  quiet: 'Three digits within a phone system, where they may be an extension.',
  example: ['INVITE urn:service:sos SIP/2.0', 'INVITE sip:911@203.0.113.9 SIP/2.0'],
  recommendation: '',
  about: { methods: ['INVITE'], signs: ['emergency', 'no-invite'] },
  applies: ({ call }) => call.invite === undefined || emergencyOf(call) !== undefined,
  *check({ call }, { options }) {
    const emergency = emergencyOf(call, options.policy?.testNumbers)
    if (!emergency) {
      yield { insufficient: 'starts-mid-dialog' }
      return
    }
    const { request, service, test } = emergency
    const priority = header(request, 'priority')
    yield {
      values: { service, test, towards: request.destination?.address },
      title: test ? 'Test of an emergency number' : 'Emergency call',
      proof: [{ message: request }, ...(priority ? [{ message: request, header: priority }] : [])],
      scope: [test ? 'test' : 'call'],
    }
  },
  detail: ({ service, test, towards }) =>
    `${test ? 'A test of' : 'A call to'} ${service}${towards === undefined ? '' : `, sent to ${towards}`}.`,
})
