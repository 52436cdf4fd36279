import type { App, KnownCaller, Submission } from '../app/app.ts'
import { isMultipart, readJson } from './body.ts'
import { readForm } from './multipart.ts'
import { printAnalysis } from './print.ts'
import { CANCELLED, problemOfFailure } from './problem.ts'
import type { Answer, RestRequest } from './rest.ts'
import { analyzeBody } from './shapes.ts'

/** POST /v1/analyze: submits, waits for the end, prints it. Who leaves meanwhile cancels nothing. */
export async function analyze(app: App, caller: KnownCaller, asked: RestRequest): Promise<Answer> {
  const source = isMultipart(asked.request) ? await fromForm(app, caller, asked) : await fromJson(asked)
  const idempotencyKey = asked.header('idempotency-key')
  const submitted = await app.submit(caller, { ...source, idempotencyKey, wait: 'line' })
  const analysis = await app.settled(caller, submitted.analysis.id, asked.gone)
  if (analysis.status === 'failed' && analysis.failure !== undefined)
    return { problem: problemOfFailure(analysis.failure) }
  if (analysis.status === 'cancelled') return { problem: CANCELLED }
  const findings = await app.analysisFindings(caller, analysis.id)
  const expand = asked.query.getAll('expand').some((value) => value.split(',').includes('evidence'))
  const plan = caller.workspace.plan.slug
  const { quota } = submitted
  return { status: 200, body: printAnalysis(analysis, findings, { plan, quota, expand }), quota }
}

type Source = Omit<Submission, 'wait' | 'idempotencyKey'>

async function fromJson({ request }: RestRequest): Promise<Source> {
  const { trace, pcap_url, context } = await readJson(request, analyzeBody)
  return {
    trace: trace ?? undefined,
    pcapUrl: pcap_url ?? undefined,
    context: {
      issue: context?.issue == null ? undefined : String(context.issue),
      endpoints: context?.endpoints ?? undefined,
    },
  }
}

async function fromForm(app: App, caller: KnownCaller, { request }: RestRequest): Promise<Source> {
  const { file, fields } = await readForm(request, async (bytes, filename) => {
    const { id } = await app.createUpload(caller, { filename })
    return app.receiveUpload(caller, id, bytes, 'afterwards')
  })
  return {
    uploadId: file.id,
    uploadSha256: file.sha256,
    context: { issue: fields.get('issue')?.at(-1), endpoints: labels(fields.get('endpoints')) },
  }
}

/** `endpoints` as repeated fields, as one with commas, or as a JSON list. */
export function labels(values: readonly string[] | undefined): readonly string[] | undefined {
  if (values === undefined || values.length > 1) return values
  const [only = ''] = values
  if (only.trimStart().startsWith('[')) {
    try {
      const list: unknown = JSON.parse(only)
      if (Array.isArray(list) && list.every((label) => typeof label === 'string')) return list
    } catch {
      // Not JSON after all: a label may begin with a bracket, as an IPv6 address does.
    }
  }
  return only
    .split(',')
    .map((label) => label.trim())
    .filter((label) => label !== '')
}
