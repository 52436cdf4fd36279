import { randomUUID } from 'node:crypto'
import type { Finding } from '../../src/model/finding.ts'
import { insertAnalysis, type NewAnalysis } from '../../src/store/analyses.ts'
import type { Db } from '../../src/store/database.ts'
import { createWorkspace } from '../../src/store/workspaces.ts'

/** A workspace with its organization; gives its id. */
export async function makeWorkspace(db: Db, plan = 'pro', name = 'Acme'): Promise<string> {
  const id = randomUUID()
  await db.insertInto('organization').values({ id, name, slug: id, createdAt: new Date() }).execute()
  await createWorkspace(db, { id, plan })
  return id
}

/** A queued analysis; gives its id. */
export async function makeAnalysis(db: Db, workspaceId: string, more: Partial<NewAnalysis> = {}): Promise<string> {
  const id = randomUUID()
  const context = { issue: undefined, endpoints: [] }
  await insertAnalysis(db, { id, workspaceId, source: 'trace', stages: [], context, policy: {}, ...more })
  return id
}

/** A whole finding, for tests that care about few of its fields. */
export const makeFinding = (more: Partial<Finding> = {}): Finding => ({
  id: 'f1',
  rule: 'nat.private-address-in-sdp',
  source: 'rule',
  severity: 'high',
  severityReason: undefined,
  category: 'media',
  title: 'RFC 1918 private IP in SDP c= line',
  detail: 'audio is to be sent to 10.0.0.5.',
  recommendation: 'Advertise the public address.',
  fixes: [],
  confidence: 1,
  evidence: [],
  count: 1,
  calls: [1],
  firstSeen: undefined,
  lastSeen: undefined,
  causedBy: undefined,
  references: ['RFC 1918 §3'],
  fingerprint: 'ab12',
  ...more,
})
