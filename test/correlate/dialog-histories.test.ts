import { expect, test } from 'vitest'
import { dialogHistoriesOf } from '../../src/correlate/dialog-histories.ts'
import type { Call } from '../../src/model/call.ts'
import type { DialogHistory } from '../../src/model/dialog.ts'
import { conversationsOf, type Ladder, ladder } from '../support/ladder.ts'

const histories = (drawn: Ladder): readonly DialogHistory[] =>
  dialogHistoriesOf(conversationsOf(drawn).find((one) => one.kind === 'call') as Call)

const uris = (drawn: Ladder) =>
  histories(drawn).map(({ caller, callee }) => [caller, callee].map(({ targets }) => targets.map(({ uri }) => uri)))

const answered = `
  10.0.0.5 > 10.0.0.9  INVITE
  10.0.0.9 > 10.0.0.5  180
  10.0.0.9 > 10.0.0.5  200
  10.0.0.5 > 10.0.0.9  ACK`

test('each side’s target is its Contact, until it gives another', () => {
  expect(uris(ladder`${answered}`)).toEqual([[['sip:alice@10.0.0.5:5060'], ['sip:bob@10.0.0.9:5060']]])
  const moved = 'header "Contact: <sip:alice@10.0.0.6:5070>"'
  expect(uris(ladder`${answered}\n10.0.0.5 > 10.0.0.9 INVITE ${moved}\n10.0.0.9 > 10.0.0.5 200`)[0]![0]).toEqual([
    'sip:alice@10.0.0.5:5060',
    'sip:alice@10.0.0.6:5070',
  ])
  expect(uris(ladder`${answered}\n10.0.0.5 > 10.0.0.9 INVITE ${moved}\n10.0.0.9 > 10.0.0.5 488`)[0]![0]).toEqual([
    'sip:alice@10.0.0.5:5060',
  ])
})

test('the requests of a dialog, without those of another fork', () => {
  const drawn = ladder`
    10.0.0.5 > 10.0.0.9  INVITE
    10.0.0.9 > 10.0.0.5  183 tag one reliable
    10.0.0.5 > 10.0.0.9  PRACK
    10.0.0.9 > 10.0.0.5  200 PRACK
    10.0.0.9 > 10.0.0.5  200 INVITE tag two
    10.0.0.5 > 10.0.0.9  BYE
    10.0.0.9 > 10.0.0.5  200 BYE`
  expect(
    histories(drawn).map(({ dialog, passages, caller, callee }) => [
      dialog.toTag,
      passages.map(({ method }) => method),
      caller.cseq,
      callee.cseq,
    ]),
  ).toEqual([
    ['one', ['INVITE', 'PRACK'], 2, undefined],
    ['two', ['INVITE', 'BYE'], 3, undefined],
  ])
})

test('route sets of both sides, from the 2xx and from the INVITE where it arrived', () => {
  const [p1, p2] = ['<sip:10.0.0.1;lr>', '<sip:10.0.0.2;lr>']
  const drawn = ladder`
    10.0.0.5 > 10.0.0.1  INVITE
    10.0.0.1 > 10.0.0.2  INVITE forwarded header "Record-Route: ${p1}"
    10.0.0.2 > 10.0.0.9  INVITE forwarded header "Record-Route: ${p2}, ${p1}" without record-route-none
    10.0.0.9 > 10.0.0.2  200 header "Record-Route: ${p2}, ${p1}"
    10.0.0.2 > 10.0.0.1  200 forwarded
    10.0.0.1 > 10.0.0.5  200 forwarded`
  const [{ caller, callee }] = histories(drawn) as [DialogHistory]
  expect(caller.routeSet?.at(0)).toBe('sip:10.0.0.1;lr')
  expect(callee.routeSet).toContain('sip:10.0.0.2;lr')
})

test('nothing is known of routes that were set before the input began', () => {
  const [{ caller, callee }] = histories(
    ladder`10.0.0.5 > 10.0.0.9 INVITE header "To: <sip:bob@10.0.0.9>;tag=b"\n10.0.0.9 > 10.0.0.5 200`,
  ) as [DialogHistory]
  expect([caller.routeSet, callee.routeSet]).toEqual([undefined, undefined])
})
