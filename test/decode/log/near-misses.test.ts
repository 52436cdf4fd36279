import { describe, expect, it } from 'vitest'
import { INVITE, readText } from './read-text.ts'

/** Texts that have the words of SIP and hold no message. */
const NEAR_MISSES: Readonly<Record<string, readonly string[]>> = {
  'a SIPp scenario': [
    '<?xml version="1.0" encoding="ISO-8859-1" ?>',
    '<scenario name="caller">',
    '  <recv response="100" optional="true"></recv>',
    '  <recv request="INVITE" crlf="true"/>',
    '  <label id="1" message="SIP/2.0 200 OK"/>',
    '</scenario>',
  ],
  'XML with SIP words': [
    '<extension name="a"><condition field="destination_number" expression="^INVITE$">',
    '  <action application="respond" data="486 Busy Here"/>',
    '  <param name="sip-uri" value="sip:bob@example.com"/>',
    '</condition></extension>',
  ],
  RTSP: [
    'DESCRIBE rtsp://192.0.2.1/media RTSP/1.0',
    'CSeq: 2',
    'User-Agent: player',
    '',
    'RTSP/1.0 200 OK',
    'CSeq: 2',
    'Content-Type: application/sdp',
    'Content-Length: 30',
    '',
    'v=0',
    'o=- 1 1 IN IP4 192.0.2.1',
  ],
  HTTP: [
    'POST /v1/calls HTTP/1.1',
    'Host: sip.example.com',
    'Content-Type: application/json',
    'Via: 1.1 proxy',
    '',
    'HTTP/1.1 404 Not Found',
    'Date: Thu, 16 Apr 2026 18:30:00 GMT',
    '',
    '192.0.2.1 - - [16/Apr/2026:18:30:00 +0000] "OPTIONS / HTTP/1.1" 200 5',
  ],
  'debug of a parser': [
    ' 3(1234) DEBUG: <core> [parser/msg_parser.c:597]: parse_msg(): SIP Request:',
    ' 3(1234) DEBUG: <core> [parser/msg_parser.c:599]: parse_msg():  method:  <INVITE>',
    ' 3(1234) DEBUG: <core> [parser/msg_parser.c:601]: parse_msg():  uri:     <sip:bob@example.com>',
    ' 3(1234) DEBUG: <core> [parser/msg_parser.c:603]: parse_msg():  version: <SIP/2.0>',
    'SIP Request:',
    ' method:  <INVITE>',
    ' uri:     <sip:bob@example.com>',
    ' version: <SIP/2.0>',
  ],
  code: [
    "if (message.method === 'INVITE' && status >= 200) reply('SIP/2.0 200 OK')",
    'printf("%s %s SIP/2.0\\r\\n", method, uri);',
    'static const char *methods[] = { "INVITE", "ACK", "BYE" };',
    'switch (ua->state) { case INVITE -> 100; case ACK -> 200; }',
    'type Handler = (request: Request) => Response // 404 Not Found',
    'xlog("L_INFO", "$rm from $fu to $ru\\n");',
    'send("INVITE " + uri + " SIP/2.0")',
  ],
  'the prose of an RFC': [
    '   The Request-Line of the example is INVITE sip:bob@biloxi.com SIP/2.0 and',
    '   ends with CRLF. A server answers with SIP/2.0 200 OK, or with',
    '   "SIP/2.0 404 Not Found" where the user is unknown (Section 21.4.5).',
    '   Request-Line  =  Method SP Request-URI SP SIP-Version CRLF',
    '   21.1.2 180 Ringing',
    '   The UA receiving the INVITE is trying to alert the user.',
    '   Table 2: INVITE   o   -   m',
  ],
  'prose of a user': [
    'We get a 404 from the INVITE, and after 180 Ringing the call drops with 603 Decline.',
    'INVITE -> 100 -> 180 -> 200 -> ACK works, then BYE',
    'Phone -> PBX works, but PBX -> carrier INVITE gets 404',
    'Subject: INVITE fails',
    '180 Ringing',
    'The request was: INVITE sip:bob@example.com',
    'Has anybody seen "486 Busy Here" before?',
  ],
  'rows of HTTP and TCP': [
    'Browser -> Server: OPTIONS /index.html',
    'Server -> Browser: 200 OK',
    'Server -> Browser: 404 Not Found',
    'Client -> Server: SYN',
    'Client -> Server: ACK',
    'Client -> Server: UPDATE',
  ],
  'logs with arrows': [
    'state: CALLING -> 180',
    'node -> UPDATE: row 5',
    'a.txt -> b.txt: INFO',
    '2026-04-16 18:30:00 queue --> worker: MESSAGE 17 of 20 has been taken',
    'INFO -> starting',
  ],
  'a log that quotes start lines': [
    '2026-04-16 18:30:00.001 [DEBUG] net.c:1 sent request INVITE sip:bob@example.com SIP/2.0',
    '2026-04-16 18:30:00.002 [DEBUG] net.c:2 got response SIP/2.0 100 Trying',
    '2026-04-16 18:30:00.003 [INFO] Start-Line: SIP/2.0 486 Busy Here',
    'nta: sent INVITE (21) to tcp/192.0.2.1:5060',
    'nta: received 100 Trying for INVITE (21)',
  ],
  'tables and configuration': [
    '| method | count |',
    '| INVITE | 12    |',
    '| 200 OK | 9     |',
    '[transport-udp]',
    'type=transport',
    'm=audio is what we want',
    'allow=!all,ulaw',
  ],
  'headers alone': ['From: "Alice" <sip:alice@example.com>', 'To: <sip:bob@example.com>', 'Date: today', '', 'Hi,'],
}

it.each(Object.entries(NEAR_MISSES))('%s is no SIP', (_, lines) => {
  expect(readText(`${lines.join('\n')}\n`).messages.map(({ raw }) => raw)).toEqual([])
})

describe('beside real messages', () => {
  it.each(Object.entries(NEAR_MISSES))('%s changes none of them', (name, lines) => {
    const before = readText([...lines, '', ...INVITE, ''].join('\n')).messages
    expect(before.map(({ raw }) => raw)).toEqual([`${INVITE.join('\n')}\n`])
    // Headers that follow a message are taken for its own where nothing tells them apart.
    if (name === 'headers alone') return
    const after = readText([...INVITE, '', ...lines, ''].join('\n')).messages
    expect(after.map(({ raw }) => raw.trimEnd())).toEqual([INVITE.join('\n')])
  })
})
