import { expect, it } from 'vitest'
import { flawText } from '../../src/model/flaw-text.ts'

it.each([
  [
    { kind: 'snaplen-cut', count: 1, example: undefined, where: undefined },
    '1 packet was cut short when it was captured',
  ],
  [
    { kind: 'text-line-not-understood', count: 4, example: 'foo', where: { kind: 'line', number: 17 } },
    '4 lines were not understood, the first at line 17: foo',
  ],
  [
    { kind: 'sip-message-partial', count: 1, example: 'BYE', where: { kind: 'frame', number: 3 } },
    '1 SIP message is not whole, at frame 3: BYE',
  ],
  [
    {
      kind: 'text-message-repaired',
      count: 37,
      example: 'flattened lines (30), quote marks (9)',
      where: { kind: 'line', number: 1 },
    },
    '37 messages were repaired: flattened lines (30), quote marks (9)',
  ],
] as const)('%j', (flaw, text) => {
  expect(flawText(flaw)).toBe(text)
})
