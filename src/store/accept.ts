import { insertAnalysis, isAnalysed, type NewAnalysis } from './analyses.ts'
import type { StoredAnalysis } from './analysis-row.ts'
import type { Db } from './database.ts'
import { claimIdempotency } from './idempotency.ts'
import { putInput } from './inputs.ts'
import { countKeyUse } from './keys.ts'
import { Undone } from './undone.ts'
import { uploadById } from './uploads.ts'
import { reserveUnit } from './usage.ts'
import { workspacePolicy } from './workspaces.ts'

export interface Acceptance extends Omit<NewAnalysis, 'policy' | 'chargedDay'> {
  /** Undefined: the workspace's own. */
  readonly policy: NewAnalysis['policy'] | undefined
  /** The UTC day (`YYYY-MM-DD`) to charge, and how many its plan allows on one. */
  readonly day: string
  readonly limit: number
  readonly trace: string | undefined
  readonly idempotency: { readonly key: string; readonly bodyHash: string } | undefined
  /** True when this node runs as many as it may. */
  readonly full: boolean
}

export type Accepted =
  | { readonly kind: 'accepted'; readonly row: StoredAnalysis; readonly used: number }
  /** An earlier submission has this idempotency key; nothing was charged. */
  | { readonly kind: 'attached'; readonly analysisId: string }
  | { readonly kind: 'conflict' | 'exhausted' | 'full' | 'no-upload' | 'upload-broken' | 'upload-taken' }

/**
 * Accepts an analysis: idempotency, the upload, quota, capacity, then the rows, in the order of contract §1. Whatever is refused
 * leaves nothing behind.
 */
export async function acceptAnalysis(trx: Db, acceptance: Acceptance): Promise<Accepted> {
  const { id, workspaceId, day, idempotency, uploadId } = acceptance
  if (idempotency) {
    const claim = await claimIdempotency(trx, workspaceId, idempotency.key, idempotency.bodyHash, id)
    if (!claim.claimed)
      return claim.bodyHash === idempotency.bodyHash
        ? { kind: 'attached', analysisId: claim.analysisId }
        : { kind: 'conflict' }
  }
  if (uploadId !== undefined) await checkUpload(trx, workspaceId, uploadId)
  const used = await reserveUnit(trx, workspaceId, day, acceptance.limit)
  if (used === undefined) throw new Undone({ kind: 'exhausted' } satisfies Accepted)
  if (acceptance.full) throw new Undone({ kind: 'full' } satisfies Accepted)
  const policy = acceptance.policy ?? (await workspacePolicy(trx, workspaceId))
  const row = await insertAnalysis(trx, { ...acceptance, policy, chargedDay: day })
  if (acceptance.trace !== undefined) await putInput(trx, id, acceptance.trace)
  if (acceptance.keyId !== undefined) await countKeyUse(trx, acceptance.keyId, day)
  return { kind: 'accepted', row, used }
}

/** An upload is analysed once: its bytes are gone afterwards. */
async function checkUpload(trx: Db, workspaceId: string, uploadId: string): Promise<void> {
  const upload = await uploadById(trx, workspaceId, uploadId)
  if (upload === undefined) throw new Undone({ kind: 'no-upload' } satisfies Accepted)
  if (upload.state === 'failed') throw new Undone({ kind: 'upload-broken' } satisfies Accepted)
  if (await isAnalysed(trx, uploadId)) throw new Undone({ kind: 'upload-taken' } satisfies Accepted)
}
