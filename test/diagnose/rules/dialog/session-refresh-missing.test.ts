import { sessionRefreshMissing } from '../../../../src/diagnose/rules/dialog/session-refresh-missing.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const session = (rest: string, told = 'header "Session-Expires: 90;refresher=uac"', invited = '') => ladder`
  0     192.0.2.5 > 192.0.2.7  INVITE sdp audio 192.0.2.5:4000 PCMU ${invited}
  1     192.0.2.7 > 192.0.2.5  200 sdp audio 192.0.2.7:5000 PCMU ${told}
  1.1   192.0.2.5 > 192.0.2.7  ACK
  ${rest}`
const calleeEnds = (at: number) => `
  ${at}   192.0.2.7 > 192.0.2.5  BYE
  ${at}.1 192.0.2.5 > 192.0.2.7  200`
const ping = (at: number) => `
  ${at}   192.0.2.5 > 192.0.2.7  OPTIONS call other
  ${at}.1 192.0.2.7 > 192.0.2.5  200 OPTIONS call other`

testRule(sessionRefreshMissing, {
  quiet: {
    'the call ends before a refresh is due': session(calleeEnds(58)),
    'the side that refreshes hangs up before three quarters': session(`
      61   192.0.2.5 > 192.0.2.7  BYE
      61.1 192.0.2.7 > 192.0.2.5  200`),
    'a refresh in time': session(`
      46   192.0.2.5 > 192.0.2.7  UPDATE
      46.1 192.0.2.7 > 192.0.2.5  200 header "Session-Expires: 90;refresher=uac" ${calleeEnds(100)}`),
    'one that failed is told by another rule': session(`
      46   192.0.2.5 > 192.0.2.7  UPDATE
      46.1 192.0.2.7 > 192.0.2.5  500 ${calleeEnds(90)}`),
    'no refresher, and no timer on either side': session(calleeEnds(90), 'header "Session-Expires: 90"'),
    'the input ends before three quarters have passed': session(ping(65)),
    'the media stopped long before': session(`
      2 192.0.2.5:4000 > 192.0.2.7:5000 rtp PCMU 500 ${ping(110)}`),
    'no timer': session(calleeEnds(100), ''),
  },
  fires: {
    'the other side gives up': [
      session(calleeEnds(62)),
      { intervalS: 90, refresher: 'caller', ended: 'callee' },
      'high',
    ],
    'no refresher named, but the caller supports timers': [
      session(calleeEnds(62), 'header "Session-Expires: 90"', 'header "Supported: timer"'),
      { refresher: undefined, ended: 'callee' },
      'high',
    ],
    'three quarters have passed': [session(ping(70)), { ended: undefined }, 'medium'],
    'three quarters have passed, and media goes on': [
      session(`
        60 192.0.2.5:4000 > 192.0.2.7:5000 rtp PCMU 2000 ${ping(110)}`),
      { ended: undefined },
      'medium',
    ],
  },
  unproven: {
    'the times are not known': [
      ladder`
        192.0.2.5 > 192.0.2.7  INVITE
        192.0.2.7 > 192.0.2.5  200 header "Session-Expires: 90;refresher=uac"
        192.0.2.5 > 192.0.2.7  ACK
        192.0.2.7 > 192.0.2.5  BYE`,
      'no-timestamps',
    ],
    'the answer was before the input': [
      ladder`
        0   192.0.2.5 > 192.0.2.7  INVITE tag to-main header "Session-Expires: 100;refresher=uac"
        1   192.0.2.5 > 192.0.2.7  BYE`,
      'starts-mid-dialog',
    ],
  },
})
