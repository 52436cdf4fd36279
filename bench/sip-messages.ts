/** Kinds of messages a busy server sees, each with its own Call-ID and tags, 400 to 1,500 bytes. */
export function messageTexts(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => flat(KINDS[index % KINDS.length]!(index)))
}

/** One piece of memory, as a text that was decoded from bytes is. */
const flat = (text: string): string => Buffer.from(text).toString()

const KINDS: readonly ((n: number) => string)[] = [
  invite,
  (n) => response(n, '100 Trying', 'INVITE', '', ''),
  (n) => response(n, '180 Ringing', 'INVITE', ';tag=b', ''),
  (n) => response(n, '200 OK', 'INVITE', ';tag=b', AUDIO),
  (n) => inDialog(n, 'ACK', 1),
  (n) => inDialog(n, 'BYE', 2),
  (n) => response(n, '200 OK', 'BYE', ';tag=b', ''),
  register,
  challenge,
  browserInvite,
]

const AUDIO = lines(
  'v=0',
  'o=- 3890000000 3890000001 IN IP4 192.0.2.10',
  's=call',
  'c=IN IP4 192.0.2.10',
  't=0 0',
  'm=audio 40000 RTP/AVP 0 8 9 18 101',
  'a=rtpmap:0 PCMU/8000',
  'a=rtpmap:8 PCMA/8000',
  'a=rtpmap:9 G722/8000',
  'a=rtpmap:18 G729/8000',
  'a=fmtp:18 annexb=no',
  'a=rtpmap:101 telephone-event/8000',
  'a=fmtp:101 0-16',
  'a=ptime:20',
  'a=sendrecv',
  '',
)

const BROWSER_AUDIO = lines(
  'v=0',
  'o=- 4611731400430051336 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'a=group:BUNDLE 0',
  'm=audio 50000 UDP/TLS/RTP/SAVPF 111 0 126',
  'c=IN IP4 203.0.113.7',
  'a=ice-ufrag:4ZcD',
  'a=ice-pwd:2u9CXAmPlePassw0rd0123456',
  'a=fingerprint:sha-256 7B:8B:F0:65:5F:78:E2:51:3B:AC:6F:F3:3F:46:1B:35:DC:B8:5F:64:1A:24:C2:43:F0:A1:58:D0:A1:2C:19:08',
  'a=setup:actpass',
  'a=mid:0',
  'a=sendrecv',
  'a=rtcp-mux',
  'a=rtpmap:111 opus/48000/2',
  'a=fmtp:111 minptime=10;useinbandfec=1',
  'a=rtpmap:126 telephone-event/8000',
  'a=candidate:1 1 udp 2113937151 203.0.113.7 50000 typ host',
  '',
)

function lines(...all: readonly string[]): string {
  return all.join('\r\n')
}

const withBody = (head: readonly string[], body: string): string => {
  const type = body === '' ? [] : ['Content-Type: application/sdp']
  return lines(...head, ...type, `Content-Length: ${body.length}`, '', body)
}

const filing = (n: number, cseq: string, toTag: string): readonly string[] => [
  `From: "Alice Example" <sip:+12025550101@pbx.example.com>;tag=a${n}`,
  `To: <sip:+12025550199@carrier.example.net>${toTag}`,
  `Call-ID: ${n}-7f3a9c1e5b@192.0.2.10`,
  `CSeq: ${cseq}`,
]

const hop = (n: number, more = ''): string => `Via: SIP/2.0/UDP 192.0.2.10:5060;rport${more};branch=z9hG4bK-${n}-524287`

function invite(n: number): string {
  return withBody(
    [
      'INVITE sip:+12025550199@carrier.example.net;user=phone SIP/2.0',
      hop(n),
      'Max-Forwards: 70',
      ...filing(n, '1 INVITE', ''),
      'Contact: <sip:+12025550101@192.0.2.10:5060;transport=udp>',
      'P-Asserted-Identity: "Alice Example" <sip:+12025550101@pbx.example.com>',
      'Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, SUBSCRIBE, NOTIFY, INFO, PUBLISH, UPDATE, PRACK',
      'Supported: replaces, timer, 100rel',
      'Session-Expires: 1800;refresher=uac',
      'Min-SE: 90',
      'User-Agent: ExamplePBX 20.5.0',
    ],
    AUDIO,
  )
}

function response(n: number, status: string, method: string, toTag: string, body: string): string {
  return withBody(
    [
      `SIP/2.0 ${status}`,
      hop(n, '=5060;received=192.0.2.10'),
      'Record-Route: <sip:198.51.100.20;lr;ftag=a1>, <sip:198.51.100.21:5080;transport=tcp;lr>',
      ...filing(n, `1 ${method}`, toTag),
      'Contact: <sip:+12025550199@198.51.100.30:5060>',
      'Server: ExampleSBC/9.1',
      'Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE, INFO',
    ],
    body,
  )
}

function inDialog(n: number, method: string, cseq: number): string {
  return withBody(
    [
      `${method} sip:+12025550199@198.51.100.30:5060 SIP/2.0`,
      hop(n),
      'Route: <sip:198.51.100.21:5080;transport=tcp;lr>, <sip:198.51.100.20;lr;ftag=a1>',
      'Max-Forwards: 70',
      ...filing(n, `${cseq} ${method}`, ';tag=b'),
      'User-Agent: ExamplePBX 20.5.0',
    ],
    '',
  )
}

function register(n: number): string {
  return withBody(
    [
      'REGISTER sip:registrar.example.com SIP/2.0',
      hop(n),
      'Max-Forwards: 70',
      ...filing(n, '2 REGISTER', ''),
      'Contact: <sip:1001@192.0.2.10:5060>;expires=300;+sip.instance="<urn:uuid:00000000-0000-1000-8000-000a95a0e128>";reg-id=1',
      `Authorization: Digest username="1001", realm="registrar.example.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c0${n}", uri="sip:registrar.example.com", response="6629fae49393a05397450978507c4ef1", algorithm=MD5, cnonce="0a4f113b", qop=auth, nc=00000001`,
      'Expires: 300',
      'User-Agent: Example Phone T46 66.86.0.15',
    ],
    '',
  )
}

function challenge(n: number): string {
  return withBody(
    [
      'SIP/2.0 401 Unauthorized',
      hop(n, '=5060;received=203.0.113.9'),
      ...filing(n, '1 REGISTER', ';tag=c'),
      `WWW-Authenticate: Digest realm="registrar.example.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c0${n}", algorithm=MD5, qop="auth"`,
      'Server: ExampleRegistrar',
    ],
    '',
  )
}

function browserInvite(n: number): string {
  return withBody(
    [
      'INVITE sip:bob@example.com SIP/2.0',
      `Via: SIP/2.0/WSS df7jal23ls0d.invalid;branch=z9hG4bK-${n}-77`,
      'Max-Forwards: 70',
      ...filing(n, '1 INVITE', ''),
      'Contact: <sip:g9vq2k@df7jal23ls0d.invalid;transport=ws;ob>',
      'Supported: ice, replaces, outbound',
      'User-Agent: ExampleBrowserPhone 3.10',
    ],
    BROWSER_AUDIO,
  )
}
