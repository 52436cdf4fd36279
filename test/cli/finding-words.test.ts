import { describe, expect, test } from 'vitest'
import { factText, fileTitle, reasonOf, remedyOf, summaryText } from '../../src/cli/finding-words.ts'
import { adviceOf } from '../../src/diagnose/advice.ts'
import { finding } from '../support/finding.ts'

test('a report names no folder of the machine that made it', () => {
  expect(fileTitle('/home/alice/cases/call.pcap')).toBe('call.pcap')
  expect(fileTitle('cases/call.pcap')).toBe('cases/call.pcap')
})

test('the summary does not say what the finding below it says', () => {
  const root = finding({ title: 'One-way audio', detail: 'Nothing came from the caller.' })
  const told = (summary: string) => summaryText({ summary, findings: [finding({ id: 'other' }), root] })
  expect(told('It was answered. Root cause: One-way audio. Nothing came from the caller. Besides: Jitter.')).toBe(
    'It was answered. Root cause: One-way audio. Besides: Jitter.',
  )
  expect(told('The call failed. Nothing came from the caller.')).toBe('The call failed. Nothing came from the caller.')
})

test('why it is that grave, unless its cause says so', () => {
  const lower = { severity: 'low', severityReason: 'One step lower: explained by "High jitter"' } as const
  expect(reasonOf(finding({ ...lower, causedBy: 'f2' }))).toBeUndefined()
  expect(reasonOf(finding({ severity: 'low', severityReason: 'Nobody waits' }))).toBe('low: Nobody waits')
  expect(reasonOf(finding({}))).toBeUndefined()
})

describe('a recommendation in its parts', () => {
  test('what to do, the settings of each product, what shows that it is mended', () => {
    const advice = adviceOf('Advertise the public address.', 'nat-media', undefined, 'Verify: RTP flows both ways.')
    const { fix, settings, verify } = remedyOf(advice)
    expect([fix, verify]).toEqual(['Advertise the public address.', 'Verify: RTP flows both ways.'])
    expect(settings.length).toBeGreaterThan(1)
    for (const setting of settings) expect(setting).toMatch(/^(Asterisk \(PJSIP\)|FreeSWITCH): set [^:]*\.$/)
    expect([fix, ...settings, verify].join(' ')).toBe(advice.recommendation)
  })

  test.each(['', 'Update it.', 'Kamailio: not a setting. Then look again.'])('without any, it is whole: %j', (text) => {
    expect(remedyOf({ recommendation: text, fixes: [] })).toEqual({ fix: text, settings: [], verify: undefined })
  })
})

describe('a fact in a line', () => {
  const places = (numbers: readonly number[], unit: 'message' | 'frame' | 'line') =>
    numbers.map((number) => ({
      ...{ kind: 'startline' as const, message: undefined, frame: undefined, line: undefined, at: undefined },
      ...{ excerpt: 'x', redacted: false, [unit]: number },
    }))
  const fact = { rule: 'a.b', title: 'Call duration', detail: 'Total 3 s.', recommendation: '' }

  test.each([
    ['messages, each once, the first three', places([1, 3, 3, 5, 7], 'message'), 'a.b, messages 1, 3, 5'],
    ['else a frame', places([6], 'frame'), 'a.b, frame 6'],
    ['else lines', places([6, 8], 'line'), 'a.b, lines 6, 8'],
    ['else nothing', [], 'a.b'],
  ])('shows where: %s', (_, evidence, where) => {
    expect(factText(finding({ ...fact, evidence }), new Map())).toBe(`Call duration: Total 3 s. (${where})`)
  })

  test('a title that has a colon of its own', () => {
    const told = finding({ ...fact, title: 'Call summary: busy', detail: 'It was busy.' })
    expect(factText(told, new Map())).toBe('Call summary: busy. It was busy. (a.b)')
  })

  test('what causes it, what to do, how often, and that the language model says so', () => {
    const told = finding({
      ...fact,
      ...{ rule: undefined, evidence: [], count: 4, causedBy: 'f1', recommendation: 'Wait.' },
    })
    expect(factText(told, new Map([['f1', 'A scan']]))).toBe(
      'Call duration (4 times): Total 3 s. Caused by: A scan. Fix: Wait. (language model)',
    )
  })
})
