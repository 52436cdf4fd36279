import { ladderOf } from './ladder.ts'
import type { Scenario } from './scenarios.ts'

/** Something of each area goes wrong, or stands out: one or two drawings each. */
const DRAWINGS: Readonly<Record<string, string>> = {
  'auth: the password is wrong': `
    0   198.51.100.7 > 203.0.113.9 REGISTER
    0.1 203.0.113.9 > 198.51.100.7 401 header "WWW-Authenticate: Digest realm=pbx, nonce=n1"
    0.2 198.51.100.7 > 203.0.113.9 REGISTER header "Authorization: Digest username=alice, realm=pbx, nonce=n1, uri=sip:203.0.113.9, response=00"
    0.3 203.0.113.9 > 198.51.100.7 401 header "WWW-Authenticate: Digest realm=pbx, nonce=n2"
    0.4 198.51.100.7 > 203.0.113.9 REGISTER header "Authorization: Digest username=alice, realm=pbx, nonce=n2, uri=sip:203.0.113.9, response=01"
    0.5 203.0.113.9 > 198.51.100.7 401 header "WWW-Authenticate: Digest realm=pbx, nonce=n3"
    0.6 198.51.100.7 > 203.0.113.9 REGISTER header "Authorization: Digest username=alice, realm=pbx, nonce=n3, uri=sip:203.0.113.9, response=02"
    0.7 203.0.113.9 > 198.51.100.7 401 header "WWW-Authenticate: Digest realm=pbx, nonce=n4"`,
  'auth: a realm that was not asked for': `
    0   198.51.100.7 > 203.0.113.9 INVITE sdp audio 198.51.100.7:4000 PCMU
    0.1 203.0.113.9 > 198.51.100.7 407 header "Proxy-Authenticate: Digest realm=carrier, nonce=n1, qop=auth"
    0.2 198.51.100.7 > 203.0.113.9 ACK
    0.3 198.51.100.7 > 203.0.113.9 INVITE initial header "Proxy-Authorization: Digest username=alice, realm=pbx, nonce=n1, uri=sip:203.0.113.9, response=00" sdp audio 198.51.100.7:4000 PCMU
    0.4 203.0.113.9 > 198.51.100.7 403
    0.5 198.51.100.7 > 203.0.113.9 ACK`,
  'codec: nothing but an old codec': `
    0   198.51.100.7 > 203.0.113.9 INVITE sdp audio 198.51.100.7:4000 GSM,telephone-event
    1   203.0.113.9 > 198.51.100.7 200 sdp audio 203.0.113.9:5000 GSM
    1.1 198.51.100.7 > 203.0.113.9 ACK
    60  198.51.100.7 > 203.0.113.9 BYE
    60.1 203.0.113.9 > 198.51.100.7 200`,
  'compliance: headers that are missing, doubled and cut': `
    0   198.51.100.7 > 203.0.113.9 OPTIONS without Max-Forwards header "Subject: one\\n two" header "Expires: never"
    0.1 203.0.113.9 > 198.51.100.7 180
    0.2 203.0.113.9 > 198.51.100.7 200
    1   198.51.100.7 > 203.0.113.9 INVITE branch plain-1 header "Remote-Party-ID: <sip:100@198.51.100.7>"
    1.1 203.0.113.9 > 198.51.100.7 480
    1.2 198.51.100.7 > 203.0.113.9 ACK`,
  'dialog: a session that is not refreshed': `
    0    198.51.100.7 > 203.0.113.9 INVITE header "Session-Expires: 90;refresher=uac" header "Supported: timer" sdp audio 198.51.100.7:4000 PCMU
    1    203.0.113.9 > 198.51.100.7 200 header "Session-Expires: 90;refresher=uac" header "Require: timer" sdp audio 203.0.113.9:5000 PCMU
    1.1  198.51.100.7 > 203.0.113.9 ACK
    91   203.0.113.9 > 198.51.100.7 BYE
    91.1 198.51.100.7 > 203.0.113.9 200
    200  198.51.100.7 > 203.0.113.9 OPTIONS
    200.1 203.0.113.9 > 198.51.100.7 200`,
  'dialog: a BYE for a call that nobody knows': `
    0   198.51.100.7 > 203.0.113.9 INVITE sdp audio 198.51.100.7:4000 PCMU
    1   203.0.113.9 > 198.51.100.7 200 sdp audio 203.0.113.9:5000 PCMU
    1.1 198.51.100.7 > 203.0.113.9 ACK
    10  198.51.100.7 > 203.0.113.9 INVITE sdp audio 198.51.100.7:4000 PCMU
    10.1 203.0.113.9 > 198.51.100.7 481
    10.2 198.51.100.7 > 203.0.113.9 ACK
    12  198.51.100.7 > 203.0.113.9 BYE
    12.1 203.0.113.9 > 198.51.100.7 481`,
  'early: no tone in the ear of the caller': `
    0   198.51.100.7 > 203.0.113.9 INVITE sdp audio 198.51.100.7:4000 PCMU
    1   203.0.113.9 > 198.51.100.7 183 sdp audio 203.0.113.9:5000 PCMU
    2   203.0.113.9 > 198.51.100.7 180
    9   203.0.113.9 > 198.51.100.7 200 sdp audio 203.0.113.9:5010 PCMA
    9.1 198.51.100.7 > 203.0.113.9 ACK
    20  198.51.100.7 > 203.0.113.9 BYE
    20.1 203.0.113.9 > 198.51.100.7 200`,
  'emergency: a call that is refused': `
    0   198.51.100.7 > 203.0.113.9 INVITE uri "urn:service:sos" sdp audio 198.51.100.7:4000 PCMU
    1   203.0.113.9 > 198.51.100.7 503
    1.1 198.51.100.7 > 203.0.113.9 ACK`,
  'exchanges: a subscription, a message and a ping that fail': `
    0   198.51.100.7 > 203.0.113.9 SUBSCRIBE header "Event: dialog" expires 600
    0.1 203.0.113.9 > 198.51.100.7 489
    1   198.51.100.7 > 203.0.113.9 MESSAGE body "text/plain" "hello"
    1.1 203.0.113.9 > 198.51.100.7 404
    5   198.51.100.7 > 203.0.113.9 OPTIONS
    5.5 198.51.100.7 > 203.0.113.9 OPTIONS again
    6.5 198.51.100.7 > 203.0.113.9 OPTIONS again
    8.5 198.51.100.7 > 203.0.113.9 OPTIONS again
    60  198.51.100.7 > 203.0.113.9 REGISTER
    60.1 203.0.113.9 > 198.51.100.7 200`,
  'general: an input that begins and ends in the middle': `
    0   198.51.100.7 > 203.0.113.9 BYE tag to-1
    0.1 203.0.113.9 > 198.51.100.7 200
    1   198.51.100.7 > 203.0.113.9 INVITE call b sdp audio 198.51.100.7:4000 PCMU cut 300`,
  'identity: an old and unreadable signature': `
    0   198.51.100.7 > 203.0.113.9 INVITE header "Identity: abc.def.ghi;info=<https://example.com/c.pem>;alg=ES256;ppt=shaken" sdp audio 198.51.100.7:4000 PCMU
    1   203.0.113.9 > 198.51.100.7 438
    1.1 198.51.100.7 > 203.0.113.9 ACK`,
  'nat: private addresses towards a public peer': `
    0   192.168.1.10 > 203.0.113.9 REGISTER expires 3600
    0.1 203.0.113.9 > 192.168.1.10 200 expires 3600
    1   192.168.1.10 > 203.0.113.9 INVITE sdp audio 192.168.1.10:4000 PCMU
    2   203.0.113.9 > 192.168.1.10 200 sdp audio 203.0.113.9:5000 PCMU
    2.1 192.168.1.10 > 203.0.113.9 ACK
    30  192.168.1.10 > 203.0.113.9 BYE
    30.1 203.0.113.9 > 192.168.1.10 200`,
  'prack: a reliable provisional that nobody acknowledges': `
    0   198.51.100.7 > 203.0.113.9 INVITE header "Supported: 100rel" sdp audio 198.51.100.7:4000 PCMU
    1   203.0.113.9 > 198.51.100.7 183 reliable sdp audio 203.0.113.9:5000 PCMU
    1.5 203.0.113.9 > 198.51.100.7 183 again
    2.5 203.0.113.9 > 198.51.100.7 183 again
    4.5 203.0.113.9 > 198.51.100.7 183 again
    8.5 203.0.113.9 > 198.51.100.7 183 again
    33  203.0.113.9 > 198.51.100.7 504
    33.1 198.51.100.7 > 203.0.113.9 ACK
    80  198.51.100.7 > 203.0.113.9 OPTIONS
    80.1 203.0.113.9 > 198.51.100.7 200`,
  'reg: the registrar forgets': `
    0    198.51.100.7 > 203.0.113.9 REGISTER expires 60
    0.1  203.0.113.9 > 198.51.100.7 423 header "Min-Expires: 300"
    0.2  198.51.100.7 > 203.0.113.9 REGISTER expires 300
    0.3  203.0.113.9 > 198.51.100.7 200 expires 300
    400  198.51.100.7 > 203.0.113.9 REGISTER expires 300
    400.1 203.0.113.9 > 198.51.100.7 200 expires 300
    401  198.51.100.7 > 203.0.113.9 REGISTER expires 0
    401.1 203.0.113.9 > 198.51.100.7 200`,
  'routing: a circle': `
    0   198.51.100.7 > 203.0.113.9 INVITE sdp audio 198.51.100.7:4000 PCMU
    0.1 203.0.113.9 > 192.0.2.4 INVITE forwarded
    0.2 192.0.2.4 > 203.0.113.9 INVITE forwarded
    0.3 203.0.113.9 > 192.0.2.4 482
    0.4 192.0.2.4 > 203.0.113.9 482 forwarded
    0.5 203.0.113.9 > 198.51.100.7 482 forwarded
    0.6 198.51.100.7 > 203.0.113.9 ACK`,
  'routing: the route is not taken': `
    0   198.51.100.7 > 203.0.113.9 INVITE sdp audio 198.51.100.7:4000 PCMU
    0.1 203.0.113.9 > 192.0.2.4 INVITE forwarded header "Record-Route: <sip:203.0.113.9;lr>"
    1   192.0.2.4 > 203.0.113.9 200 sdp audio 192.0.2.4:5000 PCMU
    1.1 203.0.113.9 > 198.51.100.7 200 forwarded
    1.2 198.51.100.7 > 192.0.2.4 ACK
    9   198.51.100.7 > 192.0.2.4 BYE
    9.1 192.0.2.4 > 198.51.100.7 481`,
  'sdp: an answer that fits in nothing': `
    0   198.51.100.7 > 203.0.113.9 INVITE sdp audio 198.51.100.7:4000 PCMU,G729 ptime 30 sendonly and video 198.51.100.7:4002 H264
    1   203.0.113.9 > 198.51.100.7 200 sdp audio 203.0.113.9:5000 G729 ptime 20 sendonly
    1.1 198.51.100.7 > 203.0.113.9 ACK
    9   198.51.100.7 > 203.0.113.9 BYE
    9.1 203.0.113.9 > 198.51.100.7 200`,
  'security: keys in the clear, and a scanner': `
    0   198.51.100.7 > 203.0.113.9 INVITE sdp audio 198.51.100.7:4000 PCMU profile RTP/SAVP line "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkw"
    1   203.0.113.9 > 198.51.100.7 488
    1.1 198.51.100.7 > 203.0.113.9 ACK
    2   192.0.2.66 > 203.0.113.9 REGISTER header "User-Agent: friendly-scanner" from sip:100@203.0.113.9
    2.1 203.0.113.9 > 192.0.2.66 403`,
  'signaling: answers too late, and again': `
    0   198.51.100.7 > 203.0.113.9 INVITE sdp audio 198.51.100.7:4000 PCMU
    0.5 198.51.100.7 > 203.0.113.9 INVITE again
    1.5 198.51.100.7 > 203.0.113.9 INVITE again
    2   203.0.113.9 > 198.51.100.7 100
    9   203.0.113.9 > 198.51.100.7 180
    10  198.51.100.7 > 203.0.113.9 CANCEL
    10.1 203.0.113.9 > 198.51.100.7 200 CANCEL
    10.2 203.0.113.9 > 198.51.100.7 200 INVITE sdp audio 203.0.113.9:5000 PCMU
    10.3 198.51.100.7 > 203.0.113.9 ACK
    10.4 198.51.100.7 > 203.0.113.9 BYE
    10.5 203.0.113.9 > 198.51.100.7 200 BYE`,
  'transfer: the new party does not answer': `
    0   198.51.100.7 > 203.0.113.9 INVITE sdp audio 198.51.100.7:4000 PCMU
    1   203.0.113.9 > 198.51.100.7 200 sdp audio 203.0.113.9:5000 PCMU
    1.1 198.51.100.7 > 203.0.113.9 ACK
    10  203.0.113.9 > 198.51.100.7 REFER header "Refer-To: <sip:carol@192.0.2.4>"
    10.1 198.51.100.7 > 203.0.113.9 202
    10.2 198.51.100.7 > 203.0.113.9 NOTIFY header "Event: refer" header "Subscription-State: active;expires=60" body "message/sipfrag" "SIP/2.0 100 Trying"
    10.3 203.0.113.9 > 198.51.100.7 200
    12  198.51.100.7 > 203.0.113.9 NOTIFY header "Event: refer" header "Subscription-State: terminated;reason=noresource" body "message/sipfrag" "SIP/2.0 503 Service Unavailable"
    12.1 203.0.113.9 > 198.51.100.7 200
    30  198.51.100.7 > 203.0.113.9 BYE
    30.1 203.0.113.9 > 198.51.100.7 200`,
}

const CAPTURES: Readonly<Record<string, string>> = {
  'dtmf: digits in an event that nobody agreed': `
    0   198.51.100.7 > 203.0.113.9 INVITE sdp audio 198.51.100.7:4000 PCMU,telephone-event
    1   203.0.113.9 > 198.51.100.7 200 sdp audio 203.0.113.9:5000 PCMU
    1.1 198.51.100.7 > 203.0.113.9 ACK
    1.2 198.51.100.7:4000 > 203.0.113.9:5000 rtp PCMU 500
    1.2 203.0.113.9:5000 > 198.51.100.7:4000 rtp PCMU 500
    12  198.51.100.7 > 203.0.113.9 BYE
    12.1 203.0.113.9 > 198.51.100.7 200`,
  'fax: the switch to T.38 is refused': `
    0   198.51.100.7 > 203.0.113.9 INVITE sdp audio 198.51.100.7:4000 PCMU
    1   203.0.113.9 > 198.51.100.7 200 sdp audio 203.0.113.9:5000 PCMU
    1.1 198.51.100.7 > 203.0.113.9 ACK
    5   203.0.113.9 > 198.51.100.7 INVITE sdp image 203.0.113.9:5002 t38
    5.1 198.51.100.7 > 203.0.113.9 488
    5.2 203.0.113.9 > 198.51.100.7 ACK
    9   198.51.100.7 > 203.0.113.9 BYE
    9.1 203.0.113.9 > 198.51.100.7 200`,
  'media: loss, jitter and silence': `
    0   198.51.100.7 > 203.0.113.9 INVITE sdp audio 198.51.100.7:4000 PCMU
    1   203.0.113.9 > 198.51.100.7 200 sdp audio 203.0.113.9:5000 PCMU
    1.1 198.51.100.7 > 203.0.113.9 ACK
    1.2 198.51.100.7:4000 > 203.0.113.9:5000 rtp PCMU 1000 lost 80 jitter 60
    1.2 203.0.113.9:5000 > 198.51.100.7:4000 rtp PCMU 300
    9   203.0.113.9:5001 > 198.51.100.7:4001 rtcp rr lost 20 total 90
    30  198.51.100.7 > 203.0.113.9 BYE
    30.1 203.0.113.9 > 198.51.100.7 200`,
  'transport: nobody listens': `
    0   198.51.100.7 > 203.0.113.9 INVITE sdp audio 198.51.100.7:4000 PCMU
    0.01 203.0.113.9 > 198.51.100.7 icmp port-unreachable for 198.51.100.7:5060 > 203.0.113.9:5060
    0.5 198.51.100.7 > 203.0.113.9 INVITE again
    0.51 203.0.113.9 > 198.51.100.7 icmp port-unreachable for 198.51.100.7:5060 > 203.0.113.9:5060
    1.5 198.51.100.7 > 203.0.113.9 INVITE again
    3.5 198.51.100.7 > 203.0.113.9 INVITE again
    40  198.51.100.7 > 203.0.113.9 OPTIONS`,
}

/** Each as a capture; those without media as printed text, too. */
export function troubles(): readonly Scenario[] {
  const scenario = (name: string, file: string, drawing: string): Scenario => {
    try {
      return { name, file, bytes: ladderOf(drawing).bytes }
    } catch (error) {
      throw new Error(`${name}: ${error}`)
    }
  }
  return [
    ...Object.entries({ ...DRAWINGS, ...CAPTURES }).map(([name, drawing]) => scenario(name, 'trace.pcap', drawing)),
    ...Object.entries(DRAWINGS).map(([name, drawing]) =>
      scenario(`${name}, as text`, 'trace.txt', `as text\n${drawing}`),
    ),
  ]
}
