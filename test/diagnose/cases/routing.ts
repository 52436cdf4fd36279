import type { Cases } from '../../support/cases/case.ts'

const refused = (status: number, more = '') => `
  0   a > b INVITE {offer}
  0.1 b > a 100
  0.4 b > a ${status} ${more}
  0.5 a > b ACK`
const number = (uri: string, status: number, more = '') => `
  0   a > b INVITE uri ${uri} to ${uri} {offer}
  0.4 b > a ${status} ${more}
  0.5 a > b ACK`

export const ROUTING: Cases = {
  'number unknown': { draw: refused(404), first: ['routing.response-404'] },
  'number unallocated': {
    draw: number('sip:+442079460999@{b}', 404, 'header "Reason: Q.850;cause=1;text=~Unallocated~"'),
    first: ['routing.response-404'],
  },
  gone: { draw: refused(410, 'reason "Gone"'), first: ['routing.response-404'] },
  'nowhere at all': { draw: refused(604), first: ['routing.response-404'] },
  'number incomplete': { draw: number('sip:0207@{b}', 484), first: ['routing.response-484'] },
  'too many hops': {
    draw: refused(483),
    first: ['routing.response-482-483', 'routing.max-forwards-exhausted', 'routing.loop-detected'],
  },
  'a loop': { draw: refused(482), first: ['routing.response-482-483', 'routing.loop-detected'] },
  'method not allowed': {
    draw: refused(405, 'header "Allow: REGISTER, OPTIONS"'),
    first: ['routing.response-405-501'],
  },
  'method unknown': { draw: refused(501, 'reason "Not Implemented"'), first: ['routing.response-405-501'] },
  'server error': { draw: refused(500), first: ['signaling.response-5xx'] },
  'bad gateway': { draw: refused(502), first: ['signaling.response-5xx'] },
  'no service': { draw: refused(503, 'header "Retry-After: 30"'), first: ['signaling.response-5xx'] },
  'no circuit': {
    draw: refused(503, 'header "Reason: Q.850;cause=34;text=~No circuit/channel available~"'),
    first: ['signaling.response-5xx'],
    allow: ['signaling.q850-cause'],
  },
  'gateway timeout': { draw: refused(504), first: ['signaling.response-5xx'] },
  'a domain that does not resolve': {
    draw: refused(478, 'reason "Unresolvable destination (478/SL)"'),
    first: ['routing.dns-failure'],
  },
  'a name server that fails': {
    draw: refused(503, 'reason "DNS resolution failure"'),
    first: ['routing.dns-failure'],
    allow: ['signaling.response-5xx'],
  },
  'precondition failed': {
    draw: refused(580, 'reason "Precondition Failure"'),
    first: ['signaling.call-failed', 'signaling.response-5xx'],
  },
  'payment required': { draw: refused(402, 'reason "Payment Required"'), first: ['signaling.call-failed'] },
  'bad request': { draw: refused(400, 'header "Warning: 399 b ~Missing Contact~"'), first: ['signaling.response-400'] },
  forbidden: { draw: refused(403), first: ['signaling.response-403'] },
  'message too large': { draw: refused(513, 'reason "Message Too Large"'), first: ['signaling.response-413-513'] },
  'extension required': {
    draw: refused(421, 'reason "Extension Required" header "Require: timer"'),
    first: ['signaling.response-416-420-421'],
  },
  'scheme unknown': {
    draw: refused(416, 'reason "Unsupported URI Scheme"'),
    first: ['signaling.response-416-420-421'],
  },
  'timed out further on': {
    draw: `  0 a > b INVITE {offer}\n  0.1 b > a 100\n  32.2 b > a 408\n  32.3 a > b ACK`,
    first: ['signaling.response-408'],
    needs: ['times'],
  },
  'no route to the next hop': { draw: refused(408), first: ['signaling.response-408'] },
  'nobody there': {
    draw: [0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5]
      .map((at, i) => `  ${at} a > b INVITE${i > 0 ? ' again' : ' {offer}'}`)
      .join('\n'),
    first: ['signaling.no-response-invite'],
  },
  'trying and nothing more': {
    draw: `  0 a > b INVITE {offer}\n  0.1 b > a 100\n  200 a > b CANCEL\n  200.1 b > a 200 CANCEL\n  200.2 b > a 487 INVITE\n  200.3 a > b ACK`,
    first: ['signaling.cancelled-before-answer', 'signaling.pdd-high', 'signaling.response-487'],
    needs: ['times'],
  },
  'a proxy that knows no user': {
    draw: `
  0    a > p INVITE uri sip:bob@example.com to sip:bob@example.com {offer}
  0.01 p > a 100
  0.02 p > b INVITE forwarded
  0.1  b > p 404
  0.11 p > b ACK
  0.12 p > a 404 forwarded
  0.2  a > p ACK`,
    first: ['routing.response-404'],
  },
  'a B2BUA that turns busy into an error': {
    draw: `
  0    a > p INVITE call one uri sip:bob@example.com to sip:bob@example.com {offer}
  0.01 p > a 100 call one
  0.02 p > b INVITE call two uri sip:bob@example.com to sip:bob@example.com from sip:alice@{a} sdp audio {p}:6000 PCMU,PCMA
  0.1  b > p 503 call two
  0.11 p > b ACK call two
  0.12 p > a 500 call one
  0.2  a > p ACK call one`,
    first: ['signaling.response-5xx'],
  },
  'a ping that nobody answers': {
    draw: [0, 30, 60, 90]
      .flatMap((start, n) =>
        [0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5].map(
          (at, i) => `  ${start + at} a > b OPTIONS call ping${n}${i > 0 ? ' again' : ''}`,
        ),
      )
      .join('\n'),
    first: ['routing.options-ping-failing', 'signaling.no-response-noninvite'],
    allow: ['signaling.no-response-noninvite'],
  },
  'a trunk that answers pings with 503': {
    draw: [0, 30, 60, 90]
      .map((start, n) => `  ${start} a > b OPTIONS call ping${n}\n  ${start}.1 b > a 503 call ping${n}`)
      .join('\n'),
    first: ['routing.options-ping-failing'],
  },
  'pings with 404': {
    draw: [0, 30, 60, 90]
      .map((start, n) => `  ${start} a > b OPTIONS call ping${n}\n  ${start}.1 b > a 404 call ping${n}`)
      .join('\n'),
    first: [],
  },
  busy: { draw: refused(486), first: [] },
  declined: { draw: refused(603), first: [] },
  'not there': { draw: refused(480), first: [] },
  'no answer, cancelled': {
    draw: `  0 a > b INVITE {offer}\n  0.1 b > a 100\n  1 b > a 180\n  20 a > b CANCEL\n  20.1 b > a 200 CANCEL\n  20.2 b > a 487 INVITE\n  20.3 a > b ACK`,
    first: [],
  },
  'redirected and taken': {
    draw: `
  0   a > b INVITE {offer}
  0.1 b > a 302 header "Contact: <sip:bob@203.0.113.40>"
  0.2 a > b ACK
  0.3 a > c INVITE initial uri sip:bob@{c} {offer}
  0.9 c > a 180
  4   c > a 200 sdp audio {c}:5000 PCMU,telephone-event
  4.1 a > c ACK
  60  a > c BYE
  60.1 c > a 200`,
    first: [],
  },
}
