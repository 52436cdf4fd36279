import type { AnalysisEvent } from '../model/events.ts'
import type { AnalyzeOptions } from '../model/options.ts'
import type { RefusalCode } from '../model/refusal.ts'

/** What the pool says to a worker. Each is answered once, but for `forget`. */
export type ToWorker =
  | { readonly kind: 'open'; readonly id: number; readonly options: AnalyzeOptions }
  | { readonly kind: 'push'; readonly id: number; readonly chunk: Uint8Array }
  | { readonly kind: 'end'; readonly id: number; readonly cut: string | undefined }
  | { readonly kind: 'forget'; readonly id: number }

/** What a worker answers. */
export type FromWorker =
  | { readonly kind: 'events'; readonly id: number; readonly events: readonly AnalysisEvent[] }
  | { readonly kind: 'refused'; readonly id: number; readonly code: RefusalCode; readonly message: string }
  | { readonly kind: 'broken'; readonly id: number; readonly message: string }
