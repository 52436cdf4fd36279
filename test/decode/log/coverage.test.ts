import { describe, expect, it } from 'vitest'
import { LineTally, LOG, NOT_UNDERSTOOD, SIP } from '../../../src/decode/log/coverage.ts'
import { INVITE, readText, TRYING } from './read-text.ts'

function tally() {
  const complaints: string[] = []
  const lines = new LineTally((kind, example, where) => complaints.push(`${kind} ${where?.number} ${example}`))
  return { lines, complaints }
}

describe('each line is counted once', () => {
  it('by the best it was good for', () => {
    const { lines, complaints } = tally()
    lines.begin(1, 'several')
    lines.note(LOG)
    lines.note(SIP)
    lines.note(NOT_UNDERSTOOD)
    lines.begin(1, 'cut for its length')
    lines.note(LOG)
    lines.begin(2, '')
    expect(lines.coverage()).toEqual({
      ...{ total: 2, blank: 1, sip: 1, log: 0, notUnderstood: 0 },
      firstNotUnderstood: [],
    })
    expect(complaints).toEqual([])
  })

  it('one that proved to be something else is counted as that, in its place', () => {
    const { lines, complaints } = tally()
    for (const [number, use] of [SIP, NOT_UNDERSTOOD, SIP].entries()) {
      lines.begin(number + 1, `line ${number + 1}`)
      lines.note(use)
    }
    lines.correct(1, 'line 1', NOT_UNDERSTOOD)
    lines.correct(3, 'line 3', LOG)
    expect(lines.coverage()).toMatchObject({
      ...{ total: 3, sip: 0, log: 1, notUnderstood: 2 },
      firstNotUnderstood: [{ number: 1 }, { number: 2 }],
    })
    expect(complaints).toHaveLength(2)
  })

  it('asking in between changes nothing', () => {
    const { lines } = tally()
    lines.begin(1, 'a')
    lines.note(SIP)
    expect(lines.coverage().total).toBe(1)
    lines.begin(1, 'a')
    lines.begin(2, 'b')
    expect(lines.coverage().total).toBe(2)
  })
})

describe('of a text', () => {
  it('lines of messages, of logs, empty ones and others', () => {
    const text = ['Hello,', '', '10:00:00 [INFO] started', '', ...INVITE, '', ...TRYING, '---------', 'Any idea?', '']
    expect(readText(text.join('\n')).lines).toEqual({
      total: 32,
      blank: 2,
      sip: 26,
      log: 2,
      notUnderstood: 2,
      firstNotUnderstood: [
        { number: 1, text: 'Hello,' },
        { number: 32, text: 'Any idea?' },
      ],
    })
  })

  it('the first ten that were not understood, cut, without the marks of terminals', () => {
    const { lines, flaws } = readText(`\u001b[31mred\u001b[0m ${'x'.repeat(500)}\n${'what is this\n'.repeat(20)}`)
    expect(lines.notUnderstood).toBe(21)
    expect(lines.firstNotUnderstood).toHaveLength(10)
    expect(lines.firstNotUnderstood[0]!.text).toMatch(/^red x{196}$/)
    expect(flaws).toHaveLength(21)
  })
})
