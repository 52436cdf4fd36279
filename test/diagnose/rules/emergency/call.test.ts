import { emergencyCall } from '../../../../src/diagnose/rules/emergency/call.ts'
import { ladder, withOptions } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(emergencyCall, {
  quiet: {
    'another number': ladder`10.0.0.5 > 203.0.113.9 INVITE uri sip:9110@203.0.113.9`,
    'an extension within a phone system': ladder`10.0.0.5 > 10.0.0.9 INVITE uri sip:112@10.0.0.9`,
    'one extension calls another in the cloud': ladder`
      10.0.0.5 > 203.0.113.9 INVITE from sip:105@203.0.113.9 uri sip:112@203.0.113.9`,
    'another priority': ladder`10.0.0.5 > 10.0.0.9 INVITE header "Priority: urgent" header "Subject: no emergency"`,
  },
  fires: {
    'the service by its name': [
      ladder`10.0.0.5 > 10.0.0.9 INVITE uri urn:service:sos.police`,
      { service: 'urn:service:sos.police', test: false },
      'info',
    ],
    'a number towards a trunk': [
      ladder`10.0.0.5 > 203.0.113.9 INVITE from sip:+12025550101@10.0.0.5 uri sip:911@203.0.113.9`,
      { service: '911', test: false, towards: '203.0.113.9' },
      'info',
    ],
    'an extension of a phone system, towards a trunk': [
      ladder`10.0.0.5 > 203.0.113.9 INVITE from sip:1001@10.0.0.5 uri sip:911@203.0.113.9`,
      { service: '911' },
      'info',
    ],
    'from the phone through the phone system': [
      ladder`
        10.0.0.5 > 10.0.0.1 INVITE from sip:+12025550101@10.0.0.5 uri sip:112@10.0.0.1
        10.0.0.1 > 203.0.113.9 INVITE forwarded`,
      { service: '112', towards: '203.0.113.9' },
      'info',
    ],
    'marked as one': [
      ladder`10.0.0.5 > 10.0.0.9 INVITE uri sip:security@10.0.0.9 header "Priority: emergency"`,
      { service: 'sip:security@10.0.0.9' },
      'info',
    ],
    'a test': [
      ladder`10.0.0.5 > 203.0.113.9 INVITE from sip:+12025550101@10.0.0.5 uri sip:933@203.0.113.9`,
      { test: true },
      'info',
    ],
    'a test number of the policy': [
      withOptions(ladder`10.0.0.5 > 203.0.113.9 INVITE from sip:+12025550101@10.0.0.5 uri sip:911@203.0.113.9`, {
        policy: { testNumbers: ['911'] },
      }),
      { test: true },
      'info',
    ],
  },
  unproven: {
    'the INVITE is not in the input': [ladder`10.0.0.5 > 203.0.113.9 INVITE tag to-1`, 'starts-mid-dialog'],
  },
})
