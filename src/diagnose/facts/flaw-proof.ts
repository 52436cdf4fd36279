import type { Flaw } from '../../model/flaw.ts'
import type { Proof } from '../rule.ts'

/** The place a flaw was seen at: its line where the input is text, else the figures with the frame. */
export function flawProof({ example, where }: Flaw, figures: string): Proof {
  if (where?.kind === 'line' && example !== undefined && example.trim() !== '')
    return { event: { at: undefined, origin: where, topic: 'other', text: example } }
  return { kind: 'aggregate', figures, ...(where?.kind === 'frame' && { frame: where.number }) }
}
