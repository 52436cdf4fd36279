import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  AnalysisDocument,
  AnalyzeDocument,
  AnalyzeLiveDocument,
  CreateUploadDocument,
  type EventFieldsFragment,
  GenerateKeyDocument,
  QuotaDocument,
  RevokeKeyDocument,
  WatchDocument,
} from '../generated/graphql.ts'
import { startService, type TestService } from '../support/service.ts'
import { privateAddressTrace } from '../support/traces.ts'
import { all, ask, data, openSocket, overSse, type Told } from './client.ts'

let service: TestService
let stranger: string
beforeAll(async () => {
  service = await startService()
  stranger = (await service.workspaceOn('teams')).key
})
afterAll(() => service?.close())

type Event = { readonly cursor: string } & EventFieldsFragment

function eventOf(told: Told<{ analyze?: unknown; analysisEvents?: unknown }>): Event {
  if (told.errors !== undefined) throw new Error(JSON.stringify(told.errors))
  return (told.data?.analyze ?? told.data?.analysisEvents) as Event
}

const live = (callId: string) => ({
  input: { trace: privateAddressTrace(callId) },
  idempotencyKey: randomUUID(),
})

const used = async () => (await data(service, QuotaDocument, {})).quota.used

/** An analysis that has told something and waits for the rest of its bytes, until it is let go. */
async function unfinished() {
  const { createUpload } = await data(service, CreateUploadDocument, { input: { filename: 'slow.txt' } })
  if (createUpload.__typename !== 'CreateUploadSuccess') throw new Error(createUpload.message)
  const rest = Promise.withResolvers<void>()
  const body = async function* () {
    yield Buffer.from(privateAddressTrace('early@x'))
    await rest.promise
    yield Buffer.from(privateAddressTrace('late@x'))
  }
  const sent = fetch(createUpload.upload.url, {
    method: 'PUT',
    headers: { Authorization: `Bearer ${service.key}` },
    body: body() as never,
    duplex: 'half',
  } as RequestInit)
  const letGo = async () => {
    rest.resolve()
    expect((await sent).status).toBe(200)
  }
  return { uploadId: createUpload.upload.id, letGo }
}

/** The id of an analysis of that upload. */
async function begun(uploadId: string): Promise<string> {
  const { analyze } = await data(service, AnalyzeDocument, { input: { uploadId } })
  if (analyze.__typename !== 'AnalyzeSuccess') throw new Error(JSON.stringify(analyze))
  return analyze.analysis.id
}

/** Every way a subscription may be followed. */
const ways: readonly [string, (document: never, variables: unknown, key?: string) => AsyncGenerator<Told<never>>][] = [
  ['SSE', (document, variables, key = service.key) => overSse(service, document, variables as never, { key })],
  [
    'WebSocket',
    async function* (document, variables, key = service.key) {
      const socket = openSocket(service, { Authorization: `Bearer ${key}` })
      try {
        yield* socket.run(document, variables as never)
      } finally {
        socket.close()
      }
    },
  ],
]

describe.each(ways)('over %s', (_way, follow) => {
  it('analyze streams from the start to the verdict, which is the analysis', async () => {
    const events = (await all(follow(AnalyzeLiveDocument as never, live('stream@x')))).map(eventOf)
    const kinds = events.map((event) => event.__typename)
    expect(kinds[0]).toBe('StageStarted')
    expect(kinds).toEqual(expect.arrayContaining(['CallFound', 'FindingAdded', 'StageCompleted']))
    const last = events.at(-1)
    if (last?.__typename !== 'AnalysisCompleted') throw new Error(`ended with ${last?.__typename}`)
    const { analysis } = await data(service, AnalysisDocument, { id: last.analysis!.id })
    expect(last.analysis).toEqual(analysis)
    expect(new Set(events.map(({ cursor }) => cursor)).size).toBe(events.length)
  })

  it('who drops anywhere and comes back with the cursor has every event once, and pays once', async () => {
    const before = await used()
    const variables = live('resume@x')
    const whole = (await all(follow(AnalyzeLiveDocument as never, variables))).map(eventOf)
    const last = whole.at(-1)
    if (last?.__typename !== 'AnalysisCompleted') throw new Error(`ended with ${last?.__typename}`)
    const { id } = last.analysis!
    for (const [index, { cursor }] of whole.entries()) {
      const rest = (await all(follow(WatchDocument as never, { id, after: cursor }))).map(eventOf)
      expect(rest).toEqual(whole.slice(index + 1))
    }
    expect((await all(follow(WatchDocument as never, { id }))).map(eventOf)).toEqual(whole)
    expect(await used()).toBe(before + 1)
  })

  it('a re-sent analyze attaches to what it started', async () => {
    const before = await used()
    const variables = live('again@x')
    const first = (await all(follow(AnalyzeLiveDocument as never, variables))).map(eventOf)
    expect((await all(follow(AnalyzeLiveDocument as never, variables))).map(eventOf)).toEqual(first)
    expect(await used()).toBe(before + 1)
  })

  it('another workspace finds nothing', async () => {
    const { analyze } = await data(service, AnalyzeDocument, { input: { trace: privateAddressTrace('mine@x') } })
    if (analyze.__typename !== 'AnalyzeSuccess') throw new Error(analyze.message)
    const [told] = await all(follow(WatchDocument as never, { id: analyze.analysis.id }, stranger))
    expect(told?.errors?.[0]?.extensions.code).toBe('NOT_FOUND')
  })

  it('a foreign or malformed cursor is BAD_USER_INPUT', async () => {
    const one = (await all(follow(AnalyzeLiveDocument as never, live('one@x')))).map(eventOf).at(-1)
    const two = (await all(follow(AnalyzeLiveDocument as never, live('two@x')))).map(eventOf).at(-1)
    if (one?.__typename !== 'AnalysisCompleted' || two?.__typename !== 'AnalysisCompleted') throw new Error('not ended')
    for (const after of [two.cursor, 'zz', '']) {
      const [told] = await all(follow(WatchDocument as never, { id: one.analysis!.id, after }))
      expect(told?.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
    }
  })

  it('a refused analyze says why, and costs nothing', async () => {
    const before = await used()
    const [told] = await all(follow(AnalyzeLiveDocument as never, { input: {}, idempotencyKey: randomUUID() }))
    expect(told?.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
    const [empty] = await all(follow(AnalyzeLiveDocument as never, { ...live('x@x'), idempotencyKey: '' }))
    expect(empty?.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
    expect(await used()).toBe(before)
  })

  it('text without SIP ends in a failure that says so', async () => {
    const variables = { input: { trace: 'nothing of the kind' }, idempotencyKey: randomUUID() }
    const last = (await all(follow(AnalyzeLiveDocument as never, variables))).map(eventOf).at(-1)
    expect(last).toMatchObject({ __typename: 'AnalysisFailed', failure: { code: 'no_sip_found' } })
  })

  it('findings come while the bytes still do', async () => {
    const { uploadId, letGo } = await unfinished()
    const variables = { input: { uploadId }, idempotencyKey: randomUUID() }
    let gone: Promise<void> | undefined
    let early = 0
    let last: Event | undefined
    for await (const told of follow(AnalyzeLiveDocument as never, variables)) {
      const event = eventOf(told)
      last = event
      if (event.__typename === 'FindingAdded' && early++ === 0) gone = letGo()
    }
    await gone
    expect(early).toBeGreaterThan(0)
    expect(last?.__typename).toBe('AnalysisCompleted')
  })
})

describe('who may listen', () => {
  it.each([
    ['nobody', {}],
    ['a mistyped key', { Authorization: 'Bearer sips_0123456789abcdef0123456789abcdef0123' }],
    ['a key without Bearer', { Authorization: 'sips_0123456789abcdef0123456789abcdef0123' }],
  ])('a socket of %s is closed with 4403', async (_who, params) => {
    const socket = openSocket(service, params)
    await expect(all(socket.run(QuotaDocument, {}))).rejects.toMatchObject({ code: 4403 })
    expect((await socket.closed).code).toBe(4403)
  })

  it.each([
    ['in any case', (value: string) => ({ aUTHORIZATION: value })],
    ['within headers', (value: string) => ({ headers: { authorization: value } })],
  ])('the key may be named %s', async (_how, params) => {
    const socket = openSocket(service, params(`Bearer ${service.key}`))
    const [told] = await all(socket.run(QuotaDocument, {}))
    expect(told?.data?.quota.limit).toBeGreaterThan(0)
    socket.close()
  })

  it('a key on the free plan hears what to do', async () => {
    const { key } = await service.workspaceOn('free')
    const socket = openSocket(service, { Authorization: `Bearer ${key}` })
    const [told] = await all(socket.run(QuotaDocument, {}))
    expect(told?.errors?.[0]).toMatchObject({
      message: expect.stringMatching(/upgrade/i),
      extensions: { code: 'FORBIDDEN' },
    })
    socket.close()
  })

  it('when a key is revoked its sockets are closed with 4403, its streams end, and its next request gets 401', async () => {
    const made = await data(service, GenerateKeyDocument, { input: { name: 'to revoke' } })
    if (made.generateKey.__typename !== 'GenerateKeySuccess') throw new Error(made.generateKey.message)
    const { key, secret } = made.generateKey
    const { uploadId, letGo } = await unfinished()
    const id = await begun(uploadId)
    const socket = openSocket(service, { Authorization: `Bearer ${secret}` })
    const overSocket = socket.run(WatchDocument, { id })
    const overHttp = overSse(service, WatchDocument, { id }, { key: secret })
    await Promise.all([overSocket.next(), overHttp.next()])

    await data(service, RevokeKeyDocument, { input: { id: key.id } })
    await expect(all(overSocket)).rejects.toMatchObject({ code: 4403 })
    expect((await socket.closed).code).toBe(4403)
    const rest = await all(overHttp)
    expect(rest.at(-1)?.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
    expect((await ask(service, QuotaDocument, {}, { key: secret })).status).toBe(401)
    await letGo()
  })
})

describe('limits on a socket', () => {
  it('cost and depth hold there too, before anything starts', async () => {
    const before = await used()
    const socket = openSocket(service, { Authorization: `Bearer ${service.key}` })
    const dear = `subscription ($input: AnalyzeInput!, $idempotencyKey: String!) {
      analyze(input: $input, idempotencyKey: $idempotencyKey) { ... on AnalysisCompleted { analysis {
        findings(first: 100) { nodes { calls { messages(first: 100) { nodes { label from to } } } } } } } } }`
    const [told] = await all(socket.run(dear as never, live('dear@x')))
    expect(told).toEqual({
      errors: [{ message: expect.any(String), extensions: { code: 'BAD_USER_INPUT', limit: 'cost' } }],
    })
    socket.close()
    expect(await used()).toBe(before)
  })

  it('of twenty operations at once the twenty-first is refused', async () => {
    const { uploadId, letGo } = await unfinished()
    const id = await begun(uploadId)
    const socket = openSocket(service, { Authorization: `Bearer ${service.key}` })
    const running = Array.from({ length: 20 }, () => socket.run(WatchDocument, { id }))
    await Promise.all(running.map((each) => each.next()))
    await expect(all(socket.run(QuotaDocument, {}))).rejects.toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', limit: 'operations' } },
    ])
    await running[0]?.return(undefined)
    expect((await all(socket.run(QuotaDocument, {}))).at(0)?.data?.quota).toBeDefined()
    socket.close()
    await letGo()
  })
})
