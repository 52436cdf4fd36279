import { expect, it } from 'vitest'
import { ALICE, BOB, testFormat, testNoMessages } from './format-cases.ts'
import { INVITE, readText, TRYING } from './read-text.ts'

testFormat('Cisco ccsip', {
  'debug ccsip messages': {
    text: [
      '000123: *Apr 16 18:30:00.001: //-1/xxxxxxxxxxxx/SIP/Msg/ccsipDisplayMsg:',
      'Sent:',
      ...INVITE,
      '',
      '000124: *Apr 16 18:30:00.100: //1/0123456789AB/CUBE/SIP/Msg/ccsipDisplayMsg:',
      `Received: ${TRYING[0]}`,
      ...TRYING.slice(1),
    ],
    ends: [undefined, undefined],
    direction: 'sent',
    times: ['1970-04-16T18:30:00.001Z', '1970-04-16T18:30:00.100Z'],
    lines: [3, 22],
  },
  'VoIP Trace tells both addresses': {
    text: [
      '0: .Apr 16 2026 18:30:00.001 UTC: //1/1CE915CE8002/CUBE_VT/SIP/Msg/ccsipDisplayMsg:',
      'Received: SIP UDP message from 192.0.2.1:5060 to 203.0.113.2:5080 ',
      ...INVITE,
      '',
      '1: .Apr 16 2026 18:30:00.100 UTC: //1/1CE915CE8002/CUBE_VT/SIP/Msg/ccsipDisplayMsg:',
      'Sent: SIP UDP message from 203.0.113.2:5080 to 192.0.2.1:5060 ',
      ...TRYING,
    ],
    ends: [ALICE, BOB],
    direction: 'received',
    transport: 'UDP',
    times: ['2026-04-16T18:30:00.001Z', '2026-04-16T18:30:00.100Z'],
    lines: [3, 23],
  },
  'no time, a web page’s colon, other debugs in between': {
    text: [
      '//-1/xxxxxxxxxxxx/SIP/Msg/ccsipDisplayMsg&colon;',
      'Received:',
      ...INVITE,
      '',
      'Apr 16 18:30:00.050: //1/0123456789AB/SIP/Info/info/1024/ccsip_process_invite: Call state changed',
      'Apr 16 18:30:00.051: ISDN Se0/0:15 Q931: TX -> SETUP pd = 8  callref = 0x0001',
      '//1/0123456789AB/SIP/Msg/ccsipDisplayMsg:',
      'Sent:',
      ...TRYING,
    ],
    ends: [undefined, undefined],
    direction: 'received',
    lines: [3, 25],
  },
  'a body that is no text': {
    text: [
      '001738: Apr 16 18:30:00.001: //-1/xxxxxxxxxxxx/SIP/Msg/sipDisplayBinaryData:',
      ' Sending: Binary Message Body',
      '001739: Apr 16 18:30:00.001: Content-Type: audio/telephone-event',
      '001756: Apr 16 18:30:00.002: //-1/xxxxxxxxxxxx/SIP/Msg/ccsipDisplayMsg:',
      'Sent:',
      ...INVITE,
      '',
      '001757: Apr 16 18:30:00.100: //-1/xxxxxxxxxxxx/SIP/Msg/ccsipDisplayMsg:',
      'Received:',
      ...TRYING,
    ],
    ends: [undefined, undefined],
    direction: 'sent',
    times: ['1970-04-16T18:30:00.002Z', '1970-04-16T18:30:00.100Z'],
    lines: [6, 26],
  },
})

it('only the words before the start line are left of a page', () => {
  const { messages } = readText([`Received: ${INVITE[0]}`, ...INVITE.slice(1)].join('\n'))
  expect(messages).toMatchObject([{ method: 'INVITE', direction: 'received', at: undefined }])
})

testNoMessages({
  'other debugs': [
    '000125: Apr 16 18:30:00.100: //1/0123456789AB/SIP/Info/sipSPISendInvite: Sending Invite to the transport layer',
    '000126: Apr 16 18:30:00.100: //1/0123456789AB/CCAPI/cc_api_call_disconnected: Cause Value=16, Interface=0x1',
    '000127: Apr 16 18:30:00.100: //-1/xxxxxxxxxxxx/SIP/Msg/sipDisplayBinaryData:',
    ' Sending: Binary Message Body',
    '07 00 07 D0',
  ],
  'mail headers of the same names': [
    'Received: from mail.example.com by mx.example.com',
    'Sent: Thursday, 16 April 2026',
  ],
})
