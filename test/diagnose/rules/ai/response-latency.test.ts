import { expect } from 'vitest'
import { responseLatency } from '../../../../src/diagnose/rules/ai/response-latency.ts'
import { back, mediaCall, there } from '../../../support/media-call.ts'
import { talkCall, UNHEARD } from '../../../support/talk-call.ts'
import { testRule } from '../../../support/test-rule.ts'

/** Turns of 2 s of the human, after each of which the agent speaks for 2 s so many seconds later. */
function exchanges(delays: readonly number[]) {
  const [human, agent] = [[] as string[], ['0-1']]
  let at = 1.5
  for (const delay of delays) {
    human.push(`${at}-${at + 2}`)
    agent.push(`${at + 2 + delay}-${at + 4 + delay}`)
    at += 4.5 + delay
  }
  return { human: human.join(','), agent: agent.join(','), seconds: Math.ceil(at) }
}

const same = (delay: number, count: number) => exchanges(new Array<number>(count).fill(delay))

/** Round trips by RTCP: reports of one end, answered by the other after so many milliseconds at the tap. */
const reports = (asks: 'caller' | 'callee', tripMs: number): string =>
  Array.from({ length: 4 }, (_, i) => {
    const [caller, callee] = ['192.0.2.10:4001', '198.51.100.7:5001']
    const [from, to] = asks === 'caller' ? [caller, callee] : [callee, caller]
    const at = 2 + 3 * i
    return `${at} ${from} > ${to} rtcp sr ntp ${100 + at}
      ${at + 0.01 + tripMs / 1000} ${to} > ${from} rtcp sr ntp ${500 + at} answers ${100 + at} after 10`
  }).join('\n')

testRule(responseLatency, {
  quiet: {
    'replies in one second': talkCall(same(1, 4)),
    'just below the median': talkCall(same(1.1, 4)),
    'two slow replies are too few': talkCall(same(2, 2)),
    'one look-up': talkCall(exchanges([0.6, 0.6, 4, 0.6, 0.6])),
    'nobody speaks of an agent': talkCall({ ...same(2, 4), issue: '' }),
    'short words while the agent speaks': talkCall({
      agent: '0-5,8-12,15-19',
      human: '1-1.5,9-9.5,16-16.5',
      seconds: 20,
    }),
    'an echo': talkCall({
      agent: '0-4,6-10,12-16,18-22',
      human: '0.3-4.3,6.3-10.3,12.3-16.3,18.3-22.3',
      humanSound: 'voice 2 gain -12',
      seconds: 24,
    }),
    'a codec that is not listened to': mediaCall(`issue "voice agent"\n${there('G729 600')}\n${back('G729 600')}`, {
      offer: 'G729',
    }),
    'packets of a second': talkCall({ ...same(2, 4), seconds: 0.8 }),
  },
  fires: {
    'one and a half seconds': [
      talkCall(same(1.5, 3)),
      { replies: 3, agent: 'the voice agent', human: 'the caller' },
      'medium',
    ],
    'just above the median': [talkCall(same(1.3, 4)), { replies: 4 }, 'medium'],
    'at 2.4 s': [talkCall(same(2.4, 4)), {}, 'medium'],
    'over 2.5 s': [talkCall(same(2.6, 4)), {}, 'high'],
    'two of five are very slow': [talkCall(exchanges([0.6, 3, 0.6, 3.2, 0.6])), { replies: 5 }, 'medium'],
    'an agent that calls': [
      talkCall({
        human: same(1.5, 4).agent,
        agent: same(1.5, 4).human.replace(/^/, ''),
        seconds: 26,
        issue: 'issue "outbound voice agent"',
      }),
      { human: 'the person called' },
      'medium',
    ],
    'the network takes most of it': [
      talkCall({ ...same(1.3, 4), lines: reports('caller', 900) }),
      { median: expect.objectContaining({ network: expect.objectContaining({ tripMs: expect.closeTo(900, -1) }) }) },
      'medium',
    ],
    'the way to the caller is added': [
      talkCall({ ...same(1, 4), lines: reports('callee', 400) }),
      { p50Ms: expect.closeTo(1400, -2) },
      'medium',
    ],
  },
  unproven: { ...UNHEARD },
})
