import type { Cases } from '../../support/cases/case.ts'

/** Rings, is answered at 3 s. */
const UP = `
  0   a > b INVITE {offer}
  0.1 b > a 100
  0.5 b > a 180
  3   b > a 200 {answer}
  3.1 a > b ACK`
const DOWN = `
  60  a > b BYE
  60.1 b > a 200`
const TIMER = (s: number, refresher = 'uac') => `header "Session-Expires: ${s};refresher=${refresher}"`
const repeated = (times: readonly number[], line: string) =>
  times.map((at, i) => `  ${at} ${line}${i > 0 ? ' again' : ''}`).join('\n')

export const DIALOG: Cases = {
  'a 200 that is never acknowledged': {
    draw: `
  0   a > b INVITE {offer}
  0.1 b > a 100
  0.5 b > a 180
${repeated([3, 3.5, 4.5, 6.5, 10.5, 14.5, 18.5, 22.5, 26.5, 30.5, 34.5], 'b > a 200 {answer}').replace(/\{answer\} again/g, 'again')}
  35  b > a BYE
  35.1 a > b 200`,
    first: ['signaling.ack-missing-2xx'],
    allow: ['signaling.drop-32s', 'signaling.2xx-retransmitted'],
  },
  'an ACK that does not arrive, though it is sent': {
    draw: `
  0   a > b INVITE {offer}
  0.1 b > a 180
  3   b > a 200 {answer}
  3.01 a > b ACK
  3.5 b > a 200 again
  3.51 a > b ACK again
  4.5 b > a 200 again
  4.51 a > b ACK again
  6.5 b > a 200 again
  6.51 a > b ACK again
  10.5 b > a 200 again
  10.51 a > b ACK again
  14.5 b > a 200 again
  14.51 a > b ACK again
  18.5 b > a 200 again
  18.51 a > b ACK again
  22.5 b > a 200 again
  22.51 a > b ACK again
  26.5 b > a 200 again
  26.51 a > b ACK again
  30.5 b > a 200 again
  30.51 a > b ACK again
  35  b > a BYE
  35.1 a > b 200`,
    first: ['signaling.ack-missing-2xx', 'signaling.drop-32s'],
    also: ['signaling.drop-32s'],
    allow: ['signaling.ack-missing-2xx', 'signaling.2xx-retransmitted'],
    needs: ['times'],
  },
  'one lost ACK, sent again': {
    draw: `
  0   a > b INVITE {offer}
  0.1 b > a 180
  3   b > a 200 {answer}
  3.5 b > a 200 again
  3.6 a > b ACK
${DOWN}`,
    first: [],
    never: ['signaling.ack-missing-2xx', 'signaling.drop-32s'],
  },
  'a BYE for a call nobody knows': {
    draw: `${UP}\n  60 a > b BYE\n  60.1 b > a 481`,
    first: ['dialog.response-481'],
    allow: ['dialog.tag-mismatch'],
  },
  'a BYE that nobody answers': {
    draw: `${UP}\n${repeated([60, 60.5, 61.5, 63.5, 67.5, 71.5, 75.5, 79.5, 83.5, 87.5, 91.5], 'a > b BYE')}`,
    first: ['signaling.bye-not-answered', 'signaling.no-response-noninvite'],
    allow: ['signaling.bye-not-answered', 'signaling.no-response-noninvite'],
  },
  'a re-INVITE that gets 481': {
    draw: `${UP}\n  900 a > b INVITE {offer}\n  900.1 b > a 481\n  900.2 a > b ACK\n  900.3 a > b BYE\n  900.4 b > a 481`,
    first: ['dialog.response-481', 'dialog.session-refresh-failed'],
    allow: ['signaling.reinvite-rejected', 'dialog.*'],
  },
  'a refresh that times out': {
    draw: `
  0   a > b INVITE {offer} ${TIMER(1800)} header "Supported: timer"
  0.1 b > a 100
  0.5 b > a 180
  3   b > a 200 {answer} ${TIMER(1800)} header "Require: timer"
  3.1 a > b ACK
  903 a > b INVITE {offer} ${TIMER(1800)}
  903.1 b > a 100
  935.2 b > a 408
  935.3 a > b ACK
  935.4 a > b BYE
  935.5 b > a 200`,
    first: ['dialog.session-refresh-failed'],
    allow: ['signaling.response-408', 'signaling.reinvite-rejected', 'dialog.*', 'signaling.*'],
    needs: ['times'],
  },
  'nobody refreshes the session': {
    draw: `
  0   a > b INVITE {offer} ${TIMER(600)} header "Supported: timer"
  0.1 b > a 100
  0.5 b > a 180
  3   b > a 200 {answer} ${TIMER(600)} header "Require: timer"
  3.1 a > b ACK
  572 b > a BYE header "Reason: SIP;cause=408;text=~Session Timer~"
  572.1 a > b 200`,
    first: ['dialog.drop-at-session-interval', 'dialog.session-refresh-missing'],
    allow: ['dialog.session-refresh-missing', 'dialog.drop-at-session-interval'],
    needs: ['times'],
  },
  'a session that is refreshed': {
    draw: `
  0   a > b INVITE {offer} ${TIMER(600)} header "Supported: timer"
  0.1 b > a 100
  0.5 b > a 180
  3   b > a 200 {answer} ${TIMER(600)} header "Require: timer"
  3.1 a > b ACK
  300 a > b UPDATE ${TIMER(600)} header "Supported: timer"
  300.1 b > a 200 ${TIMER(600)} header "Require: timer"
  590 a > b UPDATE ${TIMER(600)} header "Supported: timer"
  590.1 b > a 200 ${TIMER(600)} header "Require: timer"
  700 a > b BYE
  700.1 b > a 200`,
    first: [],
  },
  'session interval too small, then raised': {
    draw: `
  0   a > b INVITE {offer} ${TIMER(90)}
  0.1 b > a 422 header "Min-SE: 300"
  0.2 a > b ACK
  0.3 a > b INVITE initial {offer} ${TIMER(300)} header "Min-SE: 300"
  0.4 b > a 100
  0.9 b > a 180
  3   b > a 200 {answer} ${TIMER(300)}
  3.1 a > b ACK
  60  a > b BYE
  60.1 b > a 200`,
    first: [],
    never: ['signaling.call-failed'],
  },
  'session interval too small, given up': {
    draw: `
  0   a > b INVITE {offer} ${TIMER(90)}
  0.1 b > a 422 header "Min-SE: 1800"
  0.2 a > b ACK
  40  a > b OPTIONS
  40.1 b > a 200`,
    first: ['dialog.response-422'],
    allow: ['signaling.call-failed'],
    needs: ['times'],
  },
  'dropped the moment it is answered': {
    draw: `
  0   a > b INVITE {offer}
  0.1 b > a 100
  0.5 b > a 180
  3   b > a 200 {answer}
  3.05 a > b ACK
  3.1 a > b BYE header "Reason: Q.850;cause=16"
  3.2 b > a 200`,
    first: [],
    also: ['signaling.short-call'],
    needs: ['times'],
  },
  'dropped for incompatible media at the answer': {
    draw: `
  0   a > b INVITE {offer}
  0.1 b > a 100
  0.5 b > a 180
  3   b > a 200 {answer}
  3.05 a > b ACK
  3.1 a > b BYE header "Reason: Q.850;cause=88;text=~Incompatible destination~"
  3.2 b > a 200`,
    first: ['dialog.dropped-at-answer'],
    allow: ['signaling.q850-cause'],
    needs: ['times'],
  },
  'both re-INVITE at once, and settle it': {
    draw: `${UP}
  20   a > b INVITE {offer}
  20.01 b > a INVITE {answer}
  20.05 b > a 491 cseq 2
  20.06 a > b 491
  20.1 a > b ACK
  20.11 b > a ACK
  22.5 a > b INVITE {offer}
  22.6 b > a 200 {answer}
  22.7 a > b ACK
${DOWN}`,
    first: [],
  },
  'answered somewhere else': {
    draw: `
  0   a > b INVITE {offer}
  0.1 b > a 180
  5   a > b CANCEL header "Reason: SIP;cause=200;text=~Call completed elsewhere~"
  5.1 b > a 200 CANCEL
  5.2 b > a 487 INVITE
  5.3 a > b ACK`,
    first: [],
  },
  'the caller gives up after ringing': {
    draw: `
  0   a > b INVITE {offer}
  0.1 b > a 100
  1   b > a 180
  40  a > b CANCEL
  40.1 b > a 200 CANCEL
  40.2 b > a 487 INVITE
  40.3 a > b ACK`,
    first: [],
  },
  'a CANCEL that crosses the answer': {
    draw: `
  0   a > b INVITE {offer}
  0.1 b > a 180
  5   b > a 200 {answer}
  5.01 a > b CANCEL
  5.02 a > b ACK
  5.05 b > a 481 CANCEL
  5.1 a > b BYE
  5.2 b > a 200`,
    first: [],
    allow: ['signaling.cancel-race'],
  },
  'rings until the server stops it': {
    draw: `
  0   a > b INVITE {offer}
  0.1 b > a 100
  1   b > a 180
  31  b > a 480 header "Reason: Q.850;cause=19;text=~No answer from the user~"
  31.1 a > b ACK`,
    first: [],
  },
  'busy by Q.850': {
    draw: `  0 a > b INVITE {offer}\n  0.1 b > a 100\n  1 b > a 486 header "Reason: Q.850;cause=17;text=~User busy~"\n  1.1 a > b ACK`,
    first: [],
  },
  'a call through two proxies': {
    draw: `
  0    a > p INVITE uri sip:bob@example.com to sip:bob@example.com {offer}
  0.01 p > a 100
  0.02 p > q INVITE forwarded header "Record-Route: <sip:203.0.113.20;lr>"
  0.03 q > p 100
  0.04 q > b INVITE forwarded header "Record-Route: <sip:203.0.113.30;lr>, <sip:203.0.113.20;lr>"
  0.5  b > q 180
  0.51 q > p 180 forwarded
  0.52 p > a 180 forwarded
  3    b > q 200 {answer}
  3.01 q > p 200 forwarded
  3.02 p > a 200 forwarded
  3.1  a > p ACK header "Route: <sip:203.0.113.20;lr>, <sip:203.0.113.30;lr>"
  3.11 p > q ACK forwarded header "Route: <sip:203.0.113.30;lr>"
  3.12 q > b ACK forwarded without Route
  60   b > q BYE header "Route: <sip:203.0.113.30;lr>, <sip:203.0.113.20;lr>"
  60.01 q > p BYE forwarded header "Route: <sip:203.0.113.20;lr>"
  60.02 p > a BYE forwarded without Route
  60.1 a > p 200
  60.11 p > q 200 forwarded
  60.12 q > b 200 forwarded`,
    first: [],
    needs: ['addresses'],
  },
  'a B2BUA, answered and released': {
    draw: `
  0    a > p INVITE call one uri sip:200@example.com to sip:200@example.com {offer}
  0.01 p > a 100 call one
  0.1  p > b INVITE call two uri sip:200@{b} to sip:200@{b} from sip:alice@{p} sdp audio {p}:6000 PCMU,telephone-event
  0.5  b > p 180 call two
  0.51 p > a 180 call one
  3    b > p 200 call two {answer}
  3.01 p > b ACK call two
  3.02 p > a 200 call one sdp audio {p}:6002 PCMU,telephone-event
  3.1  a > p ACK call one
  60   a > p BYE call one
  60.1 p > a 200 call one
  60.2 p > b BYE call two
  60.3 b > p 200 call two`,
    first: [],
  },
  'a trace that begins in the middle of a call': {
    draw: `${UP}\n  30 b > a INVITE {answer} sendonly\n  30.1 a > b 200 {offer} recvonly\n  30.2 b > a ACK\n${DOWN}`
      .split('\n')
      .slice(6)
      .join('\n')
      .replace(/^ {2}30 b > a INVITE/, '  30 b > a INVITE'),
    first: [],
  },
  'ringing without 100, and without end': { draw: `  0 a > b INVITE {offer}\n  0.5 b > a 180`, first: [] },
  'one side sends the same number again': {
    draw: `${UP}\n  20 a > b INVITE cseq 1 {offer} sendonly\n  20.1 b > a 500 reason "CSeq out of order"\n  20.2 a > b ACK cseq 1\n${DOWN}`,
    first: ['dialog.cseq-not-increasing'],
    allow: ['signaling.*', 'compliance.*', 'dialog.*'],
  },
  'a voice mail deposit': {
    draw: `
  0   a > b INVITE {offer}
  0.1 b > a 100
  0.2 b > a 200 {answer}
  0.3 a > b ACK
  14  b > a BYE
  14.1 a > b 200`,
    first: [],
  },
}
