import { headers, type SipMessage } from '../../model/message.ts'
import type { Proof } from '../rule.ts'

/** Every line of these headers of a message, as proof. */
export const headerProofs = (message: SipMessage, ...names: readonly string[]): readonly Proof[] =>
  names.flatMap((name) => headers(message, name).map((header): Proof => ({ message, header })))
