import { reinviteRejected } from '../../../../src/diagnose/rules/signaling/reinvite-rejected.ts'
import { ladder, ladderOf } from '../../../support/ladder.ts'
import { testRule } from '../../../support/test-rule.ts'

/** Hold, refused at 10.1 s, and what follows. */
const change = (status: number, more = '', ...lines: readonly string[]) =>
  ladderOf(`0 10.0.0.5 > 203.0.113.7 INVITE sdp audio 10.0.0.5:4000 PCMU
    1 203.0.113.7 > 10.0.0.5 200 sdp audio 203.0.113.7:5000 PCMU
    1.1 10.0.0.5 > 203.0.113.7 ACK
    10 10.0.0.5 > 203.0.113.7 INVITE sdp audio 10.0.0.5:4000 PCMU sendonly
    10.1 203.0.113.7 > 10.0.0.5 ${status} INVITE ${more}
    ${lines.join('\n')}`)

testRule(reinviteRejected, {
  quiet: {
    accepted: change(200),
    'a collision': change(491),
    'a challenge': change(407),
    'the first INVITE': ladder`
      10.0.0.5 > 203.0.113.7 INVITE
      203.0.113.7 > 10.0.0.5 488`,
  },
  fires: {
    'for good': [change(403), { status: 403, changes: ['direction from sendrecv to sendonly'] }, 'medium'],
    'the media stays as it was': [change(488), { status: 488 }, 'low'],
    'a server that asks to wait': [change(500, 'header "Retry-After: 5"'), {}, 'low'],
    'a server that does not': [change(500), {}, 'medium'],
    'the dialog is lost': [change(481), {}, 'high'],
    'the other side is lost': [change(408), {}, 'high'],
    'the call ends right after it': [change(488, '', '15 10.0.0.5 > 203.0.113.7 BYE'), {}, 'high'],
    'the call ends later': [change(488, '', '15.2 10.0.0.5 > 203.0.113.7 BYE'), {}, 'low'],
    'another offer is accepted': [
      change(
        403,
        '',
        '20 10.0.0.5 > 203.0.113.7 INVITE sdp audio 10.0.0.5:4000 PCMU',
        '20.1 203.0.113.7 > 10.0.0.5 200 INVITE sdp audio 203.0.113.7:5000 PCMU',
      ),
      { kind: 'step' },
      'info',
    ],
    'another offer is accepted too late': [
      change(
        403,
        '',
        '20 10.0.0.5 > 203.0.113.7 INVITE sdp audio 10.0.0.5:4000 PCMU',
        '20.2 203.0.113.7 > 10.0.0.5 200 INVITE sdp audio 203.0.113.7:5000 PCMU',
      ),
      {},
      'medium',
    ],
    'an UPDATE': [
      ladder`
        10.0.0.5 > 203.0.113.7 INVITE
        203.0.113.7 > 10.0.0.5 200
        10.0.0.5 > 203.0.113.7 ACK
        10.0.0.5 > 203.0.113.7 UPDATE
        203.0.113.7 > 10.0.0.5 500`,
      { method: 'UPDATE', changes: [] },
      'medium',
    ],
  },
  unproven: {
    'what was refused is not in the input': [
      ladder`
        as raw
        10.0.0.5 > 203.0.113.7  INVITE cut 0
        203.0.113.7 > 10.0.0.5  500
        10.0.0.5 > 203.0.113.7  BYE tag to-main`,
      'starts-mid-dialog',
    ],
  },
})
