import { expect, test } from 'vitest'
import { createCallEvents } from '../../src/correlate/call-events.ts'
import type { RegistrationRecord } from '../../src/model/registration-record.ts'
import { correlated, LADDER_START, ladderOf } from '../support/ladder.ts'

const A = '192.0.2.1'
const R = '192.0.2.2'

function recordsOf(text: string): readonly RegistrationRecord[] {
  const events = createCallEvents().of(correlated(ladderOf(text)))
  return events.flatMap((event) => (event.kind === 'registration-closed' ? [event.registration] : []))
}

const granted = (at: number, seconds = 60): string =>
  `${at} ${A} > ${R} REGISTER expires ${seconds}\n${at + 0.1} ${R} > ${A} 200 header "Contact: <sip:alice@${A}:5060>;expires=${seconds}"`

test('a registration that was challenged, granted and refreshed', () => {
  const [record, ...rest] = recordsOf(`
    0    ${A} > ${R}  REGISTER expires 60
    0.1  ${R} > ${A}  401
    ${granted(0.2)}
    ${granted(30)}
    ${granted(60)}`)
  expect(rest).toEqual([])
  expect(record).toMatchObject({
    number: 1,
    from: `${A}:5060`,
    to: `${R}:5060`,
    state: 'registered',
    status: 200,
    registers: 4,
    granted: 3,
    refreshes: 2,
    refusals: 0,
    challenged: 1,
    firstAt: LADDER_START,
    lastAt: LADDER_START + 60_100_000,
    bindings: [{ contact: `sip:alice@${A}:5060`, asked: true, refreshes: 2, grantedS: 60, removedBy: undefined }],
  })
  expect(record?.registrationRequestDelayMs).toBeCloseTo(100, 6)
})

test.each<[string, string, RegistrationRecord['state'], number | undefined]>([
  ['refused', `0 ${A} > ${R} REGISTER\n0.1 ${R} > ${A} 403`, 'refused', 403],
  ['only challenged', `0 ${A} > ${R} REGISTER\n0.1 ${R} > ${A} 401`, 'challenged', 401],
  ['never answered', `0 ${A} > ${R} REGISTER\n60 ${A} > ${R} OPTIONS`, 'unanswered', undefined],
  ['not answered yet', `0 ${A} > ${R} REGISTER\n3 ${A} > ${R} OPTIONS`, 'unknown', undefined],
  ['run out', `${granted(0)}\n300 ${A} > ${R} OPTIONS`, 'expired', 200],
  [
    'taken back',
    `${granted(0)}\n5 ${A} > ${R} REGISTER expires 0 header "Contact: *"\n5.1 ${R} > ${A} 200 without Contact`,
    'unregistered',
    200,
  ],
  [
    'granted under another address',
    `0 ${A} > ${R} REGISTER\n0.1 ${R} > ${A} 200 header "Contact: <sip:alice@198.51.100.1:1024>;expires=60"`,
    'registered',
    200,
  ],
])('one that was %s', (_, text, state, status) => expect(recordsOf(text)[0]).toMatchObject({ state, status }))

test('each gets a number, and strangers many bindings no more than twenty', () => {
  const contacts = Array.from({ length: 30 }, (_, i) => `<sip:alice@192.0.2.${100 + i}>;expires=60`).join(', ')
  const records = recordsOf(`
    0    ${A} > ${R}  REGISTER
    0.1  ${R} > ${A}  200 header "Contact: ${contacts}"
    1    192.0.2.3 > 192.0.2.4  REGISTER
    1.1  192.0.2.4 > 192.0.2.3  200`)
  expect(records.map(({ number }) => number)).toEqual([1, 2])
  expect(records[0]?.bindings).toHaveLength(20)
})
