import { byeNotAnswered } from '../../../../src/diagnose/rules/signaling/bye-not-answered.ts'
import { ladderOf } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (...lines: readonly string[]) =>
  ladderOf(`0 10.0.0.5 > 203.0.113.7 INVITE sdp audio 10.0.0.5:4000 PCMU
    1 203.0.113.7 > 10.0.0.5 200 sdp audio 203.0.113.7:5000 PCMU
    1.1 10.0.0.5 > 203.0.113.7 ACK
    ${lines.join('\n')}`)

/** So many sends by timer E (RFC 3261 §17.1.2.2). */
const bye = (count: number, more = '') =>
  [9, 9.5, 10.5, 12.5].slice(0, count).map((at, i) => `${at} 10.0.0.5 > 203.0.113.7 BYE ${i === 0 ? more : 'again'}`)

testRule(byeNotAnswered, {
  quiet: {
    answered: call('9 10.0.0.5 > 203.0.113.7 BYE', '9.1 203.0.113.7 > 10.0.0.5 200'),
    'answered with 481 in the end': call(...bye(4), '14 203.0.113.7 > 10.0.0.5 481'),
  },
  fires: {
    'four sends': [call(...bye(4)), { sends: 4, cause: 'none', party: 'caller' }, 'medium'],
    'two sends over 4 s': [
      call('9 10.0.0.5 > 203.0.113.7 BYE', '13 10.0.0.5 > 203.0.113.7 BYE again'),
      { spanMs: 4000 },
      'medium',
    ],
    'to another host than the Contact': [
      call(...bye(4, 'uri sip:bob@203.0.113.99')),
      { cause: 'target', contact: '203.0.113.7' },
      'medium',
    ],
    'without the route set': [
      ladderOf(`0 10.0.0.5 > 203.0.113.7 INVITE
        1 203.0.113.7 > 10.0.0.5 200 header "Record-Route: <sip:203.0.113.1;lr>"
        1.1 10.0.0.5 > 203.0.113.7 ACK
        ${bye(4).join('\n')}`),
      { cause: 'route' },
      'medium',
    ],
    'media goes on for more than half a minute': [
      call(...bye(4), '8 203.0.113.7:5000 > 10.0.0.5:4000 rtp PCMU 1600'),
      {},
      'high',
    ],
    'media goes on for less': [call(...bye(4), '8 203.0.113.7:5000 > 10.0.0.5:4000 rtp PCMU 1500'), {}, 'medium'],
  },
  unproven: {
    'three sends at the end of the input': [call(...bye(3)), 'ends-mid-dialog'],
    'only one direction is seen': [
      ladderOf(`0 10.0.0.5 > 203.0.113.7 INVITE
        1.1 10.0.0.5 > 203.0.113.7 ACK tag to-main
        ${bye(4, 'tag to-main').join('\n')}`),
      'one-direction-only',
    ],
  },
})
