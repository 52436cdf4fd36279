import type { Sent } from '../alike/sent.ts'
import { sentIn } from '../alike/sent.ts'
import { ladderOf } from '../ladder.ts'
import type { Lacks } from './pasted-forms.ts'

/**
 * A trace with one fault, or none. `draw` is a ladder in shorthand: `a`, `b`, `c`, `p` and `q` are hosts, `{a}` their addresses;
 * `{offer}` and `{answer}` an ordinary description of `a` and `b`; `~` stands for a quotation mark.
 */
export interface Case {
  readonly draw: string
  /** Rules of which one must be first; none for a trace without a fault, where nothing may be above low. */
  readonly first: readonly string[]
  /** Rules that must be there as well. */
  readonly also?: readonly string[]
  /** Rules that may be there above low, as `signaling.*`; nothing else may. */
  readonly allow?: readonly string[]
  /** Rules that would be wrong here, at whatever severity. */
  readonly never?: readonly string[]
  /** What the fault cannot be seen without. */
  readonly needs?: readonly Lacks[]
}

export type Cases = Readonly<Record<string, Case>>

/** Public ones all; the private network behind a NAT is written out where it matters. */
const HOSTS: Readonly<Record<string, string>> = {
  a: '198.51.100.7',
  b: '203.0.113.9',
  c: '203.0.113.40',
  p: '203.0.113.20',
  q: '203.0.113.30',
}

const WORDS: Readonly<Record<string, string>> = {
  ...HOSTS,
  offer: `sdp audio ${HOSTS.a}:4000 PCMU,PCMA,telephone-event`,
  answer: `sdp audio ${HOSTS.b}:5000 PCMU,telephone-event`,
}

/** What its product writes into each of its messages. */
interface Product {
  readonly name: string
  readonly allow: string
  readonly supported: string
}

const PRODUCTS: readonly Product[] = [
  {
    name: 'Asterisk PBX 18.20.0',
    allow:
      'OPTIONS, REGISTER, SUBSCRIBE, NOTIFY, PUBLISH, INVITE, ACK, BYE, CANCEL, UPDATE, PRACK, INFO, MESSAGE, REFER',
    supported: '100rel, timer, replaces, norefersub',
  },
  {
    name: 'FreeSWITCH-mod_sofia/1.10.9-release+git~x64',
    allow: 'INVITE, ACK, BYE, CANCEL, OPTIONS, MESSAGE, INFO, UPDATE, REGISTER, REFER, NOTIFY, PUBLISH, SUBSCRIBE',
    supported: 'timer, path, replaces',
  },
  {
    name: 'Cisco-SIPGateway/IOS-16.12.4',
    allow: 'INVITE, OPTIONS, BYE, CANCEL, ACK, PRACK, UPDATE, REFER, SUBSCRIBE, NOTIFY, INFO, REGISTER',
    supported: 'rel1xx, timer, resource-priority, replaces, sdp-anat',
  },
  {
    name: 'PolycomVVX-VVX_411-UA/6.4.3.5018',
    allow: 'INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, MESSAGE, SUBSCRIBE, NOTIFY, PRACK, UPDATE, REFER',
    supported: 'replaces, 100rel',
  },
  {
    name: 'Yealink SIP-T46S 66.86.0.15',
    allow:
      'INVITE, INFO, PRACK, ACK, BYE, CANCEL, OPTIONS, NOTIFY, REGISTER, SUBSCRIBE, REFER, PUBLISH, UPDATE, MESSAGE',
    supported: 'replaces, timer',
  },
]

/** A ladder in full. */
const linesOf = (draw: string): string =>
  draw
    .replace(/\{(\w+)\}/g, (whole, word: string) => WORDS[word] ?? whole)
    .replace(
      /^(\s*(?:[\d.]+\s+)?)(\S+) > (\S+)/gm,
      (_, at: string, from: string, to: string) => `${at}${HOSTS[from] ?? from} > ${HOSTS[to] ?? to}`,
    )

/** The case as a capture with all that is in it, media among it. */
export const capturedAs = ({ draw }: Case): Uint8Array => ladderOf(linesOf(draw), 'k7').bytes

/** The messages of a case; `dress` picks the products of its hosts. */
export function sentOf({ draw }: Case, dress: number): readonly Sent[] {
  const lines = linesOf(draw)
  const products = new Map<string, Product>()
  return sentIn(ladderOf(`as text\n${lines}`, 'k7').bytes).map((one) => {
    const host = one.source?.address ?? ''
    if (!products.has(host)) products.set(host, PRODUCTS[(dress + products.size) % PRODUCTS.length]!)
    return { ...one, text: dressed(one.text.replaceAll('~', '"'), products.get(host)!) }
  })
}

/** Headers of the product, unless the case has its own. */
function dressed(text: string, { name, allow, supported }: Product): string {
  const [head = '', ...body] = text.split('\r\n\r\n')
  const isResponse = head.startsWith('SIP/')
  const method = /^CSeq: \d+ (\w+)/m.exec(head)?.[1] ?? ''
  const carries = method === 'INVITE' && (!isResponse || head.startsWith('SIP/2.0 200'))
  const own = [
    [isResponse ? 'Server' : 'User-Agent', name],
    ...(carries
      ? [
          ['Allow', allow],
          ['Supported', supported],
        ]
      : []),
  ]
  const said = /^(?:User-Agent|Server):/im.test(head)
  const added = own
    .filter(
      ([header]) => !(said && /^(?:User-Agent|Server)$/.test(header!)) && !new RegExp(`^${header}:`, 'im').test(head),
    )
    .map(([header, value]) => `${header}: ${value}`)
  return [[head, ...added].join('\r\n'), ...body].join('\r\n\r\n')
}
