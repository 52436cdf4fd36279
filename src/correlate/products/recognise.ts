import { ownString } from '../../decode/own-string.ts'
import { firstValue } from '../../decode/sip/message.ts'
import { headerValues } from '../../decode/sip/values.ts'
import type { EndpointProduct } from '../../model/endpoints.ts'
import type { SipMessage } from '../../model/message.ts'
import { KNOWN_PRODUCTS, type KnownProduct, productById } from './catalogue.ts'
import { type Marks, shapeOf } from './shapes.ts'

/** Claims remembered with what they were found to be, and characters of one that are looked at. Chosen by us. */
const REMEMBERED = 500
const CLAIM_MAX = 200
/** Characters of a claim that are told. */
const SHOWN_MAX = 120

/** How far each way of telling a product is believed; a header of its own is only as honest as who wrote it. */
const CLAIMED = 0.9
const DESCRIBED = 0.7

const found = new Map<string, KnownProduct | null>()

/** The product that a header's text, or `o=<username>` or `s=<session name>`, is known by. */
export function knownBy(claim: string): KnownProduct | undefined {
  const text = claim.length > CLAIM_MAX ? claim.slice(0, CLAIM_MAX) : claim
  const known = found.get(text)
  if (known !== undefined) return known ?? undefined
  const match = KNOWN_PRODUCTS.find(({ claims }) => claims.test(text))
  if (found.size >= REMEMBERED) found.clear()
  found.set(ownString(text), match ?? null)
  return match
}

/** What a message says of its author in headers: Server in a response, else User-Agent, which some send in both; else Server. */
export function claimOf(
  message: SipMessage,
): { readonly text: string; readonly by: 'user-agent' | 'server' } | undefined {
  const server = message.kind === 'response' ? firstValue(message, 'server') : undefined
  if (server) return { text: server, by: 'server' }
  const agent = firstValue(message, 'user-agent')
  if (agent) return { text: agent, by: 'user-agent' }
  const stray = message.kind === 'request' ? firstValue(message, 'server') : undefined
  return stray ? { text: stray, by: 'server' } : undefined
}

/**
 * The product that wrote a message, as surely as it tells: by User-Agent or Server, by the o= and s= lines of its description,
 * else by the shape of the tags, branches and Call-IDs it makes. Of several the first in the list: chan_sip is told from PJSIP
 * by its session name alone. Undefined where nothing tells.
 */
export function authorOf(message: SipMessage): EndpointProduct | undefined {
  const claim = claimOf(message)
  const named = claim && claimed(message, claim, knownBy(claim.text))
  const described = describedBy(message)
  if (!named?.id) return described ?? shapedBy(message, authorsBranch(message)) ?? named
  return described && placeOf(described) < placeOf(named) ? { ...named, id: described.id, name: described.name } : named
}

const placeOf = (told: EndpointProduct): number => KNOWN_PRODUCTS.findIndex(({ id }) => id === told.id)

/** By the lines of its description. */
export function describedBy(message: SipMessage): EndpointProduct | undefined {
  const { origin, sessionName } = message.description ?? {}
  const known =
    (origin && knownBy(`o=${origin.username}`)) ?? (sessionName === undefined ? undefined : knownBy(`s=${sessionName}`))
  return known && { ...productOf(known, undefined), by: 'description', confidence: DESCRIBED, message: message.number }
}

/**
 * By what its author generates. `branch` is that of the author's own Via, undefined to leave it out. Of a message that was passed
 * on, `branch` may be that of who did so: `passedOn` then leaves out the rest.
 */
export function shapedBy(
  message: SipMessage,
  branch: string | undefined,
  passedOn = false,
): EndpointProduct | undefined {
  const shape = shapeOf(passedOn ? { branch, tag: undefined, callId: undefined } : marksOf(message, branch))
  if (!shape) return undefined
  const { id, name, confidence } = shape
  const known = id === undefined ? undefined : productById(id)
  return {
    ...(known ? productOf(known, undefined) : { id: undefined, name, vendor: undefined, version: undefined }),
    claimed: undefined,
    by: 'shape',
    confidence,
    message: message.number,
  }
}

const marksOf = (message: SipMessage, branch: string | undefined): Marks =>
  message.kind === 'request'
    ? { branch, tag: message.fromTag, callId: message.toTag === undefined ? message.callId : undefined }
    : { branch: undefined, tag: message.toTag, callId: undefined }

/** By a header, whether the product is in our list or not. */
export function claimed(
  message: SipMessage,
  { text, by }: NonNullable<ReturnType<typeof claimOf>>,
  known: KnownProduct | undefined,
): EndpointProduct {
  const shown = ownString(text.slice(0, SHOWN_MAX))
  const version = versionIn(shown)
  const stranger = { id: undefined, name: nameIn(shown), vendor: undefined, version }
  const told = known ? productOf(known, version) : stranger
  return { ...told, claimed: shown, by, confidence: CLAIMED, message: message.number }
}

const productOf = ({ id, name, vendor }: KnownProduct, version: string | undefined) => ({
  id,
  name,
  vendor,
  version,
  claimed: undefined,
})

/** Number with a dot, and what is stuck to it. */
const VERSION = /\d{1,9}(?:\.\d{1,9}){1,6}[\w~+-]{0,30}(?:\.[\w~+-]{1,30}){0,4}/

const versionIn = (text: string): string | undefined => VERSION.exec(text)?.[0]

/** What stands before the version. */
function nameIn(text: string): string {
  const name = text.split(/[/(]|\s+v?\d/, 1)[0]!.trim()
  return name === '' ? text : name
}

/** A proxy puts its Via on top: the author's is the last. */
function authorsBranch(message: SipMessage): string | undefined {
  if (message.kind === 'response') return undefined
  return headerValues(message, 'via').at(-1)?.branch
}
