import { cancelBranchMismatch } from '../../../../src/diagnose/rules/signaling/cancel-branch-mismatch.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const cancel = (more: string, status: number) => ladder`
  10.0.0.5 > 203.0.113.7 INVITE
  203.0.113.7 > 10.0.0.5 180
  10.0.0.5 > 203.0.113.7 CANCEL ${more}
  203.0.113.7 > 10.0.0.5 ${status} CANCEL`

testRule(cancelBranchMismatch, {
  quiet: {
    alike: cancel('', 200),
    'addresses that were masked, not all alike': ladder`
      10.0.0.5 > 203.0.113.7 INVITE uri sip:+1XXXXXXXXXX@XX.XX.XX.XX header "To: <sip:+1XXXXXXXXXX@XXXX.example.com>"
      203.0.113.7 > 10.0.0.5 180
      10.0.0.5 > 203.0.113.7 CANCEL uri sip:+1XXXXXXXXXX@XXX.X.XXX.XX header "To: <sip:+1XXXXXXXXXX@XX.example.com>"
      203.0.113.7 > 10.0.0.5 200 CANCEL`,
    'on two hops, alike on each': ladder`
      10.0.0.5 > 10.0.0.1 INVITE
      10.0.0.1 > 203.0.113.7 INVITE forwarded
      203.0.113.7 > 10.0.0.1 180
      10.0.0.5 > 10.0.0.1 CANCEL
      10.0.0.1 > 10.0.0.5 200 CANCEL
      10.0.0.1 > 203.0.113.7 CANCEL forwarded
      203.0.113.7 > 10.0.0.1 200 CANCEL`,
  },
  fires: {
    'another branch': [cancel('branch z9hG4bK-other', 481), { differs: ['branch'], status: 481 }, 'medium'],
    'another branch, accepted all the same': [cancel('branch z9hG4bK-other', 200), { status: 200 }, 'low'],
    'another Request-URI': [cancel('uri sip:carol@203.0.113.7', 481), { differs: ['Request-URI'] }, 'medium'],
    'another CSeq': [cancel('cseq 7 header "CSeq: 7 CANCEL"', 481), { differs: ['CSeq number'] }, 'medium'],
    'another To': [cancel('header "To: <sip:carol@203.0.113.7>"', 481), { differs: ['To'] }, 'medium'],
  },
  unproven: {
    'its INVITE is not in the input': [
      ladder`
        as raw
        10.0.0.5 > 203.0.113.7 INVITE cut 0
        10.0.0.5 > 203.0.113.7 CANCEL
        203.0.113.7 > 10.0.0.5 481 CANCEL`,
      'starts-mid-dialog',
    ],
  },
})
