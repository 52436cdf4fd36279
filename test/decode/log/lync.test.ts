import { expect, it } from 'vitest'
import { BOB, testFormat, testNoMessages } from './format-cases.ts'
import { INVITE, readText, TRYING } from './read-text.ts'

const head = (clock: string, way: string, kind: string) => [
  `TL_INFO(TF_PROTOCOL) [sfb\\fe1]06E4.0EB4::04/16/2026-18:30:${clock}.00005386 (SIPStack,SIPAdminLog::ProtocolRecord::Flush:ProtocolRecord.cpp(265)) [2003888399] $$begin_record`,
  'Trace-Correlation-Id: 2003888399',
  'Instance-Id: 0000C23F',
  way,
  'Peer: 203.0.113.2:5080',
  `Message-Type: ${kind}`,
]
const blank = INVITE.indexOf('')
const OUTGOING = 'Direction: outgoing;source="local";destination="external edge"'

testFormat('Lync server trace', {
  'two protocol records': {
    text: [
      ...head('00.001', OUTGOING, 'request'),
      `Start-Line: ${INVITE[0]}`,
      ...INVITE.slice(1, blank),
      `Message-Body: ${INVITE[blank + 1]}`,
      ...INVITE.slice(blank + 2),
      '$$end_record',
      '',
      'TL_INFO(TF_DIAG) [sfb\\fe1]06E4.0EB4::04/16/2026-18:30:00.050.00005387 (SIPStack,SIPAdminLog::WriteDiagnosticEvent:SIPAdminLog.cpp(830)) [2003888399] $$begin_record',
      'Severity: information',
      'Text: Routed a locally generated request',
      `SIP-Start-Line: ${INVITE[0]}`,
      'SIP-Call-ID: one@192.0.2.1',
      'SIP-CSeq: 1 INVITE',
      'Peer: 203.0.113.2:5080',
      '$$end_record',
      '',
      ...head('00.100', 'Direction: incoming;source="external edge";destination="local"', 'response'),
      `Start-Line: ${TRYING[0]}`,
      ...TRYING.slice(1, -1),
      'Message-Body: –',
      '$$end_record',
    ],
    ends: [undefined, BOB],
    direction: 'sent',
    times: ['2026-04-16T18:30:00.001Z', '2026-04-16T18:30:00.100Z'],
    lines: [7, 40],
  },
})

it('a diagnostic record is an event, not a message', () => {
  const text = [
    'TL_ERROR(TF_DIAG) [sfb\\edge]0B60.0D6C::04/16/2026-18:30:40.025.00005602 (SIPStack,SIPAdminLog::WriteDiagnosticEvent:SIPAdminLog.cpp(833)) [3634190282] $$begin_record',
    'Severity: error',
    "Text: Message cannot be routed because the peer's certificate does not contain a matching FQDN",
    'Result-Code: 0xc3e93d67 SIPPROXY_E_ROUTING_MSG_CERT_MISMATCH',
    'SIP-Start-Line: INVITE sip:bob@203.0.113.2 SIP/2.0',
    'SIP-Call-ID: one@192.0.2.1',
    'Peer: edge.example.com:25001',
    'Data: expected-fqdn="a.example.com";info="The peer certificate does not contain a matching FQDN"',
    '$$end_record',
  ]
  const { messages, events, flaws } = readText(text.join('\n'))
  expect(messages).toEqual([])
  expect(events.map((event) => event.topic)).toEqual(['tls', 'tls'])
  expect(flaws).toEqual([])
})

it('a record without direction or body', () => {
  const text = [
    'TL_INFO(TF_PROTOCOL) [0]06E4.0EB4::04/16/2026-18:30:00.001.00005386 (SIPStack)$$begin_record',
    `Start-Line: ${TRYING[0]}`,
    ...TRYING.slice(1, -1),
    '$$end_record',
  ]
  expect(readText(text.join('\n')).messages).toMatchObject([{ status: 100, direction: undefined, source: undefined }])
})

testNoMessages({
  'other records': [
    'TL_INFO(TF_CONNECTION) [0]06E4.0EB4::04/16/2026-18:30:00.001.00005386 (SIPStack,SIPAdminLog::TraceConnectionRecord)$$begin_record',
    'LogType: connection',
    'Text: TLS negotiation started',
    '$$end_record',
    'Start-Line: INVITE sip:bob@203.0.113.2 SIP/2.0',
  ],
})
