import { contentLengthWrong } from '../../../../src/diagnose/rules/transport/content-length-wrong.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const invite = (declared: string, more = '', over = 'UDP') => `
  0    192.0.2.10 > 192.0.2.20  INVITE  over ${over} header "Content-Length: ${declared}" body "text/plain" "hello there" ${more}`
const with400 = (line: string) => ladder`
  ${line}
  0.1  192.0.2.20 > 192.0.2.10  400`

testRule(contentLengthWrong, {
  quiet: {
    'it fits': ladder`${invite('11')}`,
    'line ends behind the body': ladder`0 192.0.2.10 > 192.0.2.20  INVITE  header "Content-Length: 5" body "text/plain" "hello\\n\\n"`,
    'no body': ladder`0 192.0.2.10 > 192.0.2.20  INVITE`,
    'none over UDP': ladder`0 192.0.2.10 > 192.0.2.20  INVITE  without Content-Length body "text/plain" "hello"`,
  },
  fires: {
    'too large': [ladder`${invite('40')}`, { how: 'long', declared: 40, actual: 11 }, 'medium'],
    'too small': [ladder`${invite('5')}`, { how: 'short', declared: 5, actual: 11 }, 'medium'],
    'refused with 400': [with400(invite('40')), { how: 'long' }, 'high'],
    'it works all the same': [
      ladder`
        ${invite('40')}
        0.1  192.0.2.20 > 192.0.2.10  200`,
      { how: 'long' },
      'low',
    ],
    'missing over TCP': [
      ladder`0 192.0.2.10 > 192.0.2.20  INVITE  over TCP without Content-Length body "text/plain" "hello there"`,
      { how: 'missing' },
      'high',
    ],
    'text, refused with 400': [
      ladder`
        192.0.2.10 > 192.0.2.20  INVITE  header "Content-Length: 5" body "text/plain" "hello there"
        192.0.2.20 > 192.0.2.10  400`,
      { how: 'short' },
      'low',
    ],
  },
  unproven: {
    'text may have changed it': [
      ladder`192.0.2.10 > 192.0.2.20  INVITE  header "Content-Length: 5" body "text/plain" "hello there"`,
      'message-cut',
    ],
  },
})
