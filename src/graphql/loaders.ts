import DataLoader from 'dataloader'
import type { App, KnownCaller } from '../app/app.ts'
import type { Analysis } from '../model/analysis.ts'
import type { CallRecord, StreamRecord } from '../model/events.ts'
import type { Finding } from '../model/finding.ts'
import type { Page, Slice } from '../model/page.ts'
import { Refusal } from '../model/refusal.ts'

const PAGE = 100

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
}

/** A call or stream, by its number within an analysis. */
interface Numbered {
  readonly analysisId: string
  readonly number: number
}

export function createLoaders(app: App, caller: KnownCaller): Loaders {
  return {
    analysis: joining((id: string) => app.analysis(caller, id)),
    findings: joining((id: string) => app.analysisFindings(caller, id)),
    call: numbered((id, page) => app.analysisCalls(caller, id, page)),
    stream: numbered((id, page) => app.analysisStreams(caller, id, page)),
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

/** A loader of numbered things: one walk over the pages of an analysis serves all numbers asked for in a tick. */
function numbered<Item extends { readonly number: number }>(
  list: (analysisId: string, page: Page<undefined>) => Promise<Slice<Item>>,
): DataLoader<Numbered, Item | undefined> {
  return new DataLoader<Numbered, Item | undefined>(
    async (keys) => {
      const wanted = Map.groupBy(keys, (key) => key.analysisId)
      const found = new Map<string, Map<number, Item>>()
      for (const [analysisId, ofAnalysis] of wanted) {
        const numbers = new Set(ofAnalysis.map((key) => key.number))
        found.set(analysisId, await walk(list, analysisId, numbers).catch(nothingElsewhere<Item>))
      }
      return keys.map((key) => found.get(key.analysisId)?.get(key.number))
    },
    { cache: false },
  )
}

/** An analysis that is not in this workspace holds nothing. */
function nothingElsewhere<Item>(error: unknown): Map<number, Item> {
  if (error instanceof Refusal && error.code === 'not_found') return new Map()
  throw error
}

async function walk<Item extends { readonly number: number }>(
  list: (analysisId: string, page: Page<undefined>) => Promise<Slice<Item>>,
  analysisId: string,
  numbers: ReadonlySet<number>,
): Promise<Map<number, Item>> {
  const found = new Map<number, Item>()
  let after: string | undefined
  do {
    const slice: Slice<Item> = await list(analysisId, { first: PAGE, after })
    for (const { item } of slice.items) if (numbers.has(item.number)) found.set(item.number, item)
    after = slice.hasNext ? slice.items.at(-1)?.cursor : undefined
  } while (after !== undefined && found.size < numbers.size)
  return found
}
