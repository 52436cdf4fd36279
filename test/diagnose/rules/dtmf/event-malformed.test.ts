import { eventMalformed } from '../../../../src/diagnose/rules/dtmf/event-malformed.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (dtmf: string, rest = '', profile = '') => ladder`
  0    192.0.2.5 > 192.0.2.7  INVITE sdp audio 192.0.2.5:4000 PCMU,telephone-event ${profile}
  1    192.0.2.7 > 192.0.2.5  200 sdp audio 192.0.2.7:5000 PCMU,telephone-event ${profile}
  1.1  192.0.2.5 > 192.0.2.7  ACK
  2    192.0.2.5:4000 > 192.0.2.7:5000 dtmf ${dtmf}
  ${rest}`

testRule(eventMalformed, {
  quiet: {
    'as they should be': call('12345'),
    'as short as they may be': call('12', ''),
    '40 ms long, 40 ms apart': call('12 lasting 40 every 80'),
    'at -36 dBm0': call('12 volume 36'),
    'the end of the last may lie behind the end of the stream': call('1 ends 0'),
  },
  fires: {
    'they never end': [call('123 ends 0 every 1500'), { flaw: 'unended', by: 'caller', events: 2, of: 3 }, 'medium'],
    'the duration never grows': [call('12 still lasting 200'), { flaw: 'still', events: 2 }, 'medium'],
    'each packet has a timestamp of its own': [call('1 moving'), { flaw: 'moving' }, 'medium'],
    'too short': [call('12 lasting 30'), { flaw: 'short', events: 2 }, 'medium'],
    'too close': [call('12 lasting 100 every 120'), { flaw: 'close', events: 1 }, 'medium'],
    'too quiet': [call('12 volume 37'), { flaw: 'quiet', events: 2 }, 'medium'],
    'two digits at one time': [
      call('1 ssrc 5', '2.3 192.0.2.5:4000 > 192.0.2.7:5000 dtmf 2 ssrc 5'),
      { flaw: 'same-timestamp', events: 1 },
      'medium',
    ],
  },
  unproven: {
    'the media is encrypted': [call('12 ends 0', '', 'profile RTP/SAVP'), 'encrypted'],
  },
})
