/** One side of a generated call. */
export interface Party {
  readonly user: string
  readonly address: string
  readonly mediaAddress: string
  readonly mediaPort: number
}

export const invite = (caller: Party, callee: Party, callId: string): string =>
  request('INVITE', caller, callee, callId, { cseq: '1 INVITE', branch: 'i', toTag: '', body: descriptionOf(caller) })

export const ok = (caller: Party, callee: Party, callId: string): string =>
  request('ACK', caller, callee, callId, { cseq: '1 ACK', branch: 'a', toTag: ';tag=callee', body: '' })

export const bye = (caller: Party, callee: Party, callId: string): string =>
  request('BYE', caller, callee, callId, { cseq: '2 BYE', branch: 'b', toTag: ';tag=callee', body: '' })

export const ringing = (caller: Party, callee: Party, callId: string): string =>
  response('180 Ringing', caller, callee, callId, { cseq: '1 INVITE', branch: 'i', body: '' })

export const answer = (caller: Party, callee: Party, callId: string): string =>
  response('200 OK', caller, callee, callId, { cseq: '1 INVITE', branch: 'i', body: descriptionOf(callee) })

export const byeOk = (caller: Party, callee: Party, callId: string): string =>
  response('200 OK', caller, callee, callId, { cseq: '2 BYE', branch: 'b', body: '' })

function request(
  method: string,
  caller: Party,
  callee: Party,
  callId: string,
  { cseq, branch, toTag, body }: { cseq: string; branch: string; toTag: string; body: string },
): string {
  return message(
    [
      `${method} sip:${callee.user}@${callee.address} SIP/2.0`,
      `Via: SIP/2.0/UDP ${caller.address}:5060;branch=z9hG4bK-${callId}-${branch};rport`,
      'Max-Forwards: 70',
      `From: "Bench ${caller.user}" <sip:${caller.user}@${caller.address}>;tag=caller`,
      `To: <sip:${callee.user}@${callee.address}>${toTag}`,
      `Call-ID: ${callId}`,
      `CSeq: ${cseq}`,
      `Contact: <sip:${caller.user}@${caller.address}:5060;transport=udp>`,
      'User-Agent: bench-uac/1.0',
      'Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE, INFO, NOTIFY, REFER',
      'Supported: replaces, timer',
    ],
    body,
  )
}

function response(
  status: string,
  caller: Party,
  callee: Party,
  callId: string,
  { cseq, branch, body }: { cseq: string; branch: string; body: string },
): string {
  return message(
    [
      `SIP/2.0 ${status}`,
      `Via: SIP/2.0/UDP ${caller.address}:5060;branch=z9hG4bK-${callId}-${branch};rport=5060`,
      `From: "Bench ${caller.user}" <sip:${caller.user}@${caller.address}>;tag=caller`,
      `To: <sip:${callee.user}@${callee.address}>;tag=callee`,
      `Call-ID: ${callId}`,
      `CSeq: ${cseq}`,
      `Contact: <sip:${callee.user}@${callee.address}:5060>`,
      'Server: bench-uas/1.0',
      'Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE, INFO',
    ],
    body,
  )
}

function message(lines: string[], body: string): string {
  const type = body === '' ? [] : ['Content-Type: application/sdp']
  return [...lines, ...type, `Content-Length: ${body.length}`, '', body].join('\r\n')
}

function descriptionOf({ address, mediaAddress, mediaPort }: Party): string {
  return [
    'v=0',
    `o=- 1 1 IN IP4 ${address}`,
    's=-',
    `c=IN IP4 ${mediaAddress}`,
    't=0 0',
    `m=audio ${mediaPort} RTP/AVP 0 8 101`,
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:8 PCMA/8000',
    'a=rtpmap:101 telephone-event/8000',
    'a=fmtp:101 0-15',
    'a=ptime:20',
    'a=sendrecv',
    '',
  ].join('\r\n')
}
