import { sessionRefreshFailed } from '../../../../src/diagnose/rules/dialog/session-refresh-failed.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const SDP = 'sdp audio 192.0.2.5:4000 PCMU'
/** A call with a session interval of 100 s, answered at second 1, whose caller refreshes. */
const session = (rest: string) => ladder`
  0     192.0.2.5 > 192.0.2.7  INVITE ${SDP} header "Session-Expires: 100;refresher=uac"
  1     192.0.2.7 > 192.0.2.5  200 sdp audio 192.0.2.7:5000 PCMU header "Session-Expires: 100;refresher=uac"
  1.1   192.0.2.5 > 192.0.2.7  ACK
  ${rest}`
const bye = (at: number, from = '192.0.2.7', to = '192.0.2.5') => `
  ${at}   ${from} > ${to}  BYE
  ${at}.1 ${to} > ${from}  200`
const refused = (at: number, status: number) => `
  ${at}    192.0.2.5 > 192.0.2.7  UPDATE header "Session-Expires: 100;refresher=uac"
  ${at}.1  192.0.2.7 > 192.0.2.5  ${status}`
const later = `
  200   192.0.2.5 > 192.0.2.7  OPTIONS
  200.1 192.0.2.7 > 192.0.2.5  200`

testRule(sessionRefreshFailed, {
  quiet: {
    'a refresh that succeeds': session(`
      51   192.0.2.5 > 192.0.2.7  UPDATE
      51.1 192.0.2.7 > 192.0.2.5  200 header "Session-Expires: 100;refresher=uac" ${bye(80)}`),
    'the other side refreshes afterwards': session(`${refused(51, 500)}
      60   192.0.2.7 > 192.0.2.5  UPDATE
      60.1 192.0.2.5 > 192.0.2.7  200 header "Session-Expires: 100;refresher=uas" ${bye(80)}`),
    'too early to be a refresh': session(`${refused(20, 500)} ${bye(80)}`),
    'a refusal that leaves the session alone': session(`${refused(51, 488)} ${bye(80)}`),
    'a change of media': session(`
      51   192.0.2.5 > 192.0.2.7  INVITE sdp audio 192.0.2.5:4000 PCMU line "a=ptime:30"  body "application/sdp" "v=0\\no=- 1 2 IN IP4 192.0.2.5\\ns=-\\nc=IN IP4 192.0.2.5\\nt=0 0\\nm=audio 4000 RTP/AVP 8\\n"
      51.1 192.0.2.7 > 192.0.2.5  500
      51.2 192.0.2.5 > 192.0.2.7  ACK ${bye(80)}`),
    'nobody has answered yet, and the input ends': session('51 192.0.2.5 > 192.0.2.7  UPDATE'),
  },
  fires: {
    'refused, and the call goes on': [
      session(refused(51, 500) + later),
      { by: 'caller', method: 'UPDATE', intervalS: 100, result: '500 Server Internal Error' },
      'high',
    ],
    'at a quarter of the interval': [session(refused(27, 503) + later), { method: 'UPDATE' }, 'high'],
    'timed out, and BYE follows': [session(refused(51, 408) + bye(52)), { result: '408 Request Timeout' }, 'critical'],
    'a re-INVITE that meets silence, until the session expires': [
      session(`
        51   192.0.2.5 > 192.0.2.7  INVITE ${SDP}
        51.5 192.0.2.5 > 192.0.2.7  INVITE again
        52.5 192.0.2.5 > 192.0.2.7  INVITE again ${bye(85, '192.0.2.5', '192.0.2.7')}`),
      { method: 'INVITE', result: undefined },
      'critical',
    ],
  },
  unproven: {
    'the times are not known': [
      ladder`
        192.0.2.5 > 192.0.2.7  INVITE
        192.0.2.7 > 192.0.2.5  200 header "Session-Expires: 100;refresher=uac"
        192.0.2.5 > 192.0.2.7  ACK
        192.0.2.5 > 192.0.2.7  UPDATE
        192.0.2.7 > 192.0.2.5  408`,
      'no-timestamps',
    ],
    'the answer was before the input': [
      ladder`
        0   192.0.2.5 > 192.0.2.7  INVITE tag to-main header "Session-Expires: 100;refresher=uac"
        0.1 192.0.2.7 > 192.0.2.5  408`,
      'starts-mid-dialog',
    ],
  },
})
