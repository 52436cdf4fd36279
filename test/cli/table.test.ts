import { expect, test } from 'vitest'
import { table } from '../../src/cli/table.ts'

const COLUMNS = [
  { head: 'No', align: 'right' },
  { head: 'Name', shrinks: true },
  { head: 'Empty' },
  { head: 'Note', shrinks: true },
] as const

test('columns are as wide as they must be; those without a value are left out', () => {
  expect(
    table(
      COLUMNS,
      [
        ['1', 'alice', '', 'x'],
        ['12', 'bob', '', ''],
      ],
      80,
    ),
  ).toBe('No  Name   Note\n 1  alice  x\n12  bob')
})

test('where the paper is narrow the widest that may is cut, and no line is wider', () => {
  const text = table(
    COLUMNS,
    [
      ['1', 'a'.repeat(40), '', 'short'],
      ['2', 'b', '', 'c'.repeat(30)],
    ],
    40,
  )
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(40)
  expect(text).toContain('…')
  expect(text).toContain('short')
})

test('what strangers write stays on its line and commands nothing', () => {
  const text = table(COLUMNS, [['1', 'a\nb\u001b[31m\u202e', '', '']], 40)
  expect(text).toBe('No  Name\n 1  a b[31m')
})
