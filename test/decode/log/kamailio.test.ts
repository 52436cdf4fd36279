import { describe, expect, it } from 'vitest'
import { FORMATS } from '../../../src/decode/log/formats.ts'
import { testNoMessages } from './format-cases.ts'
import { AS_READ, INVITE, readText, TRYING } from './read-text.ts'

const SYSLOG = 'Apr 16 18:30:00 proxy1 /usr/sbin/kamailio[20618]: '
const script = (text: string) => `INFO: {1 1 INVITE one@192.0.2.1} <script>: ${text}`

it("'Kamailio log' is a format", () => {
  expect(FORMATS.map((format) => format.name)).toContain('Kamailio log')
})

describe('xlog("$mb")', () => {
  const first = [...INVITE.slice(1), '']
  const second = TRYING.slice(1)
  it.each([
    [
      'on standard error',
      [
        ` 1(20618) ${script('new request INVITE from 192.0.2.1:5060')}`,
        ` 1(20618) ${script(INVITE[0]!)}`,
        ...first,
        ` 2(20619) ${script(TRYING[0]!)}`,
        ...second,
      ],
      undefined,
    ],
    [
      'by syslog, the prefix on the first line only',
      [
        `${SYSLOG}${script('new request INVITE from 192.0.2.1:5060')}`,
        `${SYSLOG}${script(INVITE[0]!)}`,
        ...first,
        `${SYSLOG}${script(TRYING[0]!)}`,
        ...second,
      ],
      '04-16T18:30',
    ],
    [
      'by the journal, the prefix on every line',
      [script(INVITE[0]!), ...first, script('t_relay() done'), script(TRYING[0]!), ...second].map(
        (line) => SYSLOG + line,
      ),
      '04-16T18:30',
    ],
    [
      'by syslog, line ends in octal',
      [
        `${SYSLOG}${script(`${INVITE.join('#015#012')}#015#012`)}`,
        `${SYSLOG}${script(`${TRYING.join('#015#012')}#015#012`)}`,
      ],
      '04-16T18:30',
    ],
    [
      'under a line of one’s own',
      [
        `${SYSLOG}${script('incoming message')}`,
        ...[INVITE[0]!, ...first].map((line) => SYSLOG + line),
        ...[TRYING[0]!, ...second].map((line) => SYSLOG + line),
      ],
      '04-16T18:30',
    ],
  ])('%s', (_, text, time) => {
    const { messages, flaws } = readText(`${text.join('\n')}\n`)
    expect(messages).toMatchObject(AS_READ)
    expect(messages[0]!.description?.media).toMatchObject([{ port: 4000 }])
    expect(flaws).toEqual([])
    if (time === undefined) expect(messages[0]!.at).toBeUndefined()
    else expect(new Date(messages[0]!.at! / 1_000).toISOString()).toContain(time)
  })
})

testNoMessages({
  'what the parser says of itself': [
    ' 1(20618) DBG: <core> [core/parser/msg_parser.c:608]: parse_msg(): SIP Request:',
    ' 1(20618) DBG: <core> [core/parser/msg_parser.c:610]: parse_msg():  method:  <INVITE>',
    ' 1(20618) DBG: <core> [core/parser/msg_parser.c:612]: parse_msg():  uri:     <sip:bob@203.0.113.2>',
    ' 1(20618) DBG: <core> [core/parser/msg_parser.c:614]: parse_msg():  version: <SIP/2.0>',
    ' 1(20618) DBG: <core> [core/parser/parse_via.c:1303]: parse_via_param(): Found param type 232, <branch> = <z9hG4bK1>',
  ],
  'a start line in a sentence': [`${SYSLOG}${script('relaying INVITE sip:bob@203.0.113.2 SIP/2.0 to the next hop')}`],
})

it('errors are events', () => {
  const line = `${SYSLOG}ERROR: tm [t_fwd.c:1765]: t_forward_nonack(): sendto() failed: No route to host`
  expect(readText(line).events).toMatchObject([{ topic: 'transport' }])
})
