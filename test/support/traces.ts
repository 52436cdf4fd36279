const crlf = (lines: readonly string[]): string => `${lines.join('\r\n')}\r\n`

const description = (address: string, ptime: number): string =>
  crlf([
    'v=0',
    `o=- 1 1 IN IP4 ${address}`,
    's=call',
    `c=IN IP4 ${address}`,
    't=0 0',
    'm=audio 40000 RTP/AVP 0',
    'a=rtpmap:0 PCMU/8000',
    `a=ptime:${ptime}`,
  ])

function message(startLine: string, headers: readonly string[], body = ''): string {
  const type = body === '' ? [] : ['Content-Type: application/sdp']
  return `${crlf([startLine, ...headers, ...type, `Content-Length: ${Buffer.byteLength(body)}`])}\r\n${body}`
}

/** The call of the reference's example: a softphone behind NAT offers 192.168.1.100 to a public carrier. */
export function privateAddressTrace(callId = 'a84b4c76e66710@pc33.atlanta.com'): string {
  const dialog = (toTag: string, cseq: string) => [
    `Via: SIP/2.0/UDP pc33.atlanta.com;branch=z9hG4bK776${callId.split('@')[0]}`,
    'Max-Forwards: 70',
    'From: Alice <sip:alice@atlanta.com>;tag=1928301774',
    `To: Bob <sip:bob@biloxi.com>${toTag}`,
    `Call-ID: ${callId}`,
    `CSeq: ${cseq}`,
    'Contact: <sip:alice@198.51.100.7>',
  ]
  return [
    message('INVITE sip:bob@biloxi.com SIP/2.0', dialog('', '314159 INVITE'), description('192.168.1.100', 30)),
    message('SIP/2.0 200 OK', dialog(';tag=a6c85cf', '314159 INVITE'), description('203.0.113.10', 20)),
    message('ACK sip:bob@203.0.113.10 SIP/2.0', dialog(';tag=a6c85cf', '314159 ACK')),
    message('BYE sip:bob@203.0.113.10 SIP/2.0', dialog(';tag=a6c85cf', '314160 BYE')),
    message('SIP/2.0 200 OK', dialog(';tag=a6c85cf', '314160 BYE')),
  ].join('\r\n')
}
