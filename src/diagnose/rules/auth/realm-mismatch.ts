import { challengesOf, credentialsOf, isChallenge, param, seriesOf, succeeded } from '../../facts/auth-series.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly sent: string
  readonly asked: string
  readonly method: string
  readonly status: number
}

export const realmMismatch = rule<'conversation', Values>({
  id: 'auth.realm-mismatch',
  category: 'auth',
  severity: 'high',
  sources: ['RFC 3261 §22.1', 'RFC 7616 §3.4'],
  title: 'Credentials are for another realm',
  examines: 'conversation',
  marks: { statuses: [401, 403, 407] },
  explains: ['auth.loop', 'auth.403-after-credentials', 'reg.failed', 'signaling.call-failed'],
  observed: true,
  meaning:
    'The client signs with the realm of its own configuration, not with the one the challenge names. The digest can never fit.',
  fires: 'A refused request carries credentials for a realm that no challenge of the series names.',
  quiet: 'Realms that were asked for before; credentials sent before the input shows any challenge.',
  example: ['WWW-Authenticate: Digest realm="sip.example.com", …', 'Authorization: Digest realm="asterisk", …'],
  recommendation:
    'Let the client take the realm from the challenge: leave it empty, or set it to the realm the server sends.',
  recipe: 'auth',
  verify: 'Verify: realm is the same in the challenge and in the credentials.',
  *check({ conversation }) {
    for (const series of seriesOf(conversation)) {
      if (series.some(succeeded)) continue
      const asked = new Set<string>()
      for (const { request, final } of series) {
        const refused = final !== undefined && REFUSALS.has(final.status)
        if (final?.status === 403 && asked.size === 0 && credentialsOf(request).length > 0)
          yield { insufficient: 'starts-mid-dialog' }
        const foreign = credentialsOf(request).find(
          (one) => param(one, 'realm') !== '' && !asked.has(param(one, 'realm')),
        )
        if (refused && foreign && asked.size > 0 && !namesIt(final, param(foreign, 'realm'))) {
          const [challenge] = challengesOf(final)
          yield {
            values: {
              sent: param(foreign, 'realm').slice(0, 100),
              asked: [...asked].join('", "').slice(0, 200),
              method: request.method,
              status: final.status,
            },
            proof: [
              { message: request, header: foreign.header },
              { message: final },
              ...(challenge ? [{ message: final, header: challenge.header } as const] : []),
            ],
            scope: [param(foreign, 'realm'), ...asked],
            mends: request,
          }
          return
        }
        if (isChallenge(final)) for (const one of challengesOf(final)) asked.add(param(one, 'realm'))
      }
    }
  },
  detail: ({ sent, asked, method, status }) =>
    `The ${method} carries credentials for realm "${sent}"; the server asked for "${asked}" and refused it with ${status}.`,
})

const REFUSALS: ReadonlySet<number> = new Set([401, 403, 407])

const namesIt = (final: Parameters<typeof challengesOf>[0], realm: string): boolean =>
  challengesOf(final).some((one) => param(one, 'realm') === realm)
