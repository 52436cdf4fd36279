import { endOfQuoted, isToken, splitList } from '../token.ts'
import type { Found } from './fault.ts'
import { hostPortFault, uriFault } from './uri.ts'

/** How many addresses a header takes: one, or a list (RFC 3261 §7.3.1). */
export type Many = 'one' | 'list'

/** Faults of From, To, Contact, Route and their kin (RFC 3261 §25.1 `name-addr`, `addr-spec`). */
export function addressFaults(value: string, many: Many, found: Found): void {
  if (hasOpenQuote(value)) {
    found('unbalanced-quote')
    return
  }
  for (const member of members(value, many, found)) oneAddress(member, found)
}

/** The members of a list; commas without anything between them are told. */
function members(value: string, many: Many, found: Found): readonly string[] {
  if (many === 'one') return [value]
  const all = splitList(value)
  if (all.length === 0 || hasEmptyMember(value)) found('empty-list-member')
  return all
}

/** Commas at either end, or with nothing but blanks between them. Those in quotes and brackets never meet so. */
const hasEmptyMember = (value: string): boolean => /^\s*,|,\s*,|,\s*$/.test(value)

function oneAddress(text: string, found: Found): void {
  const quoteEnd = text.startsWith('"') ? endOfQuoted(text, 0) : 0
  const open = text.indexOf('<', quoteEnd)
  if (open < 0) {
    if (quoteEnd > 0) found('display-name-invalid')
    else plainAddress(text, found)
    return
  }
  if (!isDisplayName(text.slice(quoteEnd, open), quoteEnd > 0)) found('display-name-invalid')
  const close = text.indexOf('>', open)
  if (close < 0) {
    found('unbalanced-angle-bracket')
    return
  }
  const uri = text.slice(open + 1, close)
  if (/[\t ]/.test(uri)) found('blank-in-uri')
  else {
    const kind = uriFault(uri, false)
    if (kind) found(kind)
  }
  parameterFaults(text.slice(close + 1), found)
}

/** Behind a quoted name only blanks may follow; without one it is words of token characters. */
function isDisplayName(text: string, quoted: boolean): boolean {
  const words = text.split(/\s+/).filter(Boolean)
  return quoted ? words.length === 0 : words.every(isToken)
}

/** Without angle brackets everything behind `;` belongs to the header, and `?` and `,` must not be there at all. */
function plainAddress(text: string, found: Found): void {
  if (text === '*') return
  const semicolon = text.indexOf(';')
  const uri = (semicolon < 0 ? text : text.slice(0, semicolon)).trim()
  if (/[?,]/.test(afterUser(uri))) found('uri-needs-angle-brackets')
  else if (/[\t ]/.test(uri)) found('blank-in-uri')
  else {
    const kind = uriFault(uri, false)
    if (kind) found(kind)
  }
  if (semicolon >= 0) parameterFaults(text.slice(semicolon), found)
}

const afterUser = (uri: string): string => uri.slice(uri.lastIndexOf('@') + 1)

/** `;name=value` again and again, blanks allowed around each part. */
export function parameterFaults(text: string, found: Found): void {
  const rest = text.trim()
  if (rest === '') return
  if (!rest.startsWith(';')) {
    found('parameter-invalid')
    return
  }
  let empty = false
  let invalid = false
  for (let at = 1; at <= rest.length; ) {
    const end = endOfParameter(rest, at)
    const one = rest.slice(at, end).trim()
    if (one === '') empty = true
    else if (!isParameter(one)) invalid = true
    at = end + 1
  }
  if (empty) found('empty-parameter')
  if (invalid) found('parameter-invalid')
}

function endOfParameter(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const c = text.charCodeAt(at)
    if (c === 34 /* " */) at = endOfQuoted(text, at) - 1
    else if (c === 59 /* ; */) return at
  }
  return text.length
}

function isParameter(text: string): boolean {
  const equals = text.indexOf('=')
  if (equals < 0) return isToken(text)
  const value = text.slice(equals + 1).trim()
  return isToken(text.slice(0, equals).trim()) && isGenericValue(value)
}

/** `gen-value`: a token, a host, or a quoted string. */
function isGenericValue(value: string): boolean {
  if (isToken(value)) return true
  if (value.startsWith('"')) return endOfQuoted(value, 0) === value.length && value.length > 1
  // IPv6 stands without brackets in `received` (RFC 5118 §4.5), as its own grammar has it.
  const kind = hostPortFault(value)
  return kind === undefined || kind === 'ipv6-without-brackets'
}

/** A quote that is never closed. */
export function hasOpenQuote(value: string): boolean {
  for (let at = value.indexOf('"'); at >= 0; ) {
    const end = endOfQuoted(value, at)
    if (end === value.length && !closes(value, at)) return true
    at = value.indexOf('"', end)
  }
  return false
}

/** Whether the quoted string from `start` to the end of the value has its closing quote, not an escaped one. */
function closes(value: string, start: number): boolean {
  if (value.length - start < 2 || !value.endsWith('"')) return false
  let escapes = 0
  for (let at = value.length - 2; at > start && value.charCodeAt(at) === 92; at--) escapes++
  return escapes % 2 === 0
}
