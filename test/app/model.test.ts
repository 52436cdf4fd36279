import { afterEach, expect, test } from 'vitest'
import type { StoredEvent } from '../../src/model/analysis.ts'
import { type Behaviour, type ModelServer, startModelServer } from '../support/model-server.ts'
import { startService, type TestService } from '../support/service.ts'
import { privateAddressTrace } from '../support/traces.ts'

let model: ModelServer | undefined
let service: TestService | undefined
afterEach(async () => {
  await service?.close()
  await model?.close()
})

async function withModel(behaviour: Behaviour, environment: Record<string, string> = {}) {
  model = await startModelServer(behaviour)
  service = await startService({
    environment: {
      OPENAI_BASE_URL: model.url,
      OPENAI_API_KEY: 'key',
      LLM_DEADLINE_MS: '1500',
      LLM_IDLE_MS: '300',
      ...environment,
    },
  })
  const { app, key } = service
  const caller = await app.identify({ authorization: `Bearer ${key}`, cookie: undefined, workspaceId: undefined })
  if (caller.kind === 'anonymous') throw new Error('the key is not known')
  const { analysis } = await app.submit(caller, { trace: privateAddressTrace(), wait: 'line' })
  const events: StoredEvent[] = []
  for await (const batch of app.watch(caller, analysis.id, 0, new AbortController().signal)) events.push(...batch)
  const settled = await app.settled(caller, analysis.id)
  const findings = await app.analysisFindings(caller, analysis.id)
  return {
    events,
    settled,
    findings,
    fromModel: findings.filter(({ source }) => source === 'llm'),
    quota: await app.quota(caller),
  }
}

const said = (title: string, excerpt: string, message = 1, more: object = {}) => ({
  severity: 'high',
  category: 'signaling',
  title,
  detail: 'The caller announces itself by a name that does not resolve.',
  recommendation: 'Use an address that resolves.',
  confidence: 0.8,
  evidence: [{ message, excerpt }],
  ...more,
})
const TRUE_EXCERPT = 'Via: SIP/2.0/UDP pc33.atlanta.com'
const llmStage = (settled: { stages: readonly { name: string; status: string; note: string | undefined }[] }) =>
  settled.stages.find(({ name }) => name === 'llm')

test('findings are told one by one, while the model still speaks, and rank behind the rule’s root cause', async () => {
  const toldMeanwhile = Promise.withResolvers<void>()
  const watched = withModel(
    async (answer) => {
      answer.text(`{"findings":[${JSON.stringify(said('First of the model', TRUE_EXCERPT))},`)
      // The second object is written when the first has reached the log.
      await toldMeanwhile.promise
      answer.text(`${JSON.stringify(said('Second of the model', 'Max-Forwards: 70', 3))}]}`)
      answer.end()
    },
    { LLM_IDLE_MS: '30000', LLM_DEADLINE_MS: '30000' },
  )
  const look = setInterval(async () => {
    if (!service) return
    const caller = await service.app.identify({
      authorization: `Bearer ${service.key}`,
      cookie: undefined,
      workspaceId: undefined,
    })
    if (caller.kind === 'anonymous') return
    const [newest] = (await service.app.findings(caller, { first: 1 })).items
    if (newest?.item.finding.title === 'First of the model') toldMeanwhile.resolve()
  }, 20)
  const { fromModel, findings, settled, events } = await watched
  clearInterval(look)
  expect(fromModel.map(({ title }) => title)).toEqual(['First of the model', 'Second of the model'])
  expect(findings[0]?.rule).toBe('nat.private-address-in-sdp')
  expect(llmStage(settled)?.status).toBe('completed')
  expect(events.filter(({ event }) => event.kind === 'finding-added' && event.finding.source === 'llm')).toHaveLength(2)
})

test('lies never reach the client: false citations, HTML, words of the trace as orders', async () => {
  const { fromModel } = await withModel((answer) => {
    const lies = [
      said('Made up', 'Warning: 399 this line is nowhere'),
      said('Wrong message', TRUE_EXCERPT, 99),
      said('No citation', '', 1, { evidence: [] }),
      said('<script>alert(1)</script>Marked up', TRUE_EXCERPT),
    ]
    answer.text(JSON.stringify({ findings: lies }))
    answer.end()
  })
  for (const { title, detail } of fromModel)
    expect(`${title} ${detail}`).not.toMatch(/<|Made up|Wrong message|No citation/)
})

test.each<[string, Behaviour]>([
  ['it never answers', () => {}],
  [
    'it stalls in the middle',
    (answer) => void answer.text(`{"findings":[${JSON.stringify(said('Before the stall', TRUE_EXCERPT))},`),
  ],
  ['it answers 500', (answer) => answer.refuse(500)],
])('%s: the rules’ findings come all the same, and the answer says so', async (_, behaviour) => {
  const { settled, findings } = await withModel(behaviour)
  expect(settled.status).toBe('completed')
  expect(llmStage(settled)?.status).toBe('failed')
  expect(settled.summary).toMatch(/language-model stage failed/)
  expect(findings[0]?.rule).toBe('nat.private-address-in-sdp')
})

test('required and failed: the analysis fails, is not charged, and REST answers 503', async () => {
  const { settled, quota } = await withModel((answer) => answer.refuse(500), { LLM_REQUIRED: 'true' })
  expect(settled.failure).toMatchObject({ code: 'llm_failed', retryable: true })
  expect(quota.used).toBe(0)
  const response = await fetch(`${service?.url}/v1/analyze`, {
    method: 'POST',
    headers: { authorization: `Bearer ${service?.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ trace: privateAddressTrace() }),
  })
  expect(response.status).toBe(503)
})
