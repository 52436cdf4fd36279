import { describe, expect, test } from 'vitest'
import { sniffContainer } from '../../src/decode/container/sniff.ts'
import { isAtLeast } from '../../src/diagnose/severity.ts'
import { withoutFirst } from '../support/drawn-packets.ts'
import { type Ladder, ladder, ladderOf } from '../support/ladder.ts'
import { diagnosed } from '../support/test-rule.ts'

/** The ceiling: on calls that were answered, or ended by an outcome, these may be medium, once each. */
const SEED_MEDIUMS = ['media.rtcp-missing', 'sdp.ptime-mismatch', 'security.srtp-not-used']

/** RTP of so many seconds each way, between ports 4000 and 5000, with a report each way. */
const media = (a: string, b: string, from: number, seconds: number, codec = 'PCMU', every = 20) => {
  const packets = Math.floor((seconds * 1000) / every)
  return `
    ${from}     ${a}:4000 > ${b}:5000 rtp ${codec} ${packets} every ${every}
    ${from}     ${b}:5000 > ${a}:4000 rtp ${codec} ${packets} every ${every}
    ${from + 2} ${a}:4001 > ${b}:5001 rtcp sr
    ${from + 2} ${b}:5001 > ${a}:4001 rtcp sr`
}
const A = '198.51.100.4'
const B = '203.0.113.7'
const AUTH = (nonce: string) =>
  `header "Authorization: Digest username=alice, realm=pbx, nonce=${nonce}, uri=sip:${B}, response=00"`
const CHALLENGE = (nonce: string) => `header "WWW-Authenticate: Digest realm=pbx, nonce=${nonce}"`

const HEALTHY: Readonly<Record<string, Ladder>> = {
  'a direct call': ladder`
    0    ${A} > ${B} INVITE sdp audio ${A}:4000 PCMU,PCMA,telephone-event
    0.1  ${B} > ${A} 100
    0.5  ${B} > ${A} 180
    4    ${B} > ${A} 200 sdp audio ${B}:5000 PCMU,telephone-event
    4.1  ${A} > ${B} ACK
    ${media(A, B, 4.2, 60)}
    64.5 ${A} > ${B} BYE
    64.6 ${B} > ${A} 200`,
  'a call through a proxy that stays in the dialog': ladder`
    0    10.1.0.5 > 10.1.0.1 INVITE sdp audio 10.1.0.5:4000 PCMU
    0.01 10.1.0.1 > 10.1.0.5 100
    0.02 10.1.0.1 > 10.1.0.9 INVITE forwarded header "Record-Route: <sip:10.1.0.1;lr>"
    0.5  10.1.0.9 > 10.1.0.1 180
    0.51 10.1.0.1 > 10.1.0.5 180 forwarded
    3    10.1.0.9 > 10.1.0.1 200 sdp audio 10.1.0.9:5000 PCMU
    3.01 10.1.0.1 > 10.1.0.5 200 forwarded
    3.1  10.1.0.5 > 10.1.0.1 ACK header "Route: <sip:10.1.0.1;lr>"
    3.11 10.1.0.1 > 10.1.0.9 ACK forwarded
    ${media('10.1.0.5', '10.1.0.9', 3.2, 20)}
    24   10.1.0.5 > 10.1.0.1 BYE header "Route: <sip:10.1.0.1;lr>"
    24.1 10.1.0.1 > 10.1.0.9 BYE forwarded
    24.2 10.1.0.9 > 10.1.0.1 200
    24.3 10.1.0.1 > 10.1.0.5 200 forwarded`,
  'a B2BUA with two Call-IDs': ladder`
    0    10.1.0.5 > 10.1.0.1 INVITE call a sdp audio 10.1.0.5:4000 PCMU
    0.01 10.1.0.1 > 10.1.0.5 100    call a
    0.1  10.1.0.1 > ${B}     INVITE call b sdp audio 198.51.100.1:6000 PCMU profile RTP/SAVP
    0.2  ${B} > 10.1.0.1     180    call b
    0.3  10.1.0.1 > 10.1.0.5 180    call a
    5    ${B} > 10.1.0.1     200    call b sdp audio ${B}:5000 PCMU profile RTP/SAVP
    5.1  10.1.0.1 > ${B}     ACK    call b
    5.2  10.1.0.1 > 10.1.0.5 200    call a sdp audio 10.1.0.1:5000 PCMU
    5.3  10.1.0.5 > 10.1.0.1 ACK    call a
    ${media('10.1.0.5', '10.1.0.1', 5.4, 20)}
    26   10.1.0.5 > 10.1.0.1 BYE    call a
    26.1 10.1.0.1 > 10.1.0.5 200    call a
    26.2 10.1.0.1 > ${B}     BYE    call b
    26.3 ${B} > 10.1.0.1     200    call b`,
  'hold and resume': ladder`
    0    ${A} > ${B} INVITE sdp audio ${A}:4000 PCMU
    0.5  ${B} > ${A} 200 sdp audio ${B}:5000 PCMU
    0.6  ${A} > ${B} ACK
    ${media(A, B, 0.7, 10)}
    11   ${A} > ${B} INVITE sdp audio ${A}:4000 PCMU sendonly
    11.1 ${B} > ${A} 200 sdp audio ${B}:5000 PCMU recvonly
    11.2 ${A} > ${B} ACK
    11.3 ${A}:4000 > ${B}:5000 rtp PCMU 400 seq 600
    20   ${A} > ${B} INVITE sdp audio ${A}:4000 PCMU
    20.1 ${B} > ${A} 200 sdp audio ${B}:5000 PCMU
    20.2 ${A} > ${B} ACK
    30   ${A} > ${B} BYE
    30.1 ${B} > ${A} 200`,
  'early media before the answer': ladder`
    0    ${A} > ${B} INVITE sdp audio ${A}:4000 PCMA
    0.2  ${B} > ${A} 183 sdp audio ${B}:5000 PCMA
    0.3  ${B}:5000 > ${A}:4000 rtp PCMA 400
    8.5  ${B} > ${A} 200 sdp audio ${B}:5000 PCMA
    8.6  ${A} > ${B} ACK
    ${media(A, B, 8.7, 20, 'PCMA')}
    30   ${B} > ${A} BYE
    30.1 ${A} > ${B} 200`,
  'a late offer': ladder`
    0    ${A} > ${B} INVITE
    0.5  ${B} > ${A} 180
    3    ${B} > ${A} 200 sdp audio ${B}:5000 PCMU,PCMA
    3.1  ${A} > ${B} ACK sdp audio ${A}:4000 PCMU
    ${media(A, B, 3.2, 20)}
    25   ${A} > ${B} BYE
    25.1 ${B} > ${A} 200`,
  'a re-INVITE that changes the codec': ladder`
    0    ${A} > ${B} INVITE sdp audio ${A}:4000 G722,PCMU
    0.5  ${B} > ${A} 200 sdp audio ${B}:5000 G722
    0.6  ${A} > ${B} ACK
    ${media(A, B, 0.7, 10, 'G722')}
    12   ${B} > ${A} INVITE sdp audio ${B}:5000 PCMU
    12.1 ${A} > ${B} 200 sdp audio ${A}:4000 PCMU
    12.2 ${B} > ${A} ACK
    13   ${A}:4000 > ${B}:5000 rtp PCMU 500 ssrc 77 seq 40000
    13   ${B}:5000 > ${A}:4000 rtp PCMU 500 ssrc 78 seq 50000
    24   ${A} > ${B} BYE
    24.1 ${B} > ${A} 200`,
  'a session refreshed by UPDATE': ladder`
    0    ${A} > ${B} INVITE header "Session-Expires: 90" sdp audio ${A}:4000 PCMU
    0.5  ${B} > ${A} 200 sdp audio ${B}:5000 PCMU
    0.6  ${A} > ${B} ACK
    45   ${A} > ${B} UPDATE header "Session-Expires: 90"
    45.1 ${B} > ${A} 200
    80   ${A} > ${B} BYE
    80.1 ${B} > ${A} 200`,
  'cancelled by the caller': ladder`
    0    ${A} > ${B} INVITE sdp audio ${A}:4000 PCMU
    0.1  ${B} > ${A} 180
    9    ${A} > ${B} CANCEL
    9.1  ${B} > ${A} 200 CANCEL
    9.2  ${B} > ${A} 487 INVITE
    9.3  ${A} > ${B} ACK`,
  busy: ladder`
    0    ${A} > ${B} INVITE sdp audio ${A}:4000 PCMU
    0.1  ${B} > ${A} 486
    0.2  ${A} > ${B} ACK`,
  'no answer, given up by the network': ladder`
    0    ${A} > ${B} INVITE sdp audio ${A}:4000 PCMU
    0.1  ${B} > ${A} 180
    60   ${B} > ${A} 408
    60.1 ${A} > ${B} ACK`,
  'a mailbox that plays its greeting and records': ladder`
    0    ${A} > ${B} INVITE sdp audio ${A}:4000 PCMU
    0.1  ${B} > ${A} 180
    20   ${B} > ${A} 181
    20.5 ${B} > ${A} 200 sdp audio ${B}:5000 PCMU
    20.6 ${A} > ${B} ACK
    20.7 ${B}:5000 > ${A}:4000 rtp PCMU 400
    20.7 ${A}:4000 > ${B}:5000 rtp PCMU 1200
    25   ${A}:4001 > ${B}:5001 rtcp sr
    25   ${B}:5001 > ${A}:4001 rtcp sr
    45   ${A} > ${B} BYE
    45.1 ${B} > ${A} 200`,
  'a registration with its challenge': ladder`
    0   10.1.0.5 > 10.1.0.1 REGISTER
    0.1 10.1.0.1 > 10.1.0.5 401 ${CHALLENGE('n1')}
    0.2 10.1.0.5 > 10.1.0.1 REGISTER ${AUTH('n1')}
    0.3 10.1.0.1 > 10.1.0.5 200`,
  'a refreshed registration whose nonce has become stale': ladder`
    0   10.1.0.5 > 10.1.0.1 REGISTER ${AUTH('n0')}
    0.1 10.1.0.1 > 10.1.0.5 401 header "WWW-Authenticate: Digest realm=pbx, nonce=n1, stale=true"
    0.2 10.1.0.5 > 10.1.0.1 REGISTER ${AUTH('n1')}
    0.3 10.1.0.1 > 10.1.0.5 200`,
  'a registration that asks for too short an interval first': ladder`
    0   10.1.0.5 > 10.1.0.1 REGISTER expires 30
    0.1 10.1.0.1 > 10.1.0.5 423 header "Min-Expires: 60"
    0.2 10.1.0.5 > 10.1.0.1 REGISTER expires 60
    0.3 10.1.0.1 > 10.1.0.5 200`,
  'an INVITE with its challenge': ladder`
    0    ${A} > ${B} INVITE sdp audio ${A}:4000 PCMU
    0.1  ${B} > ${A} 407 header "Proxy-Authenticate: Digest realm=pbx, nonce=n1"
    0.2  ${A} > ${B} ACK
    0.3  ${A} > ${B} INVITE initial header "Proxy-Authorization: Digest username=alice, realm=pbx, nonce=n1, uri=sip:bob@${B}, response=00" sdp audio ${A}:4000 PCMU
    0.4  ${B} > ${A} 100
    2    ${B} > ${A} 200 sdp audio ${B}:5000 PCMU
    2.1  ${A} > ${B} ACK
    20   ${A} > ${B} BYE
    20.1 ${B} > ${A} 200`,
  'OPTIONS pings': ladderOf(
    Array.from(
      { length: 6 },
      (_, i) => `${i * 30} ${A} > ${B} OPTIONS call p${i}\n${i * 30}.1 ${B} > ${A} 200 call p${i}`,
    ).join('\n'),
  ),
  'a blind transfer': ladder`
    0    ${A} > ${B} INVITE sdp audio ${A}:4000 PCMU
    0.5  ${B} > ${A} 200 sdp audio ${B}:5000 PCMU
    0.6  ${A} > ${B} ACK
    ${media(A, B, 0.7, 10)}
    12   ${B} > ${A} REFER header "Refer-To: <sip:carol@${B}>"
    12.1 ${A} > ${B} 202
    12.2 ${A} > ${B} NOTIFY header "Event: refer" header "Subscription-State: active" body "message/sipfrag" "SIP/2.0 100 Trying\\n"
    12.3 ${B} > ${A} 200
    12.4 ${A} > ${B} INVITE call second sdp audio ${A}:4100 PCMU
    13   ${B} > ${A} 200 call second sdp audio ${B}:5100 PCMU
    13.1 ${A} > ${B} ACK call second
    13.2 ${A} > ${B} NOTIFY call main header "Event: refer" header "Subscription-State: terminated" body "message/sipfrag" "SIP/2.0 200 OK\\n"
    13.3 ${B} > ${A} 200 NOTIFY call main
    13.4 ${B} > ${A} BYE call main
    13.5 ${A} > ${B} 200 BYE call main
    13.6 ${A}:4100 > ${B}:5100 rtp PCMU 1000
    13.6 ${B}:5100 > ${A}:4100 rtp PCMU 1000
    40   ${A} > ${B} BYE call second
    40.1 ${B} > ${A} 200 BYE call second`,
  'a reliable provisional and its PRACK': ladder`
    0    ${A} > ${B} INVITE header "Supported: 100rel" sdp audio ${A}:4000 PCMU
    0.1  ${B} > ${A} 183 reliable sdp audio ${B}:5000 PCMU
    0.2  ${A} > ${B} PRACK
    0.3  ${B} > ${A} 200 PRACK
    5    ${B} > ${A} 200 INVITE
    5.1  ${A} > ${B} ACK
    30   ${A} > ${B} BYE
    30.1 ${B} > ${A} 200`,
  'a forked call that rings at two phones': ladder`
    0    ${A} > ${B} INVITE sdp audio ${A}:4000 PCMU
    0.1  ${B} > ${A} 100
    0.5  ${B} > ${A} 180 tag one
    0.7  ${B} > ${A} 180 tag two
    4    ${B} > ${A} 200 tag two sdp audio ${B}:5000 PCMU
    4.1  ${A} > ${B} ACK
    30   ${A} > ${B} BYE
    30.1 ${B} > ${A} 200`,
  IPv6: ladder`
    0    [2001:db8::5] > [2001:db8::9] INVITE sdp audio [2001:db8::5]:4000 PCMU
    0.5  [2001:db8::9] > [2001:db8::5] 200 sdp audio [2001:db8::9]:5000 PCMU
    0.6  [2001:db8::5] > [2001:db8::9] ACK
    0.7  [2001:db8::5]:4000 > [2001:db8::9]:5000 rtp PCMU 500
    0.7  [2001:db8::9]:5000 > [2001:db8::5]:4000 rtp PCMU 500
    20   [2001:db8::5] > [2001:db8::9] BYE
    20.1 [2001:db8::9] > [2001:db8::5] 200`,
  TCP: ladder`
    0    ${A} > ${B} INVITE over TCP sdp audio ${A}:4000 PCMU
    0.5  ${B} > ${A} 200 sdp audio ${B}:5000 PCMU
    0.6  ${A} > ${B} ACK over TCP
    20   ${A} > ${B} BYE over TCP
    20.1 ${B} > ${A} 200`,
  'digits by telephone-event': ladder`
    0    ${A} > ${B} INVITE sdp audio ${A}:4000 PCMU,telephone-event
    0.5  ${B} > ${A} 200 sdp audio ${B}:5000 PCMU,telephone-event
    0.6  ${A} > ${B} ACK
    0.7  ${A}:4000 > ${B}:5000 rtp PCMU 500 ssrc 7
    10.7 ${A}:4000 > ${B}:5000 dtmf 1 ssrc 7 seq 600
    11   ${A}:4000 > ${B}:5000 rtp PCMU 500 ssrc 7 seq 607
    0.7  ${B}:5000 > ${A}:4000 rtp PCMU 1000
    25   ${A} > ${B} BYE
    25.1 ${B} > ${A} 200`,
  'silence suppression with comfort noise': ladder`
    0    ${A} > ${B} INVITE sdp audio ${A}:4000 PCMU,CN
    0.5  ${B} > ${A} 200 sdp audio ${B}:5000 PCMU,CN
    0.6  ${A} > ${B} ACK
    0.7  ${A}:4000 > ${B}:5000 rtp PCMU 1500
    0.7  ${B}:5000 > ${A}:4000 rtp PCMU 200
    4.7  ${B}:5000 > ${A}:4000 rtp CN 4 every 2000 seq 200
    14   ${B}:5000 > ${A}:4000 rtp PCMU 300 seq 204
    20   ${B}:5000 > ${A}:4000 rtp CN 4 every 2000 seq 504
    31   ${A} > ${B} BYE
    31.1 ${B} > ${A} 200`,
  '30 ms packets both ways': ladder`
    0    ${A} > ${B} INVITE sdp audio ${A}:4000 PCMU ptime 30
    0.5  ${B} > ${A} 200 sdp audio ${B}:5000 PCMU ptime 30
    0.6  ${A} > ${B} ACK
    ${media(A, B, 0.7, 20, 'PCMU', 30)}
    22   ${A} > ${B} BYE
    22.1 ${B} > ${A} 200`,
  'another packet length each way': ladder`
    0    ${A} > ${B} INVITE sdp audio ${A}:4000 PCMU ptime 30
    0.5  ${B} > ${A} 200 sdp audio ${B}:5000 PCMU ptime 20
    0.6  ${A} > ${B} ACK
    20   ${A} > ${B} BYE
    20.1 ${B} > ${A} 200`,
  'SRTP with SDES, captured behind a TLS offloader': ladder`
    0    ${A} > ${B} INVITE header "Via: SIP/2.0/TLS ${A};branch=z9hG4bK-tls" sdp audio ${A}:4000 PCMU profile RTP/SAVP line "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2VjcmV0"
    0.5  ${B} > ${A} 200 header "Via: SIP/2.0/TLS ${A};branch=z9hG4bK-tls" sdp audio ${B}:5000 PCMU profile RTP/SAVP line "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:dGVyY2Vz"
    0.6  ${A} > ${B} ACK
    0.7  ${A}:4000 > ${B}:5000 rtp PCMU 1000 octets 170
    0.7  ${B}:5000 > ${A}:4000 rtp PCMU 1000 octets 170
    2.7  ${A}:4001 > ${B}:5001 rtcp sr
    2.7  ${B}:5001 > ${A}:4001 rtcp sr
    22   ${A} > ${B} BYE
    22.1 ${B} > ${A} 200`,
  'DTLS-SRTP of a browser behind NAT, with ICE': ladder`
    0    10.1.0.5 > ${B} INVITE sdp audio 10.1.0.5:4000 opus profile UDP/TLS/RTP/SAVPF line "a=fingerprint:sha-256 00:11" line "a=candidate:1 1 UDP 2130706431 10.1.0.5 4000 typ host" line "a=candidate:2 1 UDP 1694498815 ${A} 4000 typ srflx raddr 10.1.0.5 rport 4000"
    0.5  ${B} > 10.1.0.5 200 sdp audio ${B}:5000 opus profile UDP/TLS/RTP/SAVPF line "a=fingerprint:sha-256 22:33" line "a=candidate:1 1 UDP 2130706431 ${B} 5000 typ host"
    0.6  10.1.0.5 > ${B} ACK
    ${media('10.1.0.5', B, 0.7, 20, 'opus')}
    22   10.1.0.5 > ${B} BYE
    22.1 ${B} > 10.1.0.5 200`,
  'a fax that switches to T.38': ladder`
    0    ${A} > ${B} INVITE sdp audio ${A}:4000 PCMU
    0.5  ${B} > ${A} 200 sdp audio ${B}:5000 PCMU
    0.6  ${A} > ${B} ACK
    ${media(A, B, 0.7, 6)}
    8    ${B} > ${A} INVITE sdp image ${B}:5002 t38
    8.1  ${A} > ${B} 200 sdp image ${A}:4002 t38
    8.2  ${B} > ${A} ACK
    50   ${A} > ${B} BYE
    50.1 ${B} > ${A} 200`,
  'a call within one private network': ladder`
    0    192.168.7.5 > 192.168.7.9 INVITE sdp audio 192.168.7.5:4000 PCMU
    0.5  192.168.7.9 > 192.168.7.5 200 sdp audio 192.168.7.9:5000 PCMU
    0.6  192.168.7.5 > 192.168.7.9 ACK
    ${media('192.168.7.5', '192.168.7.9', 0.7, 20)}
    22   192.168.7.5 > 192.168.7.9 BYE
    22.1 192.168.7.9 > 192.168.7.5 200`,
  'a phone behind NAT whose media is latched to': ladder`
    0    192.168.7.5 > ${B} INVITE sdp audio 192.168.7.5:4000 PCMU
    0.5  ${B} > 192.168.7.5 200 sdp audio ${B}:5000 PCMU
    0.6  192.168.7.5 > ${B} ACK
    ${media('192.168.7.5', B, 0.7, 20)}
    22   192.168.7.5 > ${B} BYE
    22.1 ${B} > 192.168.7.5 200`,
  'text without times': ladder`
    ${A} > ${B} INVITE sdp audio ${A}:4000 PCMU
    ${B} > ${A} 100
    ${B} > ${A} 180
    ${B} > ${A} 200 sdp audio ${B}:5000 PCMU
    ${A} > ${B} ACK
    ${A} > ${B} BYE
    ${B} > ${A} 200`,
  'bare messages without addresses': ladder`
    as raw
    192.168.7.5 > 192.168.7.9 INVITE sdp audio 192.168.7.5:4000 PCMU
    192.168.7.9 > 192.168.7.5 180
    192.168.7.9 > 192.168.7.5 200 sdp audio 192.168.7.9:5000 PCMU
    192.168.7.5 > 192.168.7.9 ACK
    192.168.7.9 > 192.168.7.5 BYE
    192.168.7.5 > 192.168.7.9 200`,
  'a session interval that is too small at first': ladder`
    0    ${A} > ${B} INVITE header "Session-Expires: 60" sdp audio ${A}:4000 PCMU
    0.1  ${B} > ${A} 422 header "Min-SE: 90"
    0.2  ${A} > ${B} ACK
    0.3  ${A} > ${B} INVITE initial header "Session-Expires: 90" sdp audio ${A}:4000 PCMU
    1    ${B} > ${A} 200 sdp audio ${B}:5000 PCMU
    1.1  ${A} > ${B} ACK
    20   ${A} > ${B} BYE
    20.1 ${B} > ${A} 200`,
  'two re-INVITEs that meet': ladder`
    0    ${A} > ${B} INVITE sdp audio ${A}:4000 PCMU
    0.5  ${B} > ${A} 200 sdp audio ${B}:5000 PCMU
    0.6  ${A} > ${B} ACK
    5    ${A} > ${B} INVITE sdp audio ${A}:4000 PCMU
    5.1  ${B} > ${A} 491
    5.2  ${A} > ${B} ACK
    7    ${A} > ${B} INVITE sdp audio ${A}:4000 PCMU
    7.1  ${B} > ${A} 200 sdp audio ${B}:5000 PCMU
    7.2  ${A} > ${B} ACK
    20   ${A} > ${B} BYE
    20.1 ${B} > ${A} 200`,
  'a redirection that is followed': ladder`
    0    ${A} > ${B} INVITE sdp audio ${A}:4000 PCMU
    0.1  ${B} > ${A} 302 header "Contact: <sip:bob@203.0.113.8>"
    0.2  ${A} > ${B} ACK
    0.3  ${A} > 203.0.113.8 INVITE initial uri sip:bob@203.0.113.8 sdp audio ${A}:4000 PCMU
    1    203.0.113.8 > ${A} 200 sdp audio 203.0.113.8:5000 PCMU
    1.1  ${A} > 203.0.113.8 ACK
    20   ${A} > 203.0.113.8 BYE
    20.1 203.0.113.8 > ${A} 200`,
  'a failover after 503': ladder`
    0    ${A} > ${B} INVITE sdp audio ${A}:4000 PCMU
    0.1  ${B} > ${A} 503
    0.2  ${A} > ${B} ACK
    0.3  ${A} > 203.0.113.8 INVITE initial sdp audio ${A}:4000 PCMU
    1    203.0.113.8 > ${A} 200 sdp audio 203.0.113.8:5000 PCMU
    1.1  ${A} > 203.0.113.8 ACK
    20   ${A} > 203.0.113.8 BYE
    20.1 203.0.113.8 > ${A} 200`,
  'a load test of many short calls': ladderOf(
    Array.from({ length: 12 }, (_, i) => {
      const at = i * 4
      return `
        ${at}     ${A} > ${B} INVITE call l${i} sdp audio ${A}:4000 PCMU
        ${at}.01  ${B} > ${A} 180    call l${i}
        ${at}.02  ${B} > ${A} 200    call l${i} sdp audio ${B}:5000 PCMU
        ${at}.03  ${A} > ${B} ACK    call l${i}
        ${at + 3} ${A} > ${B} BYE    call l${i}
        ${at + 3}.1 ${B} > ${A} 200  call l${i}`
    }).join('\n'),
  ),
  'both sides change the call at once, and each tries again in its own time': ladder`
    0     ${A} > ${B} INVITE sdp audio ${A}:4000 PCMU
    0.2   ${B} > ${A} 180
    2     ${B} > ${A} 200 sdp audio ${B}:5000 PCMU
    2.1   ${A} > ${B} ACK
    ${media(A, B, 2.2, 25)}
    10    ${A} > ${B} UPDATE sdp audio ${A}:4000 PCMU
    10.01 ${B} > ${A} UPDATE sdp audio ${B}:5000 PCMU
    10.1  ${B} > ${A} 491 UPDATE
    10.1  ${A} > ${B} 491 UPDATE
    11    ${B} > ${A} UPDATE sdp audio ${B}:5000 PCMU
    11.1  ${A} > ${B} 200 UPDATE sdp audio ${A}:4000 PCMU
    12.8  ${A} > ${B} UPDATE sdp audio ${A}:4000 PCMU
    12.9  ${B} > ${A} 200 UPDATE sdp audio ${B}:5000 PCMU
    28    ${A} > ${B} BYE
    28.1  ${B} > ${A} 200`,
  'music on hold from a third host, and the callee goes on with the SSRC it had': ladder`
    0    ${A} > ${B} INVITE sdp audio ${A}:4000 PCMU
    0.2  ${B} > ${A} 180
    2    ${B} > ${A} 200 sdp audio ${B}:5000 PCMU
    2.1  ${A} > ${B} ACK
    2.2  ${A}:4000 > ${B}:5000 rtp PCMU 400 ssrc 1
    2.2  ${B}:5000 > ${A}:4000 rtp PCMU 400 ssrc 2
    10.5 ${B} > ${A} INVITE sdp audio 203.0.113.8:9000 PCMU sendonly
    10.6 ${A} > ${B} 200 INVITE sdp audio ${A}:4000 PCMU recvonly
    10.7 ${B} > ${A} ACK
    10.8 203.0.113.8:9000 > ${A}:4000 rtp PCMU 500 ssrc 3
    21   ${B} > ${A} INVITE sdp audio ${B}:5000 PCMU
    21.1 ${A} > ${B} 200 INVITE sdp audio ${A}:4000 PCMU
    21.2 ${B} > ${A} ACK
    21.3 ${A}:4000 > ${B}:5000 rtp PCMU 400 ssrc 1 seq 1400
    21.3 ${B}:5000 > ${A}:4000 rtp PCMU 400 ssrc 2 seq 1400
    30   ${A} > ${B} BYE
    30.1 ${B} > ${A} 200`,
  'a PBX, at which the capture was made, has two phones send straight to each other': ladder`
    0    10.1.0.5 > 10.1.0.1 INVITE call a sdp audio 10.1.0.5:4000 PCMU
    0.01 10.1.0.1 > 10.1.0.5 100 call a
    0.1  10.1.0.1 > 10.1.0.9 INVITE call b sdp audio 10.1.0.1:6000 PCMU
    0.2  10.1.0.9 > 10.1.0.1 180 call b
    0.21 10.1.0.1 > 10.1.0.5 180 call a
    3    10.1.0.9 > 10.1.0.1 200 call b sdp audio 10.1.0.9:7000 PCMU
    3.01 10.1.0.1 > 10.1.0.9 ACK call b
    3.02 10.1.0.1 > 10.1.0.5 200 call a sdp audio 10.1.0.1:5000 PCMU
    3.1  10.1.0.5 > 10.1.0.1 ACK call a
    3.2  10.1.0.5:4000 > 10.1.0.1:5000 rtp PCMU 60
    3.2  10.1.0.1:5000 > 10.1.0.5:4000 rtp PCMU 60
    3.2  10.1.0.9:7000 > 10.1.0.1:6000 rtp PCMU 60
    3.2  10.1.0.1:6000 > 10.1.0.9:7000 rtp PCMU 60
    4.3  10.1.0.1 > 10.1.0.5 INVITE call a sdp audio 10.1.0.9:7000 PCMU
    4.31 10.1.0.5 > 10.1.0.1 200 INVITE call a sdp audio 10.1.0.5:4000 PCMU
    4.32 10.1.0.1 > 10.1.0.5 ACK call a
    4.3  10.1.0.1 > 10.1.0.9 INVITE call b sdp audio 10.1.0.5:4000 PCMU
    4.31 10.1.0.9 > 10.1.0.1 200 INVITE call b sdp audio 10.1.0.9:7000 PCMU
    4.32 10.1.0.1 > 10.1.0.9 ACK call b
    40   10.1.0.5 > 10.1.0.1 BYE call a
    40.1 10.1.0.1 > 10.1.0.5 200 call a
    40.2 10.1.0.1 > 10.1.0.9 BYE call b
    40.3 10.1.0.9 > 10.1.0.1 200 call b`,
  'a phone behind NAT that hangs up itself': ladder`
    0    198.51.100.4:30000 > ${B} INVITE header "Via: SIP/2.0/UDP 192.168.1.5:5060;branch=z9hG4bKn1;rport" header "Contact: <sip:alice@192.168.1.5:5060>" sdp audio 192.168.1.5:4000 PCMU
    0.1  ${B} > 198.51.100.4:30000 100
    0.3  ${B} > 198.51.100.4:30000 180
    2    ${B} > 198.51.100.4:30000 200 sdp audio ${B}:5000 PCMU
    2.1  198.51.100.4:30000 > ${B} ACK
    2.2  198.51.100.4:34000 > ${B}:5000 rtp PCMU 1300
    2.3  ${B}:5000 > 198.51.100.4:34000 rtp PCMU 1290
    30   198.51.100.4:30000 > ${B} BYE
    30.1 ${B} > 198.51.100.4:30000 200`,
  'music on hold from a third host': ladder`
    0    ${A} > ${B} INVITE sdp audio ${A}:4000 PCMU
    0.5  ${B} > ${A} 200 sdp audio ${B}:5000 PCMU
    0.6  ${A} > ${B} ACK
    ${media(A, B, 0.7, 5)}
    6    ${B} > ${A} INVITE sdp audio 203.0.113.50:6000 PCMU sendonly
    6.1  ${A} > ${B} 200 sdp audio ${A}:4000 PCMU recvonly
    6.2  ${B} > ${A} ACK
    6.3  203.0.113.50:6000 > ${A}:4000 rtp PCMU 1000
    40   ${A} > ${B} BYE
    40.1 ${B} > ${A} 200`,
  'ringback and the bridged call with another SSRC': ladder`
    0    ${A} > ${B} INVITE sdp audio ${A}:4000 PCMU
    0.2  ${B} > ${A} 183 sdp audio ${B}:5000 PCMU
    0.3  ${B}:5000 > ${A}:4000 rtp PCMU 250 ssrc 11 seq 100
    6    ${B} > ${A} 200 sdp audio ${B}:5000 PCMU
    6.1  ${A} > ${B} ACK
    6.2  ${B}:5000 > ${A}:4000 rtp PCMU 800 ssrc 12 seq 31000
    6.2  ${A}:4000 > ${B}:5000 rtp PCMU 800 ssrc 13 seq 7
    23   ${B} > ${A} BYE
    23.1 ${A} > ${B} 200`,
  'video that is turned down': ladder`
    0    ${A} > ${B} INVITE sdp audio ${A}:4000 PCMU and video ${A}:4002 H264
    0.5  ${B} > ${A} 200 sdp audio ${B}:5000 PCMU and video ${B}:0 H264
    0.6  ${A} > ${B} ACK
    20   ${A} > ${B} BYE
    20.1 ${B} > ${A} 200`,
  'a capture that begins in the middle of a call': ladder`
    0    ${A}:4000 > ${B}:5000 rtp PCMU 500
    0    ${B}:5000 > ${A}:4000 rtp PCMU 500
    20   ${A} > ${B} BYE tag to-1
    20.1 ${B} > ${A} 200`,
  'a subscription for message waiting, and an instant message': ladder`
    0   10.1.0.5 > 10.1.0.1 SUBSCRIBE header "Event: message-summary"
    0.1 10.1.0.1 > 10.1.0.5 200
    0.2 10.1.0.1 > 10.1.0.5 NOTIFY call subscribe header "Event: message-summary" header "Subscription-State: active" body "application/simple-message-summary" "Messages-Waiting: no\\n"
    0.3 10.1.0.5 > 10.1.0.1 200 NOTIFY call subscribe
    1   10.1.0.5 > 10.1.0.1 MESSAGE body "text/plain" "hello"
    1.1 10.1.0.1 > 10.1.0.5 200 MESSAGE`,
  'a registration that is taken away': ladder`
    0   10.1.0.5 > 10.1.0.1 REGISTER expires 0
    0.1 10.1.0.1 > 10.1.0.5 200`,
}

describe('healthy inputs stay under the ceiling', () => {
  test.each(Object.keys(HEALTHY))('%s', (name) => {
    const { findings, complaints } = diagnosed(HEALTHY[name]!)
    expect(complaints).toEqual([])
    const loud = findings.filter(({ severity }) => isAtLeast(severity, 'medium'))
    expect(loud.filter(({ rule, severity }) => severity !== 'medium' || !SEED_MEDIUMS.includes(rule ?? ''))).toEqual([])
    expect(new Set(loud.map(({ rule }) => rule)).size).toBe(loud.length)
  })

  // Without its ringing a 408 is a fault.
  const whole = Object.keys(HEALTHY).filter((name) => name !== 'no answer, given up by the network')

  test.each(whole)('wherever the input begins: %s', (name) => {
    const drawn = HEALTHY[name]!
    if (sniffContainer(drawn.bytes) === 'text') return
    for (const missed of [1, 2, 3, 4, 5, 7, 9, 12]) {
      const { findings } = diagnosed(withoutFirst(drawn, missed))
      const loud = findings.filter(({ severity }) => isAtLeast(severity, 'medium'))
      expect(
        loud.filter(({ rule }) => !SEED_MEDIUMS.includes(rule ?? '')),
        `${missed} packets later`,
      ).toEqual([])
    }
  })

  test('their kinds are many', () => {
    expect(Object.keys(HEALTHY).length).toBeGreaterThanOrEqual(40)
  })

  test('none of them is called faulty by name', () => {
    const named = Object.values(HEALTHY).flatMap((drawn) => diagnosed(drawn).findings.map(({ rule }) => rule))
    for (const rule of [
      'media.one-way-audio',
      'media.no-media',
      'reg.failed',
      'auth.loop',
      'media.loss-high',
      'sdp.no-common-codec',
    ])
      expect(named).not.toContain(rule)
  })
})
