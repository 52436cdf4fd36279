import { expect, it } from 'vitest'
import { BOB, testFormat, testNoMessages } from './format-cases.ts'
import { INVITE, readText, TRYING } from './read-text.ts'

const OUT =
  '00802148.002 |18:30:00.001 |AppInfo  |SIPTcp - wait_SdlSPISignal: Outgoing SIP TCP message to 203.0.113.2 on port 5080 index 18'

testFormat('Cisco Unified CM', {
  'SDL trace, TCP': {
    text: [
      OUT,
      '[151,NET]',
      ...INVITE,
      '',
      '00802148.003 |18:30:00.002 |SdlSig   |SIPSetupReq |wait |SIPD(1,100,82,1) |SIPHandler(1,100,80,1)',
      '00802149.002 |18:30:00.100 |AppInfo  |SIPTcp - wait_SdlReadRsp: Incoming SIP TCP message from 203.0.113.2 on port 5080 index 18 with 300 bytes:',
      '[152,NET]',
      ...TRYING,
    ],
    ends: [undefined, BOB],
    direction: 'sent',
    transport: 'TCP',
    times: ['1970-01-01T18:30:00.001Z', '1970-01-01T18:30:00.100Z'],
    lines: [3, 24],
  },
  'SDL trace, UDP': {
    text: [
      '00802148.002 |18:30:00.001 |AppInfo  |//SIP/SIPUdp/wait_SdlDataInd: Incoming SIP UDP message size 539 from 203.0.113.2:[5080]:',
      '[151,NET]',
      ...INVITE,
      '',
      '00802149.002 |18:30:00.100 |AppInfo  |//SIP/SIPUdp/wait_SdlSPISignal: Outgoing SIP UDP message to 203.0.113.2:[5080]:',
      '[152,NET]',
      ...TRYING,
    ],
    ends: [BOB, undefined],
    direction: 'received',
    transport: 'UDP',
    times: ['1970-01-01T18:30:00.001Z', '1970-01-01T18:30:00.100Z'],
    lines: [3, 23],
  },
  'SDI trace': {
    text: [
      '04/16/2026 18:30:00.001 CCM|//SIP/SIPUdp/wait_UdpDataInd: Incoming SIP UDP message size 539 from 203.0.113.2:[5080]:',
      ...INVITE,
      '|<CLID::StandAloneCluster><NID::192.0.2.9>',
      '04/16/2026 18:30:00.050 CCM|//SIP/Stack/Info/0x0/Checking Invite Dialog|<CLID::StandAloneCluster>',
      '04/16/2026 18:30:00.100 CCM|//SIP/SIPUdp/wait_SdlSPISignal: Outgoing SIP UDP message to 203.0.113.2:[5080]:',
      ...TRYING,
      '|<CLID::StandAloneCluster><NID::192.0.2.9>',
    ],
    ends: [BOB, undefined],
    direction: 'received',
    transport: 'UDP',
    times: ['2026-04-16T18:30:00.001Z', '2026-04-16T18:30:00.100Z'],
    lines: [2, 22],
  },
})

it('one line for all, as web pages have it', () => {
  const head =
    '02302874.002 |10:14:27.152 |AppInfo  |SIPTcp - wait_SdlReadRsp: Incoming SIP TCP message from 2001:db8::2 on port 5080'
  const text = `###$ Invite for the trigger $### ${head} index 19 with 1475 bytes: [83471,NET] ${INVITE.slice(0, 7).join(' ')}`
  const { messages, formats } = readText(text)
  expect(formats).toEqual(['Cisco Unified CM'])
  expect(messages).toMatchObject([
    {
      method: 'INVITE',
      callId: 'one@192.0.2.1',
      direction: 'received',
      source: { address: '2001:db8::2', port: 5080 },
      transport: 'TCP',
      at: ((10 * 60 + 14) * 60 + 27.152) * 1_000_000,
    },
  ])
})

it('a status line before the next record is read for itself', () => {
  const { messages } = readText([`SIP/2.0 604 Does Not Exist Anywhere ${OUT}`, '[151,NET]', ...INVITE].join('\n'))
  expect(messages).toMatchObject([
    { status: 604, reason: 'Does Not Exist Anywhere', direction: undefined },
    { method: 'INVITE', direction: 'sent', destination: BOB },
  ])
})

testNoMessages({
  'other records': [
    '00267759.030 |13:55:03.641 |AppInfo  |DET-SDPMsg- TCL_UNSPECIFIED (0)',
    '04323021.031 |21:05:59.460 |AppInfo  |//SIP/SIPHandler/ccbId=0/scbId=0/getTrunInfoByRouteHdr: Route header userPart is missing',
    '04323021.032 |21:05:59.460 |AppInfo  |//SIP/SIPTcp/wait_SdlReadRsp: Incoming SIP TCP message from 203.0.113.2 on port 5080 was dropped',
    '[83471,NET]',
  ],
  'a sentence': ['We saw an outgoing SIP TCP message to 203.0.113.2 on port 5080.'],
})
