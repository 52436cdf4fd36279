import { expect, test } from 'vitest'
import { subscriptionsOf } from '../../src/correlate/subscriptions.ts'
import { conversationsOf, LADDER_START, type Ladder, ladder } from '../support/ladder.ts'

const all = (drawn: Ladder) =>
  conversationsOf(drawn).flatMap((one) => (one.kind === 'orphan-streams' ? [] : subscriptionsOf(one.transactions)))

/** `presence active: initial 3600/1800 200; active` */
const told = (drawn: Ladder) =>
  all(drawn).map(({ event, state, endReason, startsBefore, subscribes, notifies }) =>
    [
      `${event} ${state}${endReason ? ` (${endReason})` : ''}${startsBefore ? ' begun before' : ''}:`,
      ...subscribes.map(({ kind, askedS, grantedS, final }) => `${kind} ${askedS}/${grantedS} ${final?.status};`),
      ...notifies.map((one) => one.state),
    ].join(' '),
  )

const subscribe = (expires: number, more = '') =>
  `10.0.0.5 > 10.0.0.9 SUBSCRIBE expires ${expires} header "Event: presence" ${more}`
const granted = (seconds: number) => `10.0.0.9 > 10.0.0.5 200 SUBSCRIBE expires ${seconds}`
const notify = (state: string) =>
  `10.0.0.9 > 10.0.0.5 NOTIFY call subscribe header "Event: presence" header "Subscription-State: ${state}"
   10.0.0.5 > 10.0.0.9 200 NOTIFY`

test.each<[string, Ladder, string[]]>([
  ['no subscription', ladder`10.0.0.5 > 10.0.0.9 OPTIONS`, []],
  ['asked for', ladder`${subscribe(3600)}`, ['presence asked: initial 3600/undefined undefined;']],
  [
    'refused',
    ladder`${subscribe(3600)}\n10.0.0.9 > 10.0.0.5 489 SUBSCRIBE`,
    ['presence refused: initial 3600/undefined 489;'],
  ],
  [
    'pending',
    ladder`${subscribe(3600)}\n${granted(1800)}\n${notify('pending')}`,
    ['presence pending: initial 3600/1800 200; pending'],
  ],
  [
    'active and refreshed',
    ladder`${subscribe(3600)}\n${granted(1800)}\n${notify('active;expires=1800')}\n${subscribe(3600)}\n${granted(1800)}`,
    ['presence active: initial 3600/1800 200; refresh 3600/1800 200; active'],
  ],
  [
    'taken back',
    ladder`${subscribe(3600)}\n${granted(1800)}\n${notify('active')}\n${subscribe(0)}\n${granted(0)}`,
    ['presence terminated: initial 3600/1800 200; end 0/0 200; active'],
  ],
  [
    'terminated by the notifier',
    ladder`${subscribe(3600)}\n${granted(1800)}\n${notify('terminated;reason=timeout')}`,
    ['presence terminated (timeout): initial 3600/1800 200; terminated'],
  ],
  [
    'lost: the refresh gets 481',
    ladder`${subscribe(3600)}\n${granted(1800)}\n${notify('active')}\n${subscribe(3600)}\n10.0.0.9 > 10.0.0.5 481 SUBSCRIBE`,
    ['presence terminated: initial 3600/1800 200; refresh 3600/undefined 481; active'],
  ],
  [
    'begun again after its end',
    ladder`${subscribe(3600)}\n${granted(1800)}\n${notify('terminated')}\n${subscribe(3600)}\n${granted(1800)}`,
    ['presence active: initial 3600/1800 200; refresh 3600/1800 200; terminated'],
  ],
  ['one look', ladder`${subscribe(0)}\n${granted(0)}`, ['presence terminated: fetch 0/0 200;']],
  [
    'challenged and let in',
    ladder`${subscribe(600)}\n10.0.0.9 > 10.0.0.5 401 SUBSCRIBE\n${subscribe(600)}\n${granted(600)}`,
    ['presence active: initial 600/undefined 401; initial 600/600 200;'],
  ],
  [
    'met in its middle',
    ladder`10.0.0.9 > 10.0.0.5 NOTIFY header "Event: Presence" header "Subscription-State: active" header "To: <sip:a@10.0.0.5>;tag=a" header "From: <sip:b@10.0.0.9>;tag=b"`,
    ['presence active begun before: active'],
  ],
  [
    'two packages in one dialog',
    ladder`${subscribe(60)}\n${granted(60)}\n10.0.0.5 > 10.0.0.9 SUBSCRIBE header "Event: dialog;id=7" expires 60`,
    ['presence active: initial 60/60 200;', 'dialog asked: initial 60/undefined undefined;'],
  ],
  [
    'that of a REFER is told elsewhere',
    ladder`10.0.0.5 > 10.0.0.9 REFER header "Refer-To: <sip:x@y>"\n10.0.0.9 > 10.0.0.5 202\n10.0.0.9 > 10.0.0.5 NOTIFY header "Event: refer"`,
    [],
  ],
])('%s', (_, drawn, expected) => {
  expect(told(drawn)).toEqual(expected)
})

test('when it runs out: by the 2xx, or sooner as a NOTIFY says', () => {
  const at = (seconds: number | undefined) => (seconds === undefined ? undefined : (seconds - LADDER_START) / 1_000_000)
  const begin = `0 ${subscribe(3600)}\n1 ${granted(1800)}`
  expect(at(all(ladder`${begin}`)[0]!.expiresAt)).toBe(1801)
  expect(at(all(ladder`${begin}\n2 ${notify('active;expires=300').split('\n')[0]!}`)[0]!.expiresAt)).toBe(302)
  expect(at(all(ladder`${begin}\n2 ${notify('terminated').split('\n')[0]!}`)[0]!.expiresAt)).toBeUndefined()
})
