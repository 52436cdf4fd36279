import { allowSupported } from '../../../../src/diagnose/rules/compliance/allow-supported.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(allowSupported, {
  quiet: {
    'both say what they take': ladder`
      10.0.0.5 > 10.0.0.9 INVITE header "Allow: INVITE, ACK, BYE, CANCEL"
      10.0.0.9 > 10.0.0.5 200 header "Allow: INVITE, ACK, BYE, CANCEL"`,
    'no call': ladder`10.0.0.5 > 10.0.0.9 OPTIONS`,
    'a refusal needs none': ladder`
      10.0.0.5 > 10.0.0.9 INVITE header "Allow: INVITE, ACK, BYE, CANCEL"
      10.0.0.9 > 10.0.0.5 486`,
  },
  fires: {
    'the INVITE names none': [ladder`10.0.0.5 > 10.0.0.9 INVITE`, { kind: 'no-allow', what: 'INVITE' }, 'low'],
    'what both support, where it matters': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE header "Allow: INVITE, ACK, BYE, CANCEL, UPDATE" header "Supported: timer"
        10.0.0.9 > 10.0.0.5 200 header "Allow: INVITE, ACK, BYE, CANCEL, UPDATE"
        10.0.0.5 > 10.0.0.9 ACK
        10.0.0.5 > 10.0.0.9 UPDATE
        10.0.0.9 > 10.0.0.5 200`,
      { kind: 'capabilities', allow: ['INVITE', 'ACK', 'BYE', 'CANCEL', 'UPDATE'], supported: ['timer'] },
      'info',
    ],
    'a REFER to a side that does not take it': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE header "Allow: INVITE, ACK, BYE, CANCEL"
        10.0.0.9 > 10.0.0.5 200 header "Allow: INVITE, ACK, BYE, CANCEL"
        10.0.0.5 > 10.0.0.9 ACK
        10.0.0.9 > 10.0.0.5 REFER header "Refer-To: <sip:carol@10.0.0.9>"
        10.0.0.5 > 10.0.0.9 405`,
      { kind: 'not-allowed', what: 'REFER', allow: ['INVITE', 'ACK', 'BYE', 'CANCEL'] },
      'medium',
    ],
    'an UPDATE that is accepted all the same': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE header "Allow: INVITE, ACK, BYE, CANCEL"
        10.0.0.9 > 10.0.0.5 200 header "Allow: INVITE, ACK, BYE, CANCEL"
        10.0.0.5 > 10.0.0.9 ACK
        10.0.0.5 > 10.0.0.9 UPDATE
        10.0.0.9 > 10.0.0.5 200`,
      { kind: 'not-allowed', what: 'UPDATE' },
      'low',
    ],
  },
  unproven: { 'an INVITE that is cut': [ladder`10.0.0.5 > 10.0.0.9 INVITE cut 250`, 'message-cut'] },
})
