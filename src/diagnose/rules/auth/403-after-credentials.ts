import { credentialsOf, param } from '../../facts/auth-series.ts'
import { methodScope } from '../../facts/methods.ts'
import { isScanned } from '../../facts/scanner.ts'
import { rule, type Weight } from '../../rule.ts'

interface Values {
  readonly method: string
  readonly username: string
  readonly reason: string
}

export const forbiddenAfterCredentials = rule<'transaction', Values>({
  id: 'auth.403-after-credentials',
  category: 'auth',
  severity: 'high',
  sources: ['RFC 3261 §21.4.4', 'RFC 3261 §22'],
  title: '403 right after the credentials',
  examines: 'transaction',
  about: { methods: ['INVITE', 'REGISTER', 'MESSAGE', 'SUBSCRIBE'] },
  marks: { statuses: [403] },
  explains: ['reg.failed', 'signaling.call-failed'],
  observed: true,
  issues: ['password', 'credentials'],
  meaning:
    'The server knows who asks and says no, without another challenge: many registrars answer a wrong password so, others a blocked account or a number that may not be called.',
  fires: 'A request that carries credentials is answered with 403.',
  quiet: '403 without credentials; scanners; info where a later try of the same conversation succeeds.',
  example: ['Authorization: Digest username="alice", realm="pbx.example.com", …', 'SIP/2.0 403 Forbidden'],
  recommendation:
    'Check password and user name, that the account is not blocked or out of credit, and that it may use this caller ID and call this destination.',
  recipe: 'auth',
  verify: 'Verify: the request with credentials gets a 2xx or rings.',
  applies: ({ transaction: { request, method } }) =>
    method !== 'ACK' && method !== 'CANCEL' && request.headers.length > 0,
  *check({ transaction, conversation }) {
    const final = transaction.finals.find(({ status }) => status === 403)
    if (!final || isScanned(conversation.messages)) return
    const [sent] = credentialsOf(transaction.request)
    if (!sent) {
      if (!transaction.request.complete) yield { insufficient: 'message-cut' }
      return
    }
    const later = conversation.transactions.some(
      (other) =>
        other.method === transaction.method &&
        other.final &&
        other.final.number > final.number &&
        other.final.status < 300,
    )
    const severity: Weight = { level: 'info', because: 'A later try succeeded' }
    yield {
      values: {
        method: transaction.method,
        username: param(sent, 'username').slice(0, 80),
        reason: final.reason.slice(0, 80),
      },
      proof: [
        { message: final },
        { message: transaction.request, header: sent.header },
        { message: transaction.request },
      ],
      scope: [methodScope(transaction.method)],
      mends: transaction.request,
      ...(later && { severity }),
    }
  },
  detail: ({ method, username, reason }) =>
    `The ${method} with credentials of "${username}" was answered with 403 ${reason}: the server does not want this user, password or destination.`,
  advise: ({ method }) =>
    method === 'REGISTER'
      ? 'Check the password: many registrars answer a wrong one with 403. Also check that the account exists and is not blocked.'
      : 'Check password and user name, that the account is not blocked or out of credit, and that it may use this caller ID and call this destination.',
})
