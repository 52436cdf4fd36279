import { deprecatedCodec } from '../../../../src/diagnose/rules/codec/deprecated.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(deprecatedCodec, {
  quiet: {
    'only offered further down': ladder`
      203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU,GSM
      203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:4000 PCMU,GSM`,
    'first in an offer that another codec answers': ladder`
      203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 GSM,PCMU
      203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:4000 PCMU`,
    'a refused offer': ladder`
      203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 GSM
      203.0.113.7 > 203.0.113.1  486`,
  },
  fires: {
    chosen: [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU,GSM
        203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:4000 GSM`,
      { codec: 'GSM', negotiated: true },
      'low',
    ],
    'first in an offer without answer': [
      ladder`203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 iLBC,PCMU`,
      { codec: 'iLBC', negotiated: false },
      'low',
    ],
  },
})
