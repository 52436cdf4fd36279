import { response406 } from '../../../../src/diagnose/rules/signaling/response-406-415.ts'
import { ladder } from '../../../support/ladder.ts'
import { changed, PENDING, refused, saved } from '../../../support/refusals.ts'
import { testRule } from '../../../support/test-rule.ts'

testRule(response406, {
  quiet: {
    'another refusal': refused(403),
    'a change of a call that goes on': changed(415),
    '488 to plain SDP': refused(488, '', 'sdp audio 10.0.0.5:4000 PCMU'),
    '488 without any body': refused(488),
  },
  fires: {
    'a type nobody knows': [
      refused(415, 'header "Accept: application/sdp"', 'body "application/isup" "x"'),
      { type: 'application/isup', accepted: 'application/sdp' },
      'high',
    ],
    '488 to several parts': [refused(488, '', 'body "multipart/mixed;boundary=b" "--b"'), { status: 488 }, 'high'],
    '606 to an encoded body': [
      refused(606, '', 'header "Content-Encoding: gzip" body "application/sdp" "v=0"'),
      { type: 'application/sdp in gzip' },
      'high',
    ],
    'no type it could answer with': [refused(406), { status: 406 }, 'high'],
    'another target rings': [saved(415), {}, 'info'],
    'a message': [
      ladder`
        10.0.0.5 > 203.0.113.7  MESSAGE  body "text/html" "x"
        203.0.113.7 > 10.0.0.5  415`,
      { method: 'MESSAGE' },
      'low',
    ],
  },
  unproven: { 'the input ends before the final response': [PENDING, 'ends-mid-dialog'] },
})
