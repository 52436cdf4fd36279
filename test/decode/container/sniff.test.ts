import { describe, expect, test } from 'vitest'
import { sniffContainer } from '../../../src/decode/container/sniff.ts'

describe('sniffContainer', () => {
  test.each([
    ['pcap, big endian', [0xa1, 0xb2, 0xc3, 0xd4], 'pcap'],
    ['pcap, little endian', [0xd4, 0xc3, 0xb2, 0xa1], 'pcap'],
    ['pcap, nanoseconds', [0x4d, 0x3c, 0xb2, 0xa1], 'pcap'],
    ['pcap of Kuznetzov', [0x34, 0xcd, 0xb2, 0xa1], 'pcap'],
    ['pcapng', [0x0a, 0x0d, 0x0d, 0x0a], 'pcapng'],
    ['gzip, two bytes suffice', [0x1f, 0x8b], 'gzip'],
    ['zstd', [0x28, 0xb5, 0x2f, 0xfd], 'zstd'],
    ['zip', [0x50, 0x4b, 3, 4], 'zip'],
    ['a pasted INVITE', [...new TextEncoder().encode('INVITE')], 'text'],
    ['nothing', [], 'text'],
    ['three bytes of a pcap', [0xd4, 0xc3, 0xb2], 'text'],
  ])('%s', (_name, head, expected) => {
    expect(sniffContainer(new Uint8Array(head))).toBe(expected)
  })
})
