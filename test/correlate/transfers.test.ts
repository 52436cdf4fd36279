import { describe, expect, test } from 'vitest'
import { dialogReferencesOf, transfersOf } from '../../src/correlate/transfers.ts'
import type { Transaction } from '../../src/model/call.ts'
import { conversationsOf, type Ladder, ladder } from '../support/ladder.ts'

const transactionsOf = (drawn: Ladder): readonly Transaction[] =>
  conversationsOf(drawn).flatMap((one) => (one.kind === 'orphan-streams' ? [] : one.transactions))

/** `blind sip:carol@example.com: 100 200 succeeded` */
const told = (drawn: Ladder) =>
  transfersOf(transactionsOf(drawn)).map(({ kind, target, notifies, outcome }) =>
    [`${kind} ${target}:`, ...notifies.map(({ status, state }) => status ?? `(${state})`), outcome].join(' '),
  )

const call = `
  10.0.0.5 > 10.0.0.9  INVITE
  10.0.0.9 > 10.0.0.5  200
  10.0.0.5 > 10.0.0.9  ACK`
const to = (uri: string) => `header "Refer-To: <${uri}>"`
const refer = `10.0.0.5 > 10.0.0.9 REFER ${to('sip:carol@example.com')}`
const notify = (status: string, state = 'active', event = 'refer') =>
  `10.0.0.9 > 10.0.0.5 NOTIFY header "Event: ${event}" header "Subscription-State: ${state}" body "message/sipfrag" "SIP/2.0 ${status}"
   10.0.0.5 > 10.0.0.9 200 NOTIFY`

describe('what became of a REFER', () => {
  test.each<[string, string, string[]]>([
    ['nothing yet', refer, ['blind sip:carol@example.com: open']],
    ['refused', `${refer}\n10.0.0.9 > 10.0.0.5 603 REFER`, ['blind sip:carol@example.com: refused']],
    ['challenged', `${refer}\n10.0.0.9 > 10.0.0.5 407 REFER`, ['blind sip:carol@example.com: challenged']],
    [
      'told step by step',
      `${refer}\n10.0.0.9 > 10.0.0.5 202 REFER\n${notify('100 Trying')}\n${notify('200 OK', 'terminated;reason=noresource')}`,
      ['blind sip:carol@example.com: 100 200 succeeded'],
    ],
    [
      'failed',
      `${refer}\n10.0.0.9 > 10.0.0.5 202 REFER\n${notify('486 Busy Here', 'terminated')}`,
      ['blind sip:carol@example.com: 486 failed'],
    ],
    [
      'a NOTIFY without a status',
      `${refer}\n10.0.0.9 > 10.0.0.5 202 REFER\n10.0.0.9 > 10.0.0.5 NOTIFY header "Event: refer" header "Subscription-State: terminated"`,
      ['blind sip:carol@example.com: (terminated) open'],
    ],
    [
      'a NOTIFY of something else',
      `${refer}\n10.0.0.9 > 10.0.0.5 202 REFER\n${notify('200 OK', 'active', 'talk')}`,
      ['blind sip:carol@example.com: open'],
    ],
  ])('%s', (_, drawn, expected) => {
    expect(told(ladder`${call}\n${drawn}`)).toEqual(expected)
  })

  test('each NOTIFY to its REFER, by id', () => {
    const drawn = ladder`${call}
      ${refer} cseq 21
      10.0.0.9 > 10.0.0.5  202 REFER
      10.0.0.5 > 10.0.0.9  REFER cseq 22 ${to('sip:dave@example.com')}
      10.0.0.9 > 10.0.0.5  202 REFER
      ${notify('486 Busy Here', 'terminated', 'refer;id=21')}
      ${notify('200 OK', 'terminated', 'refer;id=22')}`
    expect(told(drawn)).toEqual([
      'blind sip:carol@example.com: 486 failed',
      'blind sip:dave@example.com: 200 succeeded',
    ])
  })

  test('a NOTIFY in a dialog of another Call-ID, from the host that was asked', () => {
    const drawn = ladder`${call}
      ${refer} cseq 21
      10.0.0.9 > 10.0.0.5  202 REFER
      10.0.0.9 > 10.0.0.5  INVITE call other
      10.0.0.5 > 10.0.0.9  200 INVITE call other
      10.0.0.9 > 10.0.0.5  NOTIFY call other header "Event: refer;id=21" header "Subscription-State: terminated" body "message/sipfrag" "SIP/2.0 200 OK"`
    expect(told(drawn)).toEqual(['blind sip:carol@example.com: 200 succeeded'])
  })

  test('once, though a proxy was captured on both sides', () => {
    const drawn = ladder`
      10.0.0.5 > 10.0.0.1  REFER ${to('sip:carol@example.com')}
      10.0.0.1 > 10.0.0.9  REFER forwarded
      10.0.0.9 > 10.0.0.1  202
      10.0.0.1 > 10.0.0.5  202 forwarded`
    expect(told(drawn)).toEqual(['blind sip:carol@example.com: open'])
  })
})

describe('what a REFER asks for', () => {
  const one = (headers: string) =>
    transfersOf(transactionsOf(ladder`${call}\n10.0.0.5 > 10.0.0.9 REFER ${headers}`))[0]!

  test('the place of a dialog', () => {
    const replaces = one(
      `${to('sip:carol@example.com?Replaces=abc%40host%3Bto-tag%3D7%3Bfrom-tag%3D8')} header "Referred-By: <sip:alice@example.com>"`,
    )
    expect(replaces).toMatchObject({
      kind: 'attended',
      target: 'sip:carol@example.com',
      replaces: { callId: 'abc@host', toTag: '7', fromTag: '8', earlyOnly: false },
      referredBy: 'sip:alice@example.com',
      method: 'INVITE',
    })
  })

  test('another method', () => {
    expect(one(to('sip:carol@example.com;method=BYE'))).toMatchObject({ method: 'BYE' })
  })

  test('no target', () => {
    expect(one('header "Subject: x"').target).toBeUndefined()
  })

  test.each([
    ['', '', true],
    ['', 'header "Refer-Sub: false"', false],
    ['header "Refer-Sub: false"', '', true],
    ['header "Require: nosub"', '', false],
  ])('%s answered with %s: NOTIFYs are to come %s', (asked, granted, expected) => {
    const drawn = ladder`${call}\n${refer} ${asked}\n10.0.0.9 > 10.0.0.5 202 REFER ${granted}`
    expect(transfersOf(transactionsOf(drawn))[0]!.subscribed).toBe(expected)
  })
})

test('requests that name a dialog', () => {
  const drawn = ladder`
    10.0.0.5 > 10.0.0.9  INVITE header "Replaces: abc@host;to-tag=7;from-tag=8;early-only"
    10.0.0.9 > 10.0.0.5  481
    10.0.0.5 > 10.0.0.9  INVITE header "Join: def@host;to-tag=1;from-tag=2"`
  expect(
    dialogReferencesOf(transactionsOf(drawn)).map(({ header, dialog, passage }) => [
      header,
      dialog.callId,
      dialog.earlyOnly,
      passage.near.final?.status,
    ]),
  ).toEqual([
    ['replaces', 'abc@host', true, 481],
    ['join', 'def@host', false, undefined],
  ])
})
