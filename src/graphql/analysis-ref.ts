import type { Analysis } from '../model/analysis.ts'
import { builder } from './builder.ts'

/** Findings and analyses name each other: the type stands here, its fields in analysis.ts. */
export const AnalysisRef = builder.objectRef<Analysis>('Analysis')
