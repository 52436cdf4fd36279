import { expect, test } from 'vitest'
import { cellsUpTo, cellWidth } from '../../src/ladder/cells.ts'

test.each([
  ['INVITE', 6],
  ['│─▶│', 4],
  ['漢字', 4],
  ['한글 x', 6],
  ['é', 1],
  ['e\u0301', 1],
  ['👩', 2],
  ['', 0],
])('%s takes %i cells', (text, width) => expect(cellWidth(text)).toBe(width))

test.each([
  ['INVITE (SDP)', 8, 'INVITE …'],
  ['INVITE', 6, 'INVITE'],
  ['漢字漢字', 6, '漢字…'],
  ['漢字漢字', 4, '漢…'],
  ['abc', 0, ''],
])('%s cut to %i cells is %s', (text, width, cut) => {
  expect(cellsUpTo(text, width, '…')).toBe(cut)
  expect(cellWidth(cut)).toBeLessThanOrEqual(width)
})
