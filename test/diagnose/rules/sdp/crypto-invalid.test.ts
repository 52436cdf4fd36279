import { cryptoInvalid } from '../../../../src/diagnose/rules/sdp/crypto-invalid.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const key = (octets: number) =>
  Buffer.from('0123456789abcdefghijklmnopqrstuvwxyz0123456789').subarray(0, octets).toString('base64')
const line = (tag: number, suite: string, octets = 30, params = '') =>
  `line "a=crypto:${tag} ${suite} inline:${key(octets)}${params}"`
const call = (offered: string, answered: string) => ladder`
  203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU profile RTP/SAVP ${offered}
  203.0.113.7 > 203.0.113.1  200     sdp audio 203.0.113.7:5000 PCMU profile RTP/SAVP ${answered}`
const SHA80 = 'AES_CM_128_HMAC_SHA1_80'
const SHA32 = 'AES_CM_128_HMAC_SHA1_32'

testRule(cryptoInvalid, {
  quiet: {
    'one of two is chosen': call(
      `${line(1, SHA80)} ${line(2, 'AEAD_AES_128_GCM', 28)}`,
      line(2, 'AEAD_AES_128_GCM', 28),
    ),
    'a redacted key': call(line(1, SHA80), `line "a=crypto:1 ${SHA80} inline:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"`),
    'a stump of a key': call(line(1, SHA80), `line "a=crypto:1 ${SHA80} inline:c2VjcmV0"`),
    'no keys at all': call('', ''),
  },
  fires: {
    'a suite that was not offered': [
      call(line(1, SHA80), line(1, 'AES_256_CM_HMAC_SHA1_80', 46)),
      { fault: 'not-offered', side: 'answer' },
      'high',
    ],
    'a tag that was not offered': [call(line(1, SHA80), line(2, SHA80)), { fault: 'not-offered' }, 'high'],
    'several chosen': [
      call(`${line(1, SHA80)} ${line(2, SHA32)}`, `${line(1, SHA80)} ${line(2, SHA32)}`),
      { fault: 'several' },
      'high',
    ],
    'a key too short': [
      call(line(1, 'AES_256_CM_HMAC_SHA1_80', 30), line(1, 'AES_256_CM_HMAC_SHA1_80', 46)),
      { fault: 'key-length', side: 'offer', bytes: 30, expected: 46 },
      'high',
    ],
    'nothing is encrypted': [
      call(line(1, SHA80, 30, ' UNENCRYPTED_SRTP'), line(1, SHA80, 30, ' UNENCRYPTED_SRTP')),
      { fault: 'null' },
      'high',
    ],
    'a short tag': [call(line(1, SHA32), line(1, SHA32)), { fault: 'weak' }, 'low'],
  },
  unproven: {
    'the answer is cut': [
      ladder`
        203.0.113.1 > 203.0.113.7  INVITE  sdp audio 203.0.113.1:4000 PCMU
        203.0.113.7 > 203.0.113.1  200     header "Content-Length: 900" body "application/sdp" "v=0\\no=- 1 1 IN IP4 203.0.113.7\\ns=-\\nc=IN IP4 203.0.113.7\\nt=0 0\\nm=audio 4000 RTP/AVP 0\\n"`,
      'message-cut',
    ],
  },
})
