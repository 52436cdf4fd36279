import { parseUri } from '../decode/sip/uri.ts'
import { headerValues, type ValueOf } from '../decode/sip/values.ts'
import type { Registration } from '../model/call.ts'
import type { Passage } from '../model/dialog.ts'
import type { SipMessage, SipResponse } from '../model/message.ts'
import type { AskedContact, Binding, BindingGrant, Register } from '../model/registration.ts'
import { MICROS_PER_SECOND, type Micros } from '../model/time.ts'
import { finalOf, passagesOf } from './capture-points.ts'
import { remembered } from './remembered.ts'

/** The REGISTERs of a registration with what each asked for and got, each once however many hops were captured, in order. */
export const registersOf = remembered((registration: Registration): readonly Register[] =>
  passagesOf(registration.transactions)
    .filter(({ method }) => method === 'REGISTER')
    .map(registerOf),
)

/**
 * The bindings of a registration over time, in the order they were first granted (RFC 3261 §10.3, RFC 5626). What was granted
 * before the input began is known from the first 2xx that lists it.
 */
export const bindingsOf = remembered((registration: Registration): readonly Binding[] => {
  const bindings = new Map<string, Open>()
  for (const register of registersOf(registration)) {
    const { final } = register
    if (final && final.status >= 200 && final.status < 300) follow(bindings, register, final)
  }
  return [...bindings.values()].map(({ contact, asked, grants, removed }) => ({
    contact,
    asked,
    grants,
    removed,
    expiresAt: removed ? undefined : expiryOf(grants.at(-1)!),
  }))
})

interface Open {
  contact: AskedContact
  asked: boolean
  readonly grants: BindingGrant[]
  removed: Binding['removed']
}

function registerOf(passage: Passage): Register {
  const { request } = passage.near
  const final = finalOf(passage)
  const [headerS] = headerValues(request, 'expires')
  const contacts = headerValues(request, 'contact')
  const wildcard = contacts.some((one) => one.wildcard)
  const asked = contacts.filter((one) => !one.wildcard).map((one) => contactOf(one, headerS))
  const removes = wildcard || (asked.length > 0 && asked.every(({ expiresS }) => expiresS === 0))
  return {
    passage,
    kind: contacts.length === 0 ? 'query' : removes ? 'remove' : 'register',
    at: request.at,
    asked,
    wildcard,
    granted: final && final.status < 300 ? grantedIn(final) : [],
    final,
    challenged: final?.status === 401 || final?.status === 407,
  }
}

function grantedIn(final: SipMessage): readonly AskedContact[] {
  const [headerS] = headerValues(final, 'expires')
  return (
    headerValues(final, 'contact')
      .filter((one) => !one.wildcard)
      .map((one) => contactOf(one, headerS))
      // Some registrars list what they have just taken away.
      .filter(({ expiresS }) => expiresS !== 0)
  )
}

const contactOf = ({ address, expiresS, q, instance, regId }: ValueOf<'contact'>, headerS?: number): AskedContact => ({
  uri: address.uriText,
  expiresS: expiresS ?? headerS,
  q,
  instance,
  regId,
})

function follow(bindings: Map<string, Open>, register: Register, final: SipResponse): void {
  const asked = new Map(register.asked.map((contact) => [bindingKey(contact), contact]))
  const granted = new Map(register.granted.map((contact) => [bindingKey(contact), contact]))
  for (const [key, contact] of granted) grant(bindings, register, key, contact, asked.get(key))
  for (const [key, contact] of asked) {
    // A 2xx must list what it granted (RFC 3261 §10.3 step 8); some registrars list nothing at all.
    if (granted.size === 0 && contact.expiresS !== 0) grant(bindings, register, key, contact, contact)
  }
  for (const [key, binding] of bindings) {
    if (binding.removed || granted.has(key)) continue
    const named = register.wildcard || asked.get(key)?.expiresS === 0
    if (named || granted.size > 0)
      binding.removed = { at: final.at, by: named ? 'client' : 'registrar', response: final }
  }
}

function grant(
  bindings: Map<string, Open>,
  register: Register,
  key: string,
  contact: AskedContact,
  asked: AskedContact | undefined,
): void {
  const before = bindings.get(key)
  const known = before ?? { contact, asked: false, grants: [], removed: undefined }
  known.asked ||= asked !== undefined
  // What is merely listed as it was is no refresh; it tells of a binding all the same when nothing else did.
  if (asked === undefined && before && !before.removed) return
  known.contact = contact
  known.removed = undefined
  const at = register.final?.at
  const grantedS = contact.expiresS ?? asked?.expiresS
  known.grants.push({ register, at, askedS: asked?.expiresS, grantedS, uri: contact.uri })
  bindings.set(key, known)
}

/** The device and its flow where it names them (RFC 5626 §6), else the contact as URIs are compared (RFC 3261 §19.1.4). */
function bindingKey({ uri, instance, regId }: AskedContact): string {
  if (instance !== undefined && regId !== undefined) return JSON.stringify([instance, regId])
  const parsed = parseUri(uri)
  if (!parsed) return uri
  const { scheme, user, host, port, params } = parsed
  const transport = params.get('transport')?.toLowerCase()
  return JSON.stringify([scheme, user, host.toLowerCase(), port, transport])
}

function expiryOf({ at, grantedS }: BindingGrant): Micros | undefined {
  return at === undefined || grantedS === undefined ? undefined : at + grantedS * MICROS_PER_SECOND
}
