import { uriEscapeProblem } from '../../../../src/diagnose/rules/routing/uri-escape-problem.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (user: string, status = 200) => ladder`
  192.0.2.10 > 192.0.2.20  INVITE  uri sip:${user}@192.0.2.20
  192.0.2.20 > 192.0.2.10  ${status}`

testRule(uriEscapeProblem, {
  quiet: {
    'a plain number': call('1234'),
    '%23 that is understood': call('1234%235678'),
    'a parameter of a number': call('+442079460123;npdi;rn=+44', 404),
    'a key of a proxy in Contact': ladder`192.0.2.10 > 192.0.2.20  INVITE  header "Contact: <sip:alice;k=1@192.0.2.10>"`,
    '# in a body': ladder`192.0.2.10 > 192.0.2.20  INVITE  body "text/plain" "1#2"`,
  },
  fires: {
    'an open #': [call('1234#5678'), { mark: 'hash', user: '1234#5678' }, 'low'],
    'an open #, refused': [call('1234#5678', 404), { mark: 'hash', status: 404 }, 'medium'],
    '%23, refused': [call('1234%235678', 484), { mark: 'escaped-hash' }, 'medium'],
    'an unknown parameter, refused': [call('1234;x=1', 400), { mark: 'semicolon' }, 'medium'],
    'in Refer-To': [
      ladder`192.0.2.10 > 192.0.2.20  REFER  call x header "Refer-To: <sip:12#34@192.0.2.20>"`,
      { where: 'Refer-To' },
      'low',
    ],
    'a blank': [
      ladder`192.0.2.10 > 192.0.2.20  INVITE  header "To: <sip:bob smith@192.0.2.20>"`,
      { mark: 'blank', where: 'To' },
      'low',
    ],
  },
  unproven: {
    'the request is cut': [ladder`0 192.0.2.10 > 192.0.2.20  INVITE  cut 240`, 'message-cut'],
  },
})
