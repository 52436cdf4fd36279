import { describe, expect, it } from 'vitest'
import { ALICE, BOB, testFormat, testNoMessages } from '../log/format-cases.ts'
import { AS_READ, INVITE, readText, TRYING } from '../log/read-text.ts'
import { asciiLines, exchange, fragmented, INVITE_BYTES, ISO_TIMES, tcpdumpHead } from './printers.ts'

const udp = exchange('udp').map(({ bytes }) => bytes)
/** `tcpdump -A`: the head of each packet, then its text. */
const printed = (packets: readonly Uint8Array[], said: (index: number) => string) =>
  packets.flatMap((bytes, index) => [
    tcpdumpHead(index === packets.length - 1 ? 1 : 0, said(index)),
    ...asciiLines(bytes),
  ])
const segments = (size: number) => exchange('tcp', [ALICE, BOB], size).map(({ bytes }) => bytes)
const flags = (packets: readonly Uint8Array[]) => (index: number) =>
  `Flags [P.], seq 1:2, ack 1, win 65535, length ${packets[index]!.length - 40}`

const whole = segments(INVITE_BYTES.length)
testFormat('tcpdump -A', {
  'over UDP': {
    text: printed(udp, (index) => (index === 0 ? `SIP: ${INVITE[0]}` : `SIP: ${TRYING[0]}`)),
    ends: [ALICE, BOB],
    transport: 'UDP',
    times: ISO_TIMES,
    lines: [2, asciiLines(udp[0]!).length + 3],
  },
  'over TCP': {
    text: printed(whole, flags(whole)),
    ends: [ALICE, BOB],
    transport: 'TCP',
    times: ISO_TIMES,
    lines: [2, asciiLines(whole[0]!).length + 3],
  },
})

describe('a message over TCP in several segments', () => {
  it.each([40, 75, 150, 151, 300])('of %i bytes', (size) => {
    const packets = segments(size)
    const { messages, flaws } = readText(printed(packets, flags(packets)).join('\n'))
    expect(messages).toMatchObject(AS_READ)
    expect(flaws).toEqual([])
  })

  it('a line in two of them is quoted as its parts', () => {
    const packets = segments(150)
    const text = printed(packets, flags(packets)).join('\n')
    const [message] = readText(text).messages
    for (const shown of message!.written!.values()) {
      for (const part of shown.split('\n')) expect(text).toContain(part)
    }
    expect([...message!.written!.values()].some((shown) => shown.includes('\n'))).toBe(true)
  })

  it('with options in the header, and a line end among the addresses', () => {
    const [packet] = exchange('tcp', [{ address: '10.0.0.1', port: 5060 }, BOB])
    const bytes = Buffer.concat([packet!.bytes.subarray(0, 40), Buffer.alloc(12, 1), packet!.bytes.subarray(40)])
    bytes[32] = 0x80
    const said = `Flags [P.], seq 1:2, ack 1, win 65535, options [nop,nop,TS val 1 ecr 1], length ${INVITE_BYTES.length}`
    const text = [tcpdumpHead(0, said), ...asciiLines(bytes), '', 'That was it.']
    const { messages, lines } = readText(text.join('\n'))
    expect(messages).toMatchObject([AS_READ[0]])
    expect(lines.notUnderstood).toBe(1)
  })

  it('of which the rest is missing', () => {
    const packets = segments(150).slice(0, 2)
    const { messages } = readText(printed(packets, flags(packets)).join('\n'))
    expect(messages).toMatchObject([{ method: 'INVITE', complete: false }])
  })

  it('before another that begins anew', () => {
    const packets = segments(150)
    const text = printed([packets[0]!, ...packets], (index) => flags([packets[0]!, ...packets])(index))
    const { messages } = readText(text.join('\n'))
    expect(messages.map(({ complete }) => complete)).toEqual([false, true, true])
  })
})

describe('fragments of a datagram', () => {
  const parts = [...fragmented(udp[0]!), udp[1]!]
  it.each([
    ['short heads', (index: number) => (index === 1 ? 'ip-proto-17' : 'SIP: SIP/2.0')],
    ['in between nothing', (index: number) => (index === 1 ? 'udp' : 'SIP')],
  ])('%s', (_, said) => {
    const text = printed(parts, said)
    const second = text.findIndex((line) => /: (?:ip-proto-17|udp)$/.test(line))
    text[second] = text[second]!.replace('.5060 >', ' >').replace('.5080:', ':')
    expect(readText(text.join('\n')).messages).toMatchObject(AS_READ)
  })

  it('with the head on two lines', () => {
    const text = parts.flatMap((bytes, index) => [
      '18:30:00.000123 IP (tos 0x0, ttl 64, id 1, offset 0, flags [none], proto UDP (17), length 300)',
      index === 1
        ? '    192.0.2.1 > 203.0.113.2: ip-proto-17'
        : index === 0
          ? '    192.0.2.1.5060 > 203.0.113.2.5080: SIP'
          : '    203.0.113.2.5080 > 192.0.2.1.5060: SIP',
      ...asciiLines(bytes),
    ])
    const { messages } = readText(text.join('\n'))
    expect(messages).toMatchObject(AS_READ)
    expect(messages.map(({ source }) => source)).toEqual([ALICE, BOB])
  })
})

describe('with -v', () => {
  const head = (from: string, to: string) => [
    '18:30:00.000123 IP (tos 0x0, ttl 64, id 1, offset 0, flags [none], proto UDP (17), length 500)',
    `    ${from} > ${to}: SIP, length: 472`,
  ]
  const copy = (message: readonly string[]) => message.map((line) => `\t${line}`)
  const there = head('192.0.2.1.5060', '203.0.113.2.5080')
  const back = head('203.0.113.2.5080', '192.0.2.1.5060')

  it('the copy below the head is the message', () => {
    const { messages } = readText([...there, ...copy(INVITE), '', ...back, ...copy(TRYING), ''].join('\n'))
    expect(messages).toMatchObject(AS_READ)
    expect(messages.map(({ source }) => source)).toEqual([ALICE, BOB])
  })

  it('it is not read again where the packet follows as text', () => {
    const text = [...there, ...copy(INVITE), ...asciiLines(udp[0]!), ...back, ...copy(TRYING), ...asciiLines(udp[1]!)]
    expect(readText(text.join('\n')).messages).toMatchObject(AS_READ)
  })
})

describe('without the packets', () => {
  it('only the start line is told', () => {
    const text = [tcpdumpHead(0, `SIP: ${INVITE[0]}`), tcpdumpHead(1, 'SIP: SIP/2.0 100 Trying')]
    const { messages, formats } = readText(text.join('\n'))
    expect(messages).toMatchObject([
      { method: 'INVITE', callId: '', complete: false, source: ALICE, transport: 'UDP', origin: { number: 1 } },
      { status: 100, method: 'INVITE', callId: '', complete: false, source: BOB, headers: [] },
    ])
    expect(formats).toEqual(['tcpdump'])
  })
})

testNoMessages({
  'heads of other packets': [tcpdumpHead(0, 'UDP, length 172'), tcpdumpHead(1, 'Flags [S], seq 1, win 1, length 0')],
  'a start line that is none': [tcpdumpHead(0, 'SIP: hello')],
})
