import { codecChangedMidcall } from '../../../../src/diagnose/rules/sdp/codec-changed-midcall.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const begun = `
  203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 G722,PCMU
  203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 G722
  203.0.113.1 > 203.0.113.7  ACK`
const again = (codec: string) => `
  203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 ${codec}
  203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 ${codec}
  203.0.113.1 > 203.0.113.7  ACK`

testRule(codecChangedMidcall, {
  quiet: {
    'the same codec again': ladder`${begun}${again('G722')}`,
    'a switch to fax': ladder`${begun}
      203.0.113.7 > 203.0.113.1  INVITE  sdp image 203.0.113.7:5000 t38
      203.0.113.1 > 203.0.113.7  200     sdp image 203.0.113.1:4000 t38`,
    'a codec of its own on each hop': ladder`
      203.0.113.1 > 203.0.113.5  INVITE  sdp audio 203.0.113.1:4000 PCMU
      203.0.113.5 > 203.0.113.7  INVITE  forwarded sdp audio 203.0.113.5:4000 PCMA
      203.0.113.7 > 203.0.113.5  200     sdp audio 203.0.113.7:5000 PCMA
      203.0.113.5 > 203.0.113.1  200     sdp audio 203.0.113.5:5000 PCMU`,
  },
  fires: {
    once: [ladder`${begun}${again('PCMU')}`, { codecs: ['G722', 'PCMU'] }, 'info'],
    'to and fro': [
      ladder`${begun}${again('PCMU')}${again('G722')}${again('PCMU')}`,
      { codecs: ['G722', 'PCMU', 'G722', 'PCMU'] },
      'medium',
    ],
  },
  unproven: {
    'the later answer is not in the input': [
      ladder`${begun}
        203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU`,
      'sdp-absent',
    ],
  },
})
