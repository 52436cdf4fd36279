import { expect } from 'vitest'
import { userAgentSummary } from '../../../../src/diagnose/rules/compliance/user-agent-summary.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(userAgentSummary, {
  quiet: { 'no SIP': ladder`0 10.0.0.5:4000 > 10.0.0.9:5000 rtp PCMU 60` },
  fires: {
    'labels in order of appearance': [
      ladder`
        endpoints "Phone,PBX"
        10.0.0.5 > 10.0.0.9 OPTIONS header "User-Agent: Yealink T46S"
        10.0.0.9 > 10.0.0.5 200     header "Server: Asterisk PBX 20.5.0"`,
      { named: ['Phone 10.0.0.5:5060: Yealink T46S', 'PBX 10.0.0.9:5060: Asterisk PBX 20.5.0'], nameless: [], more: 0 },
      'info',
    ],
    'one that does not name itself': [
      ladder`10.0.0.5 > 10.0.0.9 OPTIONS header "User-Agent: Yealink T46S"`,
      { named: ['10.0.0.5:5060: Yealink T46S'], nameless: ['10.0.0.9:5060'] },
      'info',
    ],
    'what hosts are by what they do': [
      ladder`
        10.0.0.5 > 10.0.0.9 REGISTER header "User-Agent: Yealink T46S"
        10.0.0.9 > 10.0.0.5 200`,
      { roles: [expect.stringMatching(/^10\.0\.0\.9 registrar \(\d+ %\)$/)] as unknown as string[] },
      'info',
    ],
  },
  unproven: {
    'a message cut before any address': [
      ladder`
        as raw
        10.0.0.5 > 10.0.0.9 OPTIONS cut 0
        10.0.0.9 > 10.0.0.5 200 without Via`,
      'message-cut',
    ],
  },
})
