import { attributeValues } from '../../../decode/sdp/attributes.ts'
import { header, type SipMessage } from '../../../model/message.ts'
import { type Proof, rule } from '../../rule.ts'

interface Values {
  readonly kinds: readonly string[]
}

/** Headers that carry what proves who somebody is, as people call it. */
const HEADERS: readonly (readonly [string, string])[] = [
  ['authorization', 'digest credentials'],
  ['proxy-authorization', 'digest credentials'],
  ['identity', 'a signed caller ID'],
]

export const credentialsInTrace = rule<'conversation', Values>({
  id: 'security.credentials-in-trace',
  category: 'security',
  severity: 'info',
  sources: ['RFC 3261 §26', 'RFC 4568 §8.3'],
  title: 'The trace holds secrets',
  examines: 'conversation',
  posture: true,
  meaning:
    'The input carries credentials, media keys or signed identities. They are masked in everything this analysis shows, but not in the file itself.',
  fires: 'Authorization headers, a=crypto keys or Identity headers.',
  quiet: 'None of them.',
  example: ['Authorization: Digest username="alice", response="***"'],
  recommendation: 'Share the file only with people you trust, and change passwords that were sent with Basic.',
  marks: [{ headers: HEADERS.map(([name]) => name) }, { described: true, unusual: true }],
  *check({ conversation }) {
    const kinds = new Map<string, Proof>()
    for (const message of conversation.messages) {
      for (const [name, kind] of HEADERS) {
        const line = kinds.has(kind) ? undefined : header(message, name)
        if (line) kinds.set(kind, { message, header: line })
      }
      const key = kinds.has('SRTP keys') ? undefined : keyIn(message)
      if (key) kinds.set('SRTP keys', { message, sdp: key })
    }
    const [first, ...rest] = kinds.values()
    if (!first) {
      if (conversation.messages.some(({ complete }) => !complete)) yield { insufficient: 'message-cut' }
      return
    }
    yield { values: { kinds: [...kinds.keys()] }, proof: [first, ...rest], scope: [] }
  },
  detail: ({ kinds }) => `The input holds ${kinds.join(', ')}. They are masked here, not in the file.`,
})

const keyIn = ({ description }: SipMessage) =>
  description?.media.flatMap((media) => attributeValues(media, 'crypto'))[0]?.attribute
