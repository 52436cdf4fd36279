import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { hashOfApiKey, newApiKey } from '../../src/accounts/api-key.ts'

it('makes keys of the contract’s form, each another', () => {
  const keys = Array.from({ length: 100 }, newApiKey)
  for (const { secret, prefix, hash } of keys) {
    expect(secret).toMatch(/^sips_[0-9a-f]{36}$/)
    expect(prefix).toBe(secret.slice(0, 13))
    expect(Buffer.from(hash)).toEqual(createHash('sha256').update(secret).digest())
    expect(hashOfApiKey(secret)).toEqual(hash)
  }
  expect(new Set(keys.map(({ secret }) => secret)).size).toBe(100)
})

it('knows a key made elsewhere by the same rule', () => {
  // crc32('0123456789abcdef0123456789ab') as every CRC-32 (ISO-HDLC) gives it.
  expect(hashOfApiKey('sips_0123456789abcdef0123456789ab7ab8c7cd')).toBeDefined()
})

it('refuses every key with one character mistyped', () => {
  fc.assert(
    fc.property(fc.integer({ min: 5, max: 40 }), fc.constantFrom(...'0123456789abcdef'), (place, character) => {
      const { secret } = newApiKey()
      fc.pre(secret[place] !== character)
      expect(hashOfApiKey(secret.slice(0, place) + character + secret.slice(place + 1))).toBeUndefined()
    }),
  )
})

it('refuses two neighbours swapped', () => {
  const { secret } = newApiKey()
  for (let place = 5; place < 40; place++) {
    if (secret[place] === secret[place + 1]) continue
    const swapped = `${secret.slice(0, place)}${secret[place + 1]}${secret[place]}${secret.slice(place + 2)}`
    expect(hashOfApiKey(swapped)).toBeUndefined()
  }
})

it('refuses what is no key at all', () => {
  const { secret } = newApiKey()
  const wrong = ['', 'sips_', secret.toUpperCase(), ` ${secret}`, `${secret}\n`, `${secret}0`, secret.slice(0, -1)]
  for (const text of wrong) expect(hashOfApiKey(text)).toBeUndefined()
  fc.assert(fc.property(fc.string(), (text) => hashOfApiKey(text) === undefined))
})
