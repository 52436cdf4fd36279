import { describe, expect, it } from 'vitest'
import { ALICE, BOB, testFormat, testNoMessages } from '../log/format-cases.ts'
import { INVITE, readText, TRYING } from '../log/read-text.ts'

const pad = (text: string, width: number) => text.padEnd(width)
const CELL = 60
const cells = (message: readonly string[]) => [...message.map((line) => `${line}\\r`), '']
/** psql, a plus where a cell goes on. */
const aligned = (id: string, message: readonly string[], from: string, to: string) =>
  cells(message).map((line, index, all) => {
    const first = index === 0
    const more = index < all.length - 1 ? '+' : ' '
    return ` ${pad(first ? id : '', 2)} | ${pad(first ? '2026-04-16 18:30:00' : '', 19)} | ${pad(line, CELL)}${more}| ${pad(first ? from : '', 20)} | ${first ? to : ''}`
  })
const heading = [
  ` ${pad('id', 2)} | ${pad('    time_stamp', 19)} | ${pad('            msg', CELL)} | ${pad('fromip', 20)} | toip`,
  ['', '-'.repeat(4), '-'.repeat(21), '-'.repeat(CELL + 2), '-'.repeat(22), '-'.repeat(20)].slice(1).join('+'),
]
const [A, B] = ['udp:192.0.2.1:5060', 'udp:203.0.113.2:5080']
const expanded = (number: number, message: readonly string[], from: string, to: string) => [
  `-[ RECORD ${number} ]${'-'.repeat(60)}`,
  `id         | ${number}`,
  'time_stamp | 2026-04-16 18:30:00',
  ...cells(message).map(
    (line, index, all) =>
      `${index === 0 ? 'msg        ' : '           '}| ${pad(line, CELL)}${index < all.length - 1 ? '+' : ''}`,
  ),
  `fromip     | ${from}`,
  `toip       | ${to}`,
]
const vertical = (number: number, message: readonly string[], from: string, to: string) => [
  `*************************** ${number}. row ***************************`,
  `        id: ${number}`,
  'time_stamp: 2026-04-16 18:30:00',
  `       msg: ${message[0]}`,
  ...message.slice(1),
  '',
  `    fromip: ${from}`,
  `      toip: ${to}`,
]
const told = {
  ends: [ALICE, BOB],
  transport: 'UDP',
  times: ['2026-04-16T18:30:00.000Z', '2026-04-16T18:30:00.000Z'],
} as const
const titled = [...heading, ...aligned('1', INVITE, A, B), ...aligned('2', TRYING, B, A), '(2 rows)', '']

it('columns of psql', () => {
  const { messages, formats, lines } = readText(titled.join('\n'))
  expect(messages).toMatchObject([
    { method: 'INVITE', source: ALICE, destination: BOB, transport: 'UDP', complete: true, origin: { number: 3 } },
    { status: 100, source: BOB, destination: ALICE, complete: true, origin: { number: 3 + INVITE.length + 1 } },
  ])
  expect(messages[0]!.description?.media).toHaveLength(1)
  expect(messages[0]!.lines?.slice(0, 3)).toEqual([3, 4, 5])
  expect(formats).toEqual(['SQL'])
  // The heading is only known by the rule below it.
  expect(lines.notUnderstood).toBe(1)
})

testFormat('SQL', {
  'psql, expanded': {
    ...told,
    text: [...expanded(1, INVITE, A, B), ...expanded(2, TRYING, B, A), ''],
    lines: [4, INVITE.length + 10],
  },
  'mysql, vertical': {
    ...told,
    text: [...vertical(1, INVITE, A, B), ...vertical(2, TRYING, B, A), '2 rows in set (0.00 sec)'],
    lines: [4, INVITE.length + 10],
  },
})

describe('text around', () => {
  it('after a table is read as such', () => {
    expect(readText([...titled, ...TRYING].join('\n')).messages).toHaveLength(3)
  })
})

testNoMessages({
  'rows of another table': [' id | name ', '----+------', '  1 | SIP/2.0 ', '(1 row)'],
  'rules and stars': ['-----', '********* 1. *********', '-[ x ]-'],
})
