import { parseContacts } from '../values/contact.ts'
import { parseDate } from '../values/date.ts'
import { parseMediaType } from '../values/media-type.ts'
import { addressFaults, hasOpenQuote, type Many } from './address.ts'
import type { Found } from './fault.ts'
import { viaFaults } from './via.ts'

/** The largest delta-seconds (RFC 3261 §20.19) and the largest CSeq (§8.1.1.5: below 2**31). */
const MAX_SECONDS = 2 ** 32 - 1
const MAX_CSEQ = 2 ** 31 - 1
const MAX_HOPS = 255

const addresses =
  (many: Many) =>
  (value: string, found: Found): void =>
    addressFaults(value, many, found)

/** How the value of a header is judged, by canonical name; `method` is the request's, undefined in a response. */
const CHECKS: Readonly<Record<string, (value: string, found: Found, method: string | undefined) => void>> = {
  'call-id': (value, found) => {
    if (!CALL_ID.test(value)) found('call-id-invalid')
  },
  contact(value, found) {
    addressFaults(value, 'list', found)
    for (const { address } of parseContacts(value)) scalar(address.params.get('expires'), MAX_SECONDS, found)
  },
  'content-length': lengthFaults,
  'content-type': (value, found) => {
    if (!parseMediaType(value).some(({ type }) => /^[^\s/]+\/[^\s/]+$/.test(type))) found('content-type-invalid')
    else if (hasOpenQuote(value)) found('unbalanced-quote')
  },
  cseq: cseqFaults,
  date(value, found) {
    const [date] = parseDate(value)
    if (date === undefined) found('date-invalid')
    else if (date.zone !== 'GMT') found('date-zone-not-gmt')
    else if (date.at === undefined) found('date-invalid')
  },
  expires: (value, found) => number(value, MAX_SECONDS, found),
  from: addresses('one'),
  'max-forwards': (value, found) => number(value, MAX_HOPS, found),
  'min-expires': (value, found) => number(value, MAX_SECONDS, found),
  'p-asserted-identity': addresses('list'),
  'p-preferred-identity': addresses('list'),
  path: addresses('list'),
  'record-route': addresses('list'),
  'refer-to': addresses('one'),
  'referred-by': addresses('one'),
  'reply-to': addresses('one'),
  'retry-after': retryAfterFaults,
  route: addresses('list'),
  'service-route': addresses('list'),
  to: addresses('one'),
  via: viaFaults,
  warning: (value, found) => {
    if (hasOpenQuote(value)) found('unbalanced-quote')
    else if (!WARNING.test(value)) found('warning-invalid')
  },
}

/** Tells what is wrong with the value of a header; nothing for headers that are free text or unknown here. */
export function valueFaults(name: string, value: string, method: string | undefined, found: Found): void {
  CHECKS[name]?.(value, found, method)
}

/** RFC 3261 §25.1 `word [ "@" word ]`. */
const CALL_ID = /^[A-Za-z0-9\-.!%*_+`'~()<>:\\"/[\]?{}]+(?:@[A-Za-z0-9\-.!%*_+`'~()<>:\\"/[\]?{}]+)?$/
/** Three digits, an agent, a quoted text; a list of them. */
const WARNING = /^\d{3} +[^\s",]+ +"(?:[^"\\]|\\.)*"(?:\s*,\s*\d{3} +[^\s",]+ +"(?:[^"\\]|\\.)*")*$/s

const isDigits = (text: string): boolean => /^\d+$/.test(text)

/** Digits only, and no more than the range has. */
function number(value: string, most: number, found: Found): void {
  if (!isDigits(value)) found('number-invalid')
  else if (Number(value) > most) found('scalar-too-large')
}

/** The same for a parameter that may be missing; what is no number there may mean something else. */
function scalar(value: string | undefined, most: number, found: Found): void {
  if (value !== undefined && isDigits(value) && Number(value) > most) found('scalar-too-large')
}

function lengthFaults(value: string, found: Found): void {
  if (/^-\s*\d+$/.test(value)) found('content-length-negative')
  else if (!isDigits(value)) found('content-length-invalid')
}

function cseqFaults(value: string, found: Found, method: string | undefined): void {
  const match = /^(\d+)\s+(\S+)$/.exec(value)
  if (!match) {
    found('cseq-invalid')
    return
  }
  if (Number(match[1]) > MAX_CSEQ) found('scalar-too-large')
  // Method names are compared with regard to case (RFC 3261 §7.1).
  if (method !== undefined && match[2] !== method) found('cseq-method-mismatch')
}

function retryAfterFaults(value: string, found: Found): void {
  const digits = /^\d+/.exec(value)?.[0]
  if (digits === undefined || !/^\s*(?:\(.*\)\s*)?(?:;.*)?$/s.test(value.slice(digits.length))) found('number-invalid')
  else if (Number(digits) > MAX_SECONDS) found('scalar-too-large')
}
