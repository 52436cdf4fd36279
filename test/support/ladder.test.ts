import { expect, test } from 'vitest'
import { correlated, ladder } from './ladder.ts'

const messagesOf = (drawn: ReturnType<typeof ladder>) =>
  correlated(drawn)
    .conversations.flatMap((one) => ('messages' in one ? one.messages : []))
    .sort((a, b) => a.number - b.number)

const CALL = `
  10.0.0.5 > 203.0.113.7      INVITE  sdp audio 10.0.0.5:4000 PCMU,PCMA ptime 30
  203.0.113.7 > 198.51.100.4  INVITE  forwarded
  198.51.100.4 > 203.0.113.7  180
  203.0.113.7 > 10.0.0.5      180     forwarded
  198.51.100.4 > 203.0.113.7  200     sdp audio 198.51.100.4:3000 PCMU sendonly and video 198.51.100.4:3002 H264
  203.0.113.7 > 10.0.0.5      200     forwarded
  10.0.0.5 > 198.51.100.4     ACK
  198.51.100.4 > 10.0.0.5     BYE     header "Reason: Q.850;cause=16"  without Max-Forwards
  10.0.0.5 > 198.51.100.4     200`

test.each(['capture', 'text', 'raw'])('the same call as %s', (form) => {
  const drawn = ladder`as ${form} ${`\n${CALL}`}`
  const messages = messagesOf(drawn)
  expect(messages.map((one) => (one.kind === 'request' ? one.method : one.status))).toEqual([
    'INVITE',
    'INVITE',
    180,
    180,
    200,
    200,
    'ACK',
    'BYE',
    200,
  ])
  expect(messages.every(({ complete }) => complete)).toBe(true)
  expect(messages[0]!.source).toEqual(form === 'raw' ? undefined : { address: '10.0.0.5', port: 5060 })
  expect(messages[5]!.description?.media.map(({ kind, direction }) => `${kind} ${direction}`)).toEqual([
    'audio sendonly',
    'video sendrecv',
  ])
  expect(messages[7]!.headers.map(({ name }) => name)).toContain('reason')
  expect(messages[7]!.headers.map(({ name }) => name)).not.toContain('max-forwards')
  expect([messages[7]!.fromTag, messages[7]!.toTag]).toEqual([messages[5]!.toTag, messages[5]!.fromTag])
})

test('times, TCP, IPv6 and what is sent again', () => {
  const messages = messagesOf(ladder`
    0      [2001:db8::5]:5070 > [2001:db8::9]  REGISTER over TCP expires 60
    0.25   [2001:db8::9] > [2001:db8::5]:5070  200
    1      [2001:db8::5]:5070 > [2001:db8::9]  REGISTER again`)
  expect(messages.map(({ at }) => at! - messages[0]!.at!)).toEqual([0, 250_000, 1_000_000])
  expect(messages[0]).toMatchObject({ transport: 'TCP', source: { address: '2001:db8::5', port: 5070 } })
  expect(messages[2]!.raw).toBe(messages[0]!.raw)
})

test('log lines stand in text', () => {
  const { logs } = correlated(ladder`
    10.0.0.5 > 10.0.0.9 OPTIONS
    log "[Apr 16 18:30:00] WARNING[123]: SSL_ERROR_SSL: error:0A000086:SSL routines::certificate verify failed"`)
  expect(logs.map(({ topic }) => topic)).toEqual(['tls'])
})

test.each([
  ['10.0.0.5 > 10.0.0.9 INVITE sdq', 'line 1: "sdq" is not one of sdp,'],
  ['10.0.0.5 > 10.0.0.9 invite', 'line 1: "invite" is neither'],
  ['10.0.0.5 > example.com INVITE', 'line 1: "example.com" is not an address'],
  ['INVITE', 'line 1: a message needs "from > to"'],
  ['10.0.0.5 > 10.0.0.9 200', 'line 1: no request went the other way'],
  ['10.0.0.5 > 10.0.0.9 INVITE\n10.0.0.9 > 10.0.0.5 200 BYE', 'line 2: no BYE went the other way'],
  ['10.0.0.5 > 10.0.0.9 ACK', 'line 1: no INVITE from here'],
  ['10.0.0.5 > 10.0.0.9 BYE again', 'line 1: there is no earlier BYE'],
  ['10.0.0.5 > 10.0.0.9 INVITE sdp audio 10.0.0.5:4000 PCMX', 'line 1: codec "PCMX"'],
  ['10.0.0.5 > 10.0.0.9 INVITE header "x', 'line 1: a quotation mark'],
  ['10.0.0.5 > 10.0.0.9 rtp PCMU 10', 'line 1: rtp needs ports'],
  ['as paper\n10.0.0.5 > 10.0.0.9 INVITE', 'line 1: "paper"'],
])('a mistake is named with its line: %s', (text, message) => {
  expect(() => ladder`${text}`).toThrow(message)
})

test('telephone events and T.38', () => {
  const { conversations, facts } = correlated(ladder`
    0    10.0.0.5 > 10.0.0.9  INVITE  sdp audio 10.0.0.5:4000 PCMU,telephone-event and image 10.0.0.5:4100 t38
    1    10.0.0.9 > 10.0.0.5  200     sdp audio 10.0.0.9:5000 PCMU,telephone-event and image 10.0.0.9:5100 t38
    1.1  10.0.0.5 > 10.0.0.9  ACK
    2    10.0.0.5:4000 > 10.0.0.9:5000  dtmf 1# ends 2
    3    10.0.0.5:4100 > 10.0.0.9:5100  t38 20 lost 2`)
  const tones = conversations.flatMap((one) => ('streams' in one ? one.streams : [])).flatMap((one) => one.tones ?? [])
  expect(tones).toMatchObject([
    { event: 1, durationMs: 100, packets: 6, endPackets: 2, marked: true },
    { event: 11, durationMs: 100, packets: 6, endPackets: 2, marked: true },
  ])
  expect(facts.faxStreams).toMatchObject([{ packets: 18, lost: 2, unrecovered: 2 }])
})
