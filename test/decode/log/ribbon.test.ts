import { expect, it } from 'vitest'
import { ALICE, BOB, testNoMessages } from './format-cases.ts'
import { INVITE, readText, TRYING } from './read-text.ts'

const head = (clock: string, number: number, text: string) =>
  `1787 04162026 ${clock}:1.01.00.${number}.MAJOR .SIPSG:FILTER=Trunk_Test GCID=0x00000DDB: ${text}`
const CAME =
  'EXTRA INFO: Ingress: received msg for CallId:one@192.0.2.1 gcid:0xDDB from IP/port:192.0.2.1/5060, Local IP/port:203.0.113.2/5080'

it('the received side has both addresses, of another PDU only the time is known', () => {
  const text = [
    head('183000.000900', 38938, '14443. TraceCallLogger invoked - From pstProperties: PeerIP/port: 192.0.2.1/5060'),
    head('183000.001000', 38939, CAME),
    'RAW PDU:',
    ...INVITE,
    '',
    head('183000.100000', 38950, 'EXTRA INFO: Ingress: something else for CallId:one@192.0.2.1'),
    'RAW PDU:',
    ...TRYING,
  ]
  const { messages, formats, flaws } = readText(text.join('\n'))
  expect(formats).toEqual(['Ribbon call trace'])
  expect(flaws).toEqual([])
  expect(messages).toMatchObject([
    {
      method: 'INVITE',
      direction: 'received',
      source: ALICE,
      destination: BOB,
      at: Date.UTC(2026, 3, 16, 18, 30) * 1_000 + 1_000,
    },
    { status: 100, direction: undefined, source: undefined, at: Date.UTC(2026, 3, 16, 18, 30) * 1_000 + 100_000 },
  ])
})

it('an entry in two parts is one message', () => {
  const text = [
    head('183000.001000', 38939, CAME),
    'RAW PDU:',
    ...INVITE.slice(0, 5),
    head('183000.001000', 38939, '').replace(/FILTER.*$/, ''),
    ...INVITE.slice(5),
  ]
  const { messages } = readText(text.join('\n'))
  expect(messages).toHaveLength(1)
  expect(messages[0]!.headers).toHaveLength(8)
  expect(messages[0]!.description?.media).toMatchObject([{ port: 4000 }])
})

it('the debug log has headers and body in two entries', () => {
  const blank = INVITE.indexOf('')
  const entry = (number: number, text: string) =>
    `339 04162026 183000.001000:1.01.00.${number}.Info .SIPCM: SipFeSocketRecvMsg - msg = ${text}`
  const text = [
    entry(38343, INVITE[0]!),
    ...INVITE.slice(1, blank + 1),
    ', msgLen = 818.s',
    entry(38344, INVITE[blank + 1]!),
    ...INVITE.slice(blank + 2),
    ', msgLen = 239.',
    '150 04162026 183000.002939:1.01.00.38374.Info .SIPFE: *FindRegistrationBlock: RCB not found by sourceIP',
  ]
  const { messages } = readText(text.join('\n'))
  expect(messages).toMatchObject([
    { method: 'INVITE', direction: 'received', complete: true, description: { media: [{ port: 4000 }] } },
  ])
})

testNoMessages({
  'the debug log': [
    '150 09202018 165651.572939:1.01.00.38374.Info .SIPFE: *FindRegistrationBlock: RCB not found by sourceIP, sourceIP:192.0.2.1 port:57208 zone:2',
    '114 09202018 165651.573462:1.01.00.38383.Info .NRM: *Licensed Session Count = 150000. Current Active Count = 1',
    head('183000.001000', 38939, CAME),
    'RAW PDU:',
  ],
})
