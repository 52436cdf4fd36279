import { callidReuse } from '../../../../src/diagnose/rules/compliance/callid-reuse.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(callidReuse, {
  quiet: {
    'one call': ladder`
      10.0.0.5 > 10.0.0.9 INVITE
      10.0.0.9 > 10.0.0.5 200
      10.0.0.5 > 10.0.0.9 ACK`,
    'the retry with credentials': ladder`
      10.0.0.5 > 10.0.0.9 INVITE
      10.0.0.9 > 10.0.0.5 407
      10.0.0.5 > 10.0.0.9 ACK
      10.0.0.5 > 10.0.0.9 INVITE initial header "From: <sip:alice@10.0.0.5>;tag=other"
      10.0.0.9 > 10.0.0.5 200`,
    'a failover after 503': ladder`
      10.0.0.5 > 10.0.0.9 INVITE
      10.0.0.9 > 10.0.0.5 503
      10.0.0.5 > 10.0.0.9 ACK
      10.0.0.5 > 10.0.0.9 INVITE initial
      10.0.0.9 > 10.0.0.5 200`,
    'a B2BUA that keeps it on its other leg': ladder`
      10.0.0.5 > 10.0.0.1 INVITE
      10.0.0.1 > 10.0.0.5 200
      10.0.0.1 > 10.0.0.9 INVITE initial header "From: <sip:alice@10.0.0.1>;tag=other"
      10.0.0.9 > 10.0.0.1 200`,
    'a re-INVITE': ladder`
      10.0.0.5 > 10.0.0.9 INVITE
      10.0.0.9 > 10.0.0.5 200
      10.0.0.5 > 10.0.0.9 ACK
      10.0.0.5 > 10.0.0.9 INVITE`,
  },
  fires: {
    'another caller in the same Call-ID': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE
        10.0.0.9 > 10.0.0.5 200
        10.0.0.5 > 10.0.0.9 ACK
        10.0.0.5 > 10.0.0.9 INVITE initial header "From: <sip:carol@10.0.0.5>;tag=other"
        10.0.0.9 > 10.0.0.5 200`,
      { merged: false },
      'low',
    ],
    'after the BYE of the first': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE
        10.0.0.9 > 10.0.0.5 200
        10.0.0.5 > 10.0.0.9 ACK
        10.0.0.5 > 10.0.0.9 BYE
        10.0.0.9 > 10.0.0.5 200
        10.0.0.5 > 10.0.0.9 INVITE initial
        10.0.0.9 > 10.0.0.5 200`,
      { merged: false },
      'low',
    ],
    'taken for a loop': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE
        10.0.0.9 > 10.0.0.5 200
        10.0.0.5 > 10.0.0.9 ACK
        10.0.0.5 > 10.0.0.9 INVITE initial header "From: <sip:carol@10.0.0.5>;tag=other"
        10.0.0.9 > 10.0.0.5 482`,
      { merged: true },
      'high',
    ],
  },
  unproven: {
    'the first INVITE is not in the input': [
      ladder`
        10.0.0.5 > 10.0.0.9 INVITE tag to-1
        10.0.0.9 > 10.0.0.5 200`,
      'starts-mid-dialog',
    ],
  },
})
