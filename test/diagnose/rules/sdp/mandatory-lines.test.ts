import { mandatoryLines } from '../../../../src/diagnose/rules/sdp/mandatory-lines.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const WHOLE = ['v=0', 'o=- 1 1 IN IP4 203.0.113.1', 's=-', 'c=IN IP4 203.0.113.1', 't=0 0', 'm=audio 4000 RTP/AVP 0']
const body = (lines: readonly string[]) => `body "application/sdp" "${lines.join('\\n')}\\n"`
const without = (letter: string) => WHOLE.filter((line) => !line.startsWith(`${letter}=`))
const invite = (lines: readonly string[], rest = '') => ladder`
  203.0.113.1 > 203.0.113.7  INVITE  ${body(lines)}
  ${rest}`
const refused = '203.0.113.7 > 203.0.113.1  400'
const taken = '203.0.113.7 > 203.0.113.1  200  sdp audio 203.0.113.7:5000 PCMU'

testRule(mandatoryLines, {
  quiet: {
    'all there': invite(WHOLE, refused),
    'all there, pasted': invite(WHOLE, `${refused}\n  as raw`),
    'the last port there is': invite([...WHOLE.slice(0, 5), 'm=audio 65535 RTP/AVP 0'], refused),
    'one c= line per medium': invite([...without('c'), 'c=IN IP4 203.0.113.1'], refused),
  },
  fires: {
    'no o= line': [invite(without('o'), refused), { kind: 'origin-missing' }, 'medium'],
    'no s= line': [invite(without('s'), refused), { kind: 'session-name-missing' }, 'medium'],
    'no t= line': [invite(without('t'), refused), { kind: 'time-missing' }, 'medium'],
    'no address': [invite(without('c'), refused), { kind: 'connection-missing' }, 'high'],
    'a port that there is not': [
      invite([...WHOLE.slice(0, 5), 'm=audio 65536 RTP/AVP 0'], refused),
      { kind: 'media-invalid' },
      'medium',
    ],
    'the same, pasted': [
      invite([...WHOLE.slice(0, 5), 'm=audio 492170 RTP/AVP 0'], `${refused}\n  as raw`),
      { kind: 'media-invalid' },
      'medium',
    ],
    'the order': [
      invite(['v=0', 's=-', WHOLE[1]!, ...WHOLE.slice(3)], refused),
      { kind: 'line-out-of-order' },
      'medium',
    ],
    'accepted all the same': [invite(without('s'), taken), { kind: 'session-name-missing' }, 'low'],
  },
  unproven: {
    'the description is cut': [
      ladder`203.0.113.1 > 203.0.113.7  INVITE  header "Content-Length: 900" ${body(without('s'))}`,
      'message-cut',
    ],
  },
})
