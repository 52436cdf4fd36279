import { ALICE, BOB, testFormat, testNoMessages } from './format-cases.ts'
import { INVITE, TRYING } from './read-text.ts'

const at = (clock: string, text: string) => `04/16/2026|18:30:${clock} 1F68:C14 INFO  :: ${text}`
const SENT = '203.0.113.2:5080 (From Local Address: 192.0.2.1:5060) 500 bytes'
const CAME = '203.0.113.2:5080 (To Local Address: 192.0.2.1:5060) 300 bytes'

testFormat('Lync client trace', {
  'the prefix on the first line of the message only': {
    text: [
      at('00.001', `Sending Packet - ${SENT}:`),
      at('00.001', INVITE[0]!),
      ...INVITE.slice(1),
      at('00.001', `End of Sending Packet - ${SENT}`),
      '04/16/2026|18:30:00.050 1F68:C14 TRACE :: SIP_TRANSACTION::Notify Phase[4]',
      at('00.100', `Data Received -${CAME}:`),
      at('00.100', TRYING[0]!),
      ...TRYING.slice(1),
      at('00.100', `End of Data Received -${CAME}`),
    ],
    ends: [ALICE, BOB],
    direction: 'sent',
    times: ['2026-04-16T18:30:00.001Z', '2026-04-16T18:30:00.100Z'],
    lines: [2, 22],
  },
  'the prefix on every line': {
    text: [
      at('00.001', `Sending Packet - ${SENT}:`),
      ...INVITE.map((line) => at('00.001', line)),
      at('00.001', `End of Sending Packet - ${SENT}`),
      at('00.100', `Data Received - ${CAME}:`),
      ...TRYING.map((line) => at('00.100', line)),
      at('00.100', `End of Data Received - ${CAME}`),
    ],
    ends: [ALICE, BOB],
    direction: 'sent',
    times: ['2026-04-16T18:30:00.001Z', '2026-04-16T18:30:00.100Z'],
    lines: [2, 21],
  },
})

testNoMessages({
  'sizes only': [at('00.001', `End of Sending Packet - ${SENT}`), at('00.100', `End of Data Received -${CAME}`)],
  'other lines': ['04/16/2026|18:30:00.050 1F68:C14 TRACE :: CSIPTransportLayerSecurity::CompleteRead'],
})
