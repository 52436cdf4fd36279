import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ALICE, BOB } from '../log/format-cases.ts'
import { AS_READ, INVITE, readText, TRYING } from '../log/read-text.ts'

const invite = `${INVITE.join('\r\n')}\r\n`
const trying = `${TRYING.join('\r\n')}\r\n`
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
const escaped = (text: string) => text.replaceAll('\r', '\\r').replaceAll('\n', '\\n')
const FIRST = 1_776_364_200_000_000

const TABLES: Readonly<
  Record<
    string,
    { readonly rows: readonly string[]; readonly at: number; readonly transport?: string; readonly direction?: string }
  >
> = {
  "Kamailio's sip_trace": {
    rows: [
      'id,time_stamp,time_us,callid,traced_user,msg,method,status,fromip,toip,fromtag,totag,direction',
      ...[invite, trying].map(
        (msg) => `1,2026-04-16 18:30:00,7,one,,${quoted(msg)},INVITE,,udp:192.0.2.1:5060,udp:203.0.113.2:5080,a,,in`,
      ),
    ],
    at: 7,
    transport: 'UDP',
    direction: 'received',
  },
  "OpenSIPS's, as mysql prints it": {
    rows: [
      'id\ttime_stamp\tcallid\tmsg\tmethod\tfrom_proto\tfrom_ip\tfrom_port\tto_proto\tto_ip\tto_port\tdirection',
      ...[invite, trying].map(
        (msg) =>
          `1\t2026-04-16 18:30:00\tone\t${escaped(msg)}\tINVITE\ttcp\t192.0.2.1\t5060\ttcp\t203.0.113.2\t5080\tout`,
      ),
    ],
    at: 0,
    transport: 'TCP',
    direction: 'sent',
  },
  'semicolons, milliseconds': {
    rows: [
      'timestamp;src_ip;src_port;dst_ip;dst_port;proto;raw',
      ...[invite, trying].map((raw) => `1776364200250;192.0.2.1;5060;203.0.113.2;5080;TLS;${quoted(raw)}`),
    ],
    at: 250_000,
    transport: 'TLS',
  },
  'quoted throughout, columns that say nothing': {
    rows: [
      '"No.","Time","Source","Destination","Comment","SIP Message"',
      ...[invite, trying].map(
        (raw) => `"1","2026-04-16T18:30:00Z","192.0.2.1:5060","203.0.113.2:5080","a, ""b""",${quoted(raw)}`,
      ),
    ],
    at: 0,
  },
}

describe.each(Object.entries(TABLES))('%s', (_, { rows, at, transport, direction }) => {
  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
  ])('is read, %s', (_name, end) => {
    const { messages, formats, flaws, lines } = readText(rows.join(end) + end)
    expect(messages).toMatchObject(AS_READ)
    for (const message of messages) {
      expect(message).toMatchObject({ source: ALICE, destination: BOB, at: FIRST + at, direction, transport })
    }
    expect(formats).toEqual(['CSV'])
    expect(flaws).toEqual([])
    expect(lines.notUnderstood).toBe(0)
  })

  it('stands on the lines of its row, and is quoted as it is there', () => {
    const text = rows.join('\n')
    const [message] = readText(text).messages
    for (const [index, line] of message!.raw.trimEnd().split(/\r?\n/).entries()) {
      expect(text.split('\n')[message!.lines![index]! - 1]).toContain(message!.written?.get(index) ?? line)
    }
  })

  it('reads the same wherever it is cut', () => {
    const bytes = Buffer.from(rows.join('\n'))
    const whole = readText(bytes)
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 8 }), (cuts) => {
        expect(readText(bytes, cuts).items).toEqual(whole.items)
      }),
      { numRuns: 20 },
    )
  })
})

describe('what is no table, or not any more', () => {
  it.each([
    ['a sentence with commas', `Time, source, message: none of these\n${invite}${trying}`],
    ['a heading without messages', `time,source,destination\n${invite}${trying}`],
    ['a heading without anything else', `message,remark\n${invite}${trying}`],
  ])('%s', (_, text) => {
    const { messages, formats } = readText(text)
    expect(messages).toMatchObject(AS_READ)
    expect(formats).toEqual(['raw SIP'])
  })

  it('a quotation mark that nothing closes', () => {
    const text = `time,src,message\n2026-04-16 18:30:00,192.0.2.1,${quoted(invite)}\n2026-04-16 18:30:01,192.0.2.1,"${trying}`
    const { messages } = readText(text)
    expect(messages).toMatchObject(AS_READ)
  })

  it('a row without a message is understood', () => {
    const { messages, lines } = readText(
      `time,src,message\n2026-04-16 18:30:00,192.0.2.1,${quoted(invite)}\n2026-04-16 18:30:01,192.0.2.1,connection refused\n`,
    )
    expect(messages).toHaveLength(1)
    expect(lines.notUnderstood).toBe(0)
  })
})
