import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { FORMATS } from '../../../src/decode/log/formats.ts'
import { isoOf } from '../../../src/model/time.ts'
import { AS_READ, INVITE, readText, TRYING } from './read-text.ts'

const alice = { address: '192.0.2.1', port: 5060 }
const bob = { address: '203.0.113.2', port: 5080 }

interface Fixture {
  readonly format: string
  readonly text: readonly string[]
  /** Source and destination of the INVITE; those of the answer are the other way round. */
  readonly ends: readonly [typeof alice | undefined, typeof alice | undefined]
  readonly transport?: string
  readonly times?: readonly [string, string]
  /** Line the INVITE and the 100 begin on. */
  readonly lines: readonly [number, number]
}

const dotted = (lines: readonly string[]) => lines.map((line) => `${line}.`)

const FIXTURES: Readonly<Record<string, Fixture>> = {
  sngrep: {
    format: 'sngrep',
    text: [
      '2026/04/16 18:30:00.000123 192.0.2.1:5060 -> 203.0.113.2:5080',
      ...INVITE,
      '',
      '',
      '2026/04/16 18:30:00.100000 203.0.113.2:5080 -> 192.0.2.1:5060',
      ...TRYING,
    ],
    ends: [alice, bob],
    times: ['2026-04-16T18:30:00.000123Z', '2026-04-16T18:30:00.100Z'],
    lines: [2, 22],
  },
  'ngrep -W byline': {
    format: 'ngrep',
    text: [
      'interface: eth0 (192.0.2.0/255.255.255.0)',
      'filter: ( port 5060 )',
      'match (JIT): SIP/2.0',
      '###',
      'U 2026/04/16 18:30:00.000123 192.0.2.1:5060 -> 203.0.113.2:5080 #4',
      ...dotted(INVITE),
      '',
      '#',
      'U 2026/04/16 18:30:00.100000 203.0.113.2:5080 -> 192.0.2.1:5060 #6',
      ...dotted(TRYING),
      '',
      'exit',
      '9 received, 0 dropped',
    ],
    ends: [alice, bob],
    transport: 'UDP',
    times: ['2026-04-16T18:30:00.000123Z', '2026-04-16T18:30:00.100Z'],
    lines: [6, 26],
  },
  pjsua: {
    format: 'PJSIP (pjsua)',
    text: [
      '10:00:00.001   pjsua_core.c  ...TX 500 bytes Request msg INVITE/cseq=1 (tdta0x1) to UDP 203.0.113.2:5080:',
      ...INVITE,
      '',
      '--end msg--',
      '10:00:00.050   pjsua_core.c  .RX 300 bytes Response msg 100/INVITE/cseq=1 (rdata0x2) from UDP 203.0.113.2:5080:',
      ...TRYING,
      '--end msg--',
    ],
    ends: [undefined, bob],
    transport: 'UDP',
    times: ['1970-01-01T10:00:00.001Z', '1970-01-01T10:00:00.050Z'],
    lines: [2, 22],
  },
  'tcpdump -A': {
    format: 'tcpdump -A',
    text: [
      '2026-04-16 18:30:00.000123 IP 192.0.2.1.5060 > 203.0.113.2.5080: SIP: INVITE sip:bob@203.0.113.2 SIP/2.0',
      `E...^.@.@.s..3d...q.......~k${INVITE[0]}`,
      ...INVITE.slice(1),
      '',
      '2026-04-16 18:30:00.050000 IP 192.0.2.9.53 > 192.0.2.1.4000: UDP, length 20',
      'E..0....@...',
      '2026-04-16 18:30:00.100000 IP 203.0.113.2.5080 > 192.0.2.1.5060: SIP: SIP/2.0 100 Trying',
      `E..'.$@.@.MS..q..3d.......)D${TRYING[0]}`,
      ...TRYING.slice(1),
    ],
    ends: [alice, bob],
    transport: 'UDP',
    times: ['2026-04-16T18:30:00.000123Z', '2026-04-16T18:30:00.100Z'],
    lines: [2, 23],
  },
  'tshark -z follow': {
    format: 'tshark follow',
    text: [
      '='.repeat(67),
      'Follow: udp,ascii',
      'Filter: udp.stream eq 0',
      'Node 0: 192.0.2.1:5060',
      'Node 1: 203.0.113.2:5080',
      '500',
      ...INVITE,
      '',
      '\t300',
      ...TRYING,
      '='.repeat(67),
    ],
    ends: [alice, bob],
    lines: [7, 26],
  },
  'tshark -V': {
    format: 'tshark -V',
    text: [
      ...tree('Apr 16, 2026 18:30:00.000123000 UTC', '192.0.2.1', '203.0.113.2', [5060, 5080], 'Request', INVITE),
      '',
      'Frame 2: 60 bytes on wire (480 bits), 60 bytes captured (480 bits)',
      'Domain Name System (query)',
      '    Transaction ID: 0x0001',
      '',
      ...tree('Apr 16, 2026 18:30:00.100000000 UTC', '203.0.113.2', '192.0.2.1', [5080, 5060], 'Status', TRYING),
    ],
    ends: [alice, bob],
    transport: 'UDP',
    times: ['2026-04-16T18:30:00.000123Z', '2026-04-16T18:30:00.100Z'],
    lines: [6, 46],
  },
}

/** A packet as `tshark -V` prints it. */
function tree(
  time: string,
  from: string,
  to: string,
  ports: readonly [number, number],
  kind: string,
  message: readonly string[],
): readonly string[] {
  const blank = message.indexOf('')
  const fields = message
    .slice(blank + 1)
    .map((line) => `            Some Field, with words (${line[0]}): ${line.slice(2)}`)
  return [
    'Frame 1: 700 bytes on wire (5600 bits), 700 bytes captured (5600 bits)',
    `    Arrival Time: ${time}`,
    `Internet Protocol Version 4, Src: ${from}, Dst: ${to}`,
    `User Datagram Protocol, Src Port: ${ports[0]}, Dst Port: ${ports[1]}`,
    'Session Initiation Protocol (INVITE)',
    `    ${kind}-Line: ${message[0]}`,
    '        Method: INVITE',
    '        [Resent Packet: False]',
    '    Message Header',
    ...message.slice(1, blank).flatMap((line) => [`        ${line}`, '            Detail: part of it']),
    '        [Generated Call-ID: one@192.0.2.1]',
    ...(fields.length === 0 ? [] : ['    Message Body', '        Session Description Protocol', ...fields]),
  ]
}

describe.each(Object.entries(FIXTURES))('%s', (_, { format, text, ends, transport, times, lines }) => {
  const ended = { LF: '\n', CRLF: '\r\n' }
  it.each(['LF', 'CRLF'] as const)('is read, %s', (end) => {
    const { messages, formats, flaws } = readText(text.join(ended[end]) + ended[end])
    expect(messages).toMatchObject(AS_READ)
    expect(formats).toEqual([format])
    expect(flaws).toEqual([])
    expect(messages.map((m) => [m.source, m.destination])).toEqual([
      [ends[0], ends[1]],
      [ends[1], ends[0]],
    ])
    if (transport !== undefined) expect(messages.map((m) => m.transport)).toEqual([transport, transport])
    expect(messages.map((m) => (m.at === undefined ? undefined : isoOf(m.at)))).toEqual(times ?? [undefined, undefined])
    expect(messages.map((m) => m.origin)).toEqual(lines.map((number) => ({ kind: 'line', number })))
    expect(messages[0]!.description?.media).toMatchObject([{ port: 4000, codecs: [{ encoding: 'PCMU' }] }])
  })
})

it('every format is tested, by its name', () => {
  const folder = new URL('.', import.meta.url)
  const tests = readdirSync(folder).filter((file) => file.endsWith('.test.ts'))
  const texts = tests.map((file) => readFileSync(new URL(file, folder), 'utf8'))
  expect(FORMATS.map(({ name }) => name).filter((name) => !texts.some((text) => text.includes(`'${name}'`)))).toEqual(
    [],
  )
})

it('quotes a packet tree as it is written', () => {
  const { text } = FIXTURES['tshark -V']!
  const { written, description } = readText(text.join('\n')).messages[0]!
  const { connection, media } = description!
  expect(written?.get(connection!.line)).toBe('Some Field, with words (c): IN IP4 192.0.2.1')
  expect(written?.get(media[0]!.attributes[0]!.line)).toBe('Some Field, with words (a): rtpmap:0 PCMU/8000')
})
