import { describe, expect, it } from 'vitest'
import { ALICE, BOB, testFormat, testNoMessages } from '../log/format-cases.ts'
import { INVITE, readText, TRYING } from '../log/read-text.ts'

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
const HEAD = [
  '<?xml version="1.0" encoding="utf-8"?>',
  '<?xml-stylesheet type="text/xsl" href="pdml2html.xsl"?>',
  '<pdml version="0" creator="wireshark/4.0.17">',
]

const field = (indent: number, name: string, showname: string, text: string, pos: number, open = false) =>
  `${' '.repeat(indent)}<field name="${name}" showname="${escaped(showname)}" size="${Buffer.byteLength(text)}" pos="${pos}" show="${escaped(text.trimEnd())}" value="${Buffer.from(text).toString('hex')}"${open ? '' : '/'}>`

/** The SIP layer, whose first byte is the 42nd of the packet. */
function layer(message: readonly string[]): string[] {
  const text = `${message.join('\r\n')}\r\n`
  let pos = 42
  const place = (line: string) => {
    const at = pos
    pos += Buffer.byteLength(line) + 2
    return at
  }
  const blank = message.indexOf('')
  const [start = '', ...headers] = message.slice(0, blank)
  const lines = [
    `  <proto name="sip" showname="Session Initiation Protocol" size="${Buffer.byteLength(text)}" pos="42">`,
    field(
      4,
      start.startsWith('SIP') ? 'sip.Status-Line' : 'sip.Request-Line',
      `Request-Line: ${start}`,
      start,
      place(start),
    ),
  ]
  const block = `${headers.join('\r\n')}\r\n\r\n`
  // What it shows has line ends, so that the element does not stand on one line.
  lines.push(
    ...`    <field name="sip.msg_hdr" showname="Message Header" size="${block.length}" pos="${pos}" show="${escaped(block).replaceAll('\r\n', '\n')}" value="${Buffer.from(block).toString('hex')}">`.split(
      '\n',
    ),
    ...headers.map((line) => field(6, `sip.${line.split(':')[0]}`, line, `${line}\r\n`, place(line))),
    '    </field>',
  )
  place('')
  const body = message.slice(blank + 1)
  if (body.length > 0 && body[0] !== '') {
    lines.push(`    <field name="sip.msg_body" showname="Message Body" size="1" pos="${pos}" show="" value="">`)
    for (const line of body) lines.push(field(8, 'sdp.line', `Field (${line[0]}): ${line.slice(2)}`, line, place(line)))
    lines.push(
      '        <field name="h264.profile" showname="Profile" size="1" pos="50" show="66" value="42"/>',
      '    </field>',
    )
  }
  return [...lines, '  </proto>']
}

const packet = (epoch: string, [from, to]: readonly [typeof ALICE, typeof ALICE], ...layers: string[][]) => [
  '<packet>',
  '  <proto name="frame" showname="Frame 1" size="500" pos="0">',
  `    <field name="frame.time_epoch" showname="Epoch Time" size="0" pos="0" show="${epoch}"/>`,
  '  </proto>',
  '  <proto name="ip" showname="Internet Protocol" size="20" pos="14">',
  `    <field name="ip.src" showname="Source" size="4" pos="26" show="${from.address}" value="c0000201"/>`,
  `    <field name="ip.dst" showname="Destination" size="4" pos="30" show="${to.address}" value="c0000202"/>`,
  '  </proto>',
  '  <proto name="udp" showname="User Datagram Protocol" size="8" pos="34">',
  `    <field name="udp.srcport" showname="Source Port" size="2" pos="34" show="${from.port}" value="13c4"/>`,
  `    <field name="udp.dstport" showname="Destination Port" size="2" pos="36" show="${to.port}" value="13c4"/>`,
  '  </proto>',
  ...layers.flat(),
  '</packet>',
  '',
]

const first = packet('1776364200.000123000', [ALICE, BOB], layer(INVITE))
testFormat('Wireshark PDML', {
  'two packets': {
    text: [
      ...HEAD,
      ...first,
      ...packet('1776364200.100123000', [BOB, ALICE], layer(TRYING.slice(0, -1).concat(''))),
      '</pdml>',
    ],
    ends: [ALICE, BOB],
    transport: 'UDP',
    times: ['2026-04-16T18:30:00.000123Z', '2026-04-16T18:30:00.100123Z'],
    lines: [HEAD.length + 14, HEAD.length + first.length + 14],
  },
})

describe('what the fields give', () => {
  const read = (...lines: string[]) => readText(lines.join('\n')).messages

  it('is quoted as the XML has it', () => {
    const text = [...HEAD, ...first]
    const [message] = read(...text)
    for (const [index, shown] of message!.written!) expect(text[message!.lines![index]! - 1]).toContain(shown)
    expect(message!.headers).toHaveLength(8)
  })

  it('two messages in one packet', () => {
    expect(read(...HEAD, ...packet('1', [ALICE, BOB], layer(INVITE), layer(TRYING)))).toHaveLength(2)
  })

  it('is not complete where bytes are missing', () => {
    const without = first.filter((line) => !line.includes('name="sip.msg_hdr"') && !line.includes('sip.Via'))
    expect(read(...HEAD, ...without)[0]).toMatchObject({ complete: false })
  })
})

testNoMessages({
  'a packet of another protocol': [...HEAD, ...packet('1', [ALICE, BOB])],
  XML: [
    '<?xml version="1.0"?>',
    '<packet>',
    '<field name="sip.Request-Line" show="INVITE sip:a@b SIP/2.0"/>',
    '</packet>',
  ],
})
