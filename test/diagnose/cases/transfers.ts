import type { Cases } from '../../support/cases/case.ts'

const UP = `
  0   a > b INVITE {offer}
  0.1 b > a 100
  0.5 b > a 180
  3   b > a 200 {answer}
  3.1 a > b ACK`
const REFER = `  20  a > b REFER header "Refer-To: <sip:carol@{c}>" header "Referred-By: <sip:alice@{a}>"`
const told = (
  at: number,
  line: string,
  state: string,
) => `  ${at} b > a NOTIFY header "Event: refer" header "Subscription-State: ${state}" body "message/sipfrag;version=2.0" "SIP/2.0 ${line}"
  ${at}5 a > b 200`
const END = `  24  a > b BYE
  24.1 b > a 200`
/** A REFER that is taken, with what its NOTIFY says in the end; and one that is not. */
const blind = (end: string): string =>
  `${UP}\n${REFER}\n  20.1 b > a 202\n${told(20.2, '100 Trying', 'active;expires=60')}\n${told(23.1, end, 'terminated;reason=noresource')}\n${END}`
const refused = (response: string): string => `${UP}\n${REFER}\n  20.1 b > a ${response}\n${END}`
/** A call whose transfer is seen as a call of its own, up to its INVITE; and its answer. */
const SEEN = `
  0   a > b INVITE call one {offer}
  0.1 b > a 100 call one
  0.5 b > a 180 call one
  3   b > a 200 call one {answer}
  3.1 a > b ACK call one
  20  a > b REFER call one header "Refer-To: <sip:carol@{c}>" header "Referred-By: <sip:alice@{a}>"
  20.1 b > a 202 call one
  20.2 b > c INVITE call two uri sip:carol@{c} to sip:carol@{c} from sip:bob@{b} sdp audio {b}:5002 PCMU,telephone-event header "Referred-By: <sip:alice@{a}>"`
const TAKEN = `
  20.3 c > b 180 call two
  22  c > b 200 call two sdp audio {c}:5000 PCMU,telephone-event
  22.1 b > c ACK call two`

export const TRANSFERS: Cases = {
  'a blind transfer that works': {
    draw: blind('200 OK'),
    first: [],
  },
  'a blind transfer to a number that is not there': {
    draw: blind('404 Not Found'),
    first: ['transfer.refer-failed'],
  },
  'a blind transfer that the carrier refuses': {
    draw: blind('503 Service Unavailable'),
    first: ['transfer.refer-failed'],
  },
  'a blind transfer to a busy line': {
    draw: blind('486 Busy Here'),
    first: [],
  },
  'REFER is not allowed': {
    draw: refused('405 header "Allow: INVITE, ACK, BYE, CANCEL, OPTIONS"'),
    first: ['transfer.refer-rejected-method', 'ai.transfer-unsupported'],
  },
  'REFER is forbidden': {
    draw: refused('403'),
    first: ['transfer.refer-rejected-method', 'transfer.refer-failed'],
  },
  'REFER is refused with 603': {
    draw: refused('603'),
    first: ['transfer.refer-rejected-method', 'transfer.refer-failed'],
  },
  'REFER for a call nobody knows': {
    draw: refused('481'),
    first: ['transfer.refer-failed'],
    allow: ['dialog.response-481'],
  },
  'REFER fails in the server': { draw: refused('500'), first: ['transfer.refer-failed'] },
  'Replaces that fits no dialog': {
    draw: `
  0   a > b INVITE {offer} header "Replaces: 4f9a@example.com;to-tag=zz1;from-tag=zz2" header "Require: replaces"
  0.1 b > a 100
  0.2 b > a 481
  0.3 a > b ACK`,
    first: ['transfer.replaces-mismatch'],
    allow: ['dialog.response-481', 'signaling.call-failed'],
  },
  'the transferred call is seen, and answered': {
    draw: `${SEEN}${TAKEN}
  22.2 b > a NOTIFY call one header "Event: refer" header "Subscription-State: terminated;reason=noresource" body "message/sipfrag;version=2.0" "SIP/2.0 200 OK"
  22.3 a > b 200 call one
  22.4 a > b BYE call one
  22.5 b > a 200 call one
  60  c > b BYE call two
  60.1 b > c 200 call two`,
    first: [],
  },
  'the transferred call is seen, and no NOTIFY': {
    draw: `${SEEN}${TAKEN}
  70  a > b BYE call one
  70.1 b > a 200 call one
  75  c > b BYE call two
  75.1 b > c 200 call two`,
    first: [],
    needs: ['times'],
  },
  'a B2BUA tells of the transfer in the dialog of its other leg': {
    draw: `
  0   a > p INVITE call one {offer} header "Session-ID: 00112233445566778899aabbccddeeff"
  0.1 p > b INVITE call two uri sip:bob@{b} to sip:bob@{b} from sip:alice@{p} sdp audio {p}:6000 PCMU header "Session-ID: 00112233445566778899aabbccddeeff"
  0.5 b > p 180 call two
  0.6 p > a 180 call one
  3   b > p 200 call two {answer}
  3.1 p > b ACK call two
  3.2 p > a 200 call one sdp audio {p}:6002 PCMU
  3.3 a > p ACK call one
  20  a > p REFER call one header "Refer-To: <sip:carol@{c}>" header "Referred-By: <sip:alice@{a}>"
  20.1 p > a 202 call one
  20.2 p > b REFER call two header "Refer-To: <sip:carol@{c}>" header "Referred-By: <sip:alice@{a}>"
  20.3 b > p 202 call two
  21  b > p NOTIFY call two header "Event: refer" header "Subscription-State: active;expires=60" body "message/sipfrag" "SIP/2.0 100 Trying"
  21.1 p > b 200 call two
  23  b > p NOTIFY call two header "Event: refer" header "Subscription-State: terminated;reason=noresource" body "message/sipfrag" "SIP/2.0 200 OK"
  23.1 p > b 200 call two
  24  p > b BYE call two
  24.1 b > p 200 call two
  24.2 a > p BYE call one
  24.3 p > a 200 call one`,
    first: [],
    needs: ['times'],
  },
  'the transferred call is seen, and refused': {
    draw: `${SEEN}
  20.5 c > b 404 call two
  20.6 b > c ACK call two
  20.7 b > a NOTIFY call one header "Event: refer" header "Subscription-State: terminated;reason=noresource" body "message/sipfrag;version=2.0" "SIP/2.0 404 Not Found"
  20.8 a > b 200 call one
  24  a > b BYE call one
  24.1 b > a 200 call one`,
    first: ['transfer.refer-failed', 'routing.response-404'],
    allow: ['transfer.refer-failed', 'routing.response-404'],
  },
  'an attended transfer that works': {
    draw: `
  0   a > b INVITE call one {offer}
  0.1 b > a 180 call one
  3   b > a 200 call one {answer}
  3.1 a > b ACK call one
  10  a > c INVITE call two uri sip:carol@{c} to sip:carol@{c} sdp audio {a}:4002 PCMU,telephone-event
  10.1 c > a 180 call two
  12  c > a 200 call two sdp audio {c}:5000 PCMU,telephone-event
  12.1 a > c ACK call two
  20  a > b REFER call one header "Refer-To: <sip:carol@203.0.113.40?Replaces=k7two%40ladder.example%3Bto-tag%3Dto-k7two%3Bfrom-tag%3Dfrom-k7two-call>" header "Referred-By: <sip:alice@{a}>"
  20.1 b > a 202 call one
  20.2 b > a NOTIFY call one header "Event: refer" header "Subscription-State: terminated;reason=noresource" body "message/sipfrag;version=2.0" "SIP/2.0 200 OK"
  20.3 a > b 200 call one
  20.4 a > b BYE call one
  20.5 b > a 200 call one
  20.6 c > a BYE call two
  20.7 a > c 200 call two`,
    first: [],
  },
}
