import { topologyExposed } from '../../../../src/diagnose/rules/security/topology-exposed.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const TOP = 'header "Via: SIP/2.0/UDP 203.0.113.1:5060;branch=z9hG4bK-1"'

testRule(topologyExposed, {
  quiet: {
    'nothing inner': ladder`203.0.113.1 > 203.0.113.7  INVITE  ${TOP}`,
    'a private Contact alone': ladder`203.0.113.1 > 203.0.113.7  INVITE  ${TOP} header "Contact: <sip:a@10.0.0.5>"`,
    'to a private peer': ladder`10.0.0.1 > 10.0.0.7  INVITE  header "Call-ID: 1@10.0.0.5"`,
  },
  fires: {
    'a lower Via': [
      ladder`203.0.113.1 > 203.0.113.7  INVITE  header "Via: SIP/2.0/UDP 203.0.113.1:5060;branch=z9hG4bK-1, SIP/2.0/UDP 10.1.0.5;branch=z9hG4bK-2"`,
      { what: 'Via', shown: '10.1.0.5' },
      'low',
    ],
    'Record-Route': [
      ladder`203.0.113.1 > 203.0.113.7  INVITE  ${TOP} header "Record-Route: <sip:10.1.0.9;lr>"`,
      { what: 'Record-Route', shown: '10.1.0.9' },
      'low',
    ],
    'the Call-ID': [
      ladder`203.0.113.1 > 203.0.113.7  INVITE  ${TOP} header "Call-ID: 4711@10.1.0.5"`,
      { what: 'Call-ID' },
      'low',
    ],
    'a version alone': [
      ladder`203.0.113.1 > 203.0.113.7  INVITE  ${TOP} header "User-Agent: ExamplePBX 4.1.7"`,
      { what: 'version', shown: 'ExamplePBX 4.1.7' },
      'info',
    ],
  },
  unproven: {
    'the message is cut': [ladder`0 203.0.113.1 > 203.0.113.7  INVITE  cut 262`, 'message-cut'],
  },
})
