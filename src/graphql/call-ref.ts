import type { CallRecord } from '../model/events.ts'
import { builder } from './builder.ts'

export interface FoundCall {
  readonly analysisId: string
  readonly call: CallRecord
}

/** Calls, their streams and the findings that speak of them name each other: the type stands here, its fields in call.ts. */
export const CallRef = builder.objectRef<FoundCall>('Call')
