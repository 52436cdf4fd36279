import { describe, expect, test } from 'vitest'
import type { JoinedCall } from '../../../src/model/joined-call.ts'
import { correlated, type Ladder, ladder, ladderOf } from '../../support/ladder.ts'

const joinedIn = (drawn: Ladder): readonly JoinedCall[] => correlated(drawn).joins.joined.map(({ joined }) => joined)

describe('transfers', () => {
  const pbx = '10.0.0.1'
  const blind = `
    0    10.0.0.5 > ${pbx}    INVITE call a uri sip:200@10.0.0.1
    0.5  ${pbx} > 10.0.0.5    200 INVITE call a
    0.6  10.0.0.5 > ${pbx}    ACK call a
    5    10.0.0.5 > ${pbx}    REFER call a header "Refer-To: <sip:300@10.0.0.1>" header "Referred-By: <sip:alice@10.0.0.5>"
    5.1  ${pbx} > 10.0.0.5    202 REFER call a
    5.2  10.0.0.1 > 10.0.0.7    INVITE call b uri sip:300@10.0.0.7 from sip:200@10.0.0.1
    5.3  10.0.0.7 > 10.0.0.1    180 INVITE call b
    6    10.0.0.7 > 10.0.0.1    200 INVITE call b
    6.1  10.0.0.1 > 10.0.0.7    ACK call b
    6.2  ${pbx} > 10.0.0.5    NOTIFY call a header "Event: refer" header "Subscription-State: terminated;reason=noresource" body message/sipfrag "SIP/2.0 200 OK"
    6.3  10.0.0.5 > ${pbx}    200 NOTIFY call a
    6.4  10.0.0.5 > ${pbx}    BYE call a
    6.5  ${pbx} > 10.0.0.5    200 BYE call a
    30   10.0.0.7 > 10.0.0.1    BYE call b
    30.1 10.0.0.1 > 10.0.0.7    200 BYE call b`

  test('blind: who got the REFER calls its target', () => {
    expect(joinedIn(ladderOf(blind))).toMatchObject([
      {
        legs: [{ number: 1 }, { number: 2, joinedBy: 'refer-target', confidence: 0.75 }],
        transfers: [
          {
            kind: 'blind',
            leg: 1,
            newLeg: 2,
            replaced: undefined,
            target: 'sip:300@10.0.0.1',
            by: 'sip:alice@10.0.0.5',
            status: 202,
            notified: 200,
          },
        ],
      },
    ])
  })

  test('blind: Referred-By says so, wherever the INVITE comes from', () => {
    const elsewhere = blind
      .replaceAll(/10.0.0.1 > 10.0.0.7/g, '10.0.0.9 > 10.0.0.7')
      .replaceAll('10.0.0.7 > 10.0.0.1', '10.0.0.7 > 10.0.0.9')
    expect(joinedIn(ladderOf(elsewhere))).toEqual([])
    const named = ladderOf(
      elsewhere.replace('from sip:200@10.0.0.1', 'from sip:200@10.0.0.1 header "Referred-By: <sip:alice@10.0.0.5>"'),
    )
    expect(joinedIn(named)).toMatchObject([{ legs: [{}, { joinedBy: 'referred-by', confidence: 0.9 }] }])
  })

  test('attended: the consultation and the new call belong to it', () => {
    const drawn = ladder`
      0    10.0.0.5 > 10.0.0.6  INVITE call a
      0.5  10.0.0.6 > 10.0.0.5  200 INVITE call a
      0.6  10.0.0.5 > 10.0.0.6  ACK call a
      3    10.0.0.5 > 10.0.0.7  INVITE call b
      3.5  10.0.0.7 > 10.0.0.5  200 INVITE call b
      3.6  10.0.0.5 > 10.0.0.7  ACK call b
      8    10.0.0.5 > 10.0.0.6  REFER call a header "Refer-To: <sip:carol@10.0.0.7?Replaces=b-call%40ladder.example%3Bto-tag%3Dto-b%3Bfrom-tag%3Dfrom-b-call>"
      8.1  10.0.0.6 > 10.0.0.5  202 REFER call a
      8.2  10.0.0.6 > 10.0.0.7  INVITE call c header "Replaces: b-call@ladder.example;to-tag=to-b;from-tag=from-b-call"
      8.3  10.0.0.7 > 10.0.0.6  200 INVITE call c
      8.4  10.0.0.6 > 10.0.0.7  ACK call c
      8.5  10.0.0.7 > 10.0.0.5  BYE call b
      8.6  10.0.0.5 > 10.0.0.7  200 BYE call b
      8.7  10.0.0.6 > 10.0.0.5  NOTIFY call a header "Event: refer" body message/sipfrag "SIP/2.0 200 OK"
      8.8  10.0.0.5 > 10.0.0.6  200 NOTIFY call a
      9    10.0.0.5 > 10.0.0.6  BYE call a
      9.1  10.0.0.6 > 10.0.0.5  200 BYE call a
      30   10.0.0.6 > 10.0.0.7  BYE call c
      30.1 10.0.0.7 > 10.0.0.6  200 BYE call c`
    const [joined, ...more] = joinedIn(drawn)
    expect(more).toEqual([])
    expect(joined).toMatchObject({
      legs: [{ number: 1 }, { number: 2 }, { number: 3 }],
      transfers: [{ kind: 'attended', leg: 1, newLeg: 3, replaced: 2, status: 202, notified: 200 }],
      parties: { callee: 'sip:bob@10.0.0.7' },
    })
  })

  test('a pickup takes the place of a dialog without a REFER', () => {
    const drawn = ladder`
      0    10.0.0.5 > 10.0.0.6  INVITE call a
      0.5  10.0.0.6 > 10.0.0.5  180 INVITE call a
      3    10.0.0.7 > 10.0.0.5  INVITE call b header "Replaces: a-call@ladder.example;to-tag=to-a;from-tag=from-a-call;early-only"
      3.1  10.0.0.5 > 10.0.0.7  200 INVITE call b
      3.2  10.0.0.7 > 10.0.0.5  ACK call b
      3.3  10.0.0.5 > 10.0.0.6  CANCEL call a
      3.4  10.0.0.6 > 10.0.0.5  200 CANCEL call a
      3.5  10.0.0.6 > 10.0.0.5  487 INVITE call a
      3.6  10.0.0.5 > 10.0.0.6  ACK call a`
    expect(joinedIn(drawn)).toMatchObject([
      {
        legs: [{ number: 1 }, { number: 2, joinedBy: 'replaces' }],
        transfers: [{ kind: 'pickup', newLeg: 2, replaced: 1 }],
      },
    ])
  })
})
