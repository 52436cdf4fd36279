import { agentLateFirstAudio } from '../../../../src/diagnose/rules/ai/agent-late-first-audio.ts'
import { back, mediaCall, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

const AGENT = 'issue "voice agent is late"'
const late = (at: number, issue = AGENT) => mediaCall(`${issue}\n${there('PCMU 500')}\n${back('PCMU 400', at)}`)
/** Silence for so many packets, and then sound. */
const silent = (packets: number) =>
  mediaCall(
    `${AGENT}\n${there('PCMU 800 hum 85')}\n${back(`PCMU ${packets} ssrc 5 fill 255`)}\n${back(`PCMU 310 ssrc 5 hum 85 marker 0 seq ${100 + packets} stamp ${1000 + 160 * packets}`, 0.3013 + packets * 0.02)}`,
  )

testRule(agentLateFirstAudio, {
  quiet: {
    'at once': late(0.3013),
    'within two seconds': late(2.0513),
    'nobody speaks of an agent': late(5.0013, ''),
    'silence of a second': silent(50),
    'blotted out on both sides': mediaCall(`${AGENT}\n${there('PCMU 800 fill 255')}\n${back('PCMU 800 fill 255')}`),
    'hung up before': mediaCall(`${AGENT}\n${there('PCMU 100')}\n${back('PCMU 400', 5.0013)}`, { until: 4 }),
  },
  fires: {
    'three seconds': [late(3.1013), { by: 'packets' }, 'medium'],
    'over four seconds': [late(4.2013), { by: 'packets' }, 'high'],
    'silence first': [silent(150), { by: 'sound' }, 'medium'],
  },
  unproven: {
    'nothing of the agent was captured': [mediaCall(`${AGENT}\n${there('PCMU 500')}`), 'one-direction-only'],
  },
})
