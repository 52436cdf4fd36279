import { prackRequiredUnsupported } from '../../../../src/diagnose/rules/prack/required-unsupported.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const refused = (unsupported: string, rest = '', require = '100rel') => ladder`
  192.0.2.5 > 192.0.2.7  INVITE header "Require: ${require}"
  192.0.2.7 > 192.0.2.5  420 ${unsupported}
  192.0.2.5 > 192.0.2.7  ACK
  ${rest}`
const reliable = (invite: string, rest = '') => ladder`
  192.0.2.5 > 192.0.2.7  INVITE ${invite}
  192.0.2.7 > 192.0.2.5  183 reliable
  ${rest}`

testRule(prackRequiredUnsupported, {
  quiet: {
    supported: reliable('header "Supported: timer, 100rel"'),
    required: reliable('header "Require: 100rel"'),
    'another extension': refused('header "Unsupported: precondition"', '', 'precondition'),
    '420 for another one of two': refused('header "Unsupported: precondition"', '', '100rel, precondition'),
  },
  fires: {
    refused: [refused('header "Unsupported: 100rel"'), { how: 'refused', status: 420 }, 'high'],
    'refused without saying for what': [refused(''), { how: 'refused' }, 'high'],
    'and another try rings': [
      refused(
        'header "Unsupported: 100rel"',
        `192.0.2.5 > 192.0.2.7  INVITE initial
         192.0.2.7 > 192.0.2.5  180`,
      ),
      { how: 'refused' },
      'info',
    ],
    'sent though nobody asked for it': [reliable(''), { how: 'unasked', status: 183 }, 'high'],
    'and the call is answered': [reliable('', '192.0.2.7 > 192.0.2.5  200'), { how: 'unasked' }, 'low'],
  },
  unproven: {
    'the INVITE is cut': [
      ladder`
        0   192.0.2.5 > 192.0.2.7  INVITE cut 245
        0.1 192.0.2.7 > 192.0.2.5  183 reliable`,
      'message-cut',
    ],
  },
})
