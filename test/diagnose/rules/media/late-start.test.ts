import { lateStart } from '../../../../src/diagnose/rules/media/late-start.ts'
import { back, mediaCall, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(lateStart, {
  quiet: {
    'at once': mediaCall(`${there('PCMU 300')}\n${back('PCMU 300')}`),
    'within a second': mediaCall(`${there('PCMU 300', 1.1)}\n${back('PCMU 300')}`),
    'the callee alone is late': mediaCall(`${there('PCMU 600')}\n${back('PCMU 300', 5)}`),
    'announced as one way': mediaCall(there('PCMU 300', 6), { offer: 'PCMU recvonly', answer: 'PCMU sendonly' }),
    'the caller may keep silent': mediaCall(`${there('G729 300', 6)}\n${back('G729 600')}`, { offer: 'G729' }),
    'the caller is never heard, which is told as one-way audio': mediaCall(back('PCMU 600')),
    'the callee is never heard': mediaCall(there('PCMU 600', 3.2)),
    'a re-INVITE before': mediaCall(`
      2   192.0.2.10 > 198.51.100.7 INVITE sdp audio 192.0.2.10:4000 PCMU
      2.1 198.51.100.7 > 192.0.2.10 200    sdp audio 198.51.100.7:5000 PCMU
      2.2 192.0.2.10 > 198.51.100.7 ACK
      ${there('PCMU 300', 4)}\n${back('PCMU 600')}`),
  },
  fires: {
    'a good second': [mediaCall(`${there('PCMU 300', 1.5)}\n${back('PCMU 600')}`), { callee: 'earlier' }, 'low'],
    'three seconds': [
      mediaCall(`${there('PCMU 300', 3.2)}\n${back('PCMU 600')}`),
      { lateMs: 3000, callee: 'earlier' },
      'medium',
    ],
    'six seconds': [mediaCall(`${there('PCMU 300', 6.2)}\n${back('PCMU 600')}`), {}, 'high'],
    'of the callee too little is seen to say more': [
      mediaCall(there('PCMU 200', 3.2)),
      { lateMs: 3000, callee: 'not seen' },
      'medium',
    ],
    'both wait': [mediaCall(`${there('PCMU 300', 3.4)}\n${back('PCMU 300', 3.3)}`), { callee: 'late' }, 'medium'],
  },
  unproven: {
    'the caller is not in the capture': [mediaCall(back('PCMU 90')), 'one-direction-only'],
  },
})
