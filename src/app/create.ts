import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { newApiKey } from '../accounts/api-key.ts'
import type { Auth } from '../accounts/auth.ts'
import { enqueueAnalysis, type Queue } from '../jobs/queue.ts'
import type { Analysis, AnalysisStatus, StageState } from '../model/analysis.ts'
import { Refusal } from '../model/refusal.ts'
import type { Micros } from '../model/time.ts'
import {
  analysesPage,
  analysisById,
  analysisRow,
  deleteAnalysis,
  finishAnalysis,
  lockAnalysis,
} from '../store/analyses.ts'
import { callsByNumber, callsPage } from '../store/calls.ts'
import { appendEvents } from '../store/events.ts'
import { findingById, findingsOf, findingsPage } from '../store/findings.ts'
import { hostsOf } from '../store/hosts.ts'
import { discardInput } from '../store/inputs.ts'
import { insertKey, keyIsRevoked, keysOf, revokeKey } from '../store/keys.ts'
import type { Store } from '../store/open.ts'
import { giveBack } from '../store/record.ts'
import { registrationsByNumber, registrationsPage } from '../store/registrations.ts'
import { streamsByNumber, streamsPage } from '../store/streams.ts'
import { isUuid } from '../store/values.ts'
import type { App, KnownCaller } from './app.ts'
import type { Hub } from './hub.ts'
import { admit, identify, mayChange, UPGRADE } from './identity.ts'
import type { Inputs } from './inputs.ts'
import { dayOf, nextMidnight, quotaOf } from './quota.ts'
import type { Runner } from './run.ts'
import { submit } from './submit.ts'
import type { Uploads } from './uploads.ts'
import { watch } from './watch.ts'

export interface AppParts {
  readonly store: Store
  readonly auth: Auth
  readonly hub: Hub
  readonly runner: Runner
  readonly queue: Queue
  readonly uploads: Uploads
  readonly inputs: Inputs
  readonly log: Logger
  readonly now: () => Micros
  readonly maxRunning: number
  readonly nodeId: string
}

/** A stage of an analysis that was cancelled: what had not ended never will. */
const stopped = (stage: StageState): StageState =>
  stage.status === 'running' || stage.status === 'pending' ? { ...stage, status: 'skipped', note: 'cancelled' } : stage

/** What the promise gives, or undefined when the signal aborts first or there is no promise. */
async function until<Value>(
  promise: Promise<Value> | undefined,
  signal: AbortSignal | undefined,
): Promise<Value | undefined> {
  if (promise === undefined || signal === undefined) return promise
  let stop = () => {}
  const aborted = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined)
    signal.addEventListener('abort', stop)
  })
  return Promise.race([promise, aborted]).finally(() => signal.removeEventListener('abort', stop))
}

/** How often one who waits for the end looks for it, should news of it be lost. */
const SETTLE_LOOK_MS = 1_000

const isOver = (status: AnalysisStatus): boolean => status !== 'queued' && status !== 'running'

/** The one implementation of `App`: each method checks who asks, then calls the function that knows. */
export function createApp(parts: AppParts): App {
  const { store, hub, runner, queue, uploads, now } = parts
  const db = store.db

  /** The analysis, or `not_found` in the same words for elsewhere and nowhere. */
  const owned = async (caller: KnownCaller, id: string): Promise<Analysis> => {
    const analysis = await analysisById(db, caller.workspace.id, id)
    if (analysis === undefined) throw new Refusal('not_found', 'There is no analysis with this id in your workspace.')
    return analysis
  }

  return {
    identify: (credentials) => identify(parts, credentials),
    admit,

    async quota(caller) {
      if (caller.kind === 'anonymous') return { limit: 0, used: 0, remaining: 0, resetsAt: nextMidnight(now()) }
      return quotaOf(db, caller.workspace, now())
    },

    async submit(caller, submission) {
      mayChange(caller)
      const { claimed, ...submitted } = await submit(
        {
          store,
          now,
          nodeId: parts.nodeId,
          running: () => runner.running,
          maxRunning: parts.maxRunning,
          enqueue: (trx, id) => enqueueAnalysis(queue, id, trx),
        },
        caller,
        submission,
      )
      if (claimed) void runner.run(claimed.id, claimed)
      return submitted
    },

    async settled(caller, analysisId, signal) {
      const listener = hub.listen(analysisId)
      try {
        for (;;) {
          // One that runs here says itself when it is over; asking the database before that tells nothing.
          const ended = await until(runner.ended(analysisId), signal)
          const analysis = ended?.workspaceId === caller.workspace.id ? ended : await owned(caller, analysisId)
          if (isOver(analysis.status)) return analysis
          signal?.throwIfAborted()
          await listener.next(SETTLE_LOOK_MS, signal)
        }
      } finally {
        listener.stop()
      }
    },

    async cancel(caller, analysisId) {
      mayChange(caller)
      await owned(caller, analysisId)
      const cancelled = await db.transaction().execute(async (trx) => {
        // With the row locked nobody appends meanwhile; once it has ended, whoever runs it is fenced out.
        const row = await lockAnalysis(trx, analysisId)
        if (row === undefined || isOver(row.status)) return undefined
        const event = { at: now(), event: { kind: 'analysis-cancelled' } } as const
        await appendEvents(trx, analysisId, row.attempt, row.lastSeq + 1, [event])
        await finishAnalysis(trx, analysisId, row.attempt, { status: 'cancelled', stages: row.stages.map(stopped) })
        if (row.status === 'queued') await giveBack(trx, row.workspaceId, row.id)
        await discardInput(trx, row.workspaceId, row.id)
        return row
      })
      runner.drop(analysisId)
      hub.tell('analysis', analysisId)
      if (cancelled) await parts.inputs.discard(cancelled)
      return owned(caller, analysisId)
    },

    async remove(caller, analysisId) {
      mayChange(caller)
      await owned(caller, analysisId)
      runner.drop(analysisId)
      const row = await analysisRow(db, analysisId)
      await deleteAnalysis(db, caller.workspace.id, analysisId)
      if (row !== undefined) await parts.inputs.erase(row)
      hub.tell('analysis', analysisId)
    },

    async createUpload(caller, input) {
      mayChange(caller)
      return uploads.create(caller.workspace.id, input)
    },

    async receiveUpload(caller, uploadId, bytes, analysed) {
      mayChange(caller)
      return uploads.receive(caller.workspace.id, uploadId, bytes, analysed)
    },

    analysis: (caller, id) => analysisById(db, caller.workspace.id, id),
    analyses: (caller, page) => analysesPage(db, caller.workspace.id, page.filter, page.first, page.after),

    async analysisFindings(caller, analysisId) {
      const findings = await findingsOf(db, caller.workspace.id, analysisId)
      // Only where there are none can it be nowhere, or elsewhere.
      if (findings.length === 0) await owned(caller, analysisId)
      return findings
    },
    async analysisCalls(caller, analysisId, page) {
      await owned(caller, analysisId)
      return callsPage(db, analysisId, page.first, page.after)
    },
    async analysisStreams(caller, analysisId, page) {
      await owned(caller, analysisId)
      return streamsPage(db, analysisId, page.first, page.after)
    },
    async analysisRegistrations(caller, analysisId, page) {
      await owned(caller, analysisId)
      return registrationsPage(db, analysisId, page.first, page.after)
    },
    async analysisHosts(caller, analysisId) {
      await owned(caller, analysisId)
      return hostsOf(db, analysisId)
    },
    async callsByNumber(caller, analysisId, numbers) {
      await owned(caller, analysisId)
      return callsByNumber(db, analysisId, numbers)
    },
    async streamsByNumber(caller, analysisId, numbers) {
      await owned(caller, analysisId)
      return streamsByNumber(db, analysisId, numbers)
    },
    async registrationsByNumber(caller, analysisId, numbers) {
      await owned(caller, analysisId)
      return registrationsByNumber(db, analysisId, numbers)
    },
    findings: (caller, page) => findingsPage(db, caller.workspace.id, page.filter, page.first, page.after),
    finding: (caller, analysisId, findingId) => findingById(db, caller.workspace.id, analysisId, findingId),

    async *watch(caller, analysisId, after, signal) {
      await owned(caller, analysisId)
      yield* watch(parts, analysisId, after, signal)
    },

    keys: (caller, page) => keysOf(db, caller.workspace.id, page, dayOf(now())),

    async generateKey(caller, name) {
      mayChange(caller)
      if (!caller.workspace.plan.apiAccess) throw new Refusal('plan_required', UPGRADE)
      const trimmed = name?.trim() || 'API key'
      if (trimmed.length > 100)
        throw new Refusal('invalid_input', 'The name of a key has at most 100 characters.', {
          issues: [{ path: ['name'], message: 'at most 100 characters' }],
        })
      const { secret, prefix, hash } = newApiKey()
      const key = await insertKey(db, {
        id: randomUUID(),
        workspaceId: caller.workspace.id,
        name: trimmed,
        prefix,
        hash,
      })
      return { key, secret }
    },

    async revokeKey(caller, keyId) {
      mayChange(caller)
      if (!isUuid(keyId))
        throw new Refusal('invalid_input', '`key_id` must be the UUID of a key, as the list of keys shows it.', {
          issues: [{ path: ['key_id'], message: 'not a UUID' }],
        })
      const key = await revokeKey(db, caller.workspace.id, keyId)
      if (key === undefined) throw new Refusal('not_found', 'There is no key with this id in your workspace.')
      hub.tell('key', keyId)
      return key
    },

    onKeyRevoked(keyId, callback) {
      // A wake may also mean that news was missed: look before believing it.
      const stop = hub.on(keyId, () => {
        keyIsRevoked(db, keyId).then(
          (revoked) => {
            if (!revoked) return
            stop()
            callback()
          },
          (err: unknown) => parts.log.error({ err, keyId }, 'whether a key was revoked could not be asked'),
        )
      })
      return stop
    },
  }
}
