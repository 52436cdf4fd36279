import { bargeInLatency } from '../../../../src/diagnose/rules/ai/barge-in-latency.ts'
import { talkCall, UNHEARD } from '../../../support/talk-call.ts'
import { testRule } from '../../../support/test-rule.ts'

/** The agent begins at 0, 10, 20 s; the human interrupts 3 s later for so long, and the agent is quiet so long after that. */
function interrupted(quietAfter: readonly number[], speaks = 2) {
  const starts = quietAfter.map((_, i) => 10 * i)
  return {
    agent: starts.map((at, i) => `${at}-${at + 3 + quietAfter[i]!}`).join(','),
    human: starts.map((at) => `${at + 3}-${at + 3 + speaks}`).join(','),
    seconds: 10 * quietAfter.length,
  }
}

testRule(bargeInLatency, {
  quiet: {
    'quiet at once': talkCall(interrupted([0.3, 0.3, 0.3])),
    'just below': talkCall(interrupted([0.45, 0.45])),
    'one slow of three': talkCall(interrupted([0.3, 3, 0.3])),
    'one interruption': talkCall(interrupted([3])),
    'a yes and a mhm': talkCall(interrupted([4, 4, 4], 0.6)),
    'nobody speaks of an agent': talkCall({ ...interrupted([3, 3]), issue: '' }),
    'an echo': talkCall({
      agent: '0-4,6-10,12-16',
      human: '0.4-4.4,6.4-10.4,12.4-16.4',
      humanSound: 'voice 2 gain -12',
      seconds: 18,
    }),
    music: talkCall({ agent: '0-26', human: '3-5,10-12,20-22', seconds: 28 }),
  },
  fires: {
    'just above': [talkCall(interrupted([0.6, 0.6])), { bargeIns: 2, ignored: 0 }, 'medium'],
    'at one second': [talkCall(interrupted([1.1, 1.1, 1.1])), { bargeIns: 3 }, 'medium'],
    'over 1.2 s': [talkCall(interrupted([1.3, 1.3, 1.3])), { bargeIns: 3, ignored: 0 }, 'high'],
    ignored: [talkCall(interrupted([5, 5])), { ignored: 2, human: 'the caller' }, 'high'],
    'it cuts in as well': [
      talkCall({ agent: '0-4,10-14,22-25', human: '3-5,13-15,20.5-24', seconds: 30 }),
      { bargeIns: 2, cutIns: 1 },
      'medium',
    ],
  },
  unproven: { ...UNHEARD },
})
