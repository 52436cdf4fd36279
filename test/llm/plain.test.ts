import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { plainText } from '../../src/llm/plain.ts'

describe('plainText', () => {
  test.each([
    ['a <b>bold</b> claim', 'a bold claim'],
    ['<script>alert(1)</script>', 'alert(1)'],
    ['<scr<script>ipt>alert(1)', 'script>alert(1)'],
    ['<img src=x onerror=alert(1)', 'img src=x onerror=alert(1)'],
    ['send to <sip:bob@biloxi.example>, not <sips:a@b>', 'send to <sip:bob@biloxi.example>, not <sips:a@b>'],
    ['<sip:x onclick=alert(1)>y', 'y'],
    ['<sip:x/onclick=alert(1)>y', 'y'],
    ['loss < 5 % and > 1 %', 'loss < 5 % and > 1 %'],
    ['[click](javascript:alert(1)) ![p](http://e.example/p.png)', 'click) p'],
    ['see https://evil.example/x now', 'see (link) now'],
    ['**bold** `code`\n# Head', 'bold code\nHead'],
    ['a\u0000\u001b[31mb\u202ec\u200bd', 'a[31mbcd'],
    ['  two   blanks \n\n\n lines ', 'two blanks\nlines'],
  ])('%j', (text, expected) => expect(plainText(text, 200)).toBe(expected))

  test('is cut at the limit', () => expect(plainText('x'.repeat(300), 100)).toBe(`${'x'.repeat(99)}…`))

  test('never holds a tag, however it is pieced together', () => {
    const piece = fc.constantFrom('<', '>', '/', 'b', 'script', 'sip:', ' ', 'on=1', '!', '"', '?', '=', 'a@b')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        const rest = plainText(pieces.join(''), 500).replace(/<(?:sips?):[^\s<>"'`/\\=]*>/g, '')
        expect(rest).not.toMatch(/<[a-z/!?]/i)
      }),
      { numRuns: 1_000 },
    )
  })
})
