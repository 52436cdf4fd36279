import { expect } from 'vitest'
import { talkOver } from '../../../../src/diagnose/rules/ai/talk-over.ts'
import { talkCall, UNHEARD } from '../../../support/talk-call.ts'
import { testRule } from '../../../support/test-rule.ts'

/** In each 10 s the agent speaks for 4 s, then the human for 4 s, who begins so many seconds too early. */
function overlapping(early: number, count = 3) {
  const starts = Array.from({ length: count }, (_, i) => 10 * i)
  return {
    agent: starts.map((at) => `${at}-${at + 4}`).join(','),
    human: starts.map((at) => `${at + 4 - early}-${at + 8 - early}`).join(','),
    seconds: 10 * count,
  }
}

testRule(talkOver, {
  quiet: {
    'in turn': talkCall(overlapping(0)),
    'a seventh': talkCall(overlapping(0.95)),
    'a short call': talkCall({ ...overlapping(2, 2), seconds: 18 }),
    'little talk': talkCall({ agent: '0-3,10-13', human: '1-3,11-13', seconds: 30 }),
    'nobody speaks of an agent': talkCall({ ...overlapping(2), issue: '' }),
    'an echo': talkCall({
      agent: '0-4,6-10,12-16,18-22',
      human: '0.3-4.3,6.3-10.3,12.3-16.3,18.3-22.3',
      humanSound: 'voice 2 gain -12',
      seconds: 24,
    }),
    music: talkCall({ agent: '0-26', human: '3-8,10-15,18-22', seconds: 28 }),
  },
  fires: {
    'a sixth': [talkCall(overlapping(1.2)), { byAgent: 0, byHuman: 3, agent: 'the voice agent' }, 'low'],
    'a third': [talkCall(overlapping(2)), { share: expect.closeTo(1 / 3, 1) }, 'medium'],
    'the agent begins': [
      talkCall({ human: overlapping(1.4).agent, agent: overlapping(1.4).human, seconds: 30 }),
      { byAgent: 3, byHuman: 0 },
      'low',
    ],
    'the way is known': [
      talkCall({
        ...overlapping(1.4),
        lines: [0, 1, 2, 3]
          .map(
            (i) => `${2 + 3 * i} 192.0.2.10:4001 > 198.51.100.7:5001 rtcp sr ntp ${102 + 3 * i}
              ${2.3 + 3 * i} 198.51.100.7:5001 > 192.0.2.10:4001 rtcp sr ntp ${500 + i} answers ${102 + 3 * i} after 100`,
          )
          .join('\n'),
      }),
      { tripMs: expect.closeTo(200, -1) },
      'low',
    ],
  },
  unproven: { ...UNHEARD },
})
