import { response481 } from '../../../../src/diagnose/rules/dialog/response-481.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const inDialog = (method: string, status: number, more = '') => ladder`
  10.0.0.5 > 203.0.113.7  INVITE
  203.0.113.7 > 10.0.0.5  200
  10.0.0.5 > 203.0.113.7  ACK
  10.0.0.5 > 203.0.113.7  ${method} ${more}
  203.0.113.7 > 10.0.0.5  ${status}`

testRule(response481, {
  quiet: {
    'another refusal': inDialog('BYE', 500),
    'a request that starts something': ladder`
      10.0.0.5 > 203.0.113.7  OPTIONS
      203.0.113.7 > 10.0.0.5  481`,
  },
  fires: {
    'a re-INVITE': [inDialog('INVITE', 481), { method: 'INVITE', tags: 'known' }, 'high'],
    'an INFO with the tags of no dialog': [inDialog('INFO', 481, 'tag other'), { tags: 'unknown' }, 'high'],
    'a BYE': [inDialog('BYE', 481), { method: 'BYE' }, 'medium'],
    'two BYEs that cross': [
      ladder`
        0   10.0.0.5 > 203.0.113.7  INVITE
        1   203.0.113.7 > 10.0.0.5  200
        1.1 10.0.0.5 > 203.0.113.7  ACK
        9   10.0.0.5 > 203.0.113.7  BYE
        11  203.0.113.7 > 10.0.0.5  BYE
        11.1 10.0.0.5 > 203.0.113.7  481
        11.2 203.0.113.7 > 10.0.0.5  200 BYE`,
      {},
      'info',
    ],
    'a BYE long after the other': [
      ladder`
        0   10.0.0.5 > 203.0.113.7  INVITE
        1   203.0.113.7 > 10.0.0.5  200
        1.1 10.0.0.5 > 203.0.113.7  ACK
        9   10.0.0.5 > 203.0.113.7  BYE
        9.1 203.0.113.7 > 10.0.0.5  200 BYE
        11.1 203.0.113.7 > 10.0.0.5  BYE
        11.2 10.0.0.5 > 203.0.113.7  481`,
      {},
      'medium',
    ],
    'a NOTIFY of a subscription that has ended': [inDialog('NOTIFY', 481), {}, 'info'],
    'a CANCEL after the final response': [
      ladder`
        10.0.0.5 > 203.0.113.7  INVITE
        203.0.113.7 > 10.0.0.5  486
        10.0.0.5 > 203.0.113.7  CANCEL
        203.0.113.7 > 10.0.0.5  481 CANCEL`,
      { method: 'CANCEL' },
      'info',
    ],
    'the beginning is not in the input': [
      ladder`
        10.0.0.5 > 203.0.113.7  INVITE tag to-main
        203.0.113.7 > 10.0.0.5  481`,
      { tags: 'unseen' },
      'high',
    ],
  },
  unproven: {
    'its request is not in the input': [
      ladder`
        as raw
        10.0.0.5 > 203.0.113.7  INVITE cut 0
        203.0.113.7 > 10.0.0.5  481`,
      'starts-mid-dialog',
    ],
  },
})
