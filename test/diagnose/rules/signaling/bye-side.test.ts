import { byeSide } from '../../../../src/diagnose/rules/signaling/bye-side.ts'
import { ladder } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

const call = (end: string) => ladder`
  0   10.0.0.5 > 203.0.113.7 INVITE
  1   203.0.113.7 > 10.0.0.5 200
  1.1 10.0.0.5 > 203.0.113.7 ACK
  ${end}`

/** A drawing has no tags. */
const drawn = (...rows: readonly string[]) => ({
  bytes: new TextEncoder().encode(rows.join('\n')),
  options: { analysedAt: 0 },
})
const answered = ['A -> B: INVITE sip:b@example.com SIP/2.0', 'B -> A: 200 OK', 'A -> B: ACK']

testRule(byeSide, {
  quiet: { 'never answered': ladder`10.0.0.5 > 203.0.113.7 INVITE` },
  fires: {
    'the caller': [call('31 10.0.0.5 > 203.0.113.7 BYE'), { party: 'caller', afterMs: 30_000 }, 'info'],
    'the callee, with a reason': [
      call('31 203.0.113.7 > 10.0.0.5 BYE header "Reason: Q.850;cause=16"'),
      { party: 'callee', q850: 16 },
      'info',
    ],
    'the caller of a drawing': [drawn(...answered, 'A -> B: BYE', 'B -> A: 200 OK'), { party: 'caller' }, 'info'],
    'the callee of a drawing': [drawn(...answered, 'B -> A: BYE', 'A -> B: 200 OK'), { party: 'callee' }, 'info'],
  },
  unproven: {
    'the input ends before': [call(''), 'ends-mid-dialog'],
    'a drawing whose proxy sent the INVITE on and the BYE too': [
      drawn(
        'A -> P: INVITE sip:b@example.com SIP/2.0',
        'P -> B: INVITE sip:b@example.com SIP/2.0',
        'B -> P: 200 OK',
        'P -> A: 200 OK',
        'A -> P: ACK',
        'P -> B: ACK',
        'P -> A: BYE',
      ),
      'message-cut',
    ],
  },
})
