/** What a product's own identifiers look like, as its sources or its vendor's sample traces show them. */
interface Shape {
  /** Of the list of products; undefined where several share it. */
  readonly id: string | undefined
  readonly name: string
  readonly confidence: number
  readonly branch?: RegExp
  /** Its own tag: From of a request, To of a response. */
  readonly tag?: RegExp
  /** Of a request that begins a dialog or stands alone. */
  readonly callId?: RegExp
}

/** The surest first. */
const SHAPES: readonly Shape[] = [
  // sipp: `tag=[pid]SIPpTag00[call_number]`, `branch=z9hG4bK-pid-call-message`.
  { id: 'sipp', name: 'SIPp', confidence: 0.9, tag: /^\d{1,9}SIPpTag\d/, branch: /^z9hG4bK-\d{1,9}-\d{1,9}-\d{1,4}$/ },
  // chan_sip: `as%08x`.
  { id: 'asterisk-chan-sip', name: 'Asterisk (chan_sip)', confidence: 0.8, tag: /^as[0-9a-f]{8}$/ },
  // CUCM: `<call>~<uuid>-<handle>`.
  { id: 'cisco-cucm', name: 'Cisco CUCM', confidence: 0.8, tag: /^\d{1,10}~[0-9a-f]{8}-[0-9a-f-]{27}-\d{1,10}$/ },
  // AudioCodes: `1c<number>` and `z9hG4bKac<number>`.
  { id: 'audiocodes', name: 'AudioCodes', confidence: 0.8, branch: /^z9hG4bKac\d{5,12}$/ },
  { id: 'audiocodes', name: 'AudioCodes', confidence: 0.6, tag: /^1c\d{6,12}$/ },
  // IOS: a GUID in capitals in four groups of eight at most, and a tag of time and random in hexadecimal capitals.
  {
    id: 'cisco-cube',
    name: 'Cisco CUBE',
    confidence: 0.6,
    callId: /^[0-9A-F]{6,8}-[0-9A-F]{6,8}-[0-9A-F]{6,8}-[0-9A-F]{6,8}@/,
  },
  { id: 'cisco-cube', name: 'Cisco CUBE', confidence: 0.6, tag: /^[0-9A-F]{5,8}-[0-9A-F]{2,4}$/ },
  // SER and its children: `z9hG4bK<hash>.<digest>.<branch>` (tm), `<md5>.<crc>` or `<md5>-<crc>` for their own tags (sl).
  {
    id: undefined,
    name: 'Kamailio or OpenSIPS',
    confidence: 0.7,
    branch: /^z9hG4bK[0-9a-f]{2,4}\.[0-9a-f]{8,64}\.\d{1,3}$/,
  },
  { id: undefined, name: 'Kamailio or OpenSIPS', confidence: 0.6, tag: /^[0-9a-f]{32}[.-][0-9a-f]{4,8}$/ },
  // Oracle's SBC hides Call-IDs and tags of the other realm behind `SD<...>-`.
  {
    id: 'oracle-sbc',
    name: 'Oracle SBC',
    confidence: 0.6,
    callId: /^SD[0-9a-z]{5}\d{2}-/,
    tag: /^SD[0-9a-z]{5}\d{2}-/,
  },
  // PJSIP, in Asterisk and in phones alike.
  { id: 'pjsip', name: 'PJSIP library', confidence: 0.6, branch: /^z9hG4bKPj[0-9a-zA-Z.-]{8,60}$/ },
]

/** Identifiers that one sender made itself; undefined for those it did not, or that were not seen. One match is enough. */
export interface Marks {
  readonly branch: string | undefined
  readonly tag: string | undefined
  /** Of a request that begins a dialog. */
  readonly callId: string | undefined
}

export const shapeOf = (
  marks: Marks,
): { readonly id: string | undefined; readonly name: string; readonly confidence: number } | undefined =>
  SHAPES.find(
    ({ branch, tag, callId }) =>
      matches(branch, marks.branch) || matches(tag, marks.tag) || matches(callId, marks.callId),
  )

const matches = (shape: RegExp | undefined, text: string | undefined): boolean =>
  shape !== undefined && text !== undefined && text.length <= 200 && shape.test(text)
