import { branchCookie } from '../../../../src/diagnose/rules/compliance/branch-cookie.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(branchCookie, {
  quiet: {
    'a branch for each': ladder`
      10.0.0.5 > 10.0.0.9 INVITE
      10.0.0.9 > 10.0.0.5 200
      10.0.0.5 > 10.0.0.9 ACK
      10.0.0.5 > 10.0.0.9 BYE
      10.0.0.9 > 10.0.0.5 200`,
    'CANCEL and the ACK of a refusal share that of the INVITE': ladder`
      10.0.0.5 > 10.0.0.9 INVITE
      10.0.0.9 > 10.0.0.5 180
      10.0.0.5 > 10.0.0.9 CANCEL
      10.0.0.9 > 10.0.0.5 200 CANCEL
      10.0.0.9 > 10.0.0.5 487 INVITE
      10.0.0.5 > 10.0.0.9 ACK`,
    'the same request again': ladder`
      0   10.0.0.5 > 10.0.0.9 OPTIONS
      0.5 10.0.0.5 > 10.0.0.9 OPTIONS again`,
  },
  fires: {
    'another beginning': [
      ladder`10.0.0.5 > 10.0.0.9 OPTIONS branch 1234`,
      { reused: false, branch: '1234', what: 'OPTIONS' },
      'low',
    ],
    'no branch at all': [
      ladder`10.0.0.5 > 10.0.0.9 OPTIONS header "Via: SIP/2.0/UDP 10.0.0.5:5060"`,
      { reused: false, branch: '' },
      'low',
    ],
    'the retry with credentials in the old branch, refused': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE branch z9hG4bKsame
        10.0.0.9 > 10.0.0.5 407
        10.0.0.5 > 10.0.0.9 ACK
        10.0.0.5 > 10.0.0.9 INVITE initial branch z9hG4bKsame
        10.0.0.9 > 10.0.0.5 500`,
      { reused: true, branch: 'z9hG4bKsame' },
      'medium',
    ],
    'the retry in the old branch is answered': [
      ladder`
        10.0.0.5 > 10.0.0.9 REGISTER branch z9hG4bKsame
        10.0.0.9 > 10.0.0.5 401
        10.0.0.5 > 10.0.0.9 REGISTER branch z9hG4bKsame
        10.0.0.9 > 10.0.0.5 200`,
      { reused: true },
      'low',
    ],
    'two requests taken for one': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE branch z9hG4bKsame
        10.0.0.9 > 10.0.0.5 407
        10.0.0.5 > 10.0.0.9 ACK
        10.0.0.5 > 10.0.0.9 INVITE initial branch z9hG4bKsame
        10.0.0.9 > 10.0.0.5 482`,
      { reused: true },
      'high',
    ],
  },
  unproven: { 'a message without its Via': [ladder`10.0.0.5 > 10.0.0.9 OPTIONS without Via cut 90`, 'message-cut'] },
})
