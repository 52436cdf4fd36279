import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { INVITE, readText, TRYING } from './read-text.ts'

const OPTIONS = [
  'OPTIONS sip:bob@203.0.113.2 SIP/2.0',
  'Via: SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bK7',
  'From: <sip:ping@192.0.2.7>;tag=p',
  'To: <sip:bob@203.0.113.2>',
  'Call-ID: ping@192.0.2.7',
  'CSeq: 7 OPTIONS',
  'Content-Length: 0',
  '',
]

const PASTE = [
  'Hi all, the PBX says:',
  '',
  '[2026-04-16 18:30:00.001] VERBOSE[12] res_pjsip_logger.c: <--- Transmitting SIP request (500 bytes) to UDP:203.0.113.2:5080 --->',
  ...INVITE,
  '',
  '    -- Called PJSIP/bob',
  '',
  'and this is what the CUBE wrote at the same time:',
  '',
  '000123: Apr 16 18:30:00.002: //-1/xxxxxxxxxxxx/SIP/Msg/ccsipDisplayMsg:',
  'Received:',
  ...INVITE,
  '',
  '000124: Apr 16 18:30:00.050: //1/0123456789AB/CUBE/SIP/Msg/ccsipDisplayMsg:',
  'Sent:',
  ...TRYING,
  '',
  'The SBC behind it:',
  'Apr 16 18:30:00.060 On [6:0]203.0.113.2:5080 sent to 198.51.100.9:5060',
  ...OPTIONS,
  '-'.repeat(40),
  'and the proxy:',
  'recv 300 bytes from udp/[198.51.100.9]:5060 at 18:30:00.070000:',
  '-'.repeat(72),
  ...TRYING,
  '-'.repeat(72),
  'Any idea?',
]

describe('several products in one paste, words in between', () => {
  it('each message has the envelope of its own product', () => {
    const { messages, formats } = readText(PASTE.join('\n'))
    expect(formats).toEqual(['Asterisk PJSIP logger', 'Cisco ccsip', 'Oracle SBC sipmsg.log', 'FreeSWITCH siptrace'])
    expect(
      messages.map((m) => [m.method, m.direction, m.source?.address, m.destination?.address, m.transport]),
    ).toEqual([
      ['INVITE', 'sent', undefined, '203.0.113.2', 'UDP'],
      ['INVITE', 'received', undefined, undefined, undefined],
      ['INVITE', 'sent', undefined, undefined, undefined],
      ['OPTIONS', 'sent', '203.0.113.2', '198.51.100.9', undefined],
      ['INVITE', 'received', '198.51.100.9', undefined, 'UDP'],
    ])
    expect(messages.every((m) => m.complete)).toBe(true)
  })

  it('wherever the input is cut', () => {
    const bytes = Buffer.from(PASTE.join('\r\n'))
    const whole = readText(bytes)
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 12 }), (cuts) => {
        expect(readText(bytes, cuts).items).toEqual(whole.items)
      }),
      { numRuns: 60 },
    )
  })
})

describe('products without a reader of their own', () => {
  it.each([
    [
      'a pane of a web page',
      ['SIP message details', 'Received', ...INVITE, '', 'SIP message details', 'Sent', ...TRYING],
    ],
    [
      'XML with the message escaped',
      [
        `Apr 16 18:30:00.001 [SIP] \t<SipMsgSection>${INVITE.join('&#xD;&#xA;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')}</SipMsgSection>`,
      ],
    ],
    [
      'a record in columns, the message below',
      [
        '2026-04-16 18:30:00.001|SIP|4012|RX|192.0.2.1:5060|203.0.113.2:5080|',
        ...INVITE,
        '',
        '2026-04-16 18:30:00.1|SIP|4012|TX|',
      ],
    ],
    [
      'a log4j line with the start line in it',
      [`2026-04-16 18:30:00,001 DEBUG [udp-1] o.e.SipStack - ${INVITE[0]}`, ...INVITE.slice(1)],
    ],
  ])('%s', (_, text) => {
    const { messages, formats } = readText(text.join('\n'))
    expect(['raw SIP', 'SIP in a log']).toContain(formats[0])
    expect(messages[0]).toMatchObject({ method: 'INVITE', callId: 'one@192.0.2.1' })
    expect(messages[0]!.description?.media).toMatchObject([{ port: 4000 }])
  })
})

describe('logs of voice platforms that hold no messages', () => {
  it('LiveKit SIP', () => {
    const text = [
      '2026-04-16T18:30:00.001Z\tINFO\tsip\tsip/inbound.go:178\tprocessing invite\t{"sipCallID": "one@192.0.2.1", "fromIP": "192.0.2.1", "toIP": "203.0.113.2", "fromUser": "alice"}',
      '2026-04-16T18:30:00.002Z\tWARN\tsip\tsip/inbound.go:214\tRejecting inbound flood\t{"sipCallID": "two@192.0.2.1", "fromIP": "192.0.2.1"}',
      '2026-04-16T18:30:01.000Z\tERROR\tsip\tsip/client.go:190\tSIP invite failed\t{"sipCallID": "SCL_x", "error": "INVITE failed: sip status: 403: Forbidden (SIP 403)"}',
      '{"level":"info","ts":"2026-04-16T18:30:02Z","logger":"sip","msg":"call ended","reason":"SIP/2.0 486 Busy Here"}',
    ]
    const { messages, events } = readText(text.join('\n'))
    expect(messages).toEqual([])
    expect(events.map(({ topic, outcome }) => [topic, outcome?.status])).toEqual([
      ['other', undefined],
      ['other', 403],
      ['other', 486],
    ])
    expect(events[0]!.at).toBe(Date.UTC(2026, 3, 16, 18, 30) * 1_000 + 2_000)
  })
})

/** A line of each reader that begins, continues or ends something. */
const HEADS = [
  '<--- Received SIP request (500 bytes) from UDP:192.0.2.1:5060 --->',
  'Reliably Transmitting (NAT) to 192.0.2.1:5060:',
  'recv 300 bytes from udp/[192.0.2.1]:5060 at 18:30:00.070000:',
  'Unexpected UDP message received:',
  'UDP message sent (500 bytes):',
  '//-1/xxxxxxxxxxxx/SIP/Msg/sipDisplayBinaryData:',
  '//-1/xxxxxxxxxxxx/SIP/Msg/ccsipDisplayMsg:',
  'Sent:',
  `SIP/2.0 604 Nowhere 00802148.002 |18:30:00.001 |AppInfo  |SIPTcp - x: Outgoing SIP TCP message to 192.0.2.1 on port 5060`,
  '[151,NET]',
  'tvcs: UTCTime="2026-04-16 18:30:00,001" Module="network.sip" Level="DEBUG": Action="Sent" Dst-ip="192.0.2.1"',
  'SIPMSG: |',
  '1776364200.123 UDP/SIP 192.0.2.1:5060 -> 203.0.113.2:5080',
  'INFO : SIP trace #10<: BEGINNING OF MESSAGE',
  'INFO : SIP trace #10<: CSeq: 1 INVITE',
  '3939.20 SipPacket I: SIP Msg: Outgoing => INVITE, CSeq: 1 INVITE, Remote: 192.0.2.1:5060, CallId: x',
  '3939.20 SipPacket    To: <sip:bob@203.0.113.2>',
  'TL_INFO(TF_PROTOCOL) [1]1.1::04/16/2026-18:30:00.001.1 (SIPStack)$$begin_record',
  'Start-Line: INVITE sip:bob@203.0.113.2 SIP/2.0',
  'Message-Body: v=0',
  '$$end_record',
  '04/16/2026|18:30:00.001 1F68:C14 INFO  :: Sending Packet - 192.0.2.1:5061 (From Local Address: 192.0.2.2:1) 5 bytes:',
  '[S=1] [SID=a:1:2] ---- Incoming SIP Message from 192.0.2.1:5060 to SIPInterface #2 (T) TLS TO(#1) SocketID(2) ---- ',
  '[S=2] [SID=a:1:2] Via: SIP/2.0/UDP 192.0.2.1#012Contact: <sip:al [Time:16-04@18:30:00.001]',
  '[S=3] [SID=a:1:2] ice@192.0.2.1>#012 [Time:16-04@18:30:00.001]',
  'Apr 16 18:30:00.001 On [6:0]192.0.2.1:5060 sent to 192.0.2.2:5060',
  'Pre-NAT to private<realm=core> decode:',
  '1787 04162026 183000.001000:1.01.00.1.MAJOR .SIPSG:x: received msg a from IP/port:192.0.2.1/1, Local IP/port:192.0.2.2/2',
  'RAW PDU:',
  'com.avaya.asm  SIPMSGT ',
  '16/04/2026 18:30:00.001 -->',
  'ingress: { L192.0.2.1:5061/R192.0.2.2:5061/TLS/0x1 }',
  'SIP OUT: 192.0.2.1:5061 --> 192.0.2.2:5061 (TLS)',
  '18:30:00.001: Sending  [0,UDP] 500 bytes to 192.0.2.1:5060 >>>>>',
  'udp 500 Bytes OUT to 192.0.2.1:5060',
  'Source: 192.0.2.1:5060',
  'Datetime: 2026-04-16 18:30:00',
  'Apr 16 18:30:00 p kamailio[1]: INFO: <script>: INVITE sip:bob@203.0.113.2 SIP/2.0',
  'Apr 16 18:30:00 p kamailio[1]: From: <sip:a@192.0.2.1>;tag=a',
  '-'.repeat(40),
  '',
]

describe('lines of all of them in any order', () => {
  const lines = [...HEADS, ...INVITE, ...TRYING]
  const line = fc
    .tuple(fc.constantFrom(...lines), fc.nat(160))
    .map(([text, cut]) => (cut > 80 ? text : text.slice(0, cut)))

  it('throw nothing, and read the same wherever they are cut', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), fc.array(fc.nat(4_000), { maxLength: 5 }), (some, cuts) => {
        const bytes = Buffer.from(some.join('\n'))
        const whole = readText(bytes)
        expect(readText(bytes, cuts).items).toEqual(whole.items)
        const starts = some.filter((text) => text.includes('SIP/2.0')).length
        expect(whole.messages.length).toBeLessThanOrEqual(starts)
      }),
      { numRuns: 300 },
    )
  })
})
