import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  AnalysesDocument,
  AnalysisDetailDocument,
  AnalysisDocument,
  AnalyzeDocument,
  AnalyzeLiveDocument,
  CancelAnalysisDocument,
  CreateUploadDocument,
  DeleteAnalysisDocument,
  FindingsDocument,
  GenerateKeyDocument,
  KeysDocument,
  NodeDocument,
  QuotaDocument,
  RevokeKeyDocument,
  RulesDocument,
  ViewerDocument,
} from '../generated/graphql.ts'
import { startService, type TestService } from '../support/service.ts'
import { privateAddressTrace } from '../support/traces.ts'
import { all, ask, data, overSse } from './client.ts'

let service: TestService
let free: string
let stranger: string
/** A finished analysis of the service's own workspace. */
let analysisId: string

beforeAll(async () => {
  service = await startService()
  free = (await service.workspaceOn('free')).key
  stranger = (await service.workspaceOn('teams')).key
  const input = {
    trace: privateAddressTrace(),
    context: { issue: 'one-way-audio', endpoints: ['Softphone', 'Carrier'] },
  }
  const events = await all(overSse(service, AnalyzeLiveDocument, { input, idempotencyKey: 'queries' }))
  const last = events.at(-1)?.data?.analyze
  if (last?.__typename !== 'AnalysisCompleted') throw new Error(JSON.stringify(events.at(-1)))
  analysisId = last.analysis!.id
})
afterAll(() => service?.close())

describe('who asks', () => {
  const anonymous = {}

  it('may see the rules and the schema without saying', async () => {
    const { rules } = await data(service, RulesDocument, {}, anonymous)
    expect(rules.map(({ id }) => id)).toContain('nat.private-address-in-sdp')
    const schema = await ask(service, '{ __schema { queryType { name } } }' as never, {}, anonymous)
    expect(schema.data).toEqual({ __schema: { queryType: { name: 'Query' } } })
  })

  it('must say for everything else', async () => {
    for (const document of [ViewerDocument, QuotaDocument, KeysDocument, AnalysesDocument, FindingsDocument]) {
      const { status, errors } = await ask(service, document as never, {}, anonymous)
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHENTICATED'])
      expect(status).toBe(401)
    }
  })

  it('is a workspace and a key, and no user', async () => {
    const { viewer } = await data(service, ViewerDocument, {})
    expect(viewer).toMatchObject({ user: null, workspace: { id: service.workspaceId, plan: { slug: 'teams' } } })
    expect(service.key.startsWith(viewer!.key!.prefix)).toBe(true)
  })

  it('on the free plan is asked to upgrade', async () => {
    const quota = await ask(service, QuotaDocument, {}, { key: free })
    expect(quota.status).toBe(403)
    expect(quota.errors?.[0]).toMatchObject({ extensions: { code: 'FORBIDDEN' } })
    expect(quota.errors?.[0]?.message).toMatch(/upgrade/i)
    const { analyze } = await data(service, AnalyzeDocument, { input: { trace: 'x' } }, { key: free })
    expect(analyze).toMatchObject({ __typename: 'PlanRequired', code: 'FORBIDDEN' })
  })

  it('with a mistyped key is nobody', async () => {
    const { status, errors } = await ask(service, QuotaDocument, {}, { key: `${service.key.slice(0, -1)}x` })
    expect([status, errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED'])
  })
})

describe('an analysis', () => {
  it('has its findings ranked, its words, its counts', async () => {
    const { analysis } = await data(service, AnalysisDocument, { id: analysisId })
    expect(analysis).toMatchObject({ status: 'COMPLETED', failure: null, context: { issue: 'one-way-audio' } })
    const { nodes } = analysis!.findings
    const found = nodes.find(({ rule }) => rule?.id === 'nat.private-address-in-sdp')
    expect(found).toMatchObject({ severity: 'HIGH', category: 'MEDIA', source: 'RULE' })
    expect(found?.evidence[0]?.excerpt).toContain('192.168.1.100')
    const { critical, high, medium, low, info } = analysis!.severityCounts
    expect(critical + high + medium + low + info).toBe(nodes.length)
    expect(analysis!.input).toMatchObject({ kind: 'TEXT', messages: 5, calls: 1 })
    const { total, blank, sip, log, notUnderstood } = analysis!.input!.lines!
    expect(blank + sip + log + notUnderstood).toBe(total)
    expect(analysis!.input!.lines).toMatchObject({ notUnderstood: 0, firstNotUnderstood: [] })
  })

  it('has its call with the ladder, and says what was checked', async () => {
    const { analysis } = await data(service, AnalysisDetailDocument, { id: analysisId })
    const [call] = analysis!.calls.edges.map(({ node }) => node)
    expect(call).toMatchObject({ number: 1, outcome: 'ANSWERED', status: 200 })
    expect(call?.messages.nodes.map(({ label }) => label.split(' ')[0])).toEqual(['INVITE', '200', 'ACK', 'BYE', '200'])
    expect(analysis!.coverage.find(({ rule }) => rule?.id === 'nat.private-address-in-sdp')?.verdict).toBe('FIRED')
  })

  it('is found by its UUID as by its id', async () => {
    const uuid = Buffer.from(analysisId, 'base64url').toString().split(':')[1]!
    expect((await data(service, AnalysisDocument, { id: uuid })).analysis?.id).toBe(analysisId)
  })

  it('stands in the lists, page by page', async () => {
    const { findings } = await data(service, FindingsDocument, { first: 1 })
    expect(findings.edges).toHaveLength(1)
    const rest = await data(service, FindingsDocument, { first: 100, after: findings.pageInfo.endCursor })
    expect(rest.findings.edges.map(({ node }) => node.id)).not.toContain(findings.edges[0]?.node.id)
    const { analyses } = await data(service, AnalysesDocument, { filter: { status: ['COMPLETED'] } })
    expect(analyses.edges.map(({ node }) => node.id)).toContain(analysisId)
    const none = await data(service, AnalysesDocument, { filter: { status: ['FAILED'] } })
    expect(none.analyses.edges.map(({ node }) => node.id)).not.toContain(analysisId)
  })

  it('and what it holds can be asked for by id', async () => {
    const { analysis } = await data(service, AnalysisDocument, { id: analysisId })
    const { analysis: detail } = await data(service, AnalysisDetailDocument, { id: analysisId })
    const ids = [
      analysisId,
      analysis!.findings.nodes[0]!.id,
      detail!.calls.edges[0]!.node.id,
      'nat.private-address-in-sdp',
    ]
    const types = await Promise.all(ids.map(async (id) => (await data(service, NodeDocument, { id })).node?.__typename))
    expect(types).toEqual(['Analysis', 'Finding', 'Call', 'Rule'])
  })

  it('belongs to its workspace: for others it is nowhere', async () => {
    const { analysis } = await data(service, AnalysisDocument, { id: analysisId })
    const { analysis: detail } = await data(service, AnalysisDetailDocument, { id: analysisId })
    const { viewer } = await data(service, ViewerDocument, {})
    const given = { key: stranger }
    expect((await data(service, AnalysisDocument, { id: analysisId }, given)).analysis).toBeNull()
    for (const id of [analysisId, analysis!.findings.nodes[0]!.id, detail!.calls.edges[0]!.node.id, viewer!.key!.id]) {
      expect((await data(service, NodeDocument, { id }, given)).node).toBeNull()
    }
    expect((await data(service, AnalysesDocument, {}, given)).analyses.edges).toEqual([])
    expect((await data(service, FindingsDocument, {}, given)).findings.edges).toEqual([])
    const id = analysisId
    const { cancelAnalysis } = await data(service, CancelAnalysisDocument, { input: { id } }, given)
    const { deleteAnalysis } = await data(service, DeleteAnalysisDocument, { input: { id } }, given)
    const { revokeKey } = await data(service, RevokeKeyDocument, { input: { id: viewer!.key!.id } }, given)
    expect([cancelAnalysis, deleteAnalysis, revokeKey].map((result) => result.__typename)).toEqual(
      Array(3).fill('NotFound'),
    )
  })

  it('can be deleted', async () => {
    const { analyze } = await data(service, AnalyzeDocument, { input: { trace: privateAddressTrace('delete@me') } })
    if (analyze.__typename !== 'AnalyzeSuccess') throw new Error(analyze.message)
    const { id } = analyze.analysis
    await data(service, CancelAnalysisDocument, { input: { id } })
    expect(await data(service, DeleteAnalysisDocument, { input: { id } })).toMatchObject({
      deleteAnalysis: { deletedId: id },
    })
    expect((await data(service, AnalysisDocument, { id })).analysis).toBeNull()
  })
})

describe('input that will not do', () => {
  it.each([
    ['no source', {}],
    ['two sources', { trace: 'x', pcapUrl: 'https://example.com/a.pcap' }],
    ['an empty idempotency key', { trace: 'x', idempotencyKey: '' }],
    ['a policy with a wrong prefix list', { trace: 'x', policy: { ownNetworks: Array(101).fill('10.0.0.0/8') } }],
  ])('%s is InvalidInput, and costs nothing', async (_what, input) => {
    const before = (await data(service, QuotaDocument, {})).quota.used
    const { analyze } = await data(service, AnalyzeDocument, { input })
    expect(analyze).toMatchObject({ __typename: 'InvalidInput', code: 'BAD_USER_INPUT' })
    expect((await data(service, QuotaDocument, {})).quota.used).toBe(before)
  })

  it.each(['not-a-uuid', '0d5c2a52-7a54-4a0e-9a3f-6a1f6b1f0c11'])(
    'an upload that is none is NotFound: %s',
    async (uploadId) => {
      const { analyze } = await data(service, AnalyzeDocument, { input: { uploadId } })
      expect(analyze).toMatchObject({ __typename: 'NotFound', code: 'NOT_FOUND' })
    },
  )

  it('a trace over 512,000 bytes is PayloadTooLarge', async () => {
    const { analyze } = await data(service, AnalyzeDocument, { input: { trace: 'x'.repeat(512_001) } })
    expect(analyze).toMatchObject({ __typename: 'PayloadTooLarge', code: 'PAYLOAD_TOO_LARGE' })
  })

  it('an idempotency key with another input is a conflict, with the same one an attachment', async () => {
    const input = { trace: privateAddressTrace('idem@x'), idempotencyKey: 'mutation-1' }
    const first = await data(service, AnalyzeDocument, { input })
    const again = await data(service, AnalyzeDocument, { input })
    expect(again.analyze).toMatchObject({
      attached: true,
      analysis: (first.analyze as { analysis: object }).analysis && { id: expect.any(String) },
    })
    const other = await data(service, AnalyzeDocument, { input: { ...input, trace: privateAddressTrace('other@x') } })
    expect(other.analyze).toMatchObject({ __typename: 'IdempotencyConflict', code: 'IDEMPOTENCY_CONFLICT' })
  })

  it('an id that is none is BAD_USER_INPUT', async () => {
    const { errors } = await ask(service, AnalysisDocument, { id: 'nothing' })
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', issues: [{ path: ['id'] }] })
  })

  it('a used-up day is RateLimited, with the quota', async () => {
    const { key } = await service.workspaceOn('pro')
    await service.setLimit('pro', 1)
    const input = { trace: privateAddressTrace('last@unit') }
    const results = await Promise.all([1, 2].map(() => data(service, AnalyzeDocument, { input }, { key })))
    expect(results.map(({ analyze }) => analyze.__typename).toSorted()).toEqual(['AnalyzeSuccess', 'RateLimited'])
    expect(results.find(({ analyze }) => analyze.__typename === 'RateLimited')?.analyze).toMatchObject({
      code: 'RATE_LIMITED',
      quota: { limit: 1, remaining: 0 },
    })
  })
})

describe('files', () => {
  const form = (bytes: number | string) => {
    const body = new FormData()
    const query = `mutation ($file: File!) { analyze(input: { file: $file }) { __typename ... on Error { message code } } }`
    body.set('operations', JSON.stringify({ query, variables: { file: null } }))
    body.set('map', JSON.stringify({ 0: ['variables.file'] }))
    body.set('0', new Blob([typeof bytes === 'string' ? bytes : Buffer.alloc(bytes)]), 'a.txt')
    return body
  }
  const send = async (body: FormData) => {
    const response = await fetch(`${service.url}/graphql`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${service.key}` },
      body,
    })
    return { status: response.status, ...((await response.json()) as { data?: object; errors?: object[] }) }
  }

  it('small ones are taken', async () => {
    expect((await send(form(privateAddressTrace('file@part')))).data).toEqual({
      analyze: { __typename: 'AnalyzeSuccess' },
    })
  })

  it('larger ones are sent to createUpload', async () => {
    const typed = await send(form(4 * 1024 * 1024 + 1))
    expect(typed.data).toMatchObject({
      analyze: { __typename: 'PayloadTooLarge', message: expect.stringContaining('createUpload') },
    })
    const refused = await send(form(6 * 1024 * 1024))
    expect(refused.status).toBe(413)
    expect(refused.errors).toMatchObject([
      { message: expect.stringContaining('createUpload'), extensions: { code: 'PAYLOAD_TOO_LARGE' } },
    ])
  })

  it('go by PUT to an upload, once, from its own workspace', async () => {
    const { createUpload } = await data(service, CreateUploadDocument, { input: { filename: 'call.txt' } })
    if (createUpload.__typename !== 'CreateUploadSuccess') throw new Error(createUpload.message)
    const { id } = createUpload.upload
    const put = (key: string) =>
      fetch(`${service.url}/v1/uploads/${id}`, {
        method: 'PUT',
        headers: { Authorization: `Bearer ${key}` },
        body: privateAddressTrace('put@upload'),
      })
    expect((await put(stranger)).status).toBe(404)
    const taken = await put(service.key)
    expect([taken.status, await taken.json()]).toMatchObject([200, { id, complete: true }])
    expect((await put(service.key)).status).toBe(400)
    const { analyze } = await data(service, AnalyzeDocument, { input: { uploadId: id } })
    expect(analyze.__typename).toBe('AnalyzeSuccess')
  })
})

describe('keys', () => {
  it('are made, listed without their secret, and revoked for good', async () => {
    const { generateKey } = await data(service, GenerateKeyDocument, { input: { name: ' Monitoring ' } })
    if (generateKey.__typename !== 'GenerateKeySuccess') throw new Error(generateKey.message)
    const { key, secret } = generateKey
    expect(secret).toMatch(/^sips_[0-9a-f]{36}$/)
    expect((await data(service, ViewerDocument, {}, { key: secret })).viewer?.key?.name).toBe('Monitoring')
    const listed = await ask(service, KeysDocument, {})
    expect(listed.data?.keys.nodes.map(({ id }) => id)).toContain(key.id)
    expect(JSON.stringify(listed.data)).not.toContain(secret)
    const revoked = await data(service, RevokeKeyDocument, { input: { id: key.id } })
    expect(await data(service, RevokeKeyDocument, { input: { id: key.id } })).toEqual(revoked)
    const after = await ask(service, ViewerDocument, {}, { key: secret })
    expect([after.status, after.errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED'])
  })

  it('have names of at most 100 characters', async () => {
    const { generateKey } = await data(service, GenerateKeyDocument, { input: { name: 'x'.repeat(101) } })
    expect(generateKey).toMatchObject({ __typename: 'InvalidInput' })
  })
})

describe('limits over HTTP', () => {
  const nested = `{ analyses(first: 1) { nodes { ${'findings(first: 1) { nodes { analysis { '.repeat(5)} id ${'} } }'.repeat(5)} } } }`
  it.each([
    ['depth', nested],
    ['aliases', `{ ${Array.from({ length: 31 }, (_, i) => `a${i}: quota { limit }`).join(' ')} }`],
    ['cost', '{ analyses(first: 100) { nodes { findings(first: 100) { nodes { id title detail } } } } }'],
  ])('%s', async (limit, query) => {
    const { errors, data: nothing } = await ask(service, query as never, {})
    expect(nothing).toBeUndefined()
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', limit } }])
  })

  it('tokens', async () => {
    const { errors } = await ask(service, `{ rules { ${'id '.repeat(5_000)} } }` as never, {})
    expect(errors?.[0]?.message).toContain('5000 tokens')
  })

  it('batches are not taken', async () => {
    const response = await fetch(`${service.url}/graphql`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${service.key}` },
      body: JSON.stringify([{ query: '{ quota { limit } }' }, { query: '{ quota { limit } }' }]),
    })
    expect(response.status).toBe(400)
  })
})
