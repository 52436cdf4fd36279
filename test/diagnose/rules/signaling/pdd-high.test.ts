import { pddHigh } from '../../../../src/diagnose/rules/signaling/pdd-high.ts'
import { ladder, ladderOf } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

/** What comes so many seconds after the INVITE; a CANCEL comes from the caller. */
const setup = (seconds: number, what: number | 'CANCEL', more = '') =>
  ladderOf(`0 10.0.0.5 > 203.0.113.7 INVITE ${more}
    0.1 203.0.113.7 > 10.0.0.5 100
    ${seconds} ${what === 'CANCEL' ? '10.0.0.5 > 203.0.113.7 CANCEL' : `203.0.113.7 > 10.0.0.5 ${what}`}`)

testRule(pddHigh, {
  quiet: {
    'in time': setup(6, 180),
    'early media in time': setup(3, 183),
    'the rounds of a challenge do not count': ladder`
      0   10.0.0.5 > 203.0.113.7 INVITE
      4   203.0.113.7 > 10.0.0.5 407
      4.1 10.0.0.5 > 203.0.113.7 ACK
      4.2 10.0.0.5 > 203.0.113.7 INVITE initial
      10  203.0.113.7 > 10.0.0.5 180`,
    'a long time until somebody answers the phone': ladder`
      0  10.0.0.5 > 203.0.113.7 INVITE
      1  203.0.113.7 > 10.0.0.5 180
      30 203.0.113.7 > 10.0.0.5 200`,
    'a call without any response': ladder`
      0  10.0.0.5 > 203.0.113.7 INVITE
      30 10.0.0.5 > 203.0.113.7 OPTIONS`,
  },
  fires: {
    'more than 6 s': [setup(6.1, 180), { delayMs: 6100, by: '180' }, 'medium'],
    'no more than 11 s': [setup(11, 183), {}, 'medium'],
    'more than 11 s': [setup(11.1, 183), { by: '183' }, 'high'],
    'an international number within 8 s': [
      setup(8, 180, 'uri sip:0044207946@203.0.113.7'),
      { international: true },
      'low',
    ],
    'an international number after 8 s': [setup(8.1, 180, 'uri sip:0044207946@203.0.113.7'), {}, 'medium'],
    'no 18x before the refusal': [setup(7, 486), { by: '486' }, 'medium'],
    'the caller gives up after more than 8 s': [setup(8.1, 'CANCEL'), { by: 'CANCEL' }, 'high'],
    'the caller gives up sooner': [setup(8, 'CANCEL'), { by: 'CANCEL' }, 'medium'],
    'where the time went': [
      ladder`
        0   10.0.0.5 > 203.0.113.7    INVITE
        0.1 203.0.113.7 > 10.0.0.5    100
        0.2 203.0.113.7 > 203.0.113.8 INVITE forwarded
        5   203.0.113.7 > 203.0.113.9 INVITE forwarded
        7   203.0.113.9 > 203.0.113.7 180
        7.1 203.0.113.7 > 10.0.0.5    180 forwarded`,
      { parts: ['4.8 s until the try to 203.0.113.9', '2.1 s after the last try'] },
      'medium',
    ],
    'one server tried again and again': [
      ladder`
        0    10.0.0.5 > 203.0.113.7    INVITE
        0.1  203.0.113.7 > 10.0.0.5    100
        0.2  203.0.113.7 > 203.0.113.8 INVITE forwarded
        3.7  203.0.113.7 > 203.0.113.8 INVITE forwarded branch z9hG4bK-two
        7.2  203.0.113.7 > 203.0.113.8 INVITE forwarded branch z9hG4bK-three
        10   203.0.113.7 > 10.0.0.5    486`,
      { parts: ['7.0 s until the last of 2 tries more to 203.0.113.8', '2.8 s after the last try'] },
      'medium',
    ],
  },
  unproven: {
    'text without times': [
      ladder`
        10.0.0.5 > 203.0.113.7 INVITE
        203.0.113.7 > 10.0.0.5 180`,
      'no-timestamps',
    ],
    'a pasted excerpt without any provisional response': [
      ladder`
        as text
        0 10.0.0.5 > 203.0.113.7 INVITE
        9 203.0.113.7 > 10.0.0.5 200`,
      'message-cut',
    ],
  },
})
