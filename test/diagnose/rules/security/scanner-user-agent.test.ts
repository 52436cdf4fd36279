import { scannerUserAgent } from '../../../../src/diagnose/rules/security/scanner-user-agent.ts'
import { ladder, withOptions } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const SCAN = ladder`
  198.51.100.66 > 203.0.113.7  OPTIONS  header "User-Agent: friendly-scanner"
  203.0.113.7 > 198.51.100.66  403`

testRule(scannerUserAgent, {
  quiet: {
    'an ordinary phone': ladder`10.0.0.5 > 203.0.113.7  REGISTER  header "User-Agent: Yealink SIP-T46S 66.85.0.5"`,
    'a scanner named in a response only': ladder`
      10.0.0.5 > 203.0.113.7  OPTIONS
      203.0.113.7 > 10.0.0.5  200  header "User-Agent: friendly-scanner"`,
    'a source the policy lists for tests': withOptions(SCAN, { policy: { testSources: ['198.51.100.0/24'] } }),
  },
  fires: {
    refused: [SCAN, { name: 'friendly-scanner', source: '198.51.100.66' }, 'low'],
    ignored: [
      ladder`198.51.100.66 > 203.0.113.7  REGISTER  header "User-Agent: sipcli/v1.8"`,
      { name: 'sipcli', answers: '' },
      'low',
    ],
    'bare messages': [
      ladder`
        as raw
        198.51.100.66 > 203.0.113.7  OPTIONS  header "User-Agent: friendly-scanner"
        203.0.113.7 > 198.51.100.66  403`,
      { source: '198.51.100.66 (by its Via)' },
      'low',
    ],
    served: [
      ladder`
        198.51.100.66 > 203.0.113.7  OPTIONS  from sip:100@1.1.1.1
        203.0.113.7 > 198.51.100.66  200`,
      { name: '100@1.1.1.1' },
      'high',
    ],
    'a call of it is answered': [
      ladder`
        198.51.100.66 > 203.0.113.7  INVITE  header "User-Agent: sipvicious" sdp audio 198.51.100.66:4000 PCMU
        203.0.113.7 > 198.51.100.66  200  sdp audio 203.0.113.7:4000 PCMU`,
      { name: 'sipvicious' },
      'critical',
    ],
  },
  unproven: {
    'a request that is cut before its User-Agent': [
      ladder`198.51.100.66 > 203.0.113.7  OPTIONS  header "User-Agent: friendly-scanner" cut 180`,
      'message-cut',
    ],
    'responses alone': [
      ladder`
        as raw
        198.51.100.66 > 203.0.113.7  OPTIONS  cut 0
        203.0.113.7 > 198.51.100.66  200`,
      'one-direction-only',
    ],
  },
})
