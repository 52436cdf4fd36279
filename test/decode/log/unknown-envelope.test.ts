import { describe, expect, it } from 'vitest'
import { isoOf } from '../../../src/model/time.ts'
import { INVITE, readText, TRYING } from './read-text.ts'

const A = { address: '192.0.2.1', port: 5060 }
const B = { address: '203.0.113.2', port: 5080 }
const A6 = { address: '2001:db8::1', port: 5060 }
const B6 = { address: '2001:db8::2', port: 5060 }

/** What is told of the INVITE with that line above it. */
function under(line: string) {
  const [message] = readText([line, ...INVITE, ''].join('\n')).messages
  const { source, destination, transport, direction, at } = message!
  return { source, destination, transport, direction, at: at === undefined ? undefined : isoOf(at) }
}

/** The same with the words on the start line. */
function behind(words: string) {
  const [message] = readText([`${words}${INVITE[0]}`, ...INVITE.slice(1), ''].join('\n')).messages
  const { source, destination, transport, direction, at } = message!
  return { source, destination, transport, direction, at: at === undefined ? undefined : isoOf(at) }
}

describe('a line above, or words before the start line, that name both ends', () => {
  it.each([
    ['192.0.2.1:5060 -> 203.0.113.2:5080', A, B],
    ['192.0.2.1:5060 → 203.0.113.2:5080', A, B],
    ['192.0.2.1:5060 ---> 203.0.113.2:5080', A, B],
    ['192.0.2.1:5060 => 203.0.113.2:5080', A, B],
    ['203.0.113.2:5080 <- 192.0.2.1:5060', A, B],
    ['203.0.113.2:5080 <-- 192.0.2.1:5060', A, B],
    ['[2001:db8::1]:5060 -> [2001:db8::2]:5060', A6, B6],
    ['from 192.0.2.1:5060 to 203.0.113.2:5080', A, B],
    ['from udp:192.0.2.1:5060 to udp:203.0.113.2:5080', A, B],
    ['SIP message, 500 bytes, from 192.0.2.1:5060 to 203.0.113.2:5080:', A, B],
    ['src=192.0.2.1:5060 dst=203.0.113.2:5080', A, B],
    ['src_ip="192.0.2.1:5060", dst_ip="203.0.113.2:5080"', A, B],
    ['Source: 192.0.2.1:5060 Destination: 203.0.113.2:5080', A, B],
    ['sip.example.com:5060 -> 203.0.113.2:5080', { address: 'sip.example.com', port: 5060 }, B],
    ['x.x.x.x:5060 -> 203.0.113.2:5080', { address: 'x.x.x.x', port: 5060 }, B],
    ['PBX -> Carrier', { address: 'PBX', port: undefined }, { address: 'Carrier', port: undefined }],
    ['F1 INVITE Alice -> Bob', { address: 'Alice', port: undefined }, { address: 'Bob', port: undefined }],
  ])('%s', (line, source, destination) => {
    expect(under(line)).toMatchObject({ source, destination })
  })

  it.each([
    ['2026-04-16 18:30:00.5 192.0.2.1:5060 -> 203.0.113.2:5080 ', A, B, '2026-04-16T18:30:00.500Z'],
    ['18:30:00.500 PBX→Carrier ', { address: 'PBX' }, { address: 'Carrier' }, '1970-01-01T18:30:00.500Z'],
    ['Apr 16 18:30:00 host app[3]: from 192.0.2.1:5060 to 203.0.113.2:5080: ', A, B, '1970-04-16T18:30:00.000Z'],
  ])('%s', (words, source, destination, at) => {
    expect(behind(words)).toMatchObject({ source, destination, at })
  })
})

describe('one end, by the way the message went', () => {
  it.each([
    ['recv 500 bytes from 203.0.113.2:5080', 'received', undefined],
    ['Received SIP message from 203.0.113.2:5080 over TLS:', 'received', 'TLS'],
    ['Received message from: 203.0.113.2:5080/udp (1310 bytes).', 'received', 'UDP'],
    ['Incoming packet 203.0.113.2:5080', 'received', undefined],
    ['[udp] RX SIP 203.0.113.2:5080', 'received', 'UDP'],
    ['<--- SIP 203.0.113.2:5080', 'received', undefined],
    ['Recv from udp: 203.0.113.2:5080 00:00:00:01:066 (937 bytes)', 'received', 'UDP'],
    [
      '16.04.2026 18:30:00.001 - IN: my=192.0.2.1%16:5060 peer=203.0.113.2 port=5080 UDP, sipiface=none:',
      'received',
      'UDP',
    ],
    ['sending message to 203.0.113.2:5080 via TCP', 'sent', 'TCP'],
    ['Outgoing SIP message to tls:203.0.113.2:5080', 'sent', 'TLS'],
    ['TX message [203.0.113.2]:5080', 'sent', undefined],
    ['0101120000|sip  |2|00|>>> Data Send to 203.0.113.2:5080', 'sent', undefined],
  ])('%s', (line, direction, transport) => {
    const { source, destination, ...rest } = under(line)
    expect(rest).toMatchObject({ direction, transport })
    expect((direction === 'received' ? source : destination)?.address).toBe('203.0.113.2')
  })
})

describe('nothing is guessed', () => {
  it.each([
    ['two ways of reading it', 'Received, then sent on to 203.0.113.2:5080 from 192.0.2.1:5060 and 198.51.100.1:5060'],
    [
      'a sentence',
      'I think the message came in from 203.0.113.2:5080 or so, but our provider says it was never sent by them',
    ],
    ['a list of hosts', 'hosts 192.0.2.1:5060 203.0.113.2:5080'],
    [
      'another matter',
      'TCP connection from 192.0.2.1:5060 to 203.0.113.2:5080 was established and then closed by the peer again',
    ],
    ['no words', '* * *'],
  ])('%s', (_, line) => {
    expect(under(line)).toMatchObject({ source: undefined, destination: undefined })
  })

  it('two transports', () => {
    expect(under('UDP to TCP: from 192.0.2.1:5060 to 203.0.113.2:5080').transport).toBeUndefined()
  })

  it('a line further up is not asked', () => {
    expect(under('from 192.0.2.1:5060 to 203.0.113.2:5080\nWhat follows was found elsewhere.').source).toBeUndefined()
  })

  it('a message before it is not an announcement', () => {
    const text = ['from 192.0.2.1:5060 to 203.0.113.2:5080', ...INVITE, '', ...TRYING].join('\n')
    expect(readText(text).messages[1]).toMatchObject({ source: undefined, at: undefined })
  })
})

describe('what stands before every line', () => {
  it.each([
    ['the same', () => 'host app[12]: SIP <6+info> '],
    ['numbers that count', (i: number) => `000${i} Apr 16 18:30:0${i % 10}.${100 + i} app: `],
    ['numbers set flush right', (i: number) => `${String(i).padStart(4)} app | `],
  ])('%s', (_, prefix) => {
    const text = INVITE.map((line, i) => prefix(i) + line)
    expect(readText(text.join('\n')).messages.map(({ raw }) => raw)).toEqual([`${INVITE.join('\n')}\n`])
  })

  it('more words before the start line than before the others', () => {
    const prefix = 'Apr 16 18:30:00 sua [634]: SUA <6+info  > '
    const text = INVITE.map((line, i) => `${prefix}${i === 0 ? '[000] send to 203.0.113.2:5080 ' : ''}${line}`)
    const { messages } = readText(text.join('\n'))
    expect(messages.map(({ raw }) => raw)).toEqual([`${INVITE.join('\n')}\n`])
    expect(messages).toMatchObject([{ destination: B, direction: 'sent' }])
  })
})
