import { describe, expect, it } from 'vitest'
import { canonicalName, isKnownHeader, isKnownHeaderAt } from '../../../src/decode/sip/header-names.ts'

describe('canonicalName', () => {
  it.each([
    ['v', 'via'],
    ['V', 'via'],
    ['m', 'contact'],
    ['i', 'call-id'],
    ['Call-ID', 'call-id'],
    ['CALL-id', 'call-id'],
    ['X-Unheard-Of', 'x-unheard-of'],
    ['p-charging-VECTOR', 'p-charging-vector'],
  ])('%s is %s', (written, name) => {
    expect(canonicalName(written)).toBe(name)
  })

  it.each(['', 'a b', 'a@b', 'ä'])('%j is no name', (written) => {
    expect(canonicalName(written)).toBeUndefined()
  })
})

describe('isKnownHeader', () => {
  it.each([
    ['Via', true],
    ['record-route', true],
    ['v', false],
    ['X-Unheard-Of', false],
    ['', false],
  ])('%j: %s', (name, known) => {
    expect(isKnownHeader(name)).toBe(known)
    expect(isKnownHeaderAt(`<${name}: 1`, 1, 1 + name.length)).toBe(known)
  })
})
