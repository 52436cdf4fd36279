import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { foreignFormat, isBinary } from '../../../src/decode/container/foreign.ts'

const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'))

describe('foreignFormat', () => {
  test.each([
    ['RTSS\x00\x01\x01\x00', 'Microsoft Network Monitor 1'],
    ['snoop\0\0\0', 'snoop'],
    ['%PDF-1.7', 'PDF'],
    ['Rar!\x1a\x07\x01\0', 'RAR'],
  ])('%j', (head, name) => {
    expect(foreignFormat(bytes(head))).toContain(name)
  })

  test.each(['INVITE sip:bob@example.com SIP/2.0', 'snooping on it', '', '2026-01-05 RIFF'])('%j is none', (head) => {
    expect(foreignFormat(bytes(head))).toBeUndefined()
  })
})

describe('isBinary', () => {
  const trace = 'INVITE sip:bob@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1\r\n\r\n'
  test.each<[string, Uint8Array]>([
    ['SIP', bytes(trace)],
    ['UTF-16', Uint8Array.from(Buffer.from(trace, 'utf16le'))],
    ['UTF-16, the other way', Uint8Array.from(Buffer.from(trace, 'utf16le').swap16())],
    ['a coloured log', bytes(`\x1b[32m${trace}\x1b[0m\b`)],
    ['UTF-8', new TextEncoder().encode('Это протокол. '.repeat(5))],
    ['too little to tell', Uint8Array.of(0, 1, 2, 3)],
    ['nothing', new Uint8Array(0)],
  ])('%s is text', (_, sample) => {
    expect(isBinary(sample)).toBe(false)
  })

  test.each<[string, Uint8Array]>([
    ['zeros', new Uint8Array(64)],
    ['noise', Uint8Array.from(randomBytes(512).map((byte) => byte % 100))],
    ['small integers', Uint8Array.from({ length: 200 }, (_, i) => (i % 4 === 0 ? i % 7 : 0))],
  ])('%s is not', (_, sample) => {
    expect(isBinary(sample)).toBe(true)
  })
})
