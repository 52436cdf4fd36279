import { hasHeader } from '../../../model/message.ts'
import { challengesOf, credentialsOf } from '../../facts/auth-series.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly who: 'server' | 'client'
  readonly method: string
}

const CARRIERS = ['www-authenticate', 'proxy-authenticate', 'authorization', 'proxy-authorization']

export const basicAuth = rule<'message', Values>({
  id: 'security.basic-auth',
  category: 'security',
  severity: 'critical',
  sources: ['RFC 3261 §22', 'RFC 7617 §4'],
  title: 'Basic authentication in SIP',
  examines: 'message',
  marks: { headers: CARRIERS },
  meaning:
    'Basic carries the password itself, merely encoded. SIP forbids it: whoever sees the message has the password.',
  fires: 'A challenge or credentials of the scheme Basic.',
  quiet: 'Digest and Bearer.',
  example: ['WWW-Authenticate: Basic realm="pbx.example.com"'],
  recommendation: 'Use Digest, change the password that was sent, and carry signalling over TLS.',
  verify: 'Verify: the challenge says Digest.',
  *check({ message }) {
    const lines = message.kind === 'request' ? credentialsOf(message) : challengesOf(message)
    const basic = lines.find(({ auth }) => auth.scheme === 'basic')
    if (!basic) {
      if (!message.complete && lines.length === 0 && CARRIERS.some((name) => hasHeader(message, name)))
        yield { insufficient: 'message-cut' }
      return
    }
    const who = message.kind === 'request' ? 'client' : 'server'
    yield {
      values: { who, method: message.method },
      proof: [{ message, header: basic.header }],
      scope: [who],
      mends: message,
    }
  },
  detail: ({ who, method }) =>
    who === 'client'
      ? `The ${method} carries Basic credentials: user name and password can be read from it.`
      : `The server challenges the ${method} with Basic, which makes clients send their password in the clear.`,
})
