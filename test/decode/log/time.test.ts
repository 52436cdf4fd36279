import { describe, expect, it } from 'vitest'
import { createClock, epochTime, findTime } from '../../../src/decode/log/time.ts'
import { isoOf } from '../../../src/model/time.ts'

const at = (iso: string) => Date.parse(iso) * 1_000

describe('findTime', () => {
  it.each([
    ['2026/04/16 18:30:00.000123', at('2026-04-16T18:30:00Z') + 123],
    ['[2014-10-13 16:12:17.349] DEBUG', at('2014-10-13T16:12:17.349Z')],
    ['2016-04-19T17:09:13+10:00 host', at('2016-04-19T07:09:13Z')],
    ['UTCTime="2016-04-19 07:09:13,973"', at('2016-04-19T07:09:13.973Z')],
    ['2026-01-01T00:00:00Z', at('2026-01-01T00:00:00Z')],
    ['03/02/2017-07:10:46.230.0000773E', at('2017-03-02T07:10:46.230Z')],
    ['May 18, 2016 18:04:46.496087000 UTC', at('2016-05-18T18:04:46Z') + 496_087],
    ['2023.12.31 12:00:00:123', at('2023-12-31T12:00:00.123Z')],
  ])('%s', (text, expected) => {
    expect(findTime(text)).toEqual({ kind: 'instant', at: expected })
  })

  it.each([
    ['000123: *Jul 21 12:09:48.231: //-1', at('1970-07-21T12:09:48.231Z')],
    ['Oct  3 06:00:01 host asterisk[1]:', at('1970-10-03T06:00:01Z')],
  ])('%s has no year', (text, micros) => {
    expect(findTime(text)).toEqual({ kind: 'of-year', micros })
  })

  it.each([
    ['at 00:00:01.000002:', 1_000_002],
    ['|16:17:01.297 |', (16 * 3600 + 17 * 60 + 1) * 1e6 + 297_000],
    ['13:54:37:727 ra-rtr', (13 * 3600 + 54 * 60 + 37) * 1e6 + 727_000],
  ])('%s has no date', (text, micros) => {
    expect(findTime(text)).toEqual({ kind: 'of-day', micros })
  })

  it.each(['', 'no time', '25:00:00', '2026-13-01 10:10', 'fe80::1:22:33:44'])('%j has none', (text) => {
    expect(findTime(text)).toBeUndefined()
  })
})

it.each([
  ['1795439975.955658', 1_795_439_975_955_658],
  ['1795439975.9', 1_795_439_975_900_000],
])('epochTime(%s)', (text, expected) => {
  expect(epochTime(text)).toEqual({ kind: 'instant', at: expected })
})

describe('the clock', () => {
  const run = (...texts: string[]) => {
    const clock = createClock()
    return texts.map((text) => isoOf(clock.message(findTime(text)!)))
  }

  it('goes on past midnight', () => {
    expect(run('23:59:59.900', '00:00:00.100', '12:00:00', '23:00:00', '01:00:00')).toEqual([
      '1970-01-01T23:59:59.900Z',
      '1970-01-02T00:00:00.100Z',
      '1970-01-02T12:00:00.000Z',
      '1970-01-02T23:00:00.000Z',
      '1970-01-03T01:00:00.000Z',
    ])
  })

  it('does not take a late line for a new day', () => {
    expect(run('10:00:05', '10:00:04', '23:59:59', '00:00:00', '23:59:59')).toEqual([
      '1970-01-01T10:00:05.000Z',
      '1970-01-01T10:00:04.000Z',
      '1970-01-01T23:59:59.000Z',
      '1970-01-02T00:00:00.000Z',
      '1970-01-01T23:59:59.000Z',
    ])
  })

  it('takes the day from a time that has one', () => {
    expect(run('2026-04-16 23:59:59.000', '00:00:01')).toEqual(['2026-04-16T23:59:59.000Z', '2026-04-17T00:00:01.000Z'])
  })

  it('goes on past new year', () => {
    expect(run('Dec 31 23:59:59', 'Jan  1 00:00:01')).toEqual(['1970-12-31T23:59:59.000Z', '1971-01-01T00:00:01.000Z'])
  })

  it.each([
    ['2026-04-16 23:59:59', '2026-04-17 00:00:01', '2026-04-17T00:00:01.000Z'],
    ['2026-04-16 23:59:59', 'Apr 17 00:00:01', '2026-04-17T00:00:01.000Z'],
    ['2026-04-16 23:59:59', '00:00:01', '2026-04-17T00:00:01.000Z'],
    ['Apr 16 23:59:59', '2026-04-17 00:00:01', '1970-04-17T00:00:01.000Z'],
    ['Apr 16 23:59:59', '00:00:01', '1970-04-17T00:00:01.000Z'],
    ['23:59:59', '2026-04-17 00:00:01', '1970-01-02T00:00:01.000Z'],
    ['23:59:59', 'Apr 17 00:00:01', '1970-01-02T00:00:01.000Z'],
  ])('after a message at %s a log line of %s stands beside it', (message, line, expected) => {
    const clock = createClock()
    const before = clock.message(findTime(message)!)
    expect(isoOf(clock.beside(findTime(line)!))).toBe(expected)
    expect(clock.message(findTime(message)!)).toBe(before)
  })

  it('lines beside messages change nothing of their times', () => {
    const clock = createClock()
    clock.beside(findTime('2026-04-16 18:30:00')!)
    expect(isoOf(clock.message(findTime('18:30:00')!))).toBe('1970-01-01T18:30:00.000Z')
  })
})
