import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ObjectScanner } from '../../src/llm/scanner.ts'

const values = (text: string, max = 10_000) =>
  new ObjectScanner(max).push(text).map((scanned) => (scanned.kind === 'object' ? scanned.value : scanned.why))

describe('ObjectScanner', () => {
  test.each<[string, unknown[]]>([
    ['{"findings":[{"a":1},{"a":2}]}', [{ a: 1 }, { a: 2 }]],
    ['[{"a":1}]', [{ a: 1 }]],
    ['```json\n{"findings":[{"a":1}]}\n```', [{ a: 1 }]],
    ['Here\'s the "list: {"findings":[{"a":1}]}', [{ a: 1 }]],
    ['{"result":{"findings":[{"a":[{"b":1}]}]}}', [{ a: [{ b: 1 }] }]],
    ['{"notes":["x"],"findings":[{"a":1}]}', [{ a: 1 }]],
    ['[{"a":"}]{[\\"\\\\"}]', [{ a: '}]{["\\' }]],
    ['{"findings":[]}', []],
    ['no JSON at all }]', []],
    ['{"a":1}', []],
    ['[{"a":}, {"a":2}]', ['not JSON', { a: 2 }]],
    ['[{"a":1}', [{ a: 1 }]],
  ])('%s', (text, expected) => expect(values(text)).toEqual(expected))

  test('an object is given when its brace closes, not before', () => {
    const scanner = new ObjectScanner(1_000)
    expect(scanner.push('{"findings":[{"title":"a"')).toEqual([])
    expect(scanner.push('}')).toEqual([{ kind: 'object', value: { title: 'a' } }])
    expect(scanner.push(',{"title":"b"}]')).toEqual([{ kind: 'object', value: { title: 'b' } }])
  })

  test('an object over the limit is skipped, the next one is read', () => {
    expect(values(`[{"a":"${'x'.repeat(100)}"},{"a":2}]`, 50)).toEqual(['too long', { a: 2 }])
  })

  test('however the text is cut, the objects are the same', () => {
    const list = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 5 })
    fc.assert(
      fc.property(list, fc.array(fc.nat(20)), (objects, cuts) => {
        const text = JSON.stringify({ findings: objects })
        const scanner = new ObjectScanner(100_000)
        const found: unknown[] = []
        let at = 0
        for (const cut of [...cuts, text.length]) {
          for (const scanned of scanner.push(text.slice(at, at + cut)))
            found.push(scanned.kind === 'object' && scanned.value)
          at += cut
        }
        expect(found).toEqual(JSON.parse(JSON.stringify(objects)))
      }),
    )
  })
})
