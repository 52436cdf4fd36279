import { bundleConflict } from '../../../../src/diagnose/rules/sdp/bundle-conflict.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const body = (address: string, group: string, lines: readonly (readonly [string, number, string])[]) =>
  `body "application/sdp" "v=0\\no=- 1 1 IN IP4 ${address}\\ns=-\\nc=IN IP4 ${address}\\nt=0 0\\n${group && `a=group:BUNDLE ${group}\\n`}${lines.map(([kind, port, mid]) => `m=${kind} ${port} RTP/AVP 0\\na=mid:${mid}\\n`).join('')}"`
const OFFER = body('203.0.113.1', '0 1', [
  ['audio', 4000, '0'],
  ['video', 4000, '1'],
])
const call = (answer: string, offer = OFFER) => ladder`
  203.0.113.1 > 203.0.113.7  INVITE  ${offer}
  203.0.113.7 > 203.0.113.1  200     ${answer}`

testRule(bundleConflict, {
  quiet: {
    'both bundled on one port': call(
      body('203.0.113.7', '0 1', [
        ['audio', 5000, '0'],
        ['video', 5000, '1'],
      ]),
    ),
    'one line refused': call(
      body('203.0.113.7', '0', [
        ['audio', 5000, '0'],
        ['video', 0, '1'],
      ]),
    ),
    'no bundling in the answer': call(
      body('203.0.113.7', '', [
        ['audio', 5000, '0'],
        ['video', 5002, '1'],
      ]),
    ),
  },
  fires: {
    'a mid that no line has': [
      call(
        body('203.0.113.7', '0 7', [
          ['audio', 5000, '0'],
          ['video', 5000, '1'],
        ]),
      ),
      { fault: 'unknown-mid', mids: '7' },
      'medium',
    ],
    'a mid that was not offered': [
      call(
        body('203.0.113.7', '0 1', [
          ['audio', 5000, '0'],
          ['video', 5000, '1'],
        ]),
        body('203.0.113.1', '0', [
          ['audio', 4000, '0'],
          ['video', 4002, '1'],
        ]),
      ),
      { fault: 'not-offered', mids: '1' },
      'medium',
    ],
    'two ports': [
      call(
        body('203.0.113.7', '0 1', [
          ['audio', 5000, '0'],
          ['video', 5002, '1'],
        ]),
      ),
      { fault: 'ports', mids: '0, 1' },
      'medium',
    ],
  },
  unproven: {
    'the offer is cut': [
      ladder`203.0.113.1 > 203.0.113.7  INVITE  header "Content-Length: 900" ${OFFER}`,
      'message-cut',
    ],
  },
})
