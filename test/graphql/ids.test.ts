import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeCursor, decodeId, encodeCursor, encodeId, uuidOf } from '../../src/graphql/ids.ts'
import { Refusal } from '../../src/model/refusal.ts'

const ANALYSIS = '0d5c2a52-7a54-4a0e-9a3f-6a1f6b1f0c11'
const OTHER = '5f3a1b7c-1111-4222-8333-444455556666'

describe('global ids', () => {
  it('come back as type and local id', () => {
    expect(decodeId(encodeId('Finding', `${ANALYSIS}:f1`))).toEqual({ typename: 'Finding', id: `${ANALYSIS}:f1` })
    expect(decodeId(encodeId('Rule', 'nat.private-address-in-sdp'))).toEqual({
      typename: 'Rule',
      id: 'nat.private-address-in-sdp',
    })
  })

  it('may be the UUID of REST', () => {
    expect(uuidOf('Analysis', ANALYSIS.toUpperCase())).toBe(ANALYSIS)
    expect(uuidOf('ApiKey', ANALYSIS)).toBe(ANALYSIS)
    expect(uuidOf('ApiKey', encodeId('ApiKey', ANALYSIS))).toBe(ANALYSIS)
  })

  it('of one type are not taken for another', () => {
    expect(() => uuidOf('Analysis', encodeId('ApiKey', ANALYSIS))).toThrow(Refusal)
  })

  it('are refused, never misread, when they are anything else', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 500 }), (text) => {
        try {
          const { typename, id } = decodeId(text)
          expect([encodeId(typename, id), id]).toContain(text.toLowerCase() === id ? id : text)
        } catch (error) {
          expect(error).toMatchObject({ name: 'Refusal', code: 'invalid_input' })
        }
      }),
    )
  })
})

describe('event cursors', () => {
  it('name the sequence number within their analysis', () => {
    expect(decodeCursor(ANALYSIS, encodeCursor(ANALYSIS, 42))).toBe(42)
  })

  it.each([
    ['of another analysis', encodeCursor(OTHER, 42)],
    ['malformed', 'zz'],
    ['empty', ''],
    ['with a fraction', Buffer.from(`${ANALYSIS}:1.5`).toString('base64url')],
    ['with a negative number', Buffer.from(`${ANALYSIS}:-1`).toString('base64url')],
    ['padded', `${encodeCursor(ANALYSIS, 42)}=`],
    ['endless', 'a'.repeat(10_000)],
  ])('are refused when %s', (_what, cursor) => {
    expect(() => decodeCursor(ANALYSIS, cursor)).toThrow(
      expect.objectContaining({ code: 'invalid_input', issues: [{ path: ['after'], message: expect.any(String) }] }),
    )
  })
})
