import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FlowTable } from '../../../src/decode/network/flow-table.ts'

const addressesOf = (from: number, to: number, family: number): Int32Array =>
  family === 4
    ? Int32Array.of(0, 0, 0xffff, from, 0, 0, 0xffff, to)
    : Int32Array.of(0x20010db8, family, 0, from, 0x20010db8, 0, 0, to)

test('answers as a Map with string keys would, through additions and removals', () => {
  const small = fc.integer({ min: 0, max: 3 })
  const flow = fc.tuple(small, small, fc.constantFrom(4, 6, 7), small, small)
  const steps = fc.array(fc.tuple(fc.constantFrom('add', 'remove'), flow), { maxLength: 400 })
  fc.assert(
    fc.property(steps, (commands) => {
      const table = new FlowTable()
      const model = new Map<string, number>()
      for (const [command, [from, to, family, ports, extra]] of commands) {
        const addresses = addressesOf(from, to, family)
        const key = [from, to, family, ports, extra].join()
        const row = table.find(addresses, ports, extra)
        expect(row).toBe(model.get(key) ?? -1)
        if (command === 'add' && row < 0) {
          const added = table.add(addresses, ports, extra)
          expect([...model.values()]).not.toContain(added)
          model.set(key, added)
          const read = new Int32Array(8)
          expect(table.read(added, read)).toBe(ports)
          expect(read).toEqual(addresses)
        } else if (command === 'remove' && row >= 0) {
          table.remove(row)
          model.delete(key)
        }
        expect(table.size).toBe(model.size)
      }
    }),
  )
})

test('grows past its first size, finds every flow, and uses rows again', () => {
  const table = new FlowTable()
  const rows = Array.from({ length: 20_000 }, (_, i) => table.add(addressesOf(i * 977, i, 4), i, i >>> 3))
  for (const [i, row] of rows.entries()) expect(table.find(addressesOf(i * 977, i, 4), i, i >>> 3)).toBe(row)
  for (let i = 0; i < 20_000; i += 2) table.remove(rows[i]!)
  for (const [i, row] of rows.entries()) {
    expect(table.find(addressesOf(i * 977, i, 4), i, i >>> 3)).toBe(i % 2 === 0 ? -1 : row)
  }
  expect(table.add(addressesOf(-1, -1, 4), 1, 1)).toBeLessThan(20_000)
})
