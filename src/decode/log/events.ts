import type { LogEvent } from '../../model/packet.ts'

/** Characters of a log line that are kept, and looked at. */
export const MAX_EVENT_CHARS = 1_000

const TOPICS: readonly (readonly [LogEvent['topic'], RegExp])[] = [
  [
    'tls',
    /certificate (?:has )?expired|cert(?:ificate)? verif|CERT_HAS_EXPIRED|X509_V_ERR|alert certificate|SSL alert number|PJ_SSL_CERT_E|ECERTVERIF|certificate is not yet valid|self.signed certificate|unable to get (?:local )?issuer|peer'?s? certificate|(?:ssl|tls)[^a-z].{0,80}(?:fail|error|alert|refus|reject|expired)|handshake (?:fail|error)|Reason: .{0,80}certificate|certificate.{0,80}(?:will expire|about to expire|expires? in)|no shared cipher|no ciphers? available|key too small|KEY_TOO_SMALL|md[ _]too[ _]weak|ALTNAME_INVALID|hostname mismatch|unable to verify the first certificate|wrong version number/i,
  ],
  [
    'registration',
    /wrong password|username\/auth name mismatch|can'?t find user|cannot locate user|no such user|user not found|no matching (?:endpoint|peer)|failed to authenticate|regist(?:ration|er|er request)\b.{0,80}(?:fail|reject|denied|timed? ?out|forbidden|unauthori[sz]ed|not match|error)|(?:fail|reject|unable|could not|denied).{0,40}\bregist(?:er|ration)/i,
  ],
  [
    'transport',
    /connection (?:refused|reset|failed|timed out)|no route to host|(?:network|host) (?:is )?unreachable|transport (?:error|failure)|TCP connection failed|(?:unable|failed) to (?:send|connect)|send(?:to)?(?:\(\))? (?:failed|error)|ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|could not resolve|name or service not known|no such host|SRV.{0,40}(?:fail|no match|none)|\bweb ?socket\b.{0,200}(?:fail|error|unexpected (?:server )?response)/i,
  ],
  [
    'other',
    /not ACK'?d|hang ?up ?cause|Q\.850|unallocated|cause ?(?:code|value)?\s?[=:]\s?\d|maximum retries exceeded|retransmission timeout|no response (?:to|from|for)|\binvite failed\b|rejecting inbound/i,
  ],
]

/** What a log line that is no part of a message tells of, undefined when nothing we look for. */
export function topicOf(line: string): LogEvent['topic'] | undefined {
  const head = line.length > MAX_EVENT_CHARS ? line.slice(0, MAX_EVENT_CHARS) : line
  for (const [topic, pattern] of TOPICS) if (pattern.test(head)) return topic
  return undefined
}

const LOG_LINE =
  /^\s{0,20}(?:<\d{1,3}>|\d{1,9}:? )?(?:[^\s]{1,80} ){0,3}?[*.[(|]{0,3}(?:\d{4}[-/.]\d\d[-/.]\d\d|[A-Z][a-z]{2} {1,2}\d{1,2},? (?:\d{4},? )?\d\d:\d\d|\d\d:\d\d:\d\d)|^\s{0,20}(?:DEBUG|INFO|NOTICE|WARNING|WARN|ERROR|ERR|VERBOSE|TRACE|CRIT)\b[\s:[(]|^\s{0,9}(?:--|==|>) \S|^\S{1,40}\*CLI>|^ {0,2}\d{1,3}\(\d{1,8}\) [A-Z]{2,8}: |^TL_[A-Z]{3,8}\(|^[VDIWEF]\/[\w.$:-]{1,60} {0,9}\( {0,9}\d{1,7}\):|^flutter: /

/** A line of some program's log, by its time stamp, level or console mark: understood, though it says nothing to us. */
export const isLogLine = (line: string): boolean => LOG_LINE.test(line.length > 200 ? line.slice(0, 200) : line)
