/** A text as people send it, with what is to be found in it. */
export interface WrittenCase {
  readonly text: string
  readonly first: readonly string[]
  readonly also?: readonly string[]
  readonly allow?: readonly string[]
  readonly never?: readonly string[]
}

const invite = (more = '') => `INVITE sip:+442079460123@203.0.113.9 SIP/2.0
Via: SIP/2.0/UDP 198.51.100.7:5060;branch=z9hG4bK74bf9;rport
Max-Forwards: 70
From: "Alice" <sip:alice@198.51.100.7>;tag=9fxced76sl
To: <sip:+442079460123@203.0.113.9>
Call-ID: 3848276298220188511@198.51.100.7
CSeq: 1 INVITE
Contact: <sip:alice@198.51.100.7:5060>
${more}Content-Length: 0
`
const reply = (status: string, more = '', cseq = '1 INVITE') => `SIP/2.0 ${status}
Via: SIP/2.0/UDP 198.51.100.7:5060;branch=z9hG4bK74bf9;rport=5060
From: "Alice" <sip:alice@198.51.100.7>;tag=9fxced76sl
To: <sip:+442079460123@203.0.113.9>;tag=314159
Call-ID: 3848276298220188511@198.51.100.7
CSeq: ${cseq}
${more}Content-Length: 0
`

export const WRITTEN: Readonly<Record<string, WrittenCase>> = {
  'a letter with one response in the middle': {
    text: `Hi list,\n\nsince this morning all outbound calls over our trunk fail. The provider says all is fine. This is what comes back:\n\n${reply('503 Service Unavailable', 'Reason: Q.850;cause=34;text="No circuit/channel available"\n')}\nAny idea?\n\nRegards\nJo\n`,
    first: ['signaling.response-5xx'],
    allow: ['signaling.q850-cause'],
  },
  'a forum post with a question and two messages': {
    text: `Outgoing calls get rejected immediately, inbound works. sip trace:\n\n${invite()}\n${reply('403 Forbidden', 'Warning: 399 sbc "Caller not authorized"\n')}\nWhat could cause this??\n`,
    first: ['signaling.response-403'],
  },
  'quoted twice in a reply': {
    text: `On Tue, Bob wrote:\n> can you send the trace?\n\nHere it is.\n\n${[invite(), reply('484 Address Incomplete')]
      .join('\n')
      .split('\n')
      .map((line) => `>> ${line}`)
      .join('\n')}\n`,
    first: ['routing.response-484'],
    allow: ['routing.number-format'],
  },
  'an Asterisk console without any message': {
    text: `[2026-04-16 18:30:11] NOTICE[2210]: res_pjsip/pjsip_distributor.c:688 log_failed_request: Request 'REGISTER' from '"200" <sip:200@203.0.113.9>' failed for '198.51.100.66:5071' (callid: 1834719) - Failed to authenticate\n[2026-04-16 18:30:12] NOTICE[2210]: res_pjsip/pjsip_distributor.c:688 log_failed_request: Request 'REGISTER' from '"200" <sip:200@203.0.113.9>' failed for '198.51.100.66:5071' (callid: 1834719) - Failed to authenticate\n`,
    first: [
      'auth.loop',
      'reg.failed',
      'auth.403-after-credentials',
      'auth.endpoint-unidentified',
      'security.password-guessing',
      'auth.no-credentials-sent',
    ],
    allow: ['auth.*', 'reg.*', 'security.*'],
  },
  'an Asterisk console: no matching endpoint': {
    text: `[2026-04-16 18:30:11] NOTICE[2210]: res_pjsip/pjsip_distributor.c:688 log_failed_request: Request 'INVITE' from '<sip:+442079460001@203.0.113.40>' failed for '203.0.113.40:5060' (callid: 77aa) - No matching endpoint found\n`,
    first: ['auth.endpoint-unidentified'],
    allow: ['auth.*', 'security.*'],
  },
  'an Asterisk console: registration times out': {
    text: `[Apr 16 18:30:11] WARNING[2210]: res_pjsip_outbound_registration.c:1126 schedule_retry: No response received from 'sip:sip.example.net' on registration attempt to 'sip:4420@sip.example.net', retrying in '60'\n[Apr 16 18:31:43] WARNING[2210]: res_pjsip_outbound_registration.c:1126 schedule_retry: No response received from 'sip:sip.example.net' on registration attempt to 'sip:4420@sip.example.net', retrying in '60'\n`,
    first: ['reg.failed', 'signaling.no-response-noninvite'],
    allow: ['reg.*', 'signaling.*'],
  },
  'a drawing with arrows': {
    text: `PBX                     Carrier
 |                         |
 |-------- INVITE -------->|
 |<------ 100 Trying ------|
 |<-- 503 Service Unavailable --|
 |--------- ACK ---------->|
`,
    first: ['signaling.response-5xx', 'signaling.call-failed'],
  },
  'a drawing of a call that goes well': {
    text: `Alice                    Bob
  |------ INVITE ---------->|
  |<----- 100 Trying -------|
  |<----- 180 Ringing ------|
  |<----- 200 OK -----------|
  |------ ACK ------------->|
  |<===== RTP ==============>|
  |------ BYE ------------->|
  |<----- 200 OK -----------|
`,
    first: [],
  },
  'a drawing: busy': {
    text: `Alice -> Bob: INVITE\nBob -> Alice: 100 Trying\nBob -> Alice: 180 Ringing\nBob -> Alice: 486 Busy Here\nAlice -> Bob: ACK\n`,
    first: [],
  },
  'a drawing: the password is wrong': {
    text: `phone -> pbx: REGISTER\npbx -> phone: 401 Unauthorized\nphone -> pbx: REGISTER (with Authorization)\npbx -> phone: 403 Forbidden\n`,
    first: ['auth.403-after-credentials', 'reg.failed', 'signaling.response-403'],
    allow: ['auth.403-after-credentials', 'reg.failed', 'signaling.response-403'],
  },
  'Cisco CUBE: 488 with its debug around it': {
    text: `000431: Apr 16 18:30:00.100: //-1/xxxxxxxxxxxx/SIP/Msg/ccsipDisplayMsg:
Received:
${invite('Content-Type: application/sdp\n').replace('Content-Length: 0\n', 'Content-Length: 138\n')}
v=0
o=- 1 1 IN IP4 198.51.100.7
s=-
c=IN IP4 198.51.100.7
t=0 0
m=audio 4000 RTP/AVP 18 101
a=rtpmap:18 G729/8000
a=rtpmap:101 telephone-event/8000

000432: Apr 16 18:30:00.104: //12/3F8A21C08001/SIP/Error/sipSPIDoAudioNegotiation: No matching codec
000433: Apr 16 18:30:00.110: //12/3F8A21C08001/SIP/Msg/ccsipDisplayMsg:
Sent:
${reply('488 Not Acceptable Media', 'Warning: 304 203.0.113.9 "Media Type(s) Unavailable"\nReason: Q.850;cause=65\n')}
`,
    first: ['signaling.response-488', 'sdp.no-common-codec'],
    allow: ['sdp.no-common-codec', 'signaling.q850-cause'],
  },
  'FreeSWITCH: a gateway that is down': {
    text: `2026-04-16 18:30:11.123456 [WARNING] sofia_reg.c:2517 carrier1 Failed Registration [403], setting retry to 30 seconds.
2026-04-16 18:30:41.123456 [WARNING] sofia_reg.c:2517 carrier1 Failed Registration [403], setting retry to 60 seconds.
`,
    first: ['reg.failed'],
    allow: ['auth.*'],
  },
  'FreeSWITCH: hangup cause': {
    text: `2026-04-16 18:30:11.123456 [NOTICE] sofia.c:8736 Hangup sofia/external/+442079460123 [CS_CONSUME_MEDIA] [INCOMPATIBLE_DESTINATION]
`,
    first: ['signaling.q850-cause', 'signaling.response-488', 'signaling.call-failed'],
    allow: ['signaling.*', 'sdp.*'],
  },
  'TLS: the certificate of the trunk is not trusted': {
    text: `[2026-04-16 18:30:11] WARNING[2210]: pjproject: SSL SSL_ERROR_SSL (Handshake): Level: 0 err: <337047686> <SSL routines-tls_process_server_certificate-certificate verify failed> len: 0 peer: 203.0.113.9:5061
`,
    first: ['tls.chain-incomplete', 'tls.certificate-self-signed', 'tls.handshake-failed', 'tls.name-mismatch'],
    allow: ['tls.*'],
  },
  'TLS: the certificate has run out': {
    text: `Apr 16 18:30:11 edge kamailio[1201]: ERROR: tls [tls_server.c:1320]: tls_h_read_f(): TLS accept: error:0A000415:SSL routines::sslv3 alert certificate expired\n`,
    first: ['tls.certificate-expired'],
    allow: ['tls.*'],
  },
  'a table of sngrep in words': {
    text: `10:00:00.000  10.0.0.5:5060 -> 203.0.113.9:5060  INVITE sip:+442079460123@203.0.113.9
10:00:00.020  203.0.113.9:5060 -> 10.0.0.5:5060  100 Trying
10:00:00.300  203.0.113.9:5060 -> 10.0.0.5:5060  480 Temporarily Unavailable
10:00:00.310  10.0.0.5:5060 -> 203.0.113.9:5060  ACK
`,
    first: [],
  },
  'tshark one line each: a server error': {
    text: `    1   0.000000 198.51.100.7 → 203.0.113.9  SIP/SDP 812 Request: INVITE sip:+442079460123@203.0.113.9 |
    2   0.012000  203.0.113.9 → 198.51.100.7 SIP 402 Status: 100 Trying |
    3   0.340000  203.0.113.9 → 198.51.100.7 SIP 455 Status: 500 Server Internal Error |
    4   0.350000 198.51.100.7 → 203.0.113.9  SIP 380 Request: ACK sip:+442079460123@203.0.113.9 |
`,
    first: ['signaling.response-5xx'],
  },
  'tshark one line each: all is well': {
    text: `    1   0.000000 198.51.100.7 → 203.0.113.9  SIP 512 Request: REGISTER sip:example.com  (1 binding) |
    2   0.012000  203.0.113.9 → 198.51.100.7 SIP 402 Status: 401 Unauthorized |
    3   0.030000 198.51.100.7 → 203.0.113.9  SIP 655 Request: REGISTER sip:example.com  (1 binding) |
    4   0.050000  203.0.113.9 → 198.51.100.7 SIP 480 Status: 200 OK (REGISTER)  (1 binding) |
`,
    first: [],
  },
  'a phone log: the account is rejected': {
    text: `Apr 16 18:30:11 SIP[812]: ACC1: REGISTER failed, code 403 Forbidden\nApr 16 18:31:11 SIP[812]: ACC1: REGISTER failed, code 403 Forbidden\n`,
    first: ['reg.failed', 'signaling.response-403'],
    allow: ['auth.*'],
  },
  'only the refusal of a registration': {
    text: `SIP/2.0 403 Forbidden\nVia: SIP/2.0/UDP 192.0.2.4:5060;branch=z9hG4bK1\nFrom: <sip:200@example.com>;tag=1\nTo: <sip:200@example.com>;tag=2\nCall-ID: abc\nCSeq: 2 REGISTER\nContent-Length: 0\n`,
    first: ['reg.failed', 'signaling.response-403', 'auth.403-after-credentials'],
    allow: ['reg.failed'],
  },
  'a healthy registration, cut from a console': {
    text: `<--- Received SIP request (612 bytes) from UDP:198.51.100.7:5060 --->
REGISTER sip:203.0.113.9 SIP/2.0
Via: SIP/2.0/UDP 198.51.100.7:5060;rport;branch=z9hG4bKPj1
Max-Forwards: 70
From: <sip:200@203.0.113.9>;tag=a1
To: <sip:200@203.0.113.9>
Call-ID: reg1
CSeq: 7011 REGISTER
Contact: <sip:200@198.51.100.7:5060;ob>
Expires: 300
Authorization: Digest username="200", realm="asterisk", nonce="1618597811/0a1b", uri="sip:203.0.113.9", response="e2cd", algorithm=MD5, cnonce="ab", opaque="12", qop=auth, nc=00000001
Content-Length:  0

<--- Transmitting SIP response (400 bytes) to UDP:198.51.100.7:5060 --->
SIP/2.0 200 OK
Via: SIP/2.0/UDP 198.51.100.7:5060;rport=5060;received=198.51.100.7;branch=z9hG4bKPj1
Call-ID: reg1
From: <sip:200@203.0.113.9>;tag=a1
To: <sip:200@203.0.113.9>;tag=z9hG4bKPj1
CSeq: 7011 REGISTER
Date: Thu, 16 Apr 2026 18:30:11 GMT
Contact: <sip:200@198.51.100.7:5060;ob>;expires=299
Expires: 300
Server: Asterisk PBX 20.5.0
Content-Length:  0

`,
    first: [],
  },
}
