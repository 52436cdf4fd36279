import { registersOf } from '../../../correlate/bindings.ts'
import { parseUri } from '../../../decode/sip/uri.ts'
import { headers } from '../../../model/message.ts'
import type { AskedContact, Register } from '../../../model/registration.ts'
import { lostFor, lostProof, lostText } from '../../facts/lost-calls.ts'
import { clip } from '../../facts/responses.ts'
import { type Proof, rule } from '../../rule.ts'
import { MANY_CONTACTS } from '../../thresholds/registration.ts'

interface Values {
  readonly aor: string
  readonly contacts: number
  readonly twins: readonly string[]
  readonly lost: string
}

export const contactMultipleStale = rule<'registration', Values>({
  id: 'reg.contact-multiple-stale',
  category: 'signaling',
  severity: 'low',
  sources: ['RFC 5626 §6', 'RFC 3261 §10.3'],
  title: 'Stale contacts of one user pile up',
  examines: 'registration',
  about: { methods: ['REGISTER'], statuses: [2] },
  issues: ['contact', 'ring', 'delay'],
  meaning:
    'Each time the port of a NAT binding changes the registrar adds another contact and keeps the old one. Calls then ring at places that are gone, and wait for them.',
  fires:
    'A 2xx to REGISTER lists more than five contacts, or two of the same user and host on different ports. Medium where an INVITE to one of them was not answered.',
  quiet: 'Several devices with addresses of their own.',
  example: ['Contact: <sip:alice@198.51.100.4:41022>;expires=3300, <sip:alice@198.51.100.4:41977>;expires=3600'],
  recommendation:
    'Let the registrar keep one contact per device: +sip.instance with outbound (RFC 5626), or a limit that throws the oldest out.',
  recipe: 'reg-contacts',
  verify: 'Verify: the 2xx lists one contact per device.',
  *check({ registration }, context) {
    const listed = registersOf(registration).findLast(({ granted }) => granted.length > 1)
    if (!listed) {
      if (registersOf(registration).some(({ final }) => final && !final.complete)) yield { insufficient: 'message-cut' }
      return
    }
    const twins = twinsIn(listed.granted)
    const count = listed.granted.length
    if (count <= MANY_CONTACTS && twins.length === 0) return
    const hosts = new Set(listed.granted.map(({ uri }) => placeOf(uri)))
    const lost = lostFor(registration, context).find(
      ({ destination, status }) =>
        (status === undefined || status === 408 || status === 430) &&
        destination !== undefined &&
        hosts.has(`${destination.address}:${destination.port ?? 5060}`),
    )
    yield {
      values: {
        aor: clip(registration.aor) || 'an unnamed user',
        contacts: count,
        twins: twins.map((one) => clip(one, 80)),
        lost: lost ? lostText(lost) : '',
      },
      proof: [...linesOf(listed), ...(lost ? [lostProof(lost)] : [])] as [Proof, ...Proof[]],
      scope: [twins.length > 0 ? 'twins' : 'many'],
      mends: listed.final!,
      ...(lost && { severity: { level: 'medium' as const, because: 'An INVITE to one of them was not answered' } }),
    }
  },
  detail: ({ aor, contacts, twins, lost }) =>
    `The registrar lists ${contacts} contacts of ${aor}${twins.length > 0 ? `, of which ${twins.join(' and ')} differ by their port only` : ''}.${lost ? ` An INVITE to one of them ${lost}.` : ''}`,
})

const linesOf = ({ final }: Register): readonly Proof[] => [
  { message: final! },
  ...headers(final!, 'contact')
    .slice(0, 6)
    .map((header): Proof => ({ message: final!, header })),
]

const placeOf = (uri: string): string => {
  const parsed = parseUri(uri)
  return `${parsed?.host.toLowerCase() ?? ''}:${parsed?.port ?? 5060}`
}

/** Two contacts of one user at one host, on different ports: the device and where it was before. */
function twinsIn(contacts: readonly AskedContact[]): readonly string[] {
  const groups = Map.groupBy(contacts, ({ uri, instance }) => {
    const parsed = parseUri(uri)
    return instance ?? `${parsed?.user ?? ''}@${parsed?.host.toLowerCase() ?? uri}`
  })
  const twins = [...groups.values()].find(
    (group) => group.length > 1 && new Set(group.map(({ uri }) => placeOf(uri))).size > 1 && !hasFlows(group),
  )
  return twins?.slice(0, 2).map(({ uri }) => uri) ?? []
}

/** Flows of one device beside each other are meant so (RFC 5626 §4.2). */
const hasFlows = (group: readonly AskedContact[]): boolean =>
  new Set(group.map(({ regId }) => regId)).size === group.length && group.every(({ regId }) => regId !== undefined)
