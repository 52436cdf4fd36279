import type { Finding } from '../../src/model/finding.ts'

/** A finding with sane members, of which a test names those it is about. */
export const finding = (members: Partial<Finding>): Finding => ({
  id: 'f_1',
  rule: 'general.test',
  source: 'rule',
  severity: 'medium',
  severityReason: undefined,
  category: 'general',
  title: 'A title',
  detail: 'A detail.',
  recommendation: 'Do this.',
  fixes: [],
  confidence: 0.9,
  evidence: [],
  count: 1,
  calls: [1],
  firstSeen: undefined,
  lastSeen: undefined,
  causedBy: undefined,
  references: [],
  fingerprint: 'ab'.repeat(32),
  ...members,
})
