import { expect } from 'vitest'
import { sttDegradedAudio } from '../../../../src/diagnose/rules/ai/stt-degraded-audio.ts'
import { back, mediaCall, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

const AGENT = 'issue "ai-voice-agent-call"'
/** The caller speaks to the agent, and the agent back. */
const call = (to: string, from = 'PCMU 1000', said = AGENT) => mediaCall(`${said}\n${there(to)}\n${back(from)}`)

testRule(sttDegradedAudio, {
  quiet: {
    'nothing lost': call('PCMU 1000'),
    'just below three percent': call('PCMU 1000 lost 29'),
    'one long gap': call('PCMU 1000 run 12'),
    'the agent itself is hard to hear': call('PCMU 1000', 'PCMU 1000 lost 100'),
    'nobody speaks of an agent': call('PCMU 1000 lost 100', 'PCMU 1000', ''),
    'outbound: the other side is the one that listens': call(
      'PCMU 1000 lost 100',
      'PCMU 1000',
      'issue "outbound AI agent"',
    ),
    loud: call('PCMU 1000 talk 0-8,9-19 gain 8'),
    'a codec that is no better': mediaCall(`${AGENT}\n${there('G723 400 every 30')}`, { offer: 'G723' }),
  },
  fires: {
    'three percent': [call('PCMU 1000 lost 30'), { missingPercent: 3, gaps: 0, agent: 'the voice agent' }, 'high'],
    'over ten percent': [call('PCMU 1000 lost 120'), { missingPercent: 12 }, 'critical'],
    'two gaps in a minute': [
      mediaCall(
        `${AGENT}\n${there('PCMU 1000 run 12 ssrc 7')}\n${there('PCMU 1500 run 12 ssrc 7 seq 1100 stamp 161000', 20.3013)}`,
      ),
      { gaps: 2 },
      'high',
    ],
    clipped: [
      call('PCMU 1000 talk 0-8,9-19 gain 10'),
      { missingPercent: 0, clippedPercent: expect.closeTo(1.3, 1), where: expect.stringContaining('gain') },
      'medium',
    ],
    'clipped, and lost': [
      call('PCMU 1000 lost 50 talk 0-8,9-19 gain 20'),
      { missingPercent: 5, where: expect.stringContaining('lost between') },
      'high',
    ],
    'a platform that names itself': [
      mediaCall(`${there('PCMU 1000')}\n${back('PCMU 1000 lost 50')}`, {
        offer: 'PCMU header "User-Agent: LiveKit"',
        answer: 'PCMU',
      }),
      { agent: 'LiveKit', missingPercent: 5 },
      'high',
    ],
  },
  unproven: {
    'a few packets, and the input ends': [
      mediaCall(`${AGENT}\n${there('PCMU 100 lost 20')}`, { until: 0 }),
      'ends-mid-dialog',
    ],
  },
})
