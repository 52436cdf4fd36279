import { cseqNotIncreasing } from '../../../../src/diagnose/rules/dialog/cseq-not-increasing.ts'
import { type Ladder, ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (rest: string) => ladder`
  0     192.0.2.5 > 192.0.2.7  INVITE cseq 10
  1     192.0.2.7 > 192.0.2.5  200
  1.1   192.0.2.5 > 192.0.2.7  ACK
  ${rest}`

/** The same messages in another order. */
const shuffled = (drawn: Ladder, ...order: readonly number[]): Ladder => {
  const messages = Buffer.from(drawn.bytes)
    .toString()
    .split(/^(?=SIP\/2\.0 |[A-Z]+ sip:)/m)
  return { ...drawn, bytes: Buffer.from(order.map((place) => messages[place]).join('')) }
}

testRule(cseqNotIncreasing, {
  quiet: {
    'one more each': call(`
      2   192.0.2.5 > 192.0.2.7  INFO cseq 11
      2.1 192.0.2.7 > 192.0.2.5  200
      9   192.0.2.5 > 192.0.2.7  BYE cseq 12
      9.1 192.0.2.7 > 192.0.2.5  200`),
    'the other side counts by itself': call(`
      9   192.0.2.7 > 192.0.2.5  BYE cseq 1
      9.1 192.0.2.5 > 192.0.2.7  200`),
    'sent again': call(`
      9   192.0.2.5 > 192.0.2.7  BYE cseq 11
      9.5 192.0.2.5 > 192.0.2.7  BYE again
      9.6 192.0.2.7 > 192.0.2.5  200`),
    'overtaken on the way': call(`
      2    192.0.2.5 > 192.0.2.7  UPDATE cseq 12
      2.04 192.0.2.5 > 192.0.2.7  INFO cseq 11
      2.1  192.0.2.7 > 192.0.2.5  200 UPDATE
      2.2  192.0.2.7 > 192.0.2.5  200 INFO`),
    'the same request on another hop': ladder`
      0    192.0.2.5 > 192.0.2.7     INVITE
      0.1  192.0.2.7 > 203.0.113.9   INVITE forwarded
      0.2  203.0.113.9 > 192.0.2.7   200
      0.3  192.0.2.7 > 192.0.2.5     200 forwarded
      0.4  192.0.2.5 > 192.0.2.7     ACK
      0.5  192.0.2.7 > 203.0.113.9   ACK forwarded
      3    192.0.2.5 > 192.0.2.7     BYE
      3.1  192.0.2.7 > 203.0.113.9   BYE forwarded`,
  },
  fires: {
    'lower than before': [
      call(`
        2   192.0.2.5 > 192.0.2.7  INFO cseq 12
        2.1 192.0.2.7 > 192.0.2.5  200
        9   192.0.2.5 > 192.0.2.7  BYE cseq 11
        9.1 192.0.2.7 > 192.0.2.5  200`),
      { by: 'caller', method: 'BYE', number: 11, before: 12, beforeMethod: 'INFO' },
      'medium',
    ],
    'the number of the INVITE again': [
      call('9 192.0.2.5 > 192.0.2.7  BYE cseq 10'),
      { method: 'BYE', number: 10, before: 10 },
      'medium',
    ],
    'refused for it': [
      call(`
        9   192.0.2.5 > 192.0.2.7  BYE cseq 9
        9.1 192.0.2.7 > 192.0.2.5  500`),
      { status: 500 },
      'high',
    ],
    'a re-INVITE with the number of the first': [
      call(`
        9   192.0.2.5 > 192.0.2.7  INVITE cseq 10
        9.1 192.0.2.7 > 192.0.2.5  481`),
      { method: 'INVITE' },
      'high',
    ],
  },
  unproven: {
    'text that is in no order': [
      shuffled(
        ladder`
          as raw
          192.0.2.5 > 192.0.2.7  INVITE cseq 10
          192.0.2.7 > 192.0.2.5  200
          192.0.2.5 > 192.0.2.7  INFO cseq 11
          192.0.2.7 > 192.0.2.5  200
          192.0.2.5 > 192.0.2.7  BYE cseq 12
          192.0.2.7 > 192.0.2.5  200`,
        ...[0, 1, 5, 4, 2, 3],
      ),
      'no-timestamps',
    ],
  },
})
