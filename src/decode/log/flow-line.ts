import { isKnownHeader } from '../sip/header-names.ts'
import { METHODS } from '../sip/start-line.ts'
import { isReasonCode, isSipOnly, reasonAt } from './reasons.ts'
import { findTime, type LogTime } from './time.ts'

/** What is written on an arrow. */
export type ArrowLabel =
  | { readonly kind: 'request'; readonly method: string; readonly uri: string }
  | {
      readonly kind: 'response'
      readonly status: number
      readonly reason: string
      /** What it answers, where that is written too: `200 OK (INVITE)`. */
      readonly method: string | undefined
    }

/** A row of a drawn call flow that stands for a message. */
export interface ArrowRow {
  readonly label: ArrowLabel
  readonly time: LogTime | undefined
  /** Whether the arrow points to the right. */
  readonly rightward: boolean
  /** Names written to the left and right of the arrow. */
  readonly left: string | undefined
  readonly right: string | undefined
  readonly callId: string | undefined
  /** It can be nothing but SIP: HTTP has no such method or code, or there is a SIP URI. */
  readonly certain: boolean
}

/** Longer lines are not drawn by hand. */
const MAX_FLOW_LINE = 400
const RIGHT = /[-=–—─━]{1,200}>{1,3}|[→⟶⇒➔➜➝►▶⮕]/g
const LEFT = /<{1,3}[-=–—─━]{1,200}|[←⟵⇐◄◀⬅]/g
/** A shaft without a head, bars, and the corners that arrows touch them with. */
const SHAFT = /[-=–—─━]{2,200}|[|│┃┼├┤]/g
const CUT = '\u0001'
/** What is left of a shaft, and blanks, around a part. */
const LOOSE = /^[\s\-=–—─━]{1,200}|[\s\-=–—─━]{1,200}$/g

/** `3.`, `(3)`, `F3`, `Step 3:`, `[3]` before a row. */
const STEP =
  /^\s{0,60}(?:[-*•]\s{1,3})?(?:(?:step\s{0,2})?[[(]?\d{1,4}[\])]?[.):](?!\d)\s{0,4}|step\s{1,2}\d{1,4}\s{1,3}|F\d{1,3}[:.]?\s{1,4}|[[(]\d{1,4}[\])]\s{0,4})?/i
const TIME =
  /^[[(]?(?:[A-Z][a-z]{2} {1,2}\d{1,2},? )?(?:\d{4}[-/.]\d{2}[-/.]\d{2}[T ])?\d{1,2}:\d{2}:\d{2}(?:[.,]\d{1,9})?Z?[\])]?[:,]?\s{1,20}|^\+?\d{1,6}\.\d{1,9}s?\s{1,20}/

/** Cheap enough for every line: is there an arrow, or a bar, at all? */
export const mayBeDrawn = (line: string): boolean =>
  line.length <= MAX_FLOW_LINE && /[-=–—─━]>|<[-=–—─━]|[→⟶⇒➔➜➝►▶⮕←⟵⇐◄◀⬅|│┃]/.test(line)

/** Undefined when the line draws no message. */
export function readArrowRow(written: string): ArrowRow | undefined {
  const { time, text } = withoutStep(written)
  const { drawn, callId } = withoutHeaders(text)
  const right = drawn.match(RIGHT)?.length ?? 0
  const left = drawn.match(LEFT)?.length ?? 0
  // One way only, and no chain of hops.
  if (right > 0 === left > 0 || right + left > 2) return undefined
  const row = right > 0 ? drawn.replace(RIGHT, CUT) : drawn.replace(LEFT, CUT)
  const parts = row
    .replace(SHAFT, CUT)
    .split(CUT)
    .map((part) => part.replace(LOOSE, ''))
  const arrow = partsOf(parts)
  if (arrow === undefined) return undefined
  const certain = isCertain(arrow.label) || /\bsips?:/.test(drawn) || drawn.includes('SIP/2.0')
  return { ...arrow, time, callId, rightward: right > 0, certain }
}

/** What the title of a message begins with: `INVITE Alice -> Bob`, `180 Ringing Bob -> Alice` (RFC 3665). */
const TITLE = /^(?:[A-Z]{3,9}|[1-6]\d\d [A-Z][A-Za-z -]{1,40}?) (?=[A-Z])/

/** The two names of `PBX -> Carrier:`, from and to, where nothing else stands there but a number and a time. */
export function readEnds(written: string): readonly [from: string, to: string] | undefined {
  if (!mayBeDrawn(written)) return undefined
  const { text } = withoutStep(written)
  const right = text.match(RIGHT)?.length ?? 0
  const left = text.match(LEFT)?.length ?? 0
  if (right + left !== 1) return undefined
  const parts = text.split(right > 0 ? RIGHT : LEFT)
  const names = parts.map((part) =>
    part
      .trim()
      .replace(TITLE, '')
      .replace(/[\s:]{1,9}$/, ''),
  )
  const [one, other] = names
  if (one === undefined || other === undefined || names.length !== 2 || !names.every(isParty)) return undefined
  return right > 0 ? [one, other] : [other, one]
}

function withoutStep(written: string): { readonly time: LogTime | undefined; readonly text: string } {
  const line = written.replace(STEP, '').trimStart()
  const stamp = TIME.exec(line)?.[0]
  if (stamp === undefined) return { time: undefined, text: line }
  return { time: findTime(stamp), text: line.slice(stamp.length).replace(STEP, '') }
}

/** Headers may follow on the row: `INVITE sip:bob@example.com SIP/2.0 Call-ID: 1@192.0.2.1`. */
function withoutHeaders(text: string): { readonly drawn: string; readonly callId: string | undefined } {
  for (const match of text.matchAll(/\s([A-Za-z-]{2,30}):\s/g)) {
    if (!isKnownHeader(match[1]!)) continue
    const callId = /\sCall-ID:\s{0,3}([^\s…]{1,200})/i.exec(text)?.[1]
    return { drawn: text.slice(0, match.index), callId }
  }
  return { drawn: text, callId: undefined }
}

/** The label is a part of its own, or follows a name: `PBX`, `Carrier: INVITE`. */
function partsOf(parts: readonly string[]): Pick<ArrowRow, 'label' | 'left' | 'right'> | undefined {
  const names: (string | undefined)[] = []
  let label: ArrowLabel | undefined
  let cut = -1
  for (const [i, part] of parts.entries()) {
    if (part === '') continue
    const found = label === undefined ? labelIn(part) : undefined
    if (found !== undefined) {
      label = found.label
      cut = names.length
      if (found.name === '') continue
      names.push(found.name)
      // A name before its label stands on the side of the arrow it is on.
      cut = i === 0 ? names.length : names.length - 1
    } else names.push(part)
  }
  if (label === undefined || names.length > 2) return undefined
  if (!names.every((name) => name !== undefined && isParty(name))) return undefined
  if (names.length === 2) return { label, left: names[0], right: names[1] }
  return { label, left: cut === 1 ? names[0] : undefined, right: cut === 0 ? names[0] : undefined }
}

/** A name of a party: a word or two, or an address. */
const PARTY = /^[A-Za-z0-9*[(<][\p{L}0-9 _.:@*()/+#[\]<>-]{0,39}$/u
const PROSE =
  /\b(?:the|we|you|get|gets|got|from|and|is|was|then|when|with|of|in|it|this|that|has|not|no|see|sends?|sent|receives?|received|if|but|for)\b/i

const isParty = (text: string): boolean =>
  PARTY.test(text) &&
  (/\p{L}/u.test(text) || !/\s/.test(text)) &&
  text.split(/\s{1,9}/).length <= 3 &&
  !PROSE.test(text)

const LABEL = new RegExp(
  `(?:^|[\\s:(,])((?:re-)?(?:${[...METHODS.keys()].join('|')})(?![\\w-])|(?:SIP/2\\.0 )?[1-6]\\d\\d(?![\\w.:-]))`,
  'gi',
)

/** A label at the end of a part, and the name before it. */
function labelIn(part: string): { readonly label: ArrowLabel; readonly name: string } | undefined {
  for (const match of part.matchAll(LABEL)) {
    const at = match.index + match[0].length - match[1]!.length
    const name = part.slice(0, at).replace(/[\s:,(-]{1,9}$/, '')
    const label = labelOf(part.slice(at))
    if (label !== undefined && (name === '' || isParty(name))) return { label, name }
  }
  return undefined
}

/** The whole text is a label with at most a remark behind it. */
export function labelOf(text: string): ArrowLabel | undefined {
  const code = /^(SIP\/2\.0 )?([1-6]\d\d)(?!\d)[ -]{0,3}/.exec(text)
  if (code) return responseOf(Number(code[2]), text.slice(code[0].length), code[1] !== undefined)
  const word = /^(?:[Rr][Ee]-)?([A-Z]{3,9})(?![\w-])/.exec(text)
  if (!word || !METHODS.has(word[1]!)) return undefined
  const rest = text.slice(word[0].length)
  const uri = /^\s{1,9}<?((?:sips?|tel|urn):[^\s<>]{1,300})>?/.exec(rest)
  const after = rest.slice(uri?.[0].length ?? 0).replace(/^\s{1,9}SIP\/2\.0\b/, '')
  return isRemark(after) ? { kind: 'request', method: word[1]!, uri: uri?.[1] ?? '' } : undefined
}

function responseOf(status: number, text: string, versioned: boolean): ArrowLabel | undefined {
  if (!isReasonCode(status)) return undefined
  const reason = reasonAt(status, text) ?? (versioned ? text.split(/ {2}|[([]/)[0]!.trim() : '')
  const after = text.slice(reason.length)
  const answered = /^\s{0,9}[([/]?\s{0,3}(?:for |to )?([A-Z]{3,9})\b/.exec(after)?.[1]
  const method = answered !== undefined && METHODS.has(answered) ? answered : undefined
  return method !== undefined || isRemark(after) ? { kind: 'response', status, reason, method } : undefined
}

/** Nothing, something in brackets or behind a mark, or a word on the body. More words are a sentence. */
const REMARK =
  /^\s{0,99}(?:$|[([{,;#"'*+!<…]|\/\/|--|[-–—]\s|w\/|with(?:out)? |no SDP|SDP\b|F\d{1,3}\b|\/\s?SDP|\.{3})/i

const isRemark = (text: string): boolean => REMARK.test(text)

/** Methods that only SIP has: RTSP and HTTP know OPTIONS, TCP knows ACK, and the rest are words of every log. */
const SIP_ONLY = new Set(['INVITE', 'REGISTER', 'SUBSCRIBE', 'PRACK', 'BYE', 'REFER'])

const isCertain = (label: ArrowLabel): boolean =>
  label.kind === 'request' ? SIP_ONLY.has(label.method) : label.reason !== '' && isSipOnly(label.status)
