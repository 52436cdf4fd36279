import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { KnownCaller } from '../../src/app/app.ts'
import type { StoredEvent } from '../../src/model/analysis.ts'
import { describeEachDatabase } from '../support/database.ts'
import { startService, type TestService } from '../support/service.ts'
import { privateAddressTrace } from '../support/traces.ts'

async function* nothing(): AsyncGenerator<Uint8Array> {}

const NEVER = new AbortController().signal

describeEachDatabase('the app', (open) => {
  let service: TestService
  beforeAll(async () => {
    service = await startService({ store: await open.settings() })
  })
  afterAll(() => service.close())

  const callerOf = async (key: string): Promise<KnownCaller> => {
    const caller = await service.app.identify({
      authorization: `Bearer ${key}`,
      cookie: undefined,
      workspaceId: undefined,
    })
    if (caller.kind === 'anonymous') throw new Error('the key is not known')
    return caller
  }
  const own = () => callerOf(service.key)
  const eventsOf = async (caller: KnownCaller, id: string, after = 0): Promise<StoredEvent[]> => {
    const events: StoredEvent[] = []
    for await (const batch of service.app.watch(caller, id, after, NEVER)) events.push(...batch)
    return events
  }

  test('an analysis somebody waits for: findings, events in order, unit charged', async () => {
    const caller = await own()
    const before = await service.app.quota(caller)
    const { analysis, quota } = await service.app.submit(caller, { trace: privateAddressTrace(), wait: 'line' })
    expect(quota.used).toBe(before.used + 1)
    const settled = await service.app.settled(caller, analysis.id)
    expect(settled).toMatchObject({ status: 'completed', severityCounts: { high: 1 } })
    const events = await eventsOf(caller, analysis.id)
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
    expect(events.at(-1)?.event.kind).toBe('analysis-completed')
    expect(events.filter(({ event }) => event.kind === 'finding-added').length).toBeGreaterThan(0)
    const [first] = await service.app.analysisFindings(caller, analysis.id)
    expect(first?.title).toBe('RFC 1918 private IP in SDP c= line')
  })

  test('an analysis nobody waits for goes through the queue', async () => {
    const caller = await own()
    const { analysis } = await service.app.submit(caller, { trace: privateAddressTrace(), wait: 'queue' })
    expect(analysis.status).toBe('queued')
    expect((await service.app.settled(caller, analysis.id)).status).toBe('completed')
  })

  test('a reader who comes back with the last sequence number has every event once', async () => {
    const caller = await own()
    const { analysis } = await service.app.submit(caller, { trace: privateAddressTrace(), wait: 'line' })
    const all = await eventsOf(caller, analysis.id)
    for (const { seq } of all.slice(0, -1)) expect(await eventsOf(caller, analysis.id, seq)).toEqual(all.slice(seq))
  })

  describe('idempotency', () => {
    test('the same key attaches and is charged once, also when both come at once', async () => {
      const caller = await own()
      const before = await service.app.quota(caller)
      const submission = { trace: privateAddressTrace(), idempotencyKey: 'one', wait: 'line' } as const
      const [a, b] = await Promise.all([service.app.submit(caller, submission), service.app.submit(caller, submission)])
      expect(a.analysis.id).toBe(b.analysis.id)
      expect([a.attached, b.attached].sort()).toEqual([false, true])
      expect((await service.app.settled(caller, a.analysis.id)).status).toBe('completed')
      expect((await service.app.quota(caller)).used).toBe(before.used + 1)
    })

    test('the same key with another body is a conflict', async () => {
      const caller = await own()
      await service.app.submit(caller, { trace: privateAddressTrace(), idempotencyKey: 'two', wait: 'line' })
      await expect(
        service.app.submit(caller, { trace: `${privateAddressTrace()}\n`, idempotencyKey: 'two', wait: 'line' }),
      ).rejects.toMatchObject({ code: 'idempotency_conflict' })
    })

    test('a key whose analysis was given back starts a new one', async () => {
      const caller = await own()
      const submission = { trace: 'no SIP in here', idempotencyKey: 'three', wait: 'line' } as const
      const first = await service.app.submit(caller, submission)
      await service.app.settled(caller, first.analysis.id)
      const second = await service.app.submit(caller, submission)
      expect(second.attached).toBe(false)
      await service.app.settled(caller, second.analysis.id)
    })
  })

  test('unusable input fails with its reason and gives the unit back', async () => {
    const caller = await own()
    const before = await service.app.quota(caller)
    const { analysis } = await service.app.submit(caller, { trace: 'nothing of ours', wait: 'line' })
    const settled = await service.app.settled(caller, analysis.id)
    expect(settled).toMatchObject({ status: 'failed', failure: { code: 'no_sip_found', retryable: false } })
    expect((await service.app.quota(caller)).used).toBe(before.used)
    expect((await eventsOf(caller, analysis.id)).at(-1)?.event.kind).toBe('analysis-failed')
  })

  test('of many submissions for the last units exactly as many are accepted', async () => {
    const { key } = await service.workspaceOn('pro')
    await service.setLimit('pro', 3)
    const caller = await callerOf(key)
    const submissions = Array.from({ length: 8 }, () =>
      service.app.submit(caller, { trace: privateAddressTrace(), wait: 'line' }),
    )
    const outcomes = await Promise.allSettled(submissions)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'rate_limited' })
    await service.setLimit('pro', 100)
  })

  describe('uploads', () => {
    /** Bytes that come when the test says so. */
    const hand = () => {
      const queue: (Uint8Array | undefined)[] = []
      let wake = () => {}
      async function* bytes(): AsyncGenerator<Uint8Array> {
        for (;;) {
          while (queue.length === 0) await new Promise<void>((resolve) => (wake = resolve))
          const chunk = queue.shift()
          if (chunk === undefined) return
          yield chunk
        }
      }
      const give = (text: string | undefined) => {
        queue.push(text === undefined ? undefined : new TextEncoder().encode(text))
        wake()
      }
      return { bytes: bytes(), give }
    }

    test('findings come while the bytes still do', async () => {
      const caller = await own()
      const upload = await service.app.createUpload(caller, {})
      const { analysis } = await service.app.submit(caller, { uploadId: upload.id, wait: 'line' })
      const { bytes, give } = hand()
      const received = service.app.receiveUpload(caller, upload.id, bytes, 'meanwhile')
      give(`${privateAddressTrace()}\n${privateAddressTrace('second')}\n`)
      let seen = false
      for await (const batch of service.app.watch(caller, analysis.id, 0, NEVER)) {
        for (const { event } of batch) {
          if (event.kind !== 'finding-added' || seen || event.finding.severity !== 'high') continue
          seen = true
          expect((await service.app.analysis(caller, analysis.id))?.status).toBe('running')
          give(undefined)
        }
      }
      expect(seen).toBe(true)
      expect((await received).complete).toBe(true)
      expect((await service.app.settled(caller, analysis.id)).status).toBe('completed')
    })

    test('an upload that breaks off fails its analysis and gives the unit back', async () => {
      const caller = await own()
      const before = await service.app.quota(caller)
      const upload = await service.app.createUpload(caller, {})
      const { analysis } = await service.app.submit(caller, { uploadId: upload.id, wait: 'line' })
      async function* broken(): AsyncGenerator<Uint8Array> {
        yield new TextEncoder().encode(privateAddressTrace())
        throw new Error('connection reset')
      }
      await expect(service.app.receiveUpload(caller, upload.id, broken(), 'meanwhile')).rejects.toThrow(
        'connection reset',
      )
      const settled = await service.app.settled(caller, analysis.id)
      expect(settled.failure).toMatchObject({ code: 'input_lost', retryable: true })
      expect((await service.app.quota(caller)).used).toBe(before.used)
    })

    test('bytes are taken once, and analysed once', async () => {
      const caller = await own()
      const upload = await service.app.createUpload(caller, {})
      const { bytes, give } = hand()
      give(privateAddressTrace())
      give(undefined)
      await service.app.receiveUpload(caller, upload.id, bytes, 'meanwhile')
      await expect(service.app.receiveUpload(caller, upload.id, hand().bytes, 'meanwhile')).rejects.toMatchObject({
        code: 'invalid_input',
      })
      const { analysis } = await service.app.submit(caller, { uploadId: upload.id, wait: 'line' })
      await expect(service.app.submit(caller, { uploadId: upload.id, wait: 'line' })).rejects.toMatchObject({
        code: expect.stringMatching(/invalid_input|not_found/),
      })
      expect((await service.app.settled(caller, analysis.id)).status).toBe('completed')
    })
  })

  test('cancelled: the log ends there, and whoever ran it writes nothing more', async () => {
    const caller = await own()
    const upload = await service.app.createUpload(caller, {})
    const { analysis } = await service.app.submit(caller, { uploadId: upload.id, wait: 'line' })
    const watching = eventsOf(caller, analysis.id)
    expect((await service.app.cancel(caller, analysis.id)).status).toBe('cancelled')
    expect((await watching).at(-1)?.event.kind).toBe('analysis-cancelled')
    expect((await service.app.cancel(caller, analysis.id)).status).toBe('cancelled')
    // Its input goes with it: the upload can be neither filled nor analysed any more.
    await expect(service.app.receiveUpload(caller, upload.id, nothing(), 'afterwards')).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  test('another workspace finds nothing anywhere', async () => {
    const caller = await own()
    const { analysis } = await service.app.submit(caller, { trace: privateAddressTrace(), wait: 'line' })
    await service.app.settled(caller, analysis.id)
    const upload = await service.app.createUpload(caller, {})
    const stranger = await callerOf((await service.workspaceOn('teams')).key)
    const notFound = { code: 'not_found' }
    const [finding] = await service.app.analysisFindings(caller, analysis.id)
    expect(await service.app.analysis(stranger, analysis.id)).toBeUndefined()
    expect(await service.app.finding(stranger, analysis.id, finding?.id ?? '')).toBeUndefined()
    await expect(service.app.analysisFindings(stranger, analysis.id)).rejects.toMatchObject(notFound)
    await expect(service.app.analysisCalls(stranger, analysis.id, { first: 1 })).rejects.toMatchObject(notFound)
    await expect(service.app.analysisStreams(stranger, analysis.id, { first: 1 })).rejects.toMatchObject(notFound)
    await expect(service.app.cancel(stranger, analysis.id)).rejects.toMatchObject(notFound)
    await expect(service.app.remove(stranger, analysis.id)).rejects.toMatchObject(notFound)
    await expect(eventsOf(stranger, analysis.id)).rejects.toMatchObject(notFound)
    await expect(service.app.submit(stranger, { uploadId: upload.id, wait: 'line' })).rejects.toMatchObject(notFound)
    expect((await service.app.analyses(stranger, { first: 10 })).items).toEqual([])
    expect((await service.app.findings(stranger, { first: 10 })).items).toEqual([])
  })

  test('a deleted analysis is gone', async () => {
    const caller = await own()
    const { analysis } = await service.app.submit(caller, { trace: privateAddressTrace(), wait: 'line' })
    await service.app.settled(caller, analysis.id)
    await service.app.remove(caller, analysis.id)
    expect(await service.app.analysis(caller, analysis.id)).toBeUndefined()
  })

  test('a revoked key calls back, and is nobody from then on', async () => {
    const caller = await own()
    const { key, secret } = await service.app.generateKey(caller, 'to be revoked')
    const revoked = new Promise<void>((resolve) => service.app.onKeyRevoked(key.id, resolve))
    await service.app.revokeKey(caller, key.id)
    await revoked
    const credentials = { authorization: `Bearer ${secret}`, cookie: undefined, workspaceId: undefined }
    expect(await service.app.identify(credentials)).toEqual({ kind: 'anonymous', reason: 'invalid' })
  })
})
