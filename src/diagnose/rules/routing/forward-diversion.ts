import { parseUri } from '../../../decode/sip/uri.ts'
import { headerValues } from '../../../decode/sip/values.ts'
import type { Call } from '../../../model/call.ts'
import { headers, type SipRequest } from '../../../model/message.ts'
import { initialInvites } from '../../facts/outcome.ts'
import { type Proof, rule, type Weight } from '../../rule.ts'
import { MANY_DIVERSIONS } from '../../thresholds/routing.ts'

interface Values {
  readonly chain: readonly { readonly user: string; readonly reason: string }[]
  readonly count: number
  readonly repeated: string | undefined
}

/** Diversions that are told of one call. */
const TOLD = 6
/** SIP causes that History-Info gives for a diversion (RFC 7044 §10.2, RFC 4458 §2.3). */
const CAUSES: Readonly<Record<number, string>> = {
  302: 'unconditional',
  404: 'unknown number',
  408: 'no answer',
  480: 'deflection',
  486: 'busy',
  487: 'deflection',
  503: 'not reachable',
}

export const forwardDiversion = rule<'call', Values>({
  id: 'routing.forward-diversion',
  category: 'general',
  severity: 'info',
  sources: ['RFC 5806', 'RFC 7044'],
  title: 'The call was forwarded',
  examines: 'call',
  about: { methods: ['INVITE'], headers: ['diversion', 'history-info'] },
  explains: ['routing.loop-detected', 'routing.response-482-483'],
  issues: ['forward', 'diversion'],
  meaning: 'Diversion and History-Info tell whom the call was for before, and why it went on.',
  fires:
    'An INVITE carries Diversion, or History-Info with a reason for a diversion. Medium with five diversions or more, or where one number stands there twice (a ring of forwards).',
  quiet: 'History-Info that only lists the proxies on the way.',
  example: ['Diversion: <sip:9180@192.0.2.20>;reason=unconditional;counter=1'],
  recommendation: 'Take the ring of call forwards apart, and set a limit of diversions in the PBX.',
  verify: 'Verify: no number stands twice in Diversion or History-Info.',
  *check({ call }) {
    const invite = longest(call)
    if (!invite) {
      if (call.messages.some(({ complete }) => !complete)) yield { insufficient: 'message-cut' }
      return
    }
    const { chain, count } = diversionsOf(invite)
    const users = chain.map(({ user }) => user)
    const repeated = users.find((user, index) => user !== '' && users.indexOf(user) !== index)
    const severity = weigh(count, repeated)
    const [first, ...rest] = [...headers(invite, 'diversion'), ...headers(invite, 'history-info')].slice(0, TOLD)
    yield {
      values: { chain: chain.slice(0, TOLD), count, repeated },
      proof: [
        { message: invite, header: first! },
        ...rest.map((line): Proof => ({ message: invite, header: line })),
        { message: invite },
      ],
      scope: [severity ? (repeated === undefined ? 'many' : 'ring') : 'forwarded'],
      ...(severity && { severity, title: 'The call was forwarded in a ring', mends: invite }),
    }
  },
  detail: ({ chain, count, repeated }) =>
    `The call was diverted ${count === 1 ? 'once' : `${count} times`}: ${chain.map(({ user, reason }) => `${user || 'an unnamed user'} (${reason})`).join(', then ')}, latest first.${repeated === undefined ? '' : ` ${repeated} diverted it twice.`}`,
  advise: ({ count, repeated }) =>
    count >= MANY_DIVERSIONS || repeated !== undefined
      ? 'Take the ring of call forwards apart, and set a limit of diversions in the PBX.'
      : '',
})

function weigh(count: number, repeated: string | undefined): Weight | undefined {
  if (repeated !== undefined) return { level: 'medium', because: 'One number diverted the call twice' }
  return count >= MANY_DIVERSIONS ? { level: 'medium', because: `${count} diversions` } : undefined
}

/** The INVITE of the call with most diversions. */
function longest(call: Call): SipRequest | undefined {
  let [found, most] = [undefined as SipRequest | undefined, 0]
  for (const { request } of initialInvites(call)) {
    const { count } = diversionsOf(request)
    if (count > most) [found, most] = [request, count]
  }
  return found
}

function diversionsOf(invite: SipRequest): Pick<Values, 'chain' | 'count'> {
  const diversions = headerValues(invite, 'diversion')
  if (diversions.length > 0) {
    const chain = diversions.map(({ address, reason }) => ({
      user: (address.uri?.user ?? '').slice(0, 40),
      reason: (reason ?? 'no reason').slice(0, 40),
    }))
    return { chain, count: diversions.reduce((sum, { counter }) => sum + Math.min(counter ?? 1, 99), 0) }
  }
  const chain = headerValues(invite, 'history-info').flatMap(({ address, reasons }) => {
    const cause = reasons.find(({ protocol }) => protocol.toUpperCase() === 'SIP')?.cause
    const reason = (cause === undefined ? undefined : CAUSES[cause]) ?? CAUSES[causeIn(address.uriText)]
    return reason === undefined ? [] : [{ user: (address.uri?.user ?? '').slice(0, 40), reason }]
  })
  return { chain: chain.reverse(), count: chain.length }
}

/** `;cause=302` in the URI itself (RFC 4458 §2). */
const causeIn = (uriText: string): number => Number(parseUri(uriText)?.params.get('cause') ?? 0)
