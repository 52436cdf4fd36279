import { vadDtxToStt } from '../../../../src/diagnose/rules/ai/vad-dtx-to-stt.ts'
import { back, mediaCall, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

const AGENT = 'issue "AI voice agent interrupts"'
const NOISE = 'CN 20 octets 1 seq 400 stamp 49000 every 200'
/** Three pauses of a second in which the timestamps run on. */
const PAUSES = [0, 1, 2, 3]
  .map((i) => there(`PCMU 60 ssrc 9 seq ${100 + 60 * i} stamp ${1000 + i * 17_600}`, 0.3013 + i * 2.2))
  .join('\n')

testRule(vadDtxToStt, {
  quiet: {
    'packets all the time': mediaCall(`${AGENT}\n${there('PCMU 300')}`),
    'the agent suppresses its own silence': mediaCall(
      `${AGENT}\n${there('PCMU 300')}\n${back('PCMU 300')}\n${back(NOISE, 6.3013)}`,
    ),
    'nobody speaks of an agent': mediaCall(`${there('PCMU 300')}\n${there(NOISE, 6.3013)}`),
  },
  fires: {
    'comfort noise': [mediaCall(`${AGENT}\n${there('PCMU 300')}\n${there(NOISE, 6.3013)}`), { noise: 20 }, 'medium'],
    'pauses alone': [mediaCall(`${AGENT}\n${PAUSES}`), { noise: 0, pauses: 3 }, 'medium'],
    'towards a platform that names itself': [
      mediaCall(`${there('PCMU 300')}\n${there(NOISE, 6.3013)}`, {
        offer: 'PCMU',
        answer: 'PCMU header "Server: Vapi"',
      }),
      { agent: 'Vapi' },
      'medium',
    ],
  },
  unproven: {
    'one pause of a short stream': [
      mediaCall(`${AGENT}\n${there('PCMU 30 ssrc 9')}\n${there('PCMU 30 ssrc 9 seq 130 stamp 18600', 2.5013)}`),
      'ends-mid-dialog',
    ],
  },
})
