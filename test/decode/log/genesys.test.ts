import { BOB, testFormat, testNoMessages } from './format-cases.ts'
import { INVITE, TRYING } from './read-text.ts'

testFormat('Genesys SIP Server', {
  'sent and received': {
    text: [
      '18:30:00.001: Sending  [0,UDP] 500 bytes to 203.0.113.2:5080 >>>>>',
      ...INVITE,
      '',
      '18:30:00.050: SIPTR(1): Step 0 - SipTransactionInvite(3) complete',
      '18:30:00.050: $+NET:SIP:0:0',
      '18:30:00.100: SIPTR: Received [0,UDP] 300 bytes from 203.0.113.2:5080 <<<<<',
      ...TRYING,
      '',
    ],
    ends: [undefined, BOB],
    direction: 'sent',
    transport: 'UDP',
    times: ['1970-01-01T18:30:00.001Z', '1970-01-01T18:30:00.100Z'],
    lines: [2, 23],
  },
})

testNoMessages({
  'events of the T-Server': [
    '18:30:00.001: CID:UUID>FF896752-F2E8-46A4-95C5-499BF2919C84-1@UTE_HOME:N4J2Q1678T29107HIBVLHE693G000001:',
    '@18:30:00.0010 [0] 8.1.1 send_to_client: message EventRinging',
    '18:30:00.100: SIPTR: Received [0,UDP] 4 bytes from 203.0.113.2:5080 <<<<<',
    '',
  ],
})
