import type { Registration } from '../model/call.ts'
import { endpointText } from '../model/endpoint.ts'
import type { Binding, Register } from '../model/registration.ts'
import type { BindingRecord, RegistrationRecord, RegistrationState } from '../model/registration-record.ts'
import { type Micros, millisBetween } from '../model/time.ts'
import { bindingsOf, registersOf } from './bindings.ts'
import { ladderOf } from './ladder-rows.ts'
import { TRANSACTION_LIFETIME_US } from './outcome.ts'
import { partiesOf } from './parties.ts'

/** Bindings told of one registration, the first ones. Chosen by us. */
const BINDINGS_MAX = 20
/** Rows of its ladder, the first ones. Chosen by us. */
const ROWS_MAX = 100

/** A registration as it is told to people and stored. `now` is the latest time in the input: what has run out by then has. */
export function registrationRecord(
  registration: Registration,
  number: number,
  now: Micros | undefined,
): RegistrationRecord {
  const registers = registersOf(registration)
  const bindings = bindingsOf(registration)
  const first = registers[0]?.passage.near.request ?? registration.messages[0]
  const { from, to } = first ? partiesOf(first) : { from: undefined, to: undefined }
  const { lanes, rows } = ladderOf(registration, ROWS_MAX)
  return {
    number,
    aor: registration.aor,
    registrar: registration.registrar,
    from: from && endpointText(from),
    to: to && endpointText(to),
    state: stateOf(registers, bindings, now),
    status: registers.findLast(({ final }) => final)?.final?.status,
    bindings: bindings.slice(0, BINDINGS_MAX).map(bindingOf),
    registers: registers.length,
    granted: registers.filter(isGranted).length,
    refreshes: bindings.reduce((sum, { asked, grants }) => sum + (asked ? Math.max(0, grants.length - 1) : 0), 0),
    refusals: registers.filter(isRefused).length,
    challenged: registers.filter(({ challenged }) => challenged).length,
    registrationRequestDelayMs: meanDelay(registers),
    lanes,
    messages: rows,
    firstAt: registration.firstAt,
    lastAt: registration.lastAt,
  }
}

const isGranted = ({ final }: Register): boolean => final !== undefined && final.status < 300
const isRefused = ({ final, challenged }: Register): boolean =>
  final !== undefined && final.status >= 300 && !challenged

function stateOf(
  registers: readonly Register[],
  bindings: readonly Binding[],
  now: Micros | undefined,
): RegistrationState {
  const last = registers.at(-1)
  if (!last) return 'unknown'
  if (last.challenged) return 'challenged'
  if (isRefused(last)) return 'refused'
  if (!last.final) return isSilent(last, now) ? 'unanswered' : 'unknown'
  const own = bindings.filter(({ asked }) => asked)
  // A registrar behind a translator may list the contact under another address than was asked for.
  const meant = own.length === 0 && last.kind !== 'remove' ? bindings : own
  const kept = meant.filter(({ removed }) => !removed)
  if (kept.length === 0) return 'unregistered'
  const over = (binding: Binding): boolean =>
    binding.expiresAt !== undefined && now !== undefined && binding.expiresAt < now
  return kept.every(over) ? 'expired' : 'registered'
}

/** For as long as a client waits (timer F, RFC 3261 §17.1.2.2). */
function isSilent({ at }: Register, now: Micros | undefined): boolean {
  return at !== undefined && now !== undefined && now - at >= TRANSACTION_LIFETIME_US
}

const bindingOf = ({ contact, asked, grants, removed, expiresAt }: Binding): BindingRecord => ({
  contact: contact.uri,
  instance: contact.instance,
  asked,
  refreshes: Math.max(0, grants.length - 1),
  askedS: grants.at(-1)?.askedS,
  grantedS: grants.at(-1)?.grantedS,
  firstAt: grants[0]?.at,
  lastAt: grants.at(-1)?.at,
  expiresAt,
  removedBy: removed?.by,
})

function meanDelay(registers: readonly Register[]): number | undefined {
  let [sum, count] = [0, 0]
  for (const register of registers) {
    const ms = isGranted(register) ? millisBetween(register.at, register.final?.at) : undefined
    if (ms === undefined) continue
    sum += ms
    count++
  }
  return count === 0 ? undefined : sum / count
}
