import type { Complain } from '../model/flaw.ts'
import type { TlsHandshake } from '../model/tls.ts'

const SIPS_PORT = 5061

/** Keeps the TLS connections of an input for those who look at the whole of it. */
export interface TlsHandshakes {
  add(handshake: TlsHandshake): void
  /** Goes on growing. */
  list(): readonly TlsHandshake[]
}

/** At most `max`: beyond that, those about SIP or that failed take the place of others (`tls-handshakes-capped`). */
export function createTlsHandshakes(complain: Complain, max: number): TlsHandshakes {
  const kept: TlsHandshake[] = []
  /** From here on others may stand, which make room. */
  let from = 0
  return {
    add(handshake) {
      if (kept.length < max) {
        kept.push(handshake)
        return
      }
      complain('tls-handshakes-capped', `more than ${max}`, { kind: 'frame', number: handshake.first.frame })
      if (!matters(handshake)) return
      while (from < max && matters(kept[from]!)) from++
      if (from < max) kept[from] = handshake
    },
    list: () => kept,
  }
}

/** What SIP travels in, as far as anything tells, and what did not come about. */
const matters = (handshake: TlsHandshake): boolean =>
  handshake.sipMessages > 0 ||
  handshake.server.port === SIPS_PORT ||
  handshake.offeredAlpn.some((name) => name.startsWith('sip')) ||
  handshake.outcome === 'failed' ||
  handshake.outcome === 'aborted'
