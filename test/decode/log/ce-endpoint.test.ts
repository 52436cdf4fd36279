import { expect, it } from 'vitest'
import { BOB, testFormat, testNoMessages } from './format-cases.ts'
import { INVITE, readText, TRYING } from './read-text.ts'

const log = (millis: string, lines: readonly string[]) =>
  lines.map((line, i) => `2026-04-16T20:30:00.${millis}+02:00 room appl[1660]: 3939.${20 + i} SipPacket ${line}`)
const packet = (lines: readonly string[]) => lines.map((line) => `   ${line}`)

testFormat('Cisco CE endpoint', {
  'a call': {
    text: [
      ...log('001', [
        'I: SIP Msg: Outgoing => INVITE, CSeq: 1 INVITE, Remote: 203.0.113.2:5080, CallId: one@192.0.2.1',
        ...packet(INVITE),
      ]),
      '2026-04-16T20:30:00.050+02:00 room appl[1660]: 3939.50 SipCall I: sip_call_handler::handleSIPMInfo: ok',
      ...log('100', [
        'I: SIP Msg: Incoming => 100 Trying, CSeq: 1 INVITE, Remote: 203.0.113.2:5080, CallId: one@192.0.2.1',
        ...packet(TRYING),
      ]),
    ],
    ends: [undefined, BOB],
    direction: 'sent',
    times: ['2026-04-16T18:30:00.001Z', '2026-04-16T18:30:00.100Z'],
    lines: [2, 21],
  },
})

it('lines a web page has joined', () => {
  const [head = '', ...lines] = log('001', [
    'I: SIP Msg: Outgoing => INVITE, CSeq: 1 INVITE, Remote: 203.0.113.2:5080, CallId: one@192.0.2.1',
    ...packet(INVITE),
  ])
  const joined = [head, ...lines.slice(0, 5), `${lines[5]} ${lines[6]}`, ...lines.slice(7)]
  const { messages } = readText(joined.join('\n'))
  expect(messages).toMatchObject([
    { callId: 'one@192.0.2.1', cseq: { number: 1 }, description: { media: [{ port: 4000 }] } },
  ])
  expect(messages[0]!.headers).toHaveLength(8)
})

testNoMessages({
  'other lines of the packet log': log('001', [
    'I: SIP Msg: Outgoing => OPTIONS, CSeq: 1 OPTIONS, Remote: 203.0.113.2:5080, CallId: x',
    'W: Transport error to 203.0.113.2:5080',
  ]),
})
