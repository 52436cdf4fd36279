import { describe, expect, test } from 'vitest'
import type { Call, Dialog } from '../../src/model/call.ts'
import { conversationsOf, LADDER_START, type Ladder, ladder } from '../support/ladder.ts'

function dialogsIn(drawn: Ladder): readonly Dialog[] {
  const call = conversationsOf(drawn).find((one): one is Call => one.kind === 'call')
  if (!call) throw new Error('no call')
  return call.legs.flatMap(({ dialogs }) => dialogs)
}

/** `to-main terminated by bye of caller`, and what else is so. */
const told = (drawn: Ladder) =>
  dialogsIn(drawn).map(({ toTag, state, end, startsBefore, cut }) =>
    [
      `${toTag} ${state}`,
      ...(end ? [`by ${end.kind} of ${end.by}`] : []),
      ...(end?.lost ? [`after ${end.lost.status}`] : []),
      ...(startsBefore ? ['begun before'] : []),
      ...(cut ? ['cut'] : []),
    ].join(' '),
  )

const answered = `
  0   10.0.0.5 > 10.0.0.9  INVITE
  1   10.0.0.9 > 10.0.0.5  180
  2   10.0.0.9 > 10.0.0.5  200
  2.1 10.0.0.5 > 10.0.0.9  ACK`

describe('the end of a dialog', () => {
  test.each<[string, Ladder, string[]]>([
    ['open when the input ends', ladder`${answered}`, ['to-main confirmed cut']],
    ['a BYE of the caller', ladder`${answered}\n9 10.0.0.5 > 10.0.0.9 BYE`, ['to-main terminated by bye of caller']],
    ['a BYE of the callee', ladder`${answered}\n9 10.0.0.9 > 10.0.0.5 BYE`, ['to-main terminated by bye of callee']],
    [
      'a BYE that is challenged does not end it, its repetition does',
      ladder`${answered}
        9   10.0.0.5 > 10.0.0.9  BYE
        9.1 10.0.0.9 > 10.0.0.5  407 BYE
        9.2 10.0.0.9 > 10.0.0.5  BYE`,
      ['to-main terminated by bye of callee'],
    ],
    [
      'a challenged BYE that was never repeated',
      ladder`${answered}\n9 10.0.0.5 > 10.0.0.9 BYE\n9.1 10.0.0.9 > 10.0.0.5 407 BYE`,
      ['to-main confirmed cut'],
    ],
    [
      'the failure of the INVITE',
      ladder`0 10.0.0.5 > 10.0.0.9 INVITE\n1 10.0.0.9 > 10.0.0.5 180\n2 10.0.0.9 > 10.0.0.5 486`,
      ['to-main terminated by refused of callee'],
    ],
    [
      'a CANCEL',
      ladder`
        0 10.0.0.5 > 10.0.0.9 INVITE
        1 10.0.0.9 > 10.0.0.5 180
        2 10.0.0.5 > 10.0.0.9 CANCEL
        2 10.0.0.9 > 10.0.0.5 200 CANCEL
        3 10.0.0.9 > 10.0.0.5 487 INVITE`,
      ['to-main terminated by cancelled of callee'],
    ],
    [
      '481 to a request within it',
      ladder`${answered}\n9 10.0.0.5 > 10.0.0.9 INVITE\n9.1 10.0.0.9 > 10.0.0.5 481`,
      ['to-main terminated by gone of callee after 481'],
    ],
    [
      '408 to an INFO says nothing of it',
      ladder`${answered}\n9 10.0.0.5 > 10.0.0.9 INFO\n9.1 10.0.0.9 > 10.0.0.5 408`,
      ['to-main confirmed cut'],
    ],
    [
      'the BYE after a 481 tells of it',
      ladder`${answered}
        9   10.0.0.5 > 10.0.0.9  UPDATE
        9.1 10.0.0.9 > 10.0.0.5  481
        9.2 10.0.0.5 > 10.0.0.9  BYE`,
      ['to-main terminated by bye of caller after 481'],
    ],
    [
      'what succeeds afterwards shows that it lives',
      ladder`${answered}
        9   10.0.0.5 > 10.0.0.9  INVITE
        9.1 10.0.0.9 > 10.0.0.5  408
        20  10.0.0.5 > 10.0.0.9  INFO
        20.1 10.0.0.9 > 10.0.0.5 200 INFO`,
      ['to-main confirmed cut'],
    ],
    [
      'a refused re-INVITE leaves it as it is',
      ladder`${answered}\n9 10.0.0.5 > 10.0.0.9 INVITE\n9.1 10.0.0.9 > 10.0.0.5 488`,
      ['to-main confirmed cut'],
    ],
  ])('%s', (_, drawn, expected) => {
    expect(told(drawn)).toEqual(expected)
  })
})

describe('forks', () => {
  test('the one that answers supersedes the other, until that answers too', () => {
    const first = `
      0 10.0.0.5 > 10.0.0.9  INVITE
      1 10.0.0.9 > 10.0.0.5  180 tag one
      2 10.0.0.9 > 10.0.0.5  180 tag two
      3 10.0.0.9 > 10.0.0.5  200 INVITE tag two`
    expect(told(ladder`${first}`)).toEqual(['one terminated by superseded of callee', 'two confirmed cut'])
    expect(told(ladder`${first}\n3.1 10.0.0.9 > 10.0.0.5 200 INVITE tag one`)).toEqual([
      'one confirmed cut',
      'two confirmed cut',
    ])
  })

  test('the failure of one branch at a proxy ends its own dialogs only', () => {
    const drawn = ladder`
      10.0.0.5 > 10.0.0.1  INVITE
      10.0.0.1 > 10.0.0.8  INVITE forwarded
      10.0.0.1 > 10.0.0.9  INVITE forwarded
      10.0.0.8 > 10.0.0.1  180 tag eight
      10.0.0.9 > 10.0.0.1  180 tag nine
      10.0.0.8 > 10.0.0.1  486 tag eight`
    expect(told(drawn)).toEqual(['eight terminated by refused of callee', 'nine early cut'])
  })
})

describe('met in its middle', () => {
  const within = 'header "To: <sip:bob@10.0.0.9>;tag=b"'

  test.each<[string, Ladder, string[]]>([
    ['by a request', ladder`0 10.0.0.5 > 10.0.0.9 INVITE ${within}`, ['b confirmed begun before cut']],
    [
      'by its BYE',
      ladder`0 10.0.0.5 > 10.0.0.9 INVITE ${within}\n1 10.0.0.5 > 10.0.0.9 BYE ${within}`,
      ['b terminated by bye of caller begun before'],
    ],
    [
      'by a 2xx',
      ladder`as raw\n10.0.0.5 > 10.0.0.9 INVITE cseq 7\n10.0.0.9 > 10.0.0.5 200 header "CSeq: 8 INVITE"`,
      ['to-main confirmed begun before cut'],
    ],
  ])('%s', (_, drawn, expected) => {
    expect(told(drawn)).toEqual(expected)
    expect(dialogsIn(drawn).map(({ confirmedAt }) => confirmedAt)).toEqual([undefined])
  })

  test('after the INVITE and before the answer, which is when it was confirmed', () => {
    const drawn = ladder`
      as text
      0 10.0.0.5 > 10.0.0.9 INVITE cseq 7
      1 10.0.0.9 > 10.0.0.5 180 header "CSeq: 8 INVITE"
      2 10.0.0.9 > 10.0.0.5 200 header "CSeq: 8 INVITE"`
    expect(told(drawn)).toEqual(['to-main confirmed begun before cut'])
    expect(dialogsIn(drawn)[0]!.confirmedAt).toBe(LADDER_START + 2_000_000)
  })
})
