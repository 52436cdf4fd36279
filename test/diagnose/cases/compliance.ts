import type { Cases } from '../../support/cases/case.ts'

const call = (invite: string, ok = '', rest = '') => `
  0   a > b INVITE {offer} ${invite}
  0.1 b > a 100
  0.5 b > a 180
  3   b > a 200 {answer} ${ok}
  3.1 a > b ACK
  ${rest}
  60  a > b BYE
  60.1 b > a 200`

export const COMPLIANCE: Cases = {
  'an extension that nobody has': {
    draw: `  0 a > b INVITE {offer} header "Require: foo-bar"\n  0.1 b > a 420 header "Unsupported: foo-bar"\n  0.2 a > b ACK`,
    first: ['signaling.response-416-420-421', 'compliance.require-unknown'],
    allow: ['compliance.require-unknown', 'signaling.response-416-420-421'],
  },
  'a body without a type': {
    draw: `  0 a > b INVITE {offer} without Content-Type\n  0.1 b > a 400 reason "Missing Content-Type"\n  0.2 a > b ACK`,
    first: ['signaling.response-400', 'compliance.content-type-missing'],
    allow: ['compliance.content-type-missing', 'signaling.response-400', 'sdp.*'],
  },
  'no Max-Forwards, and refused for it': {
    draw: `  0 a > b INVITE {offer} without Max-Forwards\n  0.1 b > a 400 reason "Missing Max-Forwards"\n  0.2 a > b ACK`,
    first: ['signaling.response-400', 'compliance.missing-mandatory-header'],
    allow: ['signaling.response-400', 'compliance.missing-mandatory-header'],
  },
  'no Contact in the INVITE, and refused for it': {
    draw: `  0 a > b INVITE {offer} without Contact\n  0.1 b > a 400 reason "Missing Contact header"\n  0.2 a > b ACK`,
    first: ['signaling.response-400', 'dialog.contact-missing-or-changed', 'compliance.missing-mandatory-header'],
    allow: ['dialog.contact-missing-or-changed', 'compliance.*', 'signaling.response-400'],
  },
  'a call that works without Max-Forwards': {
    draw: call('without Max-Forwards'),
    first: [],
    also: ['compliance.missing-mandatory-header'],
  },
  'an old Via branch': { draw: call('branch 4711'), first: [] },
  'short header names': { draw: call('header "k: timer"'), first: [] },
  'an address without brackets': {
    draw: call('header "Remote-Party-ID: <sip:alice@198.51.100.7>;party=calling;privacy=off;screen=no"'),
    first: [],
  },
  'an answer without a Contact': {
    draw: call('', 'without Contact'),
    first: [],
    allow: ['dialog.contact-missing-or-changed'],
  },
  'odd but working: INFO for digits': {
    draw: call('', '', '  20 a > b INFO body "application/dtmf-relay" "Signal=5\\nDuration=160\\n"\n  20.1 b > a 200'),
    first: [],
  },
  'odd but working: a re-INVITE without a body to refresh': {
    draw: call('', '', '  20 a > b INVITE\n  20.1 b > a 200 {answer}\n  20.2 a > b ACK {offer}'),
    first: [],
  },
  'odd but working: keepalive with OPTIONS within the call': {
    draw: call('', '', '  20 b > a OPTIONS\n  20.1 a > b 200\n  40 b > a OPTIONS\n  40.1 a > b 200'),
    first: [],
  },
  'odd but working: a subscription nobody takes': {
    draw: `
  0   a > b SUBSCRIBE header "Event: message-summary" expires 3600
  0.1 b > a 489 reason "Bad Event"
  60  a > b SUBSCRIBE header "Event: message-summary" expires 3600 call two
  60.1 b > a 489 reason "Bad Event" call two`,
    first: [],
  },
  'voice mail is told': {
    draw: `
  0   a > b SUBSCRIBE header "Event: message-summary" expires 3600
  0.1 b > a 200 header "Expires: 3600"
  0.2 b > a NOTIFY header "Event: message-summary" header "Subscription-State: active;expires=3600" body "application/simple-message-summary" "Messages-Waiting: yes\\nVoice-Message: 2/0 (0/0)\\n"
  0.3 a > b 200`,
    first: [],
  },
  'a message that arrives': {
    draw: `  0 a > b MESSAGE body "text/plain" "See you at ten"\n  0.1 b > a 202`,
    first: [],
  },
  'a message that nobody takes': {
    draw: `  0 a > b MESSAGE body "text/plain" "See you at ten"\n  0.1 b > a 404`,
    first: ['message.delivery-failed'],
  },
  'pings that are answered': {
    draw: [0, 30, 60, 90].map((at, n) => `  ${at} a > b OPTIONS call p${n}\n  ${at}.1 b > a 200 call p${n}`).join('\n'),
    first: [],
  },
}
