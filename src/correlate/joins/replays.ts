import type { SipMessage } from '../../model/message.ts'
import type { Micros } from '../../model/time.ts'
import { putNewest } from '../caps.ts'
import { hashOf } from '../recent-keys.ts'

/**
 * Remembers how calls that are over began, by hash. One that begins with the very same INVITE, the same branch, tag and CSeq, is
 * no other call but that one once more: a second capture whose clock is further off than calls are remembered.
 */
export interface Replays {
  over(first: SipMessage): void
  /** When the call that this INVITE began was seen before; undefined for a new one. */
  seenAt(first: SipMessage): Micros | undefined
}

export function createReplays(max: number): Replays {
  const begun = new Map<number, Micros>()
  return {
    over(first) {
      if (first.at !== undefined && isBeginning(first)) putNewest(begun, identityOf(first), first.at, max)
    },
    seenAt: (first) => (begun.size > 0 && isBeginning(first) ? begun.get(identityOf(first)) : undefined),
  }
}

const isBeginning = ({ kind, method, branch }: SipMessage): boolean =>
  kind === 'request' && method === 'INVITE' && branch !== undefined

/** The CSeq of what begins a call is told by its branch as well (RFC 3261 §8.1.1.7), but for stacks that count badly. */
const identityOf = ({ callId, branch = '', fromTag = '', cseq }: SipMessage): number =>
  hashOf(callId, branch, fromTag) + (cseq?.number ?? 0)
