import { headerValues } from '../decode/sip/values.ts'
import type { ReleaseCause } from '../model/call-facts.ts'
import { hasHeader, header, type SipMessage } from '../model/message.ts'
import { q850Meaning } from '../model/q850.ts'

/** Causes kept of one message, and characters of what strangers write in them. Chosen by us. */
const CAUSES_MAX = 10
const TEXT_MAX = 120

/** Statuses that a Reason header gives (RFC 3326), where the words say more than the number. */
const SIP: Readonly<Record<number, string>> = {
  200: 'call completed elsewhere',
  408: 'request timed out',
  480: 'temporarily unavailable',
  481: 'dialog does not exist',
  486: 'busy here',
  487: 'request terminated',
  488: 'not acceptable here',
  500: 'server error',
  503: 'service unavailable',
  504: 'server timed out',
  580: 'precondition failed',
  600: 'busy everywhere',
  603: 'declined',
}

/** FreeSWITCH's own causes beyond those of Q.850 (`switch_call_cause_t` in switch_types.h). */
const FREESWITCH: Readonly<Record<number, string>> = {
  487: 'originator cancelled',
  500: 'crash',
  501: 'system shutdown',
  502: 'lost race',
  503: 'manager request',
  600: 'blind transfer',
  601: 'attended transfer',
  602: 'allotted time used up',
  603: 'user challenged',
  604: 'media timeout',
  605: 'picked off',
  606: 'user not registered',
  607: 'progress timeout',
  608: 'invalid gateway',
  609: 'gateway down',
  610: 'invalid URL',
  611: 'invalid profile',
  612: 'no pickup',
  613: 'SRTP read error',
}

/** Why a message ends or refuses a call, as its own headers say, most telling first; at most ten. */
export function causesOf(message: SipMessage): readonly ReleaseCause[] {
  const causes: ReleaseCause[] = []
  if (hasHeader(message, 'reason')) {
    for (const { protocol, cause, text } of headerValues(message, 'reason'))
      causes.push({ header: 'Reason', protocol, cause, meaning: meaningOf(protocol, cause), text: cut(text) })
  }
  const [hangup, code] = [
    header(message, 'x-asterisk-hangupcause')?.value,
    header(message, 'x-asterisk-hangupcausecode')?.value,
  ]
  if (hangup !== undefined || code !== undefined) {
    const cause = code !== undefined && /^\d{1,3}$/.test(code) ? Number(code) : undefined
    const meaning = meaningOf('Q.850', cause)
    causes.push({ header: 'X-Asterisk-HangupCause', protocol: 'Q.850', cause, meaning, text: cut(hangup) })
  }
  if (hasHeader(message, 'warning')) {
    for (const { code: cause, text } of headerValues(message, 'warning'))
      causes.push({ header: 'Warning', protocol: 'SIP', cause, meaning: undefined, text: cut(text) })
  }
  const twilio = header(message, 'x-twilio-error')?.value
  if (twilio !== undefined) {
    const cause = /^\D{0,3}(\d{4,6})\b/.exec(twilio)?.[1]
    const number = cause === undefined ? undefined : Number(cause)
    causes.push({ header: 'X-Twilio-Error', protocol: 'TWILIO', cause: number, meaning: undefined, text: cut(twilio) })
  }
  return causes.length > CAUSES_MAX ? causes.slice(0, CAUSES_MAX) : causes
}

/** The Q.850 cause a message gives, from Reason or the header Asterisk adds. */
export function q850Of(message: SipMessage): number | undefined {
  if (!hasHeader(message, 'reason') && !hasHeader(message, 'x-asterisk-hangupcausecode')) return undefined
  return causesOf(message).find(({ protocol, cause }) => protocol === 'Q.850' && cause !== undefined)?.cause
}

/** What a cause means, in our words: of `Q.850`, `SIP` or `FREESWITCH`; undefined for one that nobody defined. */
function meaningOf(protocol: string, cause: number | undefined): string | undefined {
  if (cause === undefined) return undefined
  // FreeSWITCH writes its own causes as Q.850 too; Q.850 ends at 127.
  if (protocol === 'Q.850') return q850Meaning(cause) ?? (cause > 127 ? FREESWITCH[cause] : undefined)
  if (protocol === 'SIP') return SIP[cause]
  return protocol === 'FREESWITCH' ? (FREESWITCH[cause] ?? q850Meaning(cause)) : undefined
}

/**
 * The timer that ended a call, as its causes say: `session timer`, `no ACK`, `no media`, `maximum duration`, `no answer`,
 * or `timer` where they do not say which. Undefined where no timer is named.
 */
export function timerOf(causes: readonly ReleaseCause[]): string | undefined {
  for (const { protocol, cause, text = '' } of causes) {
    if (/session[\s_-]?(timer|expir|refresh)/i.test(text)) return 'session timer'
    if (/\back\b/i.test(text) && /time|wait|miss|no /i.test(text)) return 'no ACK'
    const expired = /time-?\s?d?\s?out|timeout|inactiv|expir/i.test(text)
    if (expired && /\b(rtp|rtcp|media|audio)/i.test(text.replaceAll('_', ' '))) return 'no media'
    if (cause !== undefined && cause > 127 && protocol !== 'SIP') {
      if (cause === 602) return 'maximum duration'
      if (cause === 604) return 'no media'
      if (cause === 607) return 'no answer'
    }
    if (protocol === 'Q.850' && cause === 102) return 'timer'
    if (protocol === 'SIP' && (cause === 408 || cause === 504)) return 'timer'
    if (expired) return 'timer'
  }
  return undefined
}

const cut = (text: string | undefined): string | undefined =>
  text === undefined || text === '' ? undefined : text.slice(0, TEXT_MAX)
