import { expect, it } from 'vitest'
import { testFormat, testNoMessages } from './format-cases.ts'
import { INVITE, readText, TRYING } from './read-text.ts'

const rule = (stamp: string) => `${'-'.repeat(47)} ${stamp}`

testFormat('SIPp', {
  'sipp -trace_msg, two versions': {
    text: [
      rule('2026-04-16\t18:30:00.000123\t1.2'),
      'UDP message sent (500 bytes):',
      '',
      ...INVITE,
      '',
      rule('2026-04-16T18:30:00.100000'),
      'UDP message received [300] bytes :',
      '',
      ...TRYING,
    ],
    ends: [undefined, undefined],
    direction: 'sent',
    transport: 'UDP',
    times: ['2026-04-16T18:30:00.000123Z', '2026-04-16T18:30:00.100Z'],
    lines: [4, 25],
  },
  'an unexpected message is written twice and read once': {
    text: [
      rule('2026-04-16 18:30:00.000123'),
      'TCP message sent (500 bytes):',
      '',
      ...INVITE,
      '',
      rule('2026-04-16 18:30:00.100000'),
      'TCP message received [300] bytes :',
      '',
      ...TRYING,
      '',
      '-'.repeat(47),
      'Unexpected TCP message received:',
      '',
      ...TRYING,
      '',
    ],
    ends: [undefined, undefined],
    direction: 'sent',
    transport: 'TCP',
    times: ['2026-04-16T18:30:00.000123Z', '2026-04-16T18:30:00.100Z'],
    lines: [4, 25],
  },
})

it('the message after a copy is read', () => {
  const copy = ['-'.repeat(47), 'Unexpected UDP message received (index 1, hash 12):', '', ...TRYING, '']
  const next = [rule('2026-04-16 18:30:00.2'), 'UDP message sent (500 bytes):', '', ...INVITE]
  expect(readText([...copy, ...next].join('\n')).messages).toMatchObject([{ method: 'INVITE', direction: 'sent' }])
})

it('sipp -trace_err quotes what it did not expect', () => {
  const text = [
    'The following events occurred:',
    "2026-04-16\t18:30:00.100000\t1776364200.100000: Aborting call on unexpected message for Call-Id '1-2@192.0.2.1': while expecting '180' (index 1), received 'SIP/2.0 100 Trying",
    ...TRYING.slice(1),
    "'",
  ]
  const { messages } = readText(text.join('\n'))
  expect(messages).toMatchObject([
    { status: 100, reason: 'Trying', direction: 'received', at: Date.UTC(2026, 3, 16, 18, 30) * 1_000 + 100_000 },
  ])
})

testNoMessages({
  'sipp -trace_shortmsg tells of messages but holds none': [
    '2026-04-16\t18:30:00.000123\t1776364200.000123\tS\t1-2@192.0.2.1\tCSeq:1 INVITE\tINVITE sip:bob@203.0.113.2 SIP/2.0',
    '2026-04-16\t18:30:00.100000\t1776364200.100000\tR\t1-2@192.0.2.1\tCSeq:1 INVITE\tSIP/2.0 100 Trying',
  ],
  'warnings and statistics': [
    "2026-04-16\t18:30:00.100000\t1776364200.100000: Dead call 1-2@192.0.2.1 (successful), received 'BYE'",
    'Problem EAGAIN on socket  6 and poll_idx  is 1 ',
    '----------------------------- Statistics Screen ------- [1-9]: Change Screen --',
  ],
  'a scenario': ['<![CDATA[', 'INVITE sip:[service]@[remote_ip]:[remote_port]', ']]>'],
})
