import { matchesId } from './causes.ts'
import { SERVER_FAILURES } from './facts/outcome.ts'
import type { AnyRule } from './rule.ts'

/** A symptom as callers put it, and the rules that speak of it first. */
export interface Topic {
  readonly name: string
  readonly words: readonly string[]
  readonly rules: readonly string[]
}

/** The vocabulary of `context.issue`. A phrase fits when all its words do; the first topic that fits wins. */
const TOPICS: readonly Topic[] = [
  topic(
    'one-way-audio',
    ['one way', 'oneway', 'half audio', 'cannot hear', 'cant hear'],
    ['media.one-way-audio', 'nat.*', 'sdp.direction-*'],
  ),
  topic(
    'no-audio',
    ['no audio', 'no sound', 'no media', 'silence', 'silent'],
    ['media.no-media', 'media.one-way-audio', 'nat.*'],
  ),
  topic('registration-failing', ['registration', 'register', 'registering', 'unregistered'], ['reg.*', 'auth.*']),
  topic('authentication', ['authentication', 'password', 'unauthorized', 'credentials'], ['auth.*', 'reg.*']),
  topic(
    'calls-dropping',
    ['dropping', 'dropped', 'drops', 'disconnecting', 'cut off', 'hangs up'],
    ['signaling.drop-32s', 'signaling.ack-missing-2xx', 'dialog.*', 'media.stopped-midcall', 'signaling.short-call'],
  ),
  topic(
    'call-failing',
    ['call failing', 'calls failing', 'call failed', 'calls failed', 'cannot call', 'rejected'],
    [
      'signaling.call-failed',
      'signaling.response-*',
      'routing.response-*',
      'signaling.no-response-invite',
      'sdp.no-common-codec',
    ],
  ),
  topic(
    'quality',
    ['choppy', 'robotic', 'garbled', 'quality', 'jitter', 'packet loss', 'crackling', 'broken audio'],
    ['media.*'],
  ),
  topic('codec', ['codec', 'ptime', 'transcoding'], ['sdp.*', 'codec.*']),
  topic('echo', ['echo'], ['media.echo-suspected']),
  topic('dtmf', ['dtmf', 'digits', 'keypad', 'touchtone'], ['dtmf.*']),
  topic('fax', ['fax', 't38'], ['fax.*']),
  topic('transfer', ['transfer', 'refer'], ['transfer.*']),
  topic('delay', ['delay', 'latency', 'pdd', 'slow setup'], ['signaling.pdd-high', 'media.rtt-high']),
  topic(
    'ai-voice-agent-call',
    ['voice agent', 'ai', 'voicebot', 'stt', 'speech recognition', 'barge in'],
    ['ai.*', 'media.*'],
  ),
  topic('fraud', ['fraud', 'attack', 'scanner', 'scanning', 'hacked', 'toll'], ['security.*']),
  topic('encryption', ['encryption', 'srtp', 'tls', 'certificate'], ['tls.*', 'security.*']),
]

function topic(name: string, words: readonly string[], rules: readonly string[]): Topic {
  return { name, words, rules }
}

/** What the caller's words come to: a topic, a bare code, or nothing we know. */
export interface Issue {
  readonly topic: Topic | undefined
  /** A SIP status or Q.850 cause given as a number, as Asterisk's hang-up cause is. */
  readonly code: number | undefined
  readonly words: ReadonlySet<string>
}

const LONGEST = 200

/** Reads `context.issue`: free words, a slug, or a bare code. It only ever orders findings. */
export function readIssue(text: string | undefined): Issue | undefined {
  if (!text?.trim()) return undefined
  const words = text
    .slice(0, LONGEST)
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
  const code = words.length === 1 && /^\d{1,3}$/.test(words[0]!) ? Number(words[0]) : undefined
  const found = code === undefined ? TOPICS.find((candidate) => isAbout(candidate, words)) : codeTopic(code)
  return { topic: found, code, words: new Set(words) }
}

const isAbout = ({ words }: Topic, said: readonly string[]): boolean =>
  words.some((phrase) => phrase.split(' ').every((word) => said.some((one) => isLike(one, word))))

/** The same word, its beginning (registers, registering), or one or two slips of the pen from it. */
function isLike(said: string, word: string): boolean {
  if (said === word || (word.length >= 5 && said.startsWith(word))) return true
  if (word.length < 5 || Math.abs(said.length - word.length) > 2) return false
  return distance(said, word) <= (word.length >= 8 ? 2 : 1)
}

/** Levenshtein distance; both are short words. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1))
    row = next
  }
  return row[b.length]!
}

/** SIP status codes from 300, Q.850 causes up to 127 (ITU-T Q.850; RFC 3398 §7.2.4.1 for what they become in SIP). */
function codeTopic(code: number): Topic | undefined {
  const name = `code ${code}`
  if (SERVER_FAILURES.has(code)) return topic(name, [], ['signaling.response-5xx', 'signaling.call-failed'])
  if (code === 401 || code === 407 || code === 403)
    return topic(name, [], ['auth.*', 'reg.*', 'signaling.response-403', 'signaling.call-failed'])
  if (code === 408)
    return topic(name, [], ['signaling.response-408', 'signaling.no-response-invite', 'signaling.call-failed'])
  if (code === 488 || code === 606 || code === 415)
    return topic(
      name,
      [],
      ['sdp.no-common-codec', 'signaling.response-488', 'signaling.response-406-415', 'signaling.call-failed'],
    )
  if (code >= 300 && code < 700)
    return topic(name, [], ['signaling.call-failed', 'signaling.response-*', 'routing.response-*'])
  if (code === 16 || code === 31) return topic(name, [], ['signaling.bye-side', 'signaling.short-call'])
  if ([34, 38, 41, 42, 27].includes(code)) return topic(name, [], ['signaling.response-5xx', 'signaling.call-failed'])
  if ([58, 65, 79, 88].includes(code)) return topic(name, [], ['sdp.no-common-codec', 'signaling.call-failed'])
  if (code === 102 || code === 18) return topic(name, [], ['signaling.no-response-invite', 'signaling.call-failed'])
  return code >= 1 && code <= 127 ? topic(name, [], ['signaling.call-failed', 'signaling.q850-cause']) : undefined
}

/** Whether the caller's words speak of this rule. */
export const isWanted = (issue: Issue | undefined, rule: Pick<AnyRule, 'id' | 'issues'>): boolean =>
  issue !== undefined &&
  (matchesId(issue.topic?.rules, rule.id) || (rule.issues?.some((word) => issue.words.has(word)) ?? false))
