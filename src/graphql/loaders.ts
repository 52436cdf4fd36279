import DataLoader from 'dataloader'
import type { App, KnownCaller } from '../app/app.ts'
import type { Analysis, Hosts } from '../model/analysis.ts'
import type { CallRecord, StreamRecord } from '../model/events.ts'
import type { Finding } from '../model/finding.ts'
import { Refusal } from '../model/refusal.ts'
import type { RegistrationRecord } from '../model/registration-record.ts'

/**
 * Look-ups of one request. They join equal questions of one tick and remember nothing: a subscription keeps its context for
 * as long as it lives, and an analysis changes meanwhile.
 */
export interface Loaders {
  readonly analysis: DataLoader<string, Analysis | undefined>
  /** Ranked findings, by analysis id. */
  readonly findings: DataLoader<string, readonly Finding[]>
  readonly call: DataLoader<Numbered, CallRecord | undefined>
  readonly stream: DataLoader<Numbered, StreamRecord | undefined>
  readonly registration: DataLoader<Numbered, RegistrationRecord | undefined>
  /** Endpoints and peers, by analysis id. */
  readonly hosts: DataLoader<string, Hosts>
}

/** A call, stream or registration, by its number within an analysis. */
interface Numbered {
  readonly analysisId: string
  readonly number: number
}

export function createLoaders(app: App, caller: KnownCaller): Loaders {
  return {
    analysis: joining((id: string) => app.analysis(caller, id)),
    findings: joining((id: string) => app.analysisFindings(caller, id)),
    call: numbered((id, numbers) => app.callsByNumber(caller, id, numbers)),
    stream: numbered((id, numbers) => app.streamsByNumber(caller, id, numbers)),
    registration: numbered((id, numbers) => app.registrationsByNumber(caller, id, numbers)),
    hosts: joining((id: string) => app.analysisHosts(caller, id)),
  }
}

/** A loader over a single look-up: the same key is asked for once a tick. */
function joining<Value>(load: (key: string) => Promise<Value>): DataLoader<string, Value> {
  return new DataLoader<string, Value>(
    async (keys) => {
      const asked = new Map<string, Promise<Value>>()
      for (const key of keys) if (!asked.has(key)) asked.set(key, load(key))
      return Promise.all(keys.map((key) => asked.get(key)!.catch((error: Error) => error)))
    },
    { cache: false },
  )
}

/** A loader of numbered things: one look-up an analysis serves all numbers asked for in a tick. */
function numbered<Item extends { readonly number: number }>(
  load: (analysisId: string, numbers: readonly number[]) => Promise<readonly Item[]>,
): DataLoader<Numbered, Item | undefined> {
  return new DataLoader<Numbered, Item | undefined>(
    async (keys) => {
      const found = new Map<string, Map<number, Item>>()
      for (const [analysisId, wanted] of Map.groupBy(keys, (key) => key.analysisId)) {
        const numbers = [...new Set(wanted.map((key) => key.number))]
        const items = await load(analysisId, numbers).catch(nothingElsewhere)
        found.set(analysisId, new Map(items.map((item) => [item.number, item])))
      }
      return keys.map((key) => found.get(key.analysisId)?.get(key.number))
    },
    { cache: false },
  )
}

/** An analysis that is not in this workspace holds nothing. */
function nothingElsewhere(error: unknown): readonly never[] {
  if (error instanceof Refusal && error.code === 'not_found') return []
  throw error
}
