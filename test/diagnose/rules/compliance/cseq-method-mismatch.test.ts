import { cseqMethodMismatch } from '../../../../src/diagnose/rules/compliance/cseq-method-mismatch.ts'
import { withoutFirst } from '../../../support/drawn-packets.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(cseqMethodMismatch, {
  quiet: {
    'as it should be': ladder`
      10.0.0.5 > 10.0.0.9 INVITE
      10.0.0.9 > 10.0.0.5 200
      10.0.0.5 > 10.0.0.9 ACK`,
    'the largest number there is': ladder`10.0.0.5 > 10.0.0.9 OPTIONS cseq 2147483647`,
    'a CANCEL whose INVITE is not in the input': withoutFirst(
      ladder`
      0    10.0.0.5 > 10.0.0.9 INVITE
      0.1  10.0.0.9 > 10.0.0.5 180
      5    10.0.0.5 > 10.0.0.9 CANCEL
      5.1  10.0.0.9 > 10.0.0.5 200 CANCEL
      5.2  10.0.0.9 > 10.0.0.5 487 INVITE`,
      1,
    ),
    'a response whose request is not in the input': ladder`
      10.0.0.5 > 10.0.0.9 OPTIONS
      10.0.0.9 > 10.0.0.5 200 header "CSeq: 7 OPTIONS" header "Via: SIP/2.0/UDP 10.0.0.5:5060;branch=z9hG4bKearlier"`,
  },
  fires: {
    'another method, and the call works': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE
        10.0.0.9 > 10.0.0.5 200
        10.0.0.5 > 10.0.0.9 ACK
        10.0.0.5 > 10.0.0.9 BYE header "CSeq: 2 INVITE"`,
      { problem: 'method', what: 'BYE', cseq: '2 INVITE' },
      'low',
    ],
    'another method, and nobody answers': [
      ladder`10.0.0.5 > 10.0.0.9 OPTIONS header "CSeq: 1 INFO"`,
      { problem: 'method' },
      'medium',
    ],
    'another method, refused': [
      ladder`
        10.0.0.5 > 10.0.0.9 OPTIONS header "CSeq: 1 INFO"
        10.0.0.9 > 10.0.0.5 400`,
      { problem: 'method' },
      'high',
    ],
    'too large a number': [ladder`10.0.0.5 > 10.0.0.9 OPTIONS cseq 2147483648`, { problem: 'number' }, 'medium'],
    'beyond 32 bits': [
      ladder`10.0.0.5 > 10.0.0.9 OPTIONS header "CSeq: 99999999999 OPTIONS"`,
      { problem: 'number' },
      'medium',
    ],
    'a response with a number of its own': [
      ladder`
        10.0.0.5 > 10.0.0.9 OPTIONS
        10.0.0.9 > 10.0.0.5 200 header "CSeq: 7 OPTIONS"`,
      { problem: 'response', cseq: '7 OPTIONS', expected: '1 OPTIONS' },
      'medium',
    ],
  },
  unproven: {
    'a message cut before its CSeq': [ladder`10.0.0.5 > 10.0.0.9 OPTIONS without CSeq cut 120`, 'message-cut'],
  },
})
