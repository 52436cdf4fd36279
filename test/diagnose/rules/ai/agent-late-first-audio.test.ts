import { agentLateFirstAudio } from '../../../../src/diagnose/rules/ai/agent-late-first-audio.ts'
import { back, mediaCall, there } from '../../../support/media-call.ts'
import { talkCall } from '../../../support/talk-call.ts'
import { testRule } from '../../../support/test-rule.ts'

const AGENT = 'issue "voice agent is late"'
const late = (at: number, issue = AGENT) => mediaCall(`${issue}\n${there('PCMU 500')}\n${back('PCMU 400', at)}`)
/** Silence for so many packets, and then sound. */
const silent = (packets: number) =>
  mediaCall(
    `${AGENT}\n${there('PCMU 800 hum 85')}\n${back(`PCMU ${packets} ssrc 5 fill 255`)}\n${back(`PCMU 310 ssrc 5 hum 85 marker 0 seq ${100 + packets} stamp ${1000 + 160 * packets}`, 0.3013 + packets * 0.02)}`,
  )

/** A call of the agent, which speaks from there on; who takes it says something at these times. */
const outbound = (agentFrom: number, greeting: string) =>
  talkCall({ human: `${agentFrom}-12`, agent: greeting, seconds: 16, issue: 'issue "outbound voice agent"' })

testRule(agentLateFirstAudio, {
  quiet: {
    'at once': late(0.3013),
    'within two seconds': late(2.0513),
    'nobody speaks of an agent': late(5.0013, ''),
    'silence of a second': silent(50),
    'who takes the call speaks first': outbound(5, '0.5-2,2.5-3.4'),
    'noise, and speech within two seconds': talkCall({
      agent: '1.5-5',
      human: '6-8',
      seconds: 10,
      agentSound: 'hiss -60',
    }),
    'blotted out on both sides': mediaCall(`${AGENT}\n${there('PCMU 800 fill 255')}\n${back('PCMU 800 fill 255')}`),
    'hung up before': mediaCall(`${AGENT}\n${there('PCMU 100')}\n${back('PCMU 400', 5.0013)}`, { until: 4 }),
  },
  fires: {
    'three seconds': [late(3.1013), { by: 'packets' }, 'medium'],
    'over four seconds': [late(4.2013), { by: 'packets' }, 'high'],
    'who takes the call has spoken long before': [outbound(7, '0.5-2'), { greeted: true }, 'high'],
    'nobody spoke before': [outbound(3.5, '4-5'), { greeted: false, by: 'sound' }, 'medium'],
    'noise first': [
      talkCall({ agent: '3-5', human: '6-8', seconds: 10, agentSound: 'hiss -60' }),
      { by: 'sound', greeted: false },
      'medium',
    ],
    'silence first': [silent(150), { by: 'sound' }, 'medium'],
  },
  unproven: {
    'nothing of the agent was captured': [mediaCall(`${AGENT}\n${there('PCMU 500')}`), 'one-direction-only'],
  },
})
