import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ALICE, BOB } from '../log/format-cases.ts'
import { AS_READ, INVITE, readText, TRYING } from '../log/read-text.ts'

const invite = `${INVITE.join('\r\n')}\r\n`
const trying = `${TRYING.join('\r\n')}\r\n`
const both = [invite, trying]
const FIRST = 1_776_364_200_000_000

interface Export {
  readonly value: unknown
  /** Microseconds after 18:30, of each; undefined where no time is told. */
  readonly at?: readonly [number, number]
  readonly ends?: readonly [unknown, unknown]
  readonly transport?: string
}

const EXPORTS: Readonly<Record<string, Export>> = {
  'Homer, a transaction': {
    value: {
      total: 2,
      data: {
        messages: both.map((raw, i) => ({
          create_date: 1_776_364_200_000 + i,
          protocol: 17,
          srcIp: ALICE.address,
          srcPort: ALICE.port,
          dstIp: BOB.address,
          dstPort: BOB.port,
          timeSeconds: 1_776_364_200,
          timeUseconds: 123 + i,
          raw,
        })),
        calldata: [{ method: 'INVITE', srcIp: '192.0.2.9' }],
      },
    },
    at: [123, 124],
    ends: [ALICE, BOB],
    transport: 'UDP',
  },
  'Homer, a search': {
    value: {
      data: both.map((raw) => ({
        raw,
        protocol_header: {
          srcIp: ALICE.address,
          srcPort: 5060,
          dstIp: BOB.address,
          dstPort: 5080,
          protocol: 6,
          timeSeconds: 1_776_364_200,
          timeUseconds: 5,
        },
        data_header: { method: 'INVITE', from_user: 'alice' },
      })),
    },
    at: [5, 5],
    ends: [ALICE, BOB],
    transport: 'TCP',
  },
  'Homer 5': {
    value: {
      data: both.map((msg, i) => ({
        date: '2026-04-16 18:30:00',
        micro_ts: `177636420000012${i}`,
        source_ip: ALICE.address,
        source_port: '5060',
        destination_ip: BOB.address,
        destination_port: '5080',
        proto: 'udp',
        msg,
      })),
    },
    at: [120, 121],
    ends: [ALICE, BOB],
    transport: 'UDP',
  },
  'Loki: pairs of a time in nanoseconds and a line': {
    value: {
      data: {
        result: [
          {
            stream: { app: 'pbx' },
            values: [
              ['1776364200000000123', invite],
              ['1776364200000001123', trying],
            ],
          },
        ],
      },
    },
    at: [0, 1],
  },
  'addresses with ports, and words for the way': {
    value: both.map((text, i) => ({
      ts: 1_776_364_200.000123,
      direction: i === 0 ? 'out' : 'in',
      local: '192.0.2.1:5060',
      remote: '203.0.113.2:5080',
      transport: 'tls',
      text,
    })),
    at: [123, 123],
    ends: [ALICE, BOB],
    transport: 'TLS',
  },
  'a field for the time around the messages': {
    value: [
      { '@timestamp': '2026-04-16T18:30:00.5Z', src: '192.0.2.1', packets: both.map((payload) => ({ payload })) },
    ],
    at: [500_000, 500_000],
  },
  'messages by their number': {
    value: { time: '2026-04-16T18:30:00Z', sip: { 1: { body: invite }, 2: { body: trying, ts: 1_776_364_201_000 } } },
    at: [0, 1_000_000],
  },
  'names that hold SIP addresses': {
    value: both.map((body) => ({ from: 'sip:alice@example.com', to: 'sip:bob@example.com', body })),
  },
}

describe('messages in the fields of', () => {
  it.each(Object.entries(EXPORTS))('%s', (_, { value, at, ends, transport }) => {
    for (const text of [JSON.stringify(value), JSON.stringify(value, null, 2)]) {
      const { messages, flaws, formats } = readText(text)
      expect(messages).toMatchObject(AS_READ)
      expect(messages.map((m) => (m.at === undefined ? undefined : m.at - FIRST))).toEqual(at ?? [undefined, undefined])
      if (ends !== undefined) expect(messages[0]).toMatchObject({ source: ends[0], destination: ends[1] })
      else expect([messages[0]!.source?.port, messages[0]!.destination]).toEqual([undefined, undefined])
      expect(messages.map((m) => m.transport)).toEqual([transport, transport])
      expect(messages.map((m) => m.body)).toEqual([`${INVITE.slice(10).join('\r\n')}\r\n`, ''])
      expect(flaws).toEqual([])
      expect(formats).toEqual(['JSON'])
    }
  })

  it.each(Object.entries(EXPORTS))('%s, cut anywhere', (_, { value }) => {
    const bytes = Buffer.from(JSON.stringify(value))
    const whole = readText(bytes)
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 8 }), (cuts) => {
        const read = readText(bytes, cuts)
        expect([read.items, read.lines]).toEqual([whole.items, whole.lines])
      }),
      { numRuns: 20 },
    )
  })
})

describe('a document a line', () => {
  const line = (message: string, i: number) =>
    JSON.stringify({
      '@timestamp': `2026-04-16T18:30:0${i}Z`,
      level: 'info',
      src_ip: '192.0.2.1',
      src_port: 5060,
      message,
    })

  it('keeps its line', () => {
    const { messages } = readText(['{"level":"info","message":"started"}', ...both.map(line)].join('\n'))
    expect(messages).toMatchObject(AS_READ)
    expect(messages.map(({ origin }) => origin.number)).toEqual([2, 3])
    expect(messages[0]!.lines?.slice(0, 3)).toEqual([2, 2, 2])
    expect(messages[0]).toMatchObject({ source: ALICE, at: FIRST })
  })

  it.each(['log', 'message'])('that holds one line of a log: %s', (name) => {
    const text = ['<--- Received SIP request (500 bytes) from UDP:192.0.2.1:5060 --->', ...INVITE, '', ...TRYING]
      .map((one, i) =>
        JSON.stringify({ [name]: `${one}\n`, stream: 'stdout', time: `2026-04-16T18:30:00.${100_000_000 + i}Z` }),
      )
      .join('\n')
    const { messages, formats } = readText(text)
    expect(messages).toMatchObject(AS_READ)
    expect(messages[0]).toMatchObject({
      source: ALICE,
      direction: 'received',
      at: FIRST + 100_000,
      origin: { number: 2 },
    })
    expect(formats).toContain('Asterisk PJSIP logger')
  })

  it('among other lines, and behind what a log writes before it', () => {
    const text = [
      'Started.',
      `2026-04-16T18:30:00.250Z INFO sip ${JSON.stringify({ dir: 'in', src_ip: '192.0.2.1', raw: invite })}`,
      trying,
    ]
    const { messages } = readText(text.join('\n'))
    expect(messages).toMatchObject(AS_READ)
    expect(messages[0]).toMatchObject({
      at: FIRST + 250_000,
      direction: 'received',
      source: { address: '192.0.2.1' },
      origin: { number: 2 },
    })
  })
})

it('a trace as one value is read as any text', () => {
  expect(readText(JSON.stringify({ trace: both.join('') })).messages).toMatchObject(AS_READ)
})

describe('evidence quotes the input', () => {
  it.each([
    ['as JavaScript writes it', (text: string) => text],
    ['with slashes escaped', (text: string) => text.replaceAll('/', '\\/')],
    ['with tags escaped', (text: string) => text.replaceAll('</', '<\\/')],
    [
      'in ASCII',
      (text: string) => text.replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
    ],
  ])('%s', (_, escaped) => {
    const message = invite.replace('"Alice"', '"Alicé </b>"')
    const text = escaped(JSON.stringify([{ message }]))
    const [found] = readText(text).messages
    const lines = found!.raw.trimEnd().split('\r\n')
    for (const [index, line] of lines.entries()) expect(text).toContain(found!.written?.get(index) ?? line)
    expect(found!.written!.size).toBeGreaterThan(0)
  })
})

describe('what is no JSON, or not any more', () => {
  it.each([
    ['a log that begins with a bracket', `[2026-04-16 18:30:00] hello\n${invite}${trying}`],
    ['a list mark', `[1] this is my trace\n${invite}${trying}`],
    ['an object, then text', `{"a":1}\n${invite}${trying}`],
    ['a brace', `{ see below }\n${invite}${trying}`],
    ['nothing but a bracket before', `[\n${invite}${trying}`],
    ['a document that breaks', `${JSON.stringify([{ raw: invite }]).slice(0, -1)},{"ts":17, oops\n${trying}`],
    ['a value that breaks', `[{"raw":"x\n${invite}${trying}`],
    ['a wrong closing bracket', `[{"a":1]\n${invite}${trying}`],
    ['names without values', `{"a" "b"}\n${invite}${trying}`],
  ])('%s', (_, text) => {
    const bytes = Buffer.from(text)
    const whole = readText(bytes)
    expect(whole.messages).toMatchObject(AS_READ)
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 6 }), (cuts) => {
        expect(readText(bytes, cuts).items).toEqual(whole.items)
      }),
      { numRuns: 20 },
    )
  })

  it('a document that was cut gives what it has', () => {
    const text = JSON.stringify([{ raw: trying }, { raw: invite }])
    const { messages } = readText(text.slice(0, -60))
    expect(messages).toMatchObject([AS_READ[1], { method: 'INVITE', complete: false }])
  })

  it('what an object around a broken one holds is not lost', () => {
    const { messages } = readText(`{"raw":${JSON.stringify(trying)},"tags":[{"a":1}],"b":\n${invite}`)
    expect(messages.map(({ kind }) => kind)).toContain('request')
    expect(messages.map(({ kind }) => kind)).toContain('response')
  })

  it('a record too long to be held is read by its lines, wherever it is cut', () => {
    const text = `[{"a":1,"raw":${JSON.stringify(trying)}},{"big":"${'x'.repeat(1_100_000)}"},\n{"raw":${JSON.stringify(invite)}}]`
    const whole = readText(text)
    expect(whole.messages).toMatchObject([AS_READ[1], { method: 'INVITE' }])
    expect(readText(text, [700, 500_000, 1_048_700]).items).toEqual(whole.items)
  })

  it('deeper than any export', () => {
    const { messages } = readText(`${'['.repeat(100)}\n${invite}`)
    expect(messages).toMatchObject([AS_READ[0]])
  })
})
