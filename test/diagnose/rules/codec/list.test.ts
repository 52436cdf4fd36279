import { codecList } from '../../../../src/diagnose/rules/codec/list.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(codecList, {
  quiet: { 'no call': ladder`203.0.113.1 > 203.0.113.7  OPTIONS` },
  fires: {
    'offer and answer': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU,opus
        203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:4000 opus ptime 20`,
      {
        lines: [
          {
            kind: 'audio',
            offered: 'PCMU, opus/48000/2',
            answered: 'opus/48000/2',
            selected: 'opus/48000/2',
            ptimeMs: 20,
            bandwidth: '',
          },
        ],
      },
      'info',
    ],
  },
  unproven: { 'a call without description': [ladder`203.0.113.1 > 203.0.113.7  INVITE`, 'sdp-absent'] },
})
