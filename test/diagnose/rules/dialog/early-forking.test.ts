import { earlyForking } from '../../../../src/diagnose/rules/dialog/early-forking.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const forked = (rest: string) => ladder`
  0     192.0.2.5 > 192.0.2.7  INVITE sdp audio 192.0.2.5:4000 PCMU
  0.5   192.0.2.7 > 192.0.2.5  183 tag a sdp audio 203.0.113.1:5000 PCMU
  0.6   192.0.2.7 > 192.0.2.5  183 tag b sdp audio 203.0.113.2:6000 PCMU
  1     192.0.2.7 > 192.0.2.5  200 tag b sdp audio 203.0.113.2:6000 PCMU
  1.1   192.0.2.5 > 192.0.2.7  ACK tag b
  ${rest}`
const second = (rest: string) => ladder`
  0     192.0.2.5 > 192.0.2.7  INVITE
  0.5   192.0.2.7 > 192.0.2.5  180 tag a
  1     192.0.2.7 > 192.0.2.5  200 tag a
  1.1   192.0.2.5 > 192.0.2.7  ACK tag a
  1.2   192.0.2.7 > 192.0.2.5  200 INVITE tag b
  ${rest}`
const later = `
  50    192.0.2.5 > 192.0.2.7  INFO tag a`

testRule(earlyForking, {
  quiet: {
    'one device': ladder`
      192.0.2.5 > 192.0.2.7  INVITE
      192.0.2.7 > 192.0.2.5  180 tag a
      192.0.2.7 > 192.0.2.5  200 tag a`,
    'the same answer on two hops': ladder`
      192.0.2.5 > 192.0.2.7     INVITE
      192.0.2.7 > 203.0.113.9   INVITE forwarded
      203.0.113.9 > 192.0.2.7   180
      192.0.2.7 > 192.0.2.5     180 forwarded`,
  },
  fires: {
    'two that ring': [forked(''), { tags: 2, statuses: [183, 200], trouble: undefined }, 'info'],
    'the winner is heard': [
      forked(`
        0.7   203.0.113.1:5000 > 192.0.2.5:4000 rtp PCMU 20
        1.2   203.0.113.2:6000 > 192.0.2.5:4000 rtp PCMU 400`),
      { trouble: undefined },
      'info',
    ],
    'one that lost is still heard': [
      forked(`
        0.7   203.0.113.1:5000 > 192.0.2.5:4000 rtp PCMU 400
        1.2   203.0.113.2:6000 > 192.0.2.5:4000 rtp PCMU 5`),
      { trouble: 'loser-heard' },
      'medium',
    ],
    'a second answer, ended as it should be': [
      second(`
        1.3 192.0.2.5 > 192.0.2.7  ACK tag b
        1.4 192.0.2.5 > 192.0.2.7  BYE tag b
        ${later}`),
      { answers: 2, trouble: undefined },
      'info',
    ],
    'a second answer that stays up': [
      second(`
        1.3 192.0.2.5 > 192.0.2.7  ACK tag b
        ${later}`),
      { answers: 2, trouble: 'second-answer' },
      'high',
    ],
    'a second answer, and the input ends': [second(''), { answers: 2, trouble: undefined }, 'info'],
  },
  unproven: {
    'the tag is cut off': [
      ladder`
        0   192.0.2.5 > 192.0.2.7  INVITE
        0.1 192.0.2.7 > 192.0.2.5  180 without To cut 215`,
      'message-cut',
    ],
  },
})
