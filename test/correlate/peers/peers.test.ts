import { describe, expect, test } from 'vitest'
import { createFlawLedger } from '../../../src/correlate/flaw-ledger.ts'
import { createPeers } from '../../../src/correlate/peers/peers.ts'
import type { PeerRecord } from '../../../src/model/peers.ts'
import { conversationsOf, LADDER_START, ladderOf } from '../../support/ladder.ts'

const CAPS = { peers: 1_000, peerHosts: 500, peerAttempts: 10_000 }

function peersOf(text: string, caps: Partial<typeof CAPS> = {}) {
  const { complain, flaws } = createFlawLedger()
  const peers = createPeers(complain, { ...CAPS, ...caps })
  for (const conversation of conversationsOf(ladderOf(text))) peers.add(conversation)
  return { list: peers.list(), flaws: flaws() }
}

const A = '192.0.2.1'
const B = '192.0.2.2'
const pair = (text: string): PeerRecord =>
  peersOf(text).list.find(({ kind, from, to }) => kind === 'pair' && from === A && to === B)!

/** A call of that name: INVITE, then these responses a second apart. */
const call = (name: string, ...statuses: readonly (number | string)[]): string =>
  [`${A} > ${B} INVITE call ${name}`, ...statuses.map((status) => `${B} > ${A} ${status} call ${name}`)].join('\n')

describe('shares of attempts', () => {
  const calls = [
    call('answered', 180, 200),
    call('busy', 486),
    call('away', 480),
    call('declined', 603),
    call('rang-out', 180, 408),
    call('dead', 408),
    call('broken', 500),
    call('overload', 503),
    call('elsewhere', 302),
    call('unknown-number', 404),
  ].join('\n')

  test.each<[string, keyof PeerRecord, number]>([
    ['answered of all', 'asrPercent', 10],
    ['those that reached the callee: answered, busy, away, declined, and one that only rang', 'nerPercent', 50],
    ['answered of all but the redirected', 'serPercent', 100 / 9],
    ['answered, 480, 486 and 603 of the same', 'seerPercent', 400 / 9],
    ['408, 500, 503 of all', 'isaPercent', 40],
    ['answered and ended by an answered BYE', 'scrPercent', 0],
  ])('%s', (_, name, percent) => expect(pair(calls)[name]).toBeCloseTo(percent, 10))

  test('a challenge that was answered is no attempt of its own, one that was not is left out of SER', () => {
    const tried = `${call('x', 407)}\n${A} > ${B} ACK call x\n${call('x', 180, 200)}`
    expect(pair(tried)).toMatchObject({ attempts: 1, answered: 1, asrPercent: 100, serPercent: 100 })
    expect(pair(`${tried}\n${call('y', 401)}`)).toMatchObject({ attempts: 2, asrPercent: 50, serPercent: 100 })
  })

  test('a cause of the callee counts whatever status it came with', () => {
    const text = `${A} > ${B} INVITE\n${B} > ${A} 500 header "Reason: Q.850;cause=17"`
    expect(pair(text)).toMatchObject({ nerPercent: 100, isaPercent: 100 })
  })

  test('a call given up while it rang has reached the callee, one given up before has not', () => {
    const given = (name: string, ...before: readonly number[]) =>
      `${call(name, ...before)}\n${A} > ${B} CANCEL call ${name}\n${B} > ${A} 200 CANCEL call ${name}\n${B} > ${A} 487 INVITE call ${name}`
    expect(pair(given('a', 180)).nerPercent).toBe(100)
    expect(pair(given('b', 100)).nerPercent).toBe(0)
  })

  test('calls ended by an answered BYE are complete', () => {
    const ended = `${call('x', 200)}\n${A} > ${B} ACK call x\n${A} > ${B} BYE call x`
    expect(pair(ended).scrPercent).toBe(0)
    expect(pair(`${ended}\n${B} > ${A} 200 call x`).scrPercent).toBe(100)
  })

  test('an attempt that goes on when the input ends is in no share', () => {
    const text = `${call('x', 200)}\n${call('y', 100, 180)}`
    expect(pair(text)).toMatchObject({ attempts: 2, answered: 1, undecided: 1, asrPercent: 100, nerPercent: 100 })
  })

  test('without attempts there are none', () => {
    expect(pair(`${A} > ${B} OPTIONS\n${B} > ${A} 200`)).toMatchObject({
      attempts: 0,
      asrPercent: undefined,
      serPercent: undefined,
      averageCallMs: undefined,
      cpsPeak: undefined,
      requests: 1,
      retransmissionPercent: 0,
    })
  })
})

test('times, peaks and repetitions', () => {
  const told = pair(`
    0     ${A} > ${B}  INVITE call a
    0.1   ${B} > ${A}  100 call a
    0.9   ${A} > ${B}  INVITE call b
    1.4   ${A} > ${B}  INVITE call b again
    1.5   ${B} > ${A}  100 call b
    2     ${B} > ${A}  200 call a
    2.1   ${A} > ${B}  ACK call a
    2.9   ${B} > ${A}  200 call b
    3     ${A} > ${B}  ACK call b
    12    ${A} > ${B}  BYE call a
    12.1  ${B} > ${A}  200 call a
    22.9  ${A} > ${B}  BYE call b
    23    ${B} > ${A}  200 call b
    30    ${A} > ${B}  OPTIONS
    30.04 ${B} > ${A}  200`)
  expect(told).toMatchObject({
    attempts: 2,
    answered: 2,
    scrPercent: 100,
    averageCallMs: 15_000,
    cpsPeak: { value: 2, at: LADDER_START },
    concurrentPeak: { value: 2, at: LADDER_START + 900_000 },
    requests: 5,
    inviteProvisionalMs: { count: 2, min: 100, max: 600 },
    inviteFinalMs: { count: 2, min: 2000, max: 2000 },
    optionsMs: { count: 1, p50: 40 },
    finals: [
      { method: 'BYE', status: 200, count: 2 },
      { method: 'INVITE', status: 200, count: 2 },
      { method: 'OPTIONS', status: 200, count: 1 },
    ],
  })
  expect(told.retransmissionPercent).toBeCloseTo(100 / 6, 10)
})

test('each hop counts for its own pair, and a destination is the sum of all that call it', () => {
  const { list } = peersOf(`
    ${A} > 192.0.2.9  INVITE
    192.0.2.9 > ${B}  INVITE forwarded
    ${B} > 192.0.2.9  200
    192.0.2.9 > ${A}  200 forwarded
    192.0.2.3 > ${B}  INVITE call other
    ${B} > 192.0.2.3  486 call other`)
  const rows = list.map(({ kind, from, to, attempts, answered }) => `${kind} ${from} ${to} ${attempts} ${answered}`)
  expect(rows).toEqual([
    `destination undefined ${B} 2 1`,
    'destination undefined 192.0.2.9 1 1',
    `pair ${A} 192.0.2.9 1 1`,
    `pair 192.0.2.9 ${B} 1 1`,
    `pair 192.0.2.3 ${B} 1 0`,
  ])
  expect(list.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5])
})

describe('caps', () => {
  const callers = (count: number, to = B): string =>
    Array.from({ length: count }, (_, i) => `192.0.2.${100 + i} > ${to} INVITE call ${to}-${i}`).join('\n')

  test('senders beyond the cap are counted together', () => {
    const { list, flaws } = peersOf(callers(5), { peers: 2 })
    expect(list.map(({ kind, from, attempts }) => `${kind} ${from} ${attempts}`)).toEqual([
      'destination undefined 5',
      'pair undefined 3',
      'pair 192.0.2.100 1',
      'pair 192.0.2.101 1',
    ])
    expect(flaws).toMatchObject([{ kind: 'peers-capped', count: 3, example: `192.0.2.102 > ${B}` }])
  })

  test('destinations beyond the cap are not counted', () => {
    const { list, flaws } = peersOf(`${callers(1)}\n${callers(2, '192.0.2.3')}`, { peerHosts: 1 })
    expect(list.map(({ to }) => to)).toEqual([B, B])
    expect(flaws).toMatchObject([{ kind: 'peers-capped', count: 2 }])
  })

  test('attempts beyond the cap count, but not for the peaks', () => {
    const lines = Array.from({ length: 5 }, (_, i) => `${i / 10} ${A} > ${B} INVITE call c${i}`).join('\n')
    const { list, flaws } = peersOf(lines, { peerAttempts: 2 })
    expect(list[0]).toMatchObject({ attempts: 5, cpsPeak: { value: 2 } })
    expect(flaws).toMatchObject([{ kind: 'peers-capped', count: 3 }])
  })

  test('methods and statuses that strangers make up are bounded', () => {
    const lines = Array.from(
      { length: 200 },
      (_, i) => `${A} > ${B} INVITE call s${i}\n${B} > ${A} ${400 + i} call s${i}`,
    )
    expect(pair(lines.join('\n')).finals).toHaveLength(50)
  })
})
