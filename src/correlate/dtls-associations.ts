import type { DtlsAssociation, DtlsEvent } from '../model/dtls.ts'
import { type Endpoint, endpointText } from '../model/endpoint.ts'
import type { Complain } from '../model/flaw.ts'

/** Alerts kept of one association. Chosen by us. */
const MAX_ALERTS = 8
const CLIENT_HELLO = 1

/** Puts what DTLS records say together, by the two ports between which they go. */
export interface DtlsAssociations {
  event(event: DtlsEvent): void
  /** In order of appearance; the list and those on it go on growing. */
  list(): readonly DtlsAssociation[]
}

interface State {
  readonly association: { -readonly [key in keyof DtlsAssociation]: DtlsAssociation[key] }
  /** Addresses of those who have sent under the new keys. */
  readonly encrypted: Set<string>
}

/** At most `max` associations; those beyond are `dtls-associations-capped`. `keyed` is told once SRTP keys are agreed. */
export function createDtlsAssociations(
  complain: Complain,
  max: number,
  keyed: (client: Endpoint, server: Endpoint) => void,
): DtlsAssociations {
  /** The latest of each pair of ports. */
  const current = new Map<string, State>()
  const list: DtlsAssociation[] = []

  const open = (event: DtlsEvent, key: string): State | undefined => {
    if (list.length >= max) {
      complain('dtls-associations-capped', endpointText(event.source), { kind: 'frame', number: event.frame })
      return undefined
    }
    const isServer = event.fact.kind === 'server-hello' || event.fact.kind === 'hello-verify-request'
    const state = { association: emptyAssociation(event, isServer), encrypted: new Set<string>() }
    current.set(key, state)
    list.push(state.association)
    return state
  }

  const stateOf = (event: DtlsEvent): State | undefined => {
    const key = pairOf(event.source, event.destination)
    const known = current.get(key)
    // Ports are used again: a fresh ClientHello, without a cookie, behind a handshake that was done.
    const isNew =
      event.fact.kind === 'client-hello' && !event.fact.cookie && known?.association.completedAt !== undefined
    return known === undefined || isNew ? open(event, key) : known
  }

  return {
    event(event) {
      const state = stateOf(event)
      if (state === undefined) return
      const { association } = state
      const wasDone = association.completedAt !== undefined
      note(state, event)
      if (!wasDone && association.completedAt !== undefined && association.srtpProfile !== undefined) {
        keyed(association.client, association.server)
      }
    },
    list: () => list,
  }
}

const emptyAssociation = ({ source, destination, frame, at }: DtlsEvent, isServer: boolean): State['association'] => ({
  client: isServer ? destination : source,
  server: isServer ? source : destination,
  firstFrame: frame,
  firstAt: at,
  lastAt: at,
  clientHellos: 0,
  serverHellos: 0,
  offeredVersions: [],
  version: undefined,
  suite: undefined,
  srtpProfile: undefined,
  clientFingerprint: undefined,
  serverFingerprint: undefined,
  completedAt: undefined,
  retransmissions: 0,
  alerts: [],
})

function pairOf(a: Endpoint, b: Endpoint): string {
  const [one, other] = [endpointText(a), endpointText(b)]
  return one < other ? `${one} ${other}` : `${other} ${one}`
}

const isSame = (a: Endpoint, b: Endpoint): boolean => a.address === b.address && a.port === b.port

function note({ association, encrypted }: State, event: DtlsEvent): void {
  const { fact, at, again } = event
  const from = isSame(event.source, association.client) ? 'client' : 'server'
  association.lastAt = at
  if (again) association.retransmissions++
  switch (fact.kind) {
    case 'client-hello':
      noteClientHello(association, event, from)
      association.offeredVersions = fact.versions
      return
    case 'server-hello':
      association.serverHellos++
      association.version = fact.version
      association.suite = fact.suite
      association.srtpProfile = fact.srtpProfile
      return
    case 'certificate':
      if (from === 'client') association.clientFingerprint ??= fact.fingerprint
      else association.serverFingerprint ??= fact.fingerprint
      return
    case 'alert':
      if (association.alerts.length < MAX_ALERTS) {
        const { fatal, description } = fact
        association.alerts = [...association.alerts, { from, fatal, description, frame: event.frame, at }]
      }
      return
    case 'encrypted':
      encrypted.add(endpointText(event.source))
      if (encrypted.size === 2) association.completedAt ??= at
      return
    case 'handshake':
      if (fact.type === CLIENT_HELLO) association.clientHellos++
      return
    case 'hello-verify-request':
      return
    default:
      fact satisfies never
  }
}

/** Who says hello is the client, whoever spoke first. */
function noteClientHello(
  association: State['association'],
  { source, destination }: DtlsEvent,
  from: 'client' | 'server',
): void {
  association.clientHellos++
  if (from === 'client' || association.clientHellos > 1) return
  association.client = source
  association.server = destination
}
