import { header, type SipMessage } from '../../../model/message.ts'
import { capital, senderText } from '../../facts/sender.ts'
import { type Proof, rule } from '../../rule.ts'

interface Values {
  readonly text: string
  readonly sender: string
  readonly hint: string
}

interface Phrase {
  readonly name: string
  readonly pattern: RegExp
  readonly hint: string
}

/** What products write where the standard leaves the words free, and what they mean by it. */
const PHRASES: readonly Phrase[] = [
  {
    name: 'unidentified',
    pattern: /\bunidentified\b|no matching endpoint/i,
    hint: 'Asterisk found no endpoint for the source address or the From user: its identify section, or the user name, does not match.',
  },
  {
    name: 'ack timeout',
    pattern: /\back[ -]?time[- ]?out\b/i,
    hint: 'The 2xx was never acknowledged: the ACK does not reach the side that hangs up, often for a wrong Contact or Route.',
  },
  {
    name: 'media timeout',
    pattern: /\b(?:rtp|media)[ _-]?time[- ]?out\b|no (?:rtp|media) (?:activity|received)/i,
    hint: 'A media timer ended the call: no RTP came in for a while, as with NAT, hold or silence suppression.',
  },
  {
    name: 'network unreachable',
    pattern: /\bnetwork[ _]unreachable\b|\bno route to host\b/i,
    hint: 'The server has no route to the next hop: its gateway, VPN or interface was down at that moment.',
  },
  {
    name: 'normal temporary failure',
    pattern: /\bnormal[ _]temporary[ _]failure\b/i,
    hint: 'FreeSWITCH names a fault that may pass (Q.850 cause 41): the gateway or trunk behind it was down.',
  },
  {
    name: 'recovery on timer expire',
    pattern: /\brecovery[ _]on[ _]timer[ _]expire\b/i,
    hint: 'A timer ran out while waiting for the next hop (Q.850 cause 102): it never answered.',
  },
  {
    name: 'incompatible destination',
    pattern: /\bincompatible[ _]destination\b/i,
    hint: 'The two sides have no codec or media profile in common (Q.850 cause 88).',
  },
  {
    name: 'gateway down',
    pattern: /\bgateway[ _](?:is[ _])?down\b|\bno[ _]route[ _]destination\b/i,
    hint: 'The dial plan has no route to that number, or the gateway it leads to is marked as down.',
  },
  {
    name: 'session timer',
    pattern: /\bsession[ _-]?(?:timer|expires?)[ _-]?(?:expired|time[- ]?out)\b/i,
    hint: 'The session timer ran out: the refresh by re-INVITE or UPDATE did not arrive or was refused.',
  },
]

/** Anything of these may be in a message at all. */
const ANY = new RegExp(PHRASES.map(({ pattern }) => pattern.source).join('|'), 'i')

const HEADERS = ['reason', 'warning', 'x-asterisk-hangupcause'] as const

export const reasonPhraseSensitive = rule<'conversation', Values>({
  id: 'compliance.reason-phrase-sensitive',
  category: 'general',
  severity: 'info',
  sources: ['RFC 3261 §7.2', 'RFC 3261 §20.43', 'RFC 3326 §2'],
  title: 'A vendor’s words for the reason',
  examines: 'conversation',
  meaning: 'Reason phrase, Warning and Reason are free text. Some products say there what really happened.',
  fires: 'A refusal, or a Reason or Warning header, has words that are known to stand for a certain cause.',
  quiet: 'The phrases of the standard.',
  example: ['Reason: SIP;cause=408;text="RTP Timeout"'],
  recommendation: '',
  marks: [{ statuses: [4, 5, 6] }, { headers: HEADERS }],
  *check({ conversation }) {
    let cut = false
    for (const message of conversation.messages) {
      if (!message.complete) cut = true
      const told = phraseIn(message)
      if (told)
        yield {
          values: { text: told.text.slice(0, 120), sender: senderText(message), hint: told.phrase.hint },
          title: `A vendor’s words for the reason: ${told.phrase.name}`,
          proof: [told.proof],
          scope: [told.phrase.name],
        }
    }
    if (cut) yield { insufficient: 'message-cut' }
  },
  detail: ({ text, sender, hint }) => `${capital(sender)} says "${text}". ${hint}`,
})

function phraseIn(message: SipMessage) {
  if (message.kind === 'response' && message.status >= 400 && ANY.test(message.reason))
    return found(message.reason, { message })
  for (const name of HEADERS) {
    const line = header(message, name)
    if (line && ANY.test(line.value)) return found(line.value, { message, header: line })
  }
  return undefined
}

function found(text: string, proof: Proof) {
  const phrase = PHRASES.find(({ pattern }) => pattern.test(text))
  return phrase && { phrase, text, proof }
}
