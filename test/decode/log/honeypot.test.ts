import { expect, it } from 'vitest'
import { ALICE, testNoMessages } from './format-cases.ts'
import { INVITE, readText } from './read-text.ts'

const RULE = '-'.repeat(20)
const block = (stamp: string) => [
  RULE,
  'Source: 192.0.2.1:5060',
  `Datetime: ${stamp}`,
  '',
  'Message:',
  '',
  ...INVITE,
  '',
  '',
]

it('blocks of what came in', () => {
  const text = [...block('2026-04-16 18:30:00.001'), ...block('2026-04-16 18:31:00'), RULE]
  const { messages, formats, flaws } = readText(text.join('\n'))
  expect(formats).toEqual(['honeypot log'])
  expect(flaws).toEqual([])
  expect(messages).toMatchObject([
    { direction: 'received', source: ALICE, destination: undefined, at: Date.UTC(2026, 3, 16, 18, 30) * 1_000 + 1_000 },
    { direction: 'received', source: ALICE, destination: undefined, at: Date.UTC(2026, 3, 16, 18, 31) * 1_000 },
  ])
})

testNoMessages({
  'a block of another protocol': [
    RULE,
    'Source: 192.0.2.1:40000',
    'Datetime: 2026-04-16 18:30:00',
    '',
    'Message:',
    '',
    'hello',
  ],
  'headers of these names': ['Source: 192.0.2.1:40000', 'Datetime: now', 'Message: hi'],
})
