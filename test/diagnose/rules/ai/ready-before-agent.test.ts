import { readyBeforeAgent } from '../../../../src/diagnose/rules/ai/ready-before-agent.ts'
import { ladder, withFacts } from '../../../support/ladder.ts'
import { back, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (answerAt: number, heardAt: number, issue = 'issue "voice agent"') => ladder`
  ${issue}
  0   192.0.2.10 > 198.51.100.7 INVITE sdp audio 192.0.2.10:4000 PCMU
  ${answerAt} 198.51.100.7 > 192.0.2.10 200    sdp audio 198.51.100.7:5000 PCMU
  ${answerAt + 0.02} 192.0.2.10 > 198.51.100.7 ACK
  ${there('PCMU 500', answerAt + 0.1013)}
  ${heardAt > 0 ? back('PCMU 400', heardAt + 0.0013) : ''}
  60  192.0.2.10 > 198.51.100.7 BYE
  60.1 198.51.100.7 > 192.0.2.10 200 BYE`

testRule(readyBeforeAgent, {
  quiet: {
    'at once, and the agent speaks': call(0.08, 0.3),
    'after a while': call(0.16, 4),
    'the agent calls': call(0.08, 4, 'issue "outbound voice agent"'),
    'no agent': call(0.08, 4, ''),
  },
  fires: {
    'silence of three seconds': [call(0.08, 3.1), { answerMs: 80 }, 'low'],
  },
  unproven: {
    'nothing of the agent was captured': [call(0.08, 0), 'one-direction-only'],
    'times without milliseconds': [withFacts(call(0.08, 3.1), { wholeSeconds: true }), 'no-timestamps'],
  },
})
