import { uriAngleBrackets } from '../../../../src/diagnose/rules/compliance/uri-angle-brackets.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(uriAngleBrackets, {
  quiet: {
    'in brackets': ladder`10.0.0.5 > 10.0.0.9 INVITE header "Contact: <sip:alice@10.0.0.5;transport=tcp>;expires=60"`,
    'parameters of the header': ladder`10.0.0.5 > 10.0.0.9 REGISTER header "Contact: sip:alice@10.0.0.5;expires=60;q=0.5"`,
    'a tag behind a bare URI': ladder`10.0.0.5 > 10.0.0.9 OPTIONS header "From: sip:alice@10.0.0.5;tag=1"`,
    'two contacts': ladder`10.0.0.5 > 10.0.0.9 REGISTER header "Contact: sip:a@10.0.0.5, sip:a@10.0.0.6"`,
    'the star': ladder`10.0.0.5 > 10.0.0.9 REGISTER header "Contact: *" expires 0`,
  },
  fires: {
    'a transport outside': [
      ladder`10.0.0.5 > 10.0.0.9 INVITE header "Contact: sip:alice@10.0.0.5:5060;transport=tcp"`,
      { name: 'Contact', parameter: 'transport', lost: false },
      'low',
    ],
    'a question mark': [
      ladder`10.0.0.5 > 10.0.0.9 INVITE header "Contact: sip:alice@10.0.0.5?Subject=x"`,
      { parameter: '?' },
      'low',
    ],
    'the next request goes without': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE header "Contact: sip:alice@10.0.0.5:5060;transport=tcp"
        10.0.0.9 > 10.0.0.5 200
        10.0.0.5 > 10.0.0.9 ACK
        10.0.0.9 > 10.0.0.5 BYE uri sip:alice@10.0.0.5:5060`,
      { parameter: 'transport', lost: true },
      'medium',
    ],
    'the next request has it': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE header "Contact: sip:alice@10.0.0.5:5060;transport=tcp"
        10.0.0.9 > 10.0.0.5 200
        10.0.0.5 > 10.0.0.9 ACK
        10.0.0.9 > 10.0.0.5 BYE uri sip:alice@10.0.0.5:5060;transport=tcp`,
      { lost: false },
      'low',
    ],
  },
  unproven: { 'a message that is cut': [ladder`10.0.0.5 > 10.0.0.9 INVITE without Contact cut 180`, 'message-cut'] },
})
