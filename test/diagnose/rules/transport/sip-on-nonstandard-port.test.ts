import { sipOnNonstandardPort } from '../../../../src/diagnose/rules/transport/sip-on-nonstandard-port.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(sipOnNonstandardPort, {
  quiet: {
    '5060': ladder`192.0.2.10:40000 > 192.0.2.20:5060  OPTIONS`,
    '5061': ladder`192.0.2.10:40000 > 192.0.2.20:5061  OPTIONS`,
    'a server that asks a phone': ladder`192.0.2.20:5060 > 192.0.2.10:40000  OPTIONS`,
    WebSocket: ladder`192.0.2.10:40000 > 192.0.2.20:8088  OPTIONS  over WS`,
  },
  fires: {
    'neither end': [
      ladder`192.0.2.10:40000 > 192.0.2.20:5080  OPTIONS`,
      { from: '192.0.2.10:40000', to: '192.0.2.20:5080' },
      'info',
    ],
  },
  unproven: {
    'no ports': [
      ladder`
        as raw
        192.0.2.10:40000 > 192.0.2.20:5080  OPTIONS`,
      'one-direction-only',
    ],
  },
})
