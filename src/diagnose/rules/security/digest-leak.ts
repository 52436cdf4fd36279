import { inPrefixes, sameNeighbourhood } from '../../../model/address.ts'
import { rule } from '../../rule.ts'

interface Values {
  readonly phone: string
  readonly challenger: string
  readonly method: string
  readonly realm: string
}

export const digestLeak = rule<'capture', Values>({
  id: 'security.digest-leak',
  category: 'security',
  severity: 'high',
  sources: ['RFC 3261 §22.1', 'RFC 3261 §22.3', 'RFC 7616 §5.3'],
  title: 'A phone gave its digest to its caller',
  examines: 'capture',
  issues: ['attack', 'password', 'fraud'],
  meaning:
    'The caller answered the phone’s own request with a challenge, and the phone answered it. From that digest its password can be guessed offline.',
  fires:
    'A called phone that is registered elsewhere sends a request within the call, gets 401 or 407 from its caller, and repeats it with credentials.',
  quiet:
    'Challenges of a registrar, of a host that the phone calls itself or that is near its registrar, and of declared trunks. Where no registration of the phone is in the input nobody can tell.',
  example: [
    'SIP/2.0 401 Unauthorized (to the BYE of the phone)',
    'Authorization: Digest username="alice", response="***"',
  ],
  recommendation:
    'Let the phone answer challenges of its own realm alone and take calls from its registrar only, and change its password.',
  verify: 'Verify: the phone answers a challenge of a stranger with nothing.',
  *check({ tally }, { options }) {
    const registers = tally.attempts.filter(({ method }) => method === 'REGISTER')
    const registrars = new Set(registers.map(({ target }) => target))
    for (const { phone, challenger, method, realm, call, evidence } of tally.diverted.leaks) {
      if (inPrefixes(challenger, options.policy?.trunks ?? []) || registrars.has(challenger)) continue
      const own = new Set(registers.flatMap(({ source, target }) => (source === phone ? [target] : [])))
      if (own.size === 0) {
        yield { insufficient: 'starts-mid-dialog' }
        continue
      }
      const isCalled = tally.attempts.some(({ source, target }) => source === phone && target === challenger)
      if (isCalled || [...own].some((host) => sameNeighbourhood(host, challenger))) continue
      const [first, ...rest] = evidence
      yield {
        values: { phone, challenger, method, realm: realm.slice(0, 60) },
        proof: [{ evidence: first }, ...rest.map((one) => ({ evidence: one }))],
        scope: [phone],
        calls: [call],
      }
    }
  },
  detail: ({ phone, challenger, method, realm }) =>
    `${phone} was called by ${challenger}, which asked its ${method} for credentials (realm "${realm}"), and got them.`,
})
