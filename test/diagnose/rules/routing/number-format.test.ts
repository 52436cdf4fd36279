import { numberFormat } from '../../../../src/diagnose/rules/routing/number-format.ts'
import { ladder, withOptions } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (user: string, status: number, more = '') => ladder`
  192.168.1.20 > 203.0.113.7  INVITE  uri sip:${user}@203.0.113.7 ${more}
  203.0.113.7 > 192.168.1.20  ${status}`

testRule(numberFormat, {
  quiet: {
    'E.164': call('+442079460123', 503),
    'a national form that is accepted': call('02079460123', 200),
    'and one that rings': ladder`
      192.168.1.20 > 203.0.113.7  INVITE  uri sip:02079460123@203.0.113.7
      203.0.113.7 > 192.168.1.20  180
      203.0.113.7 > 192.168.1.20  404`,
    'busy: the number was understood': call('02079460123', 486),
    'an extension': call('123456', 404),
    'a name': call('bob', 404),
    'within the house': ladder`
      192.168.1.20 > 192.168.1.1  INVITE  uri sip:02079460123@192.168.1.1
      192.168.1.1 > 192.168.1.20  404`,
    'a redacted number': call('+44207xxxxxxx', 404),
  },
  fires: {
    'no country code': [call('02079460123', 404), { form: 'national', number: '02079460123', status: 404 }, 'medium'],
    'a failure that says nothing of the number': [
      call('02079460123', 408),
      { form: 'national', status: undefined },
      'low',
    ],
    'a refusal for the account': [
      ladder`
        192.168.1.20 > 203.0.113.7  INVITE  uri sip:02079460123@203.0.113.7
        203.0.113.7 > 192.168.1.20  403  reason "Account suspended"`,
      { form: 'national', status: undefined },
      'low',
    ],
    'an international prefix': [call('00442079460123', 484), { form: 'prefix' }, 'medium'],
    separators: [call('+44-207-946-0123', 503), { form: 'separators' }, 'low'],
    'user=phone with a name': [
      ladder`
        192.168.1.20 > 203.0.113.7  INVITE  uri sip:bob@203.0.113.7;user=phone
        203.0.113.7 > 192.168.1.20  404`,
      { form: 'user-phone' },
      'medium',
    ],
    'a local tel: number': [
      ladder`
        192.168.1.20 > 203.0.113.7  INVITE  uri tel:79460123
        203.0.113.7 > 192.168.1.20  503`,
      { form: 'tel-local' },
      'low',
    ],
    'the calling number': [
      call('+442079460123', 403, 'from sip:02079460124@example.com'),
      { form: 'caller', header: 'From' },
      'medium',
    ],
    'a trunk by its label': [
      withOptions(
        ladder`
          192.168.1.20 > 192.168.1.1  INVITE  uri sip:02079460123@192.168.1.1
          192.168.1.1 > 192.168.1.20  404`,
        { endpoints: ['PBX', 'Carrier'] },
      ),
      { form: 'national' },
      'medium',
    ],
  },
  unproven: {
    'nothing tells where it goes': [
      ladder`
        as raw
        192.168.1.20 > 203.0.113.7  INVITE  uri tel:79460123
        203.0.113.7 > 192.168.1.20  404`,
      'one-direction-only',
    ],
  },
})
