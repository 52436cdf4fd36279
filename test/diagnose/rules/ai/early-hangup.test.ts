import { earlyHangup } from '../../../../src/diagnose/rules/ai/early-hangup.ts'
import { ladder, ladderOf, withOptions } from '../../../support/ladder.ts'
import { back, mediaCall, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

const AGENT = 'issue "ai voice agent"'
const heard = (until: number) =>
  mediaCall(`${AGENT}\n${there('G722 200')}\n${back('G722 200')}`, { offer: 'G722', until })

/** Calls of which all but the first `early` last for a minute. */
const calls = (count: number, early: number) =>
  ladderOf(
    [
      AGENT,
      ...Array.from({ length: count }, (_, i) => {
        const at = 100 * i
        const [a, b] = [`192.0.2.${10 + i}`, '198.51.100.7']
        return `${at} ${a} > ${b} INVITE call c${i} sdp audio ${a}:4000 G722
          ${at + 0.2} ${b} > ${a} 200 call c${i} sdp audio ${b}:${5000 + 2 * i} G722
          ${at + 0.3} ${a} > ${b} ACK call c${i}
          ${at + 0.4013} ${a}:4000 > ${b}:${5000 + 2 * i} rtp G722 200
          ${at + 0.4017} ${b}:${5000 + 2 * i} > ${a}:4000 rtp G722 200
          ${at + (i < early ? 5 : 60)} ${a} > ${b} BYE call c${i}
          ${at + (i < early ? 5 : 60) + 0.1} ${b} > ${a} 200 BYE call c${i}`
      }),
    ].join('\n'),
  )

testRule(earlyHangup, {
  quiet: {
    'after nine seconds': heard(9),
    'the agent hangs up': ladder`
      ${AGENT}
      0   192.0.2.10 > 198.51.100.7 INVITE sdp audio 192.0.2.10:4000 PCMU
      0.1 198.51.100.7 > 192.0.2.10 200    sdp audio 198.51.100.7:5000 PCMU
      0.2 192.0.2.10 > 198.51.100.7 ACK
      ${there('PCMU 100')}
      3   198.51.100.7 > 192.0.2.10 BYE
      3.1 192.0.2.10 > 198.51.100.7 200 BYE`,
    'a test number': withOptions(mediaCall(`${AGENT}\n${there('PCMU 100')}`, { until: 4 }), {
      policy: { testNumbers: ['bob'] },
    }),
    'handed on': ladder`
      ${AGENT}
      0   192.0.2.10 > 198.51.100.7 INVITE sdp audio 192.0.2.10:4000 PCMU
      0.1 198.51.100.7 > 192.0.2.10 200    sdp audio 198.51.100.7:5000 PCMU
      0.2 192.0.2.10 > 198.51.100.7 ACK
      ${there('PCMU 100')}
      2   198.51.100.7 > 192.0.2.10 REFER header "Refer-To: <sip:carol@example.com>"
      2.1 192.0.2.10 > 198.51.100.7 202
      3   192.0.2.10 > 198.51.100.7 BYE
      3.1 198.51.100.7 > 192.0.2.10 200 BYE`,
    'people among themselves': mediaCall(there('PCMU 100'), { until: 4 }),
  },
  fires: {
    'heard, and hung up': [heard(6), { afterMs: 5_900, agent: 'the voice agent' }, 'low'],
    'nothing was heard': [
      mediaCall(`${AGENT}\n${there('PCMU 150')}`, { until: 4 }),
      { afterMs: 3_900, heardMs: undefined, came: false },
      'high',
    ],
    'the agent sent silence alone': [
      mediaCall(`${AGENT}\n${there('PCMU 150 hum 85')}\n${back('PCMU 150 fill 255')}`, { until: 4 }),
      { heardMs: undefined, came: true },
      'high',
    ],
    'one of five': [calls(5, 1), {}, 'medium'],
    'one of six': [calls(6, 1), {}, 'low'],
  },
  unproven: {
    'its media was not captured': [mediaCall(AGENT, { until: 4 }), 'no-rtp-in-capture'],
    'hardly anything was heard of either side': [
      mediaCall(`${AGENT}\n${there('PCMU 20')}`, { until: 4 }),
      'one-direction-only',
    ],
    'a log without times': [
      ladder`
        ${AGENT}
        192.0.2.10 > 198.51.100.7 INVITE
        198.51.100.7 > 192.0.2.10 200
        192.0.2.10 > 198.51.100.7 ACK
        192.0.2.10 > 198.51.100.7 BYE`,
      'no-timestamps',
    ],
  },
})
