import { expect, test } from 'vitest'
import { transferUnsupported } from '../../../../src/diagnose/rules/ai/transfer-unsupported.ts'
import { referRejectedMethod } from '../../../../src/diagnose/rules/transfer/refer-rejected-method.ts'
import { ladder } from '../../../support/ladder.ts'
import { diagnosed, testRule } from '../../../support/test-rule.ts'

const REFER = 'REFER header "Refer-To: <sip:carol@example.com>"'
const call = (lines: string, server = 'header "Server: ElevenLabs"') => ladder`
  192.0.2.5 > 192.0.2.7  INVITE
  192.0.2.7 > 192.0.2.5  200 ${server}
  192.0.2.5 > 192.0.2.7  ACK
  ${lines}`
const refused = (status: number, server?: string) =>
  call(`192.0.2.7 > 192.0.2.5 ${REFER}\n192.0.2.5 > 192.0.2.7 ${status}`, server)

testRule(transferUnsupported, {
  quiet: {
    accepted: refused(202),
    'refused for another reason': refused(481),
    'the trunk transfers': call(`192.0.2.5 > 192.0.2.7 ${REFER}\n192.0.2.7 > 192.0.2.5 405`),
    'people among themselves': refused(405, 'header "Server: Acme Phone"'),
  },
  fires: {
    'not allowed': [refused(405), { agent: 'ElevenLabs', target: 'sip:carol@example.com' }, 'high'],
    declined: [refused(603), {}, 'high'],
    forbidden: [refused(403), {}, 'high'],
    'and then allowed': [
      call(`192.0.2.7 > 192.0.2.5 ${REFER}
        192.0.2.5 > 192.0.2.7 403
        192.0.2.7 > 192.0.2.5 REFER header "Refer-To: <sip:dave@example.com>"
        192.0.2.5 > 192.0.2.7 202
        192.0.2.5 > 192.0.2.7 NOTIFY header "Event: refer" header "Subscription-State: terminated" body "message/sipfrag" "SIP/2.0 200 OK"`),
      {},
      'info',
    ],
  },
  unproven: {
    'the answer is not in the input': [
      call(`192.0.2.7 > 192.0.2.5 ${REFER}\n192.0.2.7 > 192.0.2.5 INVITE\n192.0.2.5 > 192.0.2.7 501 INVITE`),
      'ends-mid-dialog',
    ],
  },
})

test('a method that is not allowed is told as what it does to the agent', () => {
  const { findings } = diagnosed(refused(405), [transferUnsupported, referRejectedMethod])
  const [agents, method] = findings
  expect([agents!.rule, agents!.severity]).toEqual(['ai.transfer-unsupported', 'high'])
  expect([method!.rule, method!.severity, method!.causedBy]).toEqual([
    'transfer.refer-rejected-method',
    'medium',
    agents!.id,
  ])
})
