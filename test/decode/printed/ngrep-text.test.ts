import { describe, expect, it } from 'vitest'
import { ALICE, BOB, testFormat, testNoMessages } from '../log/format-cases.ts'
import { AS_READ, INVITE, readText, TRYING } from '../log/read-text.ts'
import { INVITE_BYTES } from './printers.ts'

const dots = (message: readonly string[]) => `${message.join('..')}..`
const rows = (text: string) => text.match(/.{1,75}/g)!.map((row) => `  ${row.padEnd(75)}`)
const HEADS = {
  U: [
    'U 2026/04/16 18:30:00.000123 192.0.2.1:5060 -> 203.0.113.2:5080',
    'U 2026/04/16 18:30:00.100123 203.0.113.2:5080 -> 192.0.2.1:5060',
  ],
  T: [
    'T 2026/04/16 18:30:00.000123 192.0.2.1:5060 -> 203.0.113.2:5080 [AP]',
    'T 2026/04/16 18:30:00.100123 203.0.113.2:5080 -> 192.0.2.1:5060 [AP]',
  ],
} as const
const BANNER = ['input: call.pcap', 'filter: ((ip || ip6) || (vlan && (ip || ip6)))', '']
const told = {
  ends: [ALICE, BOB],
  transport: 'UDP',
  times: ['2026-04-16T18:30:00.000123Z', '2026-04-16T18:30:00.100123Z'],
} as const
const byline = (message: readonly string[]) => message.map((line) => `${line}.`)

testFormat('ngrep', {
  'rows of 75 characters': {
    ...told,
    text: [...BANNER, `${HEADS.U[0]} #1`, ...rows(dots(INVITE)), '', `${HEADS.U[1]} #2`, ...rows(dots(TRYING)), ''],
    lines: [5, 4 + rows(dots(INVITE)).length + 3],
  },
  '-W none': {
    ...told,
    text: [...BANNER, `${HEADS.U[0]} #1`, dots(INVITE), '', `${HEADS.U[1]} #2`, dots(TRYING), ''],
    lines: [5, 8],
  },
  '-W single': {
    ...told,
    text: [...BANNER, `${HEADS.U[0]} ${dots(INVITE)}`, '', `${HEADS.U[1]} ${dots(TRYING)}`, ''],
    lines: [4, 6],
  },
  '-W byline over TCP': {
    ...told,
    transport: 'TCP',
    text: [...BANNER, `${HEADS.T[0]} #1`, ...byline(INVITE), '', '##', `${HEADS.T[1]} #4`, ...byline(TRYING), '', ''],
    lines: [5, 5 + INVITE.length + 3],
  },
})

describe('a message over TCP in several blocks', () => {
  /** As ngrep prints so many bytes: CRs and the like as dots, LFs as such. */
  const block = (from: number, to: number, index: number) => [
    `T 2026/04/16 18:30:00.10000${index} 192.0.2.1:5060 -> 203.0.113.2:5080 [AP] #${index}`,
    ...INVITE_BYTES.subarray(from, to)
      .toString()
      .replaceAll('\r', '.')
      .split('\n')
      .filter((line, i, all) => line !== '' || i < all.length - 1),
    '',
  ]
  const LF = INVITE_BYTES.indexOf(10)
  it.each([
    ['in the middle of a line', [100]],
    ['after a line', [LF + 1]],
    ['between CR and LF', [LF]],
    ['in three', [100, 300]],
    ['in a name', [LF + 3]],
  ])('%s', (_, cuts) => {
    const text = [0, ...cuts].flatMap((from, index) => block(from, [...cuts, INVITE_BYTES.length][index]!, index))
    const { messages, flaws } = readText(text.join('\n'))
    expect(messages).toMatchObject([{ ...AS_READ[0], source: ALICE, transport: 'TCP', origin: { number: 2 } }])
    expect(messages[0]!.headers).toHaveLength(8)
    expect(messages[0]!.description?.media).toHaveLength(1)
    expect(flaws).toEqual([])
  })

  it('with a message of the other way between', () => {
    const text = [...block(0, 200, 1), HEADS.T[1], ...byline(TRYING), '', ...block(200, INVITE_BYTES.length, 2)]
    expect(readText(text.join('\n')).messages).toMatchObject([AS_READ[1], AS_READ[0]])
  })

  it('in a page, indented', () => {
    const text = [...block(0, 200, 1), ...block(200, INVITE_BYTES.length, 2)].map((line) =>
      line === '' ? '' : `    ${line}`,
    )
    expect(readText(text.join('\n')).messages).toMatchObject([AS_READ[0]])
  })
})

describe('rows over TCP', () => {
  const block = (from: number, to: number | undefined, index: number) => [
    `T 2026/04/16 18:30:00.10000${index} 192.0.2.1:5060 -> 203.0.113.2:5080 [AP] #${index}`,
    ...rows(
      INVITE_BYTES.subarray(from, to)
        .toString()
        .replace(/[\r\n]/g, '.'),
    ),
    '',
  ]

  it.each([[[100]], [[150, 300]], [[INVITE_BYTES.indexOf('v=0') + 1]]])(
    'go on in the next packet, cut at %j',
    (cuts) => {
      const text = [0, ...cuts].flatMap((from, index) => block(from, cuts[index], index))
      const { messages } = readText(text.join('\n'))
      expect(messages).toMatchObject([AS_READ[0]])
      expect(messages[0]!.description?.media).toHaveLength(1)
    },
  )

  it('that do not go on are cut', () => {
    const { messages } = readText([...block(0, 200, 1), ...block(0, undefined, 2)].join('\n'))
    expect(messages.map(({ complete }) => complete)).toEqual([false, true])
    expect(readText(block(0, 200, 1).join('\n')).messages).toMatchObject([{ complete: false }])
  })
})

it('a fragment goes on where the one before ended', () => {
  const text = [
    `${HEADS.U[0]} #1`,
    ...byline(INVITE.slice(0, 8)),
    'Content-Le',
    '',
    '#',
    'U 2026/04/16 18:30:00.000200 192.0.2.1 -> 203.0.113.2 +2@512:361 #2',
    'ngth: 109.',
    ...byline(INVITE.slice(9)),
    '',
  ]
  const { messages } = readText(text.join('\n'))
  expect(messages).toMatchObject([AS_READ[0]])
  expect(messages[0]!.description?.media).toHaveLength(1)
})

it('dots of a value are kept, and of a body whose first line is like a header', () => {
  const notify = [
    'NOTIFY sip:a@b SIP/2.0',
    'Via: SIP/2.0/UDP a;branch=z9hG4bK2..',
    'From: <sip:b>;tag=1',
    'To: <sip:a>;tag=2',
    'Call-ID: two.',
    'CSeq: 1 NOTIFY',
    'Content-Type: application/simple-message-summary',
    'Content-Length: 23',
    '',
    'Messages-Waiting: yes',
  ]
  const [message] = readText([HEADS.U[0], ...rows(dots(notify)), ''].join('\n')).messages
  expect(message).toMatchObject({
    branch: 'z9hG4bK2..',
    callId: 'two.',
    body: 'Messages-Waiting: yes\r\n',
    complete: true,
  })
})

it('the time between packets is no time', () => {
  const text = ['U +0.100250 192.0.2.1:5060 -> 203.0.113.2:5080 #2', ...byline(INVITE), '']
  expect(readText(text.join('\n')).messages).toMatchObject([{ at: undefined, source: ALICE }])
})

testNoMessages({
  HTTP: [HEADS.T[0], 'GET / HTTP/1.1.', 'Host: example.com.', '.', ''],
  'a binary datagram': [HEADS.U[0], '  .........a..b..c', ''],
  'a sentence': ['U can see 192.0.2.1:5060 -> 203.0.113.2:5080 here', 'T is for two'],
})
