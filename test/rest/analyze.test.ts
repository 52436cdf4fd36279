import { describe, expect, it } from 'vitest'
import { labels } from '../../src/rest/analyze.ts'

describe('labels of endpoints in a form', () => {
  it.each<[string, readonly string[] | undefined, readonly string[] | undefined]>([
    ['absent', undefined, undefined],
    ['with commas', ['SBC, Carrier ,PBX'], ['SBC', 'Carrier', 'PBX']],
    ['repeated', ['SBC, east', 'Carrier'], ['SBC, east', 'Carrier']],
    ['as JSON', ['["SBC, east", "Carrier"]'], ['SBC, east', 'Carrier']],
    ['an IPv6 address', ['[2001:db8::1]'], ['[2001:db8::1]']],
    ['a JSON list of something else', ['[1, 2]'], ['[1', '2]']],
    ['empty', [''], []],
  ])('%s', (_how, given, expected) => {
    expect(labels(given)).toEqual(expected)
  })
})
