import { BOB, testFormat, testNoMessages } from './format-cases.ts'
import { INVITE, TRYING } from './read-text.ts'

testFormat('BroadWorks', {
  XSLog: {
    text: [
      '2026.04.16 18:30:00:001 EST | Info | SipMedia | +15550100@example.com | localHost1234:0',
      '',
      '\tudp 500 Bytes OUT to 203.0.113.2:5080',
      ...INVITE,
      '',
      '2026.04.16 18:30:00:050 EST | FieldDebug | CallControl | 15550100 | Call state is Alerting',
      '',
      '2026.04.16 18:30:00:100 EST | Info | SipMedia | +15550100@example.com | localHost1234:0',
      'udp 300 Bytes IN from 203.0.113.2:5080',
      ...TRYING,
    ],
    ends: [undefined, BOB],
    direction: 'sent',
    transport: 'UDP',
    times: ['2026-04-16T18:30:00.001Z', '2026-04-16T18:30:00.100Z'],
    lines: [4, 26],
  },
})

testNoMessages({
  'other entries': [
    '2026.04.16 18:30:00:001 EST | Info | SipMedia | +15550100@example.com',
    'SIP timer B fired for sip:bob@203.0.113.2',
    '2026.04.16 18:30:00:001 EST | Info | Performance | 100 Bytes IN use',
  ],
})
