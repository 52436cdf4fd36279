import type { Cases } from '../../support/cases/case.ts'

const RELIABLE = 'header "Require: 100rel" header "RSeq: 1"'

export const EARLY: Cases = {
  '100rel is required and not supported': {
    draw: `
  0   a > b INVITE {offer} header "Require: 100rel"
  0.1 b > a 420 reason "Bad Extension" header "Unsupported: 100rel"
  0.2 a > b ACK`,
    first: ['prack.required-unsupported', 'signaling.response-416-420-421'],
    allow: ['signaling.response-416-420-421'],
  },
  '100rel is wanted and not offered': {
    draw: `
  0   a > b INVITE {offer}
  0.1 b > a 421 reason "Extension Required" header "Require: 100rel"
  0.2 a > b ACK`,
    first: ['prack.required-unsupported', 'signaling.response-416-420-421'],
    allow: ['signaling.response-416-420-421'],
  },
  'a reliable 183 that nobody acknowledges': {
    draw: `
  0   a > b INVITE {offer} header "Supported: 100rel"
  0.1 b > a 100
  0.5 b > a 183 {answer} ${RELIABLE}
  1   b > a 183 again
  2   b > a 183 again
  4   b > a 183 again
  8   b > a 183 again
  16  b > a 183 again
  32.6 b > a 504
  32.7 a > b ACK`,
    first: ['prack.missing'],
    allow: ['signaling.response-5xx', 'signaling.*'],
  },
  'a reliable 183, acknowledged': {
    draw: `
  0   a > b INVITE {offer} header "Supported: 100rel"
  0.1 b > a 100
  0.5 b > a 183 {answer} ${RELIABLE}
  0.6 a > b PRACK header "RAck: 1 1 INVITE"
  0.7 b > a 200 PRACK
  4   b > a 200 INVITE
  4.1 a > b ACK
  30  a > b BYE
  30.1 b > a 200`,
    first: [],
  },
  '183 with early media, then answered': {
    draw: `
  0   a > b INVITE {offer}
  0.1 b > a 100
  0.5 b > a 183 {answer}
  6   b > a 200 {answer}
  6.1 a > b ACK
  30  a > b BYE
  30.1 b > a 200`,
    first: [],
  },
  'an announcement in early media, then refused': {
    draw: `
  0   a > b INVITE {offer}
  0.1 b > a 100
  0.5 b > a 183 {answer}
  9   b > a 404 header "Reason: Q.850;cause=1;text=~Unallocated (unassigned) number~"
  9.1 a > b ACK`,
    first: ['routing.response-404'],
  },
  '180 after 183': {
    draw: `
  0   a > b INVITE {offer}
  0.1 b > a 183 {answer}
  1   b > a 180
  6   b > a 200 {answer}
  6.1 a > b ACK
  30  a > b BYE
  30.1 b > a 200`,
    first: [],
  },
  'two phones ring at once, one answers': {
    draw: `
  0   a > p INVITE uri sip:bob@example.com to sip:bob@example.com {offer}
  0.01 p > a 100
  0.02 p > b INVITE forwarded
  0.03 p > c INVITE forwarded
  0.5 b > p 180 tag to-b
  0.51 p > a 180 forwarded
  0.6 c > p 180 tag to-c
  0.61 p > a 180 forwarded
  5   b > p 200 {answer} tag to-b
  5.01 p > a 200 forwarded
  5.1 a > p ACK
  5.11 p > b ACK forwarded
  5.2 p > c CANCEL header "Reason: SIP;cause=200;text=~Call completed elsewhere~"
  5.3 c > p 200 CANCEL
  5.4 c > p 487 INVITE tag to-c
  5.5 p > c ACK
  30  a > p BYE
  30.01 p > b BYE forwarded
  30.1 b > p 200
  30.11 p > a 200 forwarded`,
    first: [],
    needs: ['addresses'],
  },
}
