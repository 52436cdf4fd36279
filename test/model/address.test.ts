import { expect, test } from 'vitest'
import {
  addressClass,
  inPrefixes,
  isPrivate,
  isPublic,
  isPublicName,
  registrableDomain,
  sameNeighbourhood,
} from '../../src/model/address.ts'

test.each([
  ['10.0.0.1', 'private'],
  ['172.31.255.1', 'private'],
  ['172.32.0.1', 'public'],
  ['192.168.1.1', 'private'],
  ['100.64.0.1', 'cgnat'],
  ['100.128.0.1', 'public'],
  ['169.254.9.9', 'link-local'],
  ['127.0.0.1', 'loopback'],
  ['0.0.0.0', 'hold'],
  ['::', 'hold'],
  ['203.0.113.5', 'public'],
  ['198.51.100.5', 'public'],
  ['192.0.2.5', 'public'],
  ['2001:db8::1', 'public'],
  ['fd00::1', 'ula'],
  ['fe80::1', 'link-local'],
  ['::1', 'loopback'],
  ['[2001:db8::1]', 'public'],
  ['::ffff:10.0.0.1', 'private'],
  ['224.0.0.1', 'special'],
  ['8.8.8.8', 'public'],
  ['atlanta.com', 'name'],
  ['pbx', 'name'],
  ['x.x.x.x', 'opaque'],
  ['10.0.0.x', 'opaque'],
  ['10.1', 'opaque'],
  ['', 'opaque'],
])('%s is %s', (text, expected) => {
  expect(addressClass(text)).toBe(expected)
})

test('private and public exclude each other, names are neither', () => {
  expect([isPrivate('10.0.0.1'), isPublic('10.0.0.1')]).toEqual([true, false])
  expect([isPrivate('a.example'), isPublic('a.example')]).toEqual([false, false])
})

test('one /16 is a neighbourhood', () => {
  expect(sameNeighbourhood('10.0.0.1', '10.0.250.1')).toBe(true)
  expect(sameNeighbourhood('10.0.0.1', '10.1.0.1')).toBe(false)
  expect(sameNeighbourhood('10.0.0.1', 'fd00::1')).toBe(false)
})

test('prefixes', () => {
  expect(inPrefixes('10.1.2.3', ['10.0.0.0/8'])).toBe(true)
  expect(inPrefixes('11.1.2.3', ['10.0.0.0/8'])).toBe(false)
  expect(inPrefixes('10.1.2.130', ['10.1.2.128/25'])).toBe(true)
  expect(inPrefixes('10.1.2.127', ['10.1.2.128/25'])).toBe(false)
  expect(inPrefixes('10.1.2.3', ['10.1.2.3'])).toBe(true)
  expect(inPrefixes('2001:db8::5', ['2001:db8::/32'])).toBe(true)
  expect(inPrefixes('10.1.2.3', ['nonsense', '10.0.0.0/99', '::/0'])).toBe(false)
  expect(inPrefixes('10.1.2.3', ['0.0.0.0/0'])).toBe(true)
})

test('names', () => {
  expect(isPublicName('pc33.atlanta.com')).toBe(true)
  expect(['pbx', 'pbx.local', 'a.home.arpa', '10.0.0.1', 'x.invalid'].some(isPublicName)).toBe(false)
  expect(registrableDomain('pc33.atlanta.com')).toBe('atlanta.com')
  expect(registrableDomain('sip.voice.co.uk')).toBe('voice.co.uk')
  expect(registrableDomain('co.uk')).toBe('co.uk')
})
