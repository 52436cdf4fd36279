import type { StatedOutcome } from '../../model/stated.ts'
import { causeNamed } from './cause-names.ts'
import { isReasonCode, isSipOnly, reasonAt } from './reasons.ts'

/** What a line states, and where in it the words stand. */
export interface Stated {
  readonly outcome: StatedOutcome
  readonly at: number
}

/** Characters of a line that are looked at. Chosen by us: records joined on one line are split before. */
const MAX_SCANNED = 8_000
/** Words around a code that show what it is about. Chosen by us: the length of a log record. */
const AROUND = 300

/** Few lines have any of these. */
const MAY_STATE = /(?<!\d)[4-6]\d\d(?!\d)|cause|[A-Z]{2,20}_[A-Z]{2}|regist[^\n]{0,200}(?:timed? ?out|no response)/i

/** Other protocols with the same codes (RFC 9110 §15). */
const HTTP =
  /\bHTTPS?\b|\bhttps?:|\b(?:GET|POST|PUT|DELETE|HEAD|PATCH) \/|\bcurl\b|\bnginx\b|\bREST\b|\bAPI\b|\bURL\b|\bweb ?hook\b|\bRTSP\b/i
/** What is set, meant or asked is no event. */
const SUPPOSED =
  /\b(?:if|when|whenever|unless|should|would|might|may|what does|how to|e\.g\.|for example|instead of|maps?|mapped|mapping|set sip-status|pstn-cause)\b|send_reply|t_reply|sl_reply|^\s{0,40}(?:#|\/\/|;;|\/\*)/i
/** Characters before the words that may turn them into a supposition. Chosen by us: the length of a sentence. */
const SENTENCE = 120
/** Length of `set sip-status`, which the words may begin within. */
const SETTING = 14
/** Requests that carry neither a call nor a registration. */
const OTHER_METHOD =
  /\b(?:OPTIONS|SUBSCRIBE|NOTIFY|PUBLISH|MESSAGE|BYE|ACK|CANCEL|PRACK|UPDATE|REFER)\b|\b(?:subscri(?:be|ption)|keep-?alive|qualify|heartbeat|ping|presence|MWI)\b/
const REGISTRATION = /\bREGISTER\b|\bregist(?:er|ering|ration|rar)\b|\bUnregistration\b/i
/** The surroundings of a call. */
const CALL =
  /\bSIPS?\b|\bINVITE\b|\bsips?:|\bcall(?:s|ed|ing|ee|er|id|guid|leg)?\b|\bdial|\btrunk|\bgateway|\bhang ?up|\bsofia|\bpjsip|\bchan_sip|\bpjsua|\bendpoint|\bpeer\b|\bCSeq\b|\bcarrier\b|\bSBC\b|\bCUBE\b|\bUAS?C?\b|\boutbound\b|\binbound\b|\bleg\b|\bQ\.?850/i
/** A status line. */
const STATUS_LINE = /SIP\/2\.0 {1,4}([4-6]\d\d)(?!\d)/
/** `SIP code [404]`, `sip_term_status: 503`, `SIP;cause=486`, `Disconnect Cause (SIP) : 404`. */
const SIP_STATUS =
  /(?<![A-Za-z])(?:SIP[ _-]{0,2}(?:final[ _-])?(?:response|status|reply|error|code|result|failure|reason)(?:[ _-]?(?:code|line|message))?|sip_(?:term|invite_failure|hangup|last)_(?:status|code)|SIP ?; ?cause|Disconnect Cause \(SIP\)|(?:proto_specific_hangup_cause|last_bridge_proto_specific_hangup_cause)[^\w]{1,6}sip)\]?["']?(?: (?:is|was|of))?\s{0,12}[:=]?\s{0,4}["'[(]{0,2}([4-6]\d\d)(?!\d)/i
/** `response '403' received`, `REJECTED WITH 404`, `DISCONNECTED [reason=404`, `failed with status Forbidden [403]`. */
const VERDICT =
  /\b(?:reject(?:ed|ing|s)?|refus(?:ed|ing|es)|fail(?:ed|ure|s|ing)?|declin(?:ed|es|ing)|answer(?:ed|s)|repl(?:ied|ies)|respond(?:ed|s)|return(?:ed|s)|got|gets|getting|received|receives|receiving|terminat(?:ed|ing|es)|disconnected|ended|response|back)\b["' :=-]{1,3}(?:[[(]?(?:with|by|code|status|error|response|reason|reply|a|an|the|SIP|final|is|of|Forbidden)\b[ =:'"-]{0,3}){0,6}["'[(]{0,2}([4-6]\d\d)(?![\d.:]|[ -]?(?:ms|m?s|sec\w{0,6}|milli\w{0,8}|min\w{0,6}|bytes|octets|packets|frames|calls|times|users|rows|records|entries|lines|[kMG]?[bB](?:ps|its?)?|%)\b)/i
/** `Failed Registration [403]`. */
const REGISTRATION_STATUS = /\bfailed registration {0,2}[[(]([4-6]\d\d)[\])]/i
/** A code with its own phrase, whatever stands between. */
const CODE = /(?<![\d.:/#@+-])([4-6]\d\d)(?!\d)["')\]]{0,2}(?: ?[-–:/,]| ?\()?\s{0,3}["'([]{0,2}(?=[A-Za-z])/g
/** `Forbidden [403]`: the phrase before the code. */
const CODE_AFTER =
  /\b(Forbidden|Not Found|Service Unavailable|Server Internal Error|Request Timeout|Busy Here|Decline) ?[[(]([4-6]\d\d)[\])]/i

/** `Q.850;cause=34`, `hangup cause: 34`, `Disconnect Cause (CC) : 0x10`, `Cause Value=41`, `HANGUPCAUSE=34`. */
const CAUSE =
  /(?:\bQ\.?850\b[^\w\n]{0,4}(?:cause)?|\b(?:hang[ _-]?up|disconnect(?:ion)?|release|clear(?:ing)?|isdn|q\.?931|pstn|q\.?850)[ _-]?cause(?:[ _-]?(?:code|value|number))?|\bcause[ _]value)(?: ?\((?:CC|Q\.?850)\))?(?: (?:is|was|of))?["']?\s{0,12}[:=]?\s{0,4}["'[(]{0,2}(0x[0-9a-f]{1,4}|\d{1,3})(?![\d.])/i
/** An information element of Q.931 as IOS prints it: location, then the cause in seven bits. */
const CAUSE_ELEMENT = /\bCause i = 0x([89a-f][0-9a-f]) ?([89a-f][0-9a-f])\b/i
/** A name in the surroundings of an end: `Hangup sofia/... [NO_ROUTE_DESTINATION]`, `cause: USER_BUSY`. */
const CAUSE_NAME = /(?<![A-Z_])(?:AST_CAUSE_)?([A-Z]{2,20}(?:_[A-Z]{2,20}){0,4})(?![A-Z_a-z])/g
const CAUSE_WORDS = /cause|hang(?:ing)? ?up|originate/i
const NORMAL_CAUSES: ReadonlySet<number> = new Set([0, 16, 31])

/** Steps on the way, which a retry follows, and what a CANCEL makes (RFC 3261 §22, RFC 4028 §6). */
const STEPS: ReadonlySet<number> = new Set([401, 407, 422, 423, 487, 491])

/**
 * The end of a call or a registration that a line states unmistakably: a status line, a status with its phrase or named as one
 * of SIP, a cause named as one of Q.850. Undefined for anything else: numbers in prose, other protocols, other requests, what
 * is only supposed.
 */
export function statedIn(line: string): Stated | undefined {
  const text = line.length > MAX_SCANNED ? line.slice(0, MAX_SCANNED) : line
  if (!MAY_STATE.test(text)) return undefined
  const status = statusIn(text)
  const near = status ? around(text, status.at) : text.slice(0, AROUND * 2)
  const cause = causeIn(status ? near : text)
  const at = status?.at ?? cause?.at
  if (at === undefined || isSupposed(text, at)) return undefined
  if (!status && cause && NORMAL_CAUSES.has(cause.cause)) return undefined
  const causeQ850 = cause && !NORMAL_CAUSES.has(cause.cause) ? cause.cause : undefined
  const outcome = {
    of: REGISTRATION.test(near) && !/\bINVITE\b/.test(near) ? 'registration' : 'call',
    status: status?.status,
    reason: status?.reason ?? '',
    causeQ850,
  } as const
  return { outcome, at }
}

interface StatedStatus {
  readonly status: number
  readonly reason: string
  readonly at: number
}

function statusIn(text: string): StatedStatus | undefined {
  const found = statusLine(text) ?? phrased(text) ?? named(text) ?? timedOut(text)
  if (!found || STEPS.has(found.status)) return undefined
  const near = around(text, found.at)
  return OTHER_METHOD.test(near) && !/\bINVITE\b/.test(near) ? undefined : found
}

function statusLine(text: string): StatedStatus | undefined {
  const match = STATUS_LINE.exec(text)
  if (!match) return undefined
  const status = Number(match[1])
  const rest = text.slice(match.index + match[0].length).trimStart()
  return { status, reason: reasonAt(status, rest) ?? '', at: match.index }
}

/** A code with the phrase that goes with it: one of SIP alone, or one among words of SIP. */
function phrased(text: string): StatedStatus | undefined {
  for (const match of text.matchAll(CODE)) {
    const status = Number(match[1])
    const reason = reasonAt(status, text.slice(match.index + match[0].length))
    if (reason !== undefined && isOfSip(status, text, match.index)) return { status, reason, at: match.index }
  }
  const after = CODE_AFTER.exec(text)
  const status = Number(after?.[2])
  return after && reasonAt(status, after[1]!) !== undefined && isOfSip(status, text, after.index)
    ? { status, reason: after[1]!, at: after.index }
    : undefined
}

function isOfSip(status: number, text: string, at: number): boolean {
  const near = around(text, at)
  return !HTTP.test(near) && (isSipOnly(status) || CALL.test(near) || REGISTRATION.test(near))
}

/** A code that is called a status of SIP, or with which somebody refused a call. */
function named(text: string): StatedStatus | undefined {
  for (const pattern of [SIP_STATUS, VERDICT, REGISTRATION_STATUS]) {
    const match = pattern.exec(text)
    const status = Number(match?.[1])
    if (!match || !isReasonCode(status)) continue
    const at = match.index
    if (pattern !== SIP_STATUS && !isOfSip(404, text, at)) continue
    const rest = text.slice(at + match[0].length).replace(/^["')\]:,\s-]{0,6}/, '')
    return { status, reason: reasonAt(status, rest) ?? '', at }
  }
  return undefined
}

/** Who waits in vain acts as if a 408 had come (RFC 3261 §8.1.3.1). */
function timedOut(text: string): StatedStatus | undefined {
  const match = REGISTER_TIMEOUT.exec(text)
  return match ? { status: 408, reason: 'Request Timeout', at: match.index } : undefined
}

/** chan_sip, PJSIP, FreeSWITCH and pjsua say it so. */
const REGISTER_TIMEOUT =
  /\bRegistration for .{1,120} timed out|No response received from .{1,120} on registration attempt|\bTimeout Registering\b|\b(?:SIP )?regist(?:ration|er) .{0,60}timed out\b/i

function causeIn(text: string): { readonly cause: number; readonly at: number } | undefined {
  const element = CAUSE_ELEMENT.exec(text)
  if (element) return { cause: Number.parseInt(element[2]!, 16) & 0x7f, at: element.index }
  const match = CAUSE.exec(text)
  if (match) {
    const cause = causeOf(match[1]!)
    if (cause !== undefined) return { cause, at: match.index }
  }
  if (!CAUSE_WORDS.test(text)) return undefined
  for (const named of text.matchAll(CAUSE_NAME)) {
    const cause = causeNamed(named[1]!)
    if (cause !== undefined) return { cause, at: named.index }
  }
  return undefined
}

/** Decimal, or in hexadecimal with the bit that ends the element. */
function causeOf(written: string): number | undefined {
  const cause = written.startsWith('0x') ? Number.parseInt(written.slice(2), 16) & 0x7f : Number(written)
  return cause <= 127 ? cause : undefined
}

const isSupposed = (text: string, at: number): boolean =>
  SUPPOSED.test(text.slice(Math.max(0, at - SENTENCE), at + SETTING))

const around = (text: string, at: number): string => text.slice(Math.max(0, at - AROUND), at + AROUND)
