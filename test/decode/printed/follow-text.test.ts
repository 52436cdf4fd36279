import { describe, expect, it } from 'vitest'
import { ALICE, BOB, testFormat, testNoMessages } from '../log/format-cases.ts'
import { AS_READ, INVITE, readText, TRYING } from '../log/read-text.ts'
import { INVITE_BYTES, TRYING_BYTES } from './printers.ts'

const RULE = '='.repeat(67)
const banner = (transport: string) => [
  RULE,
  `Follow: ${transport},ascii`,
  `Filter: ${transport}.stream eq 0`,
  'Node 0: 192.0.2.1:5060',
  'Node 1: 203.0.113.2:5080',
]
const told = { ends: [ALICE, BOB] } as const

testFormat('tshark follow', {
  'over UDP': {
    ...told,
    transport: 'UDP',
    text: [...banner('udp'), `${INVITE_BYTES.length}`, ...INVITE, '', `\t${TRYING_BYTES.length}`, ...TRYING, '', RULE],
    lines: [7, 7 + INVITE.length + 2],
  },
  'over TCP': {
    ...told,
    transport: 'TCP',
    text: [...banner('tcp'), `${INVITE_BYTES.length}`, ...INVITE, '', `\t${TRYING_BYTES.length}`, ...TRYING, '', RULE],
    lines: [7, 7 + INVITE.length + 2],
  },
})

describe('a message in several segments', () => {
  const segment = (from: number, to?: number) => {
    const part = INVITE_BYTES.subarray(from, to)
    return [`${part.length}`, ...part.toString().split('\r\n')]
  }
  it.each([[[100]], [[40, 300]], [[INVITE_BYTES.indexOf('8000')]], [[INVITE_BYTES.indexOf('\r\n\r\n') + 2]]])(
    'cut at %j',
    (cuts) => {
      const text = [...banner('tcp'), ...[0, ...cuts].flatMap((from, index) => segment(from, cuts[index])), RULE]
      expect(readText(text.join('\n')).messages).toMatchObject([AS_READ[0]])
    },
  )
})

it('lengths that pasting has made wrong are passed over', () => {
  const text = [...banner('udp'), '9999', ...INVITE, '', '\t7', ...TRYING, '', '12', ...INVITE, RULE]
  const { messages } = readText(text.join('\n'))
  expect(messages).toMatchObject([...AS_READ, AS_READ[0]])
  expect(messages.map(({ source }) => source)).toEqual([ALICE, BOB, ALICE])
})

it('what Wireshark saves has no lengths and no banner', () => {
  expect(readText([...INVITE, ...TRYING].join('\n')).messages).toMatchObject(AS_READ)
})

testNoMessages({
  'a stream of HTTP': [...banner('tcp'), '20', 'GET / HTTP/1.1', 'Host: example.com', '', '', RULE],
  'numbers without a banner': ['500', '\t200', '300'],
})
