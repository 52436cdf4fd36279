import { noResponseNoninvite } from '../../../../src/diagnose/rules/signaling/no-response-noninvite.ts'
import { ladder, ladderOf } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const TIMES = [0, 0.5, 1.5, 3.5, 7.5]

/** The first so many sends of one request by timer E (RFC 3261 §17.1.2.2), without T2. */
const sends = (method: string, count: number, more = '', from = 0) =>
  TIMES.slice(0, count)
    .map((at, i) => `${from + at} 10.0.0.5 > 203.0.113.7 ${method} ${i === 0 ? more : 'again'}`)
    .join('\n')

/** Somebody else who answers. */
const OTHER = `9 10.0.0.5 > 203.0.113.9 MESSAGE
  9.1 203.0.113.9 > 10.0.0.5 200`

testRule(noResponseNoninvite, {
  quiet: {
    answered: ladderOf(`${sends('OPTIONS', 4)}
      4 203.0.113.7 > 10.0.0.5 200`),
    'a BYE has a rule of its own': ladder`
      0   10.0.0.5 > 203.0.113.7 INVITE
      1   203.0.113.7 > 10.0.0.5 200
      1.1 10.0.0.5 > 203.0.113.7 ACK
      9   10.0.0.5 > 203.0.113.7 BYE
      9.5 10.0.0.5 > 203.0.113.7 BYE again
      11  10.0.0.5 > 203.0.113.7 BYE again
      13  10.0.0.5 > 203.0.113.7 BYE again
      17  10.0.0.5 > 203.0.113.7 BYE again`,
    'a scanner that is ignored': ladderOf(sends('OPTIONS', 5, 'header "User-Agent: friendly-scanner"')),
    'after the end of the call': ladder`
      0   10.0.0.5 > 203.0.113.7 INVITE
      1   203.0.113.7 > 10.0.0.5 200
      1.1 10.0.0.5 > 203.0.113.7 ACK
      2   203.0.113.7 > 10.0.0.5 BYE
      2.1 10.0.0.5 > 203.0.113.7 200
      3   10.0.0.5 > 203.0.113.7 NOTIFY
      3.5 10.0.0.5 > 203.0.113.7 NOTIFY again
      4.5 10.0.0.5 > 203.0.113.7 NOTIFY again
      6.5 10.0.0.5 > 203.0.113.7 NOTIFY again`,
  },
  fires: {
    'a ping': [ladderOf(`${sends('OPTIONS', 4)}\n${OTHER}`), { method: 'OPTIONS', sends: 4, spanMs: 3500 }, 'medium'],
    'a REGISTER': [ladderOf(`${sends('REGISTER', 4)}\n${OTHER}`), { method: 'REGISTER' }, 'critical'],
    'a REGISTER of a user whose others succeed': [
      ladderOf(`0 10.0.0.5 > 203.0.113.7 REGISTER
        0.1 203.0.113.7 > 10.0.0.5 200
        ${sends('REGISTER', 5, '', 100)}`),
      { sends: 5 },
      'high',
    ],
    'a PRACK, and a proxy gives the call up': [
      ladderOf(`0 10.0.0.5 > 10.0.0.1 INVITE
        0.1 10.0.0.1 > 10.0.0.5 183 tag far reliable
        ${sends('PRACK', 5, '', 0.2).replaceAll('203.0.113.7', '10.0.0.1')}
        32  10.0.0.1 > 10.0.0.5 408 INVITE tag proxy
        32.1 10.0.0.5 > 10.0.0.1 ACK tag proxy`),
      { method: 'PRACK' },
    ],
    'a REGISTER that another server takes': [
      ladderOf(`${sends('REGISTER', 5, 'uri sip:example.com')}
        8   10.0.0.5 > 203.0.113.9 REGISTER initial uri sip:example.com
        8.1 203.0.113.9 > 10.0.0.5 200`),
      { method: 'REGISTER' },
      'medium',
    ],
    'a ping of a peer that takes calls': [
      ladderOf(`${sends('OPTIONS', 4)}
        5 10.0.0.5 > 203.0.113.7 INVITE
        6 203.0.113.7 > 10.0.0.5 180`),
      {},
      'low',
    ],
    'a subscription, where calls to the same peer work': [
      ladderOf(`${sends('SUBSCRIBE', 4)}
        5 10.0.0.5 > 203.0.113.7 INVITE
        6 203.0.113.7 > 10.0.0.5 180`),
      {},
      'medium',
    ],
    'two sends over 7.5 s': [
      ladder`
        0   10.0.0.5 > 203.0.113.7 OPTIONS
        7.5 10.0.0.5 > 203.0.113.7 OPTIONS again`,
      { sends: 2, spanMs: 7500 },
      'medium',
    ],
    'text without times': [
      ladder`
        10.0.0.5 > 203.0.113.7 OPTIONS
        10.0.0.5 > 203.0.113.7 OPTIONS again
        10.0.0.5 > 203.0.113.7 OPTIONS again
        10.0.0.5 > 203.0.113.7 OPTIONS again`,
      { spanMs: undefined },
      'medium',
    ],
  },
  unproven: {
    'three sends': [ladderOf(`${sends('OPTIONS', 3)}`), 'ends-mid-dialog'],
    'credentials that answer a challenge nobody saw': [
      ladderOf(
        sends('REGISTER', 5, 'header "Authorization: Digest username=a, realm=b, nonce=c, uri=sip:x, response=00"'),
      ),
      'one-direction-only',
    ],
    'nobody is heard at all': [
      ladderOf(`${sends('OPTIONS', 5)}
        10 10.0.0.5 > 203.0.113.8 MESSAGE`),
      'one-direction-only',
    ],
  },
})
