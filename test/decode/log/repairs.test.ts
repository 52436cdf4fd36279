import { expect, it } from 'vitest'
import { BIT, RepairTally, repairsOf } from '../../../src/decode/log/repairs.ts'
import { createTextDecoder } from '../../../src/decode/text.ts'
import type { Flaw } from '../../../src/model/flaw.ts'
import { TRYING } from './read-text.ts'

it('bits are repairs', () => {
  expect(repairsOf(0)).toBeUndefined()
  expect(repairsOf(BIT.quoted | BIT.flattened)).toEqual(['flattened', 'quoted'])
  expect(repairsOf(-1)).toHaveLength(Object.keys(BIT).length)
})

it('one complaint for each message, summed up in the first', () => {
  const told: unknown[] = []
  const tally = new RepairTally()
  tally.add(['quoted'], { kind: 'line', number: 3 })
  tally.add(['flattened', 'quoted'], { kind: 'line', number: 9 })
  tally.report((...complaint) => told.push(complaint))
  expect(told).toEqual([
    ['text-message-repaired', 'quote marks (2), flattened lines (1)', { kind: 'line', number: 3 }],
    ['text-message-repaired'],
  ])
})

it('what was repaired is told at the end of the text', () => {
  const flaws: Pick<Flaw, 'kind' | 'example' | 'where'>[] = []
  const decoder = createTextDecoder((kind, example, where) => flaws.push({ kind, example, where }))
  const text = [...TRYING.map((line) => `> ${line}`), '', ...TRYING, '', TRYING.join(' ')].join('\n')
  decoder.push(Buffer.from(text))
  decoder.end()
  expect(flaws.filter(({ kind }) => kind === 'text-message-repaired')).toEqual([
    {
      kind: 'text-message-repaired',
      example: 'quote marks (1), flattened lines (1)',
      where: { kind: 'line', number: 1 },
    },
    { kind: 'text-message-repaired', example: undefined, where: undefined },
  ])
})
