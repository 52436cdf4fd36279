import type { Endpoint } from '../../../src/model/endpoint.ts'
import { isoOf } from '../../../src/model/time.ts'
import type { Sent } from '../alike/sent.ts'

/** What a form of text cannot carry of a trace. */
export type Lacks = 'times' | 'addresses'

/** How a product, a tool or a person writes a trace down. */
export interface PastedForm {
  readonly name: string
  readonly lacks: readonly Lacks[]
  write(sent: readonly Sent[]): string
}

const iso = ({ at }: Sent): string => isoOf(at ?? 0)
const date = (one: Sent): string => iso(one).slice(0, 10)
const clock = (one: Sent, digits: number): string =>
  `${iso(one).slice(11, 19)}.${iso(one).slice(20).replace('Z', '').padEnd(digits, '0').slice(0, digits)}`
const lf = ({ text }: Sent): string => text.replaceAll('\r\n', '\n').replace(/\n+$/, '')
const place = (one: Endpoint | undefined): string => `${one?.address}:${one?.port}`
const transport = ({ stream }: Sent): string => (stream ? 'TCP' : 'UDP')

/** The host that writes the log of its own messages: whoever was asked first. */
const writerOf = (sent: readonly Sent[]): string | undefined => sent[0]?.destination?.address

const perMessage =
  (write: (one: Sent, isOut: boolean, index: number) => string) =>
  (sent: readonly Sent[]): string => {
    const writer = writerOf(sent)
    return sent.map((one, index) => `${write(one, one.source?.address === writer, index)}\n`).join('')
  }

const peerOf = (one: Sent, isOut: boolean): string => place(isOut ? one.destination : one.source)
const RULE = '-'.repeat(40)
const DASHES = '-'.repeat(72)

export const PASTED_FORMS: readonly PastedForm[] = [
  { name: 'bare messages', lacks: ['times', 'addresses'], write: perMessage((one) => `${lf(one)}\n\n`) },
  {
    name: 'a code block in a letter',
    lacks: ['times', 'addresses'],
    write: (sent) =>
      `Hello all, this is what we see:\n\n${sent
        .map((one) => lf(one).split('\n'))
        .map((lines) => `${lines.map((line) => `    ${line}`.trimEnd()).join('\n')}\n\n`)
        .join('\n')}Any help is welcome.\n`,
  },
  {
    name: 'quoted mail',
    lacks: ['times', 'addresses'],
    write: perMessage(
      (one) =>
        `${lf(one)
          .split('\n')
          .map((line) => `> ${line}`)
          .join('\n')}\n>\n>`,
    ),
  },
  {
    name: 'ngrep -W byline',
    lacks: [],
    write: perMessage(
      (one) =>
        `${one.stream ? 'T' : 'U'} ${date(one).replaceAll('-', '/')} ${clock(one, 6)} ${place(one.source)} -> ${place(one.destination)}\n${one.text.replaceAll('\r\n', '.\n')}`,
    ),
  },
  {
    name: 'sngrep',
    lacks: [],
    write: perMessage(
      (one) =>
        `${date(one).replaceAll('-', '/')} ${clock(one, 6)} ${place(one.source)} -> ${place(one.destination)}\n${lf(one)}\n`,
    ),
  },
  {
    name: 'Homer',
    lacks: [],
    write: perMessage(
      (one) =>
        `proto:${transport(one)} ${iso(one).replace(/(\.\d{3})\d*Z/, '$1Z')}  ${place(one.source)} ---> ${place(one.destination)}\n\n${lf(one)}\n`,
    ),
  },
  {
    name: 'Asterisk PJSIP logger',
    lacks: [],
    write: perMessage((one, isOut) => {
      const kind = one.text.startsWith('SIP/') ? 'response' : 'request'
      const way = isOut
        ? `Transmitting SIP ${kind} (${one.text.length} bytes) to`
        : `Received SIP ${kind} (${one.text.length} bytes) from`
      return `[${date(one)} ${clock(one, 3)}] VERBOSE[2040] res_pjsip_logger.c: <--- ${way} ${transport(one)}:${peerOf(one, isOut)} --->\n${lf(one)}\n`
    }),
  },
  {
    name: 'Asterisk chan_sip',
    lacks: ['times'],
    write: perMessage((one, isOut) =>
      isOut
        ? `<--- Transmitting (NAT) to ${peerOf(one, isOut)} --->\n${lf(one)}\n\n<------------>`
        : `<--- SIP read from ${transport(one)}:${peerOf(one, isOut)} --->\n${lf(one)}\n<------------->\n--- (12 headers 8 lines) ---`,
    ),
  },
  {
    name: 'FreeSWITCH siptrace',
    lacks: [],
    write: perMessage((one, isOut) => {
      const peer = isOut ? one.destination : one.source
      return `${isOut ? 'send' : 'recv'} ${one.text.length} bytes ${isOut ? 'to' : 'from'} ${transport(one).toLowerCase()}/[${peer?.address}]:${peer?.port} at ${clock(one, 6)}:\n   ${DASHES}\n${lf(
        one,
      )
        .split('\n')
        .map((line) => `   ${line}`)
        .join('\n')}\n   ${DASHES}`
    }),
  },
  {
    name: 'Cisco ccsip',
    lacks: ['addresses'],
    write: perMessage((one, isOut, index) => {
      const [, month = '', day = ''] = date(one).split('-')
      const when = `${MONTHS[Number(month) - 1]} ${Number(day)} ${clock(one, 3)}`
      return `${String(index + 4311).padStart(6, '0')}: ${when}: //${index + 1}/3F8A21C08001/SIP/Msg/ccsipDisplayMsg:\n${isOut ? 'Sent:' : 'Received:'}\n${lf(one)}\n`
    }),
  },
  {
    name: 'Oracle SBC',
    lacks: [],
    write: perMessage((one, isOut) => {
      const [, month = '', day = ''] = date(one).split('-')
      const own = isOut ? one.source : one.destination
      return `${MONTHS[Number(month) - 1]} ${day} ${clock(one, 3)} On [0:0]${place(own)} ${isOut ? 'sent to' : 'received from'} ${peerOf(one, isOut)}\n${lf(one)}\n\n${RULE}`
    }),
  },
  {
    name: 'AudioCodes syslog',
    lacks: [],
    write: perMessage((one, isOut, index) => {
      const head = `---- ${isOut ? 'Outgoing' : 'Incoming'} SIP Message ${isOut ? 'to' : 'from'} ${peerOf(one, isOut)} ${isOut ? 'from' : 'to'} SIPInterface #0 (LAN) ${transport(one)} TO(#${index}) ---- `
      const [, month = '', day = ''] = date(one).split('-')
      return `${MONTHS[Number(month) - 1]} ${day} ${clock(one, 3).slice(0, 8)} sbc [S=${index + 700}] [SID=a1b2c3:24:198171]  (N ${6000 + index}) ${head}#012${lf(one).replaceAll('\n', '#012')}#012 #012 [Time:${day}-${month}@${clock(one, 3)}]`
    }),
  },
  {
    name: 'line ends lost on a web page',
    lacks: ['times', 'addresses'],
    write: perMessage((one) => lf(one).replace(/\n+/g, ' ')),
  },
]

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
