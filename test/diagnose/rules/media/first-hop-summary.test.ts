import { expect } from 'vitest'
import { firstHopSummary } from '../../../../src/diagnose/rules/media/first-hop-summary.ts'
import { back, mediaCall, there } from '../../../support/media-call.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(firstHopSummary, {
  quiet: { 'SIP alone': mediaCall('') },
  fires: {
    'each direction': [
      mediaCall(`${there('PCMU 300')}\n${back('PCMU 300 ttl 57 dscp 46')}`),
      { direction: 'from callee to caller', codec: 'PCMU', says: expect.stringContaining('TTL 57, DSCP 46') },
      'info',
    ],
  },
  unproven: { 'a handful of packets': [mediaCall(there('PCMU 5')), 'ends-mid-dialog'] },
})
