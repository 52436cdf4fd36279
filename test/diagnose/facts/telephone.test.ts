import { expect, test } from 'vitest'
import { parseUri } from '../../../src/decode/sip/uri.ts'
import { digitsOf, isSameNumber } from '../../../src/diagnose/facts/telephone.ts'

test.each([
  ['sip:+12025550123@example.com', '12025550123'],
  ['tel:+1-202-555-0123', '12025550123'],
  ['sip:0012025550123@example.com', '12025550123'],
  ['sip:2025550123;npdi@example.com', '2025550123'],
  ['sip:1001@example.com', '1001'],
  ['sip:alice@example.com', undefined],
  ['sip:+1202555xxxx@example.com', undefined],
  ['sip:*97@example.com', undefined],
  ['urn:service:sos', undefined],
])('digits of %s', (uri, digits) => {
  expect(digitsOf(parseUri(uri))).toBe(digits)
})

test.each([
  ['12025550123', '12025550123', true],
  ['12025550123', '2025550123', true],
  ['493012345678', '03012345678', true],
  ['12025550123', '12025550199', false],
  ['12025550123', '13125550123', false],
  ['12025550123', '0123', false],
])('%s and %s', (a, b, same) => {
  expect(isSameNumber(a, b)).toBe(same)
  expect(isSameNumber(b, a)).toBe(same)
})
