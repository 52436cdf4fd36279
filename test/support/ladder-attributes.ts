import { type LadderLine, mistake, type Words } from './ladder-lines.ts'
import { readSdp } from './ladder-sdp.ts'
import type { Composed } from './ladder-sip.ts'

/** What may stand behind a method or a status. */
export interface Attributes {
  readonly body: string
  readonly bodyType: string
  readonly headers: readonly (readonly [string, string])[]
  readonly without: readonly string[]
  readonly reason: string | undefined
  readonly uri: string | undefined
  readonly fromUri: string | undefined
  readonly toUri: string | undefined
  readonly toTag: string | undefined
  readonly branch: string | undefined
  readonly cseq: number | undefined
  readonly call: string | undefined
  readonly transport: Composed['transport'] | undefined
  readonly reliable: boolean
  readonly initial: boolean
  readonly again: boolean
  readonly forwarded: boolean
  readonly cut: number | undefined
  readonly ttl: number | undefined
}

type Read = (words: Words, line: LadderLine, said: Attributes) => Partial<Attributes>

/** Reads the attributes to the end of the line. */
export function readAttributes(words: Words, line: LadderLine): Attributes {
  let said: Attributes = NOTHING
  for (let word = words.peek(); word !== undefined; word = words.peek()) {
    const read = ATTRIBUTES[words.next('an attribute')]
    if (!read) throw mistake(line, `"${word}" is not one of ${Object.keys(ATTRIBUTES).join(', ')}`)
    said = { ...said, ...read(words, line, said) }
  }
  return said
}

const NOTHING: Attributes = {
  body: '',
  bodyType: 'application/sdp',
  headers: [],
  without: [],
  reason: undefined,
  uri: undefined,
  fromUri: undefined,
  toUri: undefined,
  toTag: undefined,
  branch: undefined,
  cseq: undefined,
  call: undefined,
  transport: undefined,
  reliable: false,
  initial: false,
  again: false,
  forwarded: false,
  cut: undefined,
  ttl: undefined,
}

const ATTRIBUTES: Record<string, Read> = {
  sdp: (words, line) => ({ body: readSdp(words, line) }),
  body: (words) => ({
    bodyType: words.next('the content type'),
    body: words.next('the body').replaceAll('\\n', '\r\n'),
  }),
  header: (words, line, { headers }) => {
    const [, name, value] = /^([^:\s]+)\s*:\s*(.*)$/.exec(words.next('"Name: value"')) ?? []
    if (name === undefined) throw mistake(line, 'header wants "Name: value"')
    return { headers: [...headers, [name, (value ?? '').replaceAll('\\n', '\r\n')]] }
  },
  without: (words, _, { without }) => ({ without: [...without, words.next('the header').toLowerCase()] }),
  ttl: (words) => ({ ttl: words.number('the TTL') }),
  reason: (words) => ({ reason: words.next('the reason phrase') }),
  expires: (words, _, { headers }) => ({ headers: [...headers, ['Expires', String(words.number('the seconds'))]] }),
  uri: (words) => ({ uri: words.next('the Request-URI') }),
  from: (words) => ({ fromUri: words.next('the From URI') }),
  to: (words) => ({ toUri: words.next('the To URI') }),
  tag: (words) => ({ toTag: words.next('the To tag') }),
  branch: (words) => ({ branch: words.next('the branch') }),
  cseq: (words) => ({ cseq: words.number('the CSeq number') }),
  call: (words) => ({ call: words.next('the name of the call') }),
  cut: (words) => ({ cut: words.number('the length') }),
  reliable: () => ({ reliable: true }),
  initial: () => ({ initial: true }),
  again: () => ({ again: true }),
  forwarded: () => ({ forwarded: true }),
  over: (words, line) => {
    const transport = words.next('the transport')
    if (!isTransport(transport)) throw mistake(line, `"${transport}" is not one of ${TRANSPORTS.join(', ')}`)
    return { transport }
  },
}

const TRANSPORTS = ['UDP', 'TCP', 'TLS', 'WS', 'WSS'] as const
const isTransport = (text: string): text is Composed['transport'] => (TRANSPORTS as readonly string[]).includes(text)
