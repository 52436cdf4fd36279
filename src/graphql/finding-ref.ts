import type { FoundFinding } from '../model/analysis.ts'
import type { Finding } from '../model/finding.ts'
import { builder } from './builder.ts'

/** Findings and calls name each other: the type stands here, its fields in finding.ts. */
export const FindingRef = builder.objectRef<FoundFinding>('Finding')

export const inAnalysis = (analysisId: string, findings: readonly Finding[]): FoundFinding[] =>
  findings.map((finding) => ({ analysisId, finding }))
