import { dtmfNotDelivered } from '../../../../src/diagnose/rules/ai/dtmf-not-delivered.ts'
import { type Ladder, ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const SESSION = 'header "Session-ID: 0123456789abcdef0123456789abcdef;remote=fedcba9876543210fedcba9876543210"'
const KEYS = '5 10.0.0.5:4000 > 10.0.0.1:5002 dtmf 12'
const MEDIA = `2 10.0.0.5:4000 > 10.0.0.1:5002 rtp PCMU 400
  2.1 10.0.0.1:4002 > 10.0.0.9:5000 rtp PCMU 400`

const through = (
  lines: string,
  answer = 'PCMU,telephone-event',
  server = 'header "Server: Bland AI"',
): Ladder => ladder`
  0    10.0.0.5 > 10.0.0.1 INVITE call a ${SESSION} sdp audio 10.0.0.5:4000 PCMU,telephone-event
  0.1  10.0.0.1 > 10.0.0.5 100 call a
  0.2  10.0.0.1 > 10.0.0.9 INVITE call b ${SESSION} sdp audio 10.0.0.1:4002 PCMU,telephone-event
  1    10.0.0.9 > 10.0.0.1 200 call b ${server} sdp audio 10.0.0.9:5000 ${answer}
  1.1  10.0.0.1 > 10.0.0.9 ACK call b
  1.2  10.0.0.1 > 10.0.0.5 200 call a sdp audio 10.0.0.1:5002 PCMU,telephone-event
  1.3  10.0.0.5 > 10.0.0.1 ACK call a
  ${lines}
  20   10.0.0.5 > 10.0.0.1 BYE call a
  20.1 10.0.0.1 > 10.0.0.5 200 BYE call a
  20.2 10.0.0.1 > 10.0.0.9 BYE call b
  20.3 10.0.0.9 > 10.0.0.1 200 BYE call b`

testRule(dtmfNotDelivered, {
  quiet: {
    'passed on': through(`${MEDIA}\n${KEYS}\n5.1 10.0.0.1:4002 > 10.0.0.9:5000 dtmf 12`),
    'passed on by INFO': through(
      `${MEDIA}\n${KEYS}\n5.2 10.0.0.1 > 10.0.0.9 INFO call b body "application/dtmf-relay" "Signal=1\\nDuration=100\\n"\n5.3 10.0.0.9 > 10.0.0.1 200 INFO call b`,
    ),
    'nobody presses a key': through(MEDIA),
    'no agent': through(`${MEDIA}\n${KEYS}`, 'PCMU', ''),
    'before the agent was reached': ladder`
      0    10.0.0.5 > 10.0.0.1 INVITE call a ${SESSION} sdp audio 10.0.0.5:4000 PCMU,telephone-event
      0.1  10.0.0.1 > 10.0.0.5 200 call a sdp audio 10.0.0.1:5002 PCMU,telephone-event
      0.2  10.0.0.5 > 10.0.0.1 ACK call a
      0.5  10.0.0.5:4000 > 10.0.0.1:5002 rtp PCMU 400
      1    10.0.0.5:4000 > 10.0.0.1:5002 dtmf 1
      1.9  10.0.0.1 > 10.0.0.9 INVITE call b ${SESSION} sdp audio 10.0.0.1:4002 PCMU,telephone-event
      2.9  10.0.0.9 > 10.0.0.1 200 call b header "Server: Bland AI" sdp audio 10.0.0.9:5000 PCMU
      3    10.0.0.1 > 10.0.0.9 ACK call b
      3.1  10.0.0.1:4002 > 10.0.0.9:5000 rtp PCMU 300
      20   10.0.0.5 > 10.0.0.1 BYE call a
      20.1 10.0.0.1 > 10.0.0.5 200 BYE call a
      20.2 10.0.0.1 > 10.0.0.9 BYE call b
      20.3 10.0.0.9 > 10.0.0.1 200 BYE call b`,
  },
  fires: {
    'events agreed on, and none passed': [
      through(`${MEDIA}\n${KEYS}`),
      { agent: 'Bland AI', digits: 2, means: 'rtp', agreed: true },
      'medium',
    ],
    'not agreed on': [through(`${MEDIA}\n${KEYS}`, 'PCMU'), { agreed: false, offered: true }, 'medium'],
    'a second later is another key': [
      through(`${MEDIA}\n${KEYS}\n7 10.0.0.1:4002 > 10.0.0.9:5000 dtmf 12`),
      { digits: 2 },
      'medium',
    ],
    'by INFO': [
      through(
        `${MEDIA}\n5 10.0.0.5 > 10.0.0.1 INFO call a body "application/dtmf-relay" "Signal=1\\nDuration=100\\n"\n5.1 10.0.0.1 > 10.0.0.5 200 INFO call a`,
      ),
      { digits: 1, means: 'info' },
      'medium',
    ],
  },
  unproven: {
    'the leg of the agent was not captured': [
      through(`2 10.0.0.5:4000 > 10.0.0.1:5002 rtp PCMU 400\n${KEYS}`),
      'no-rtp-in-capture',
    ],
    'the leg of the agent is encrypted': [
      through(
        `2 10.0.0.5:4000 > 10.0.0.1:5002 rtp PCMU 400\n2.1 10.0.0.1:4002 > 10.0.0.9:5000 rtp PCMU 400 octets 170\n${KEYS}`,
      ),
      'encrypted',
    ],
  },
})
