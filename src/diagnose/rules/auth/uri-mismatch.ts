import { isSameUri, param, rejectionsIn, seriesOf, succeeded, takesOtherUris } from '../../facts/auth-series.ts'
import { methodScope } from '../../facts/methods.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly signed: string
  readonly requested: string
  readonly method: string
}

export const uriMismatch = rule<'conversation', Values>({
  id: 'auth.uri-mismatch',
  category: 'auth',
  severity: 'medium',
  sources: ['RFC 7616 §3.4', 'RFC 3261 §22.4'],
  title: 'Digest uri differs from the Request-URI',
  examines: 'conversation',
  marks: { statuses: [401, 407] },
  explains: ['auth.loop', 'reg.failed', 'signaling.call-failed'],
  observed: true,
  meaning:
    'The client signed another address than the request is sent to. Servers that compare the two refuse it: an ALG or proxy rewrote the Request-URI, or the client fills in the wrong one.',
  fires: 'Refused credentials whose uri names another user or host than the Request-URI.',
  quiet:
    'Requests that were accepted; a server that accepts such a difference another time; differences in parameters, port or case only; stale nonces.',
  example: ['REGISTER sip:203.0.113.7 SIP/2.0', 'Authorization: Digest uri="sip:pbx.example.com", …'],
  recommendation:
    'Switch off SIP ALG on the way, keep proxies from rewriting the Request-URI of authenticated requests, and check the domain set in the client.',
  recipe: 'alg',
  verify: 'Verify: uri in the credentials equals the Request-URI.',
  *check({ conversation }) {
    for (const series of seriesOf(conversation)) {
      if (series.some(succeeded)) continue
      for (const { request, response, sent, stale, nonceIssued } of rejectionsIn(series)) {
        const signed = param(sent, 'uri')
        if (stale || signed === '' || isSameUri(signed, request.requestUri)) continue
        if (takesOtherUris(conversation)) return
        if (!nonceIssued) {
          yield { insufficient: 'starts-mid-dialog' }
          continue
        }
        yield {
          values: { signed: signed.slice(0, 120), requested: request.requestUri.slice(0, 120), method: request.method },
          proof: [{ message: request }, { message: request, header: sent.header }, { message: response }],
          scope: [methodScope(request.method)],
          mends: request,
        }
        return
      }
    }
  },
  detail: ({ signed, requested, method }) =>
    `The credentials of the ${method} are made for ${signed}, but the request goes to ${requested}, and the server refused it.`,
})
