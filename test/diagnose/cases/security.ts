import type { Cases } from '../../support/cases/case.ts'

const CHALLENGE = (n: number) => `header "WWW-Authenticate: Digest realm=~asterisk~, nonce=~n${n}~, algorithm=MD5"`
const AUTH = (user: number, n: number) =>
  `header "Authorization: Digest username=~${user}~, realm=~asterisk~, nonce=~n${n}~, uri=~sip:{b}~, response=~0f3b9a17c2d84e5560718293a4b5c6d7~, algorithm=MD5"`
const range = (count: number) => Array.from({ length: count }, (_, n) => n)

export const SECURITY: Cases = {
  'a scanner asks who is there': {
    draw: `  0 c > b OPTIONS uri sip:100@{b} header "User-Agent: friendly-scanner" from sip:100@1.1.1.1 to sip:100@1.1.1.1\n  0.1 b > c 200`,
    first: ['security.scanner-user-agent'],
  },
  'a scanner tries a call abroad': {
    draw: `  0 c > b INVITE uri sip:900442079460123@{b} header "User-Agent: sipcli/v1.8" from sip:1000@{b} {offer}\n  0.1 b > c 401 ${CHALLENGE(1)}\n  0.2 c > b ACK`,
    first: ['security.scanner-user-agent', 'security.toll-fraud-probe'],
    allow: ['security.*'],
    never: ['auth.no-credentials-sent'],
  },
  'extensions are tried one after the other': {
    draw: range(30)
      .map(
        (n) =>
          `  ${(n * 0.3).toFixed(1)} c > b REGISTER expires 300 call r${n} from sip:${1000 + n}@{b} to sip:${1000 + n}@{b}\n  ${(n * 0.3 + 0.1).toFixed(1)} b > c 404 call r${n}`,
      )
      .join('\n'),
    first: ['security.extension-enumeration', 'security.register-flood'],
    allow: ['security.*'],
    needs: ['times', 'addresses'],
  },
  'a password is guessed': {
    draw: range(40)
      .map(
        (n) =>
          `  ${n} c > b REGISTER expires 300 call r${n} from sip:200@{b} to sip:200@{b} header "User-Agent: eyeBeam release 3006o stamp 17551" ${AUTH(200, n)}\n  ${n}.1 b > c 401 call r${n} ${CHALLENGE(n + 1)}`,
      )
      .join('\n'),
    first: ['security.password-guessing', 'auth.loop'],
    allow: ['security.*', 'auth.loop', 'reg.failed'],
    needs: ['times', 'addresses'],
  },
  'a password in the clear': {
    draw: `  0 a > b REGISTER expires 300\n  0.1 b > a 401 header "WWW-Authenticate: Basic realm=~pbx~"\n  0.2 a > b REGISTER expires 300 header "Authorization: Basic YWxpY2U6b3BlbnNlc2FtZQ=="\n  0.3 b > a 200`,
    first: ['security.basic-auth'],
  },
  'a carrier wants an Identity header': {
    draw: `  0 a > b INVITE uri sip:+12025550123@{b} {offer}\n  0.1 b > a 100\n  0.3 b > a 428 reason "Use Identity Header"\n  0.4 a > b ACK`,
    first: ['security.stir-428'],
  },
  'an Identity header that does not verify': {
    draw: `  0 a > b INVITE uri sip:+12025550123@{b} {offer}\n  0.1 b > a 100\n  0.3 b > a 438 reason "Invalid Identity Header"\n  0.4 a > b ACK`,
    first: ['security.stir-436-438'],
  },
  'an Identity header that is too old': {
    draw: `  0 a > b INVITE uri sip:+12025550123@{b} {offer}\n  0.1 b > a 100\n  0.3 b > a 403 reason "Stale Date" header "Warning: 399 b ~Stale Date~"\n  0.4 a > b ACK`,
    first: ['signaling.response-403', 'security.stir-436-438', 'identity.stale-iat'],
  },
  'a call that analytics blocks': {
    draw: `  0 a > b INVITE uri sip:+12025550123@{b} {offer}\n  0.1 b > a 100\n  0.3 b > a 608 reason "Rejected" header "Call-Info: <https://example.net/block>;purpose=jwscard"\n  0.4 a > b ACK`,
    first: ['routing.call-rejected-analytics'],
  },
  'a call that the person does not want': {
    draw: `  0 a > b INVITE uri sip:+12025550123@{b} {offer}\n  0.1 b > a 180\n  3 b > a 607 reason "Unwanted"\n  3.1 a > b ACK`,
    first: ['routing.call-rejected-analytics'],
  },
  'the caller number is not allowed': {
    draw: `  0 a > b INVITE uri sip:+442079460123@{b} {offer}\n  0.1 b > a 100\n  0.3 b > a 403 reason "Caller ID not allowed"\n  0.4 a > b ACK`,
    first: ['signaling.response-403'],
  },
  'the country is not permitted': {
    draw: `  0 a > b INVITE uri sip:+8821612345@{b} {offer}\n  0.1 b > a 100\n  0.3 b > a 403 reason "Forbidden" header "Warning: 399 b ~Geographic permission missing~"\n  0.4 a > b ACK`,
    first: ['signaling.response-403'],
  },
  'keys for the sound over UDP': {
    draw: `
  0   a > b INVITE sdp audio {a}:4000 PCMU,telephone-event profile RTP/SAVP line "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz"
  0.1 b > a 180
  3   b > a 200 sdp audio {b}:5000 PCMU,telephone-event profile RTP/SAVP line "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:NzB4d1BINUAvLEw6UzF3WSJ+PSdFcGdUJShpX1Zj"
  3.1 a > b ACK
  60  a > b BYE
  60.1 b > a 200`,
    first: ['security.sdes-over-cleartext'],
  },
  'an ordinary trunk call with a signed number': {
    draw: `
  0   a > b INVITE uri sip:+442079460123@{b};user=phone to sip:+442079460123@{b} from sip:+442079460001@{a} {offer} header "P-Asserted-Identity: <sip:+442079460001@198.51.100.7>"
  0.1 b > a 100
  0.9 b > a 183 {answer}
  3   b > a 200 {answer}
  3.1 a > b ACK
  60  b > a BYE
  60.1 a > b 200`,
    first: [],
  },
  'an anonymous call': {
    draw: `
  0   a > b INVITE from sip:anonymous@anonymous.invalid {offer} header "Privacy: id" header "P-Asserted-Identity: <sip:+442079460001@198.51.100.7>"
  0.1 b > a 180
  3   b > a 200 {answer}
  3.1 a > b ACK
  60  b > a BYE
  60.1 a > b 200`,
    first: [],
  },
}
