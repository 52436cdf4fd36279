import type { Registration } from '../../model/call.ts'
import type { LostInvite } from '../../model/network.ts'
import type { Proof, RuleContext } from '../rule.ts'
import { networkOf } from './network.ts'

/** INVITEs for the user of a registration that nobody took. */
export function lostFor({ aor }: Registration, { capture }: RuleContext): readonly LostInvite[] {
  const user = aor.replace(/^sips?:/i, '')
  const at = user.lastIndexOf('@')
  const name = at < 0 ? user : user.slice(0, at)
  return networkOf(capture).lostInvites.filter(
    (one) => one.user === user || (name !== '' && one.user.startsWith(`${name}@`)),
  )
}

export const lostProof = ({ request }: LostInvite): Proof => ({ message: request })

/** `not answered`, or the status. */
export const lostText = ({ status }: LostInvite): string =>
  status === undefined ? 'was not answered' : `was answered with ${status}`
