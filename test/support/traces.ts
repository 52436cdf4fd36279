/** The reference's example made whole: a private address offered to a public proxy, ptime 30 answered with 20. */
export function privateAddressTrace(call = 'first'): string {
  const description = (user: string, address: string, port: number, ptime: number) =>
    [
      'v=0',
      `o=${user} 1 1 IN IP4 ${address}`,
      's=-',
      `c=IN IP4 ${address}`,
      't=0 0',
      `m=audio ${port} RTP/AVP 0`,
      'a=rtpmap:0 PCMU/8000',
      `a=ptime:${ptime}`,
      '',
    ].join('\r\n')
  const common = (branch: string, toTag: string, cseq: string) => [
    `Via: SIP/2.0/UDP pc33.atlanta.com;branch=z9hG4bK${branch}${call}`,
    'Max-Forwards: 70',
    `To: Bob <sip:bob@biloxi.com>${toTag}`,
    `From: Alice <sip:alice@atlanta.com>;tag=1928${call}`,
    `Call-ID: a84b4c76e66710-${call}@pc33.atlanta.com`,
    `CSeq: ${cseq}`,
  ]
  const withBody = (lines: string[], body: string) =>
    [...lines, 'Content-Type: application/sdp', `Content-Length: ${body.length}`, '', body].join('\r\n')
  const offer = description('alice', '192.168.1.100', 49172, 30)
  const answer = description('bob', '198.51.100.20', 30000, 20)
  return [
    withBody(
      [
        'INVITE sip:bob@biloxi.com SIP/2.0',
        ...common('776', '', '314159 INVITE'),
        'Contact: <sip:alice@pc33.atlanta.com>',
      ],
      offer,
    ),
    withBody(
      ['SIP/2.0 200 OK', ...common('776', ';tag=a6c85cf', '314159 INVITE'), 'Contact: <sip:bob@198.51.100.20>'],
      answer,
    ),
    [
      'ACK sip:bob@198.51.100.20 SIP/2.0',
      ...common('777', ';tag=a6c85cf', '314159 ACK'),
      'Content-Length: 0',
      '',
      '',
    ].join('\r\n'),
  ].join('\r\n')
}
