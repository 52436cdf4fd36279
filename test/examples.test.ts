import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService, type TestService } from './support/service.ts'
import { privateAddressTrace } from './support/traces.ts'

// The two programs of the API reference, as they stand there; only the base URL is another.
let service: TestService
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service.close())

async function run(example: string, globals: Record<string, unknown>): Promise<Record<string, unknown>> {
  const source = await readFile(new URL(`../examples/${example}`, import.meta.url), 'utf8')
  const context = createContext({ fetch, ...globals })
  runInContext(source.replaceAll('https://sipsymposium.com', service.url), context)
  return context as Record<string, unknown>
}

interface Answer {
  readonly findings: readonly { readonly title: string; readonly severity: string; readonly category: string }[]
}

/** An Asterisk manager that takes any login and then reports one hang-up. */
function managerStandIn(hangup: Readonly<Record<string, string>>): Promise<Server> {
  const lines = (fields: Readonly<Record<string, string>>) =>
    `${Object.entries(fields)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\r\n')}\r\n\r\n`
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.write('Asterisk Call Manager/5.0.2\r\n')
    let said = ''
    let told = false
    socket.on('data', (chunk) => {
      said += chunk.toString()
      const id = /ActionID: (\S+)/i.exec(said)?.[1]
      if (told || !said.includes('\r\n\r\n')) return
      told = true
      socket.write(lines({ Response: 'Success', ...(id && { ActionID: id }), Message: 'Authentication accepted' }))
      socket.write(lines({ Event: 'Hangup', ...hangup }))
    })
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

test('monitoring pipeline: a failed call in Asterisk raises an alert', async () => {
  const logs = await mkdtemp(join(tmpdir(), 'asterisk-'))
  await writeFile(join(logs, 'sip_1713571200.7.log'), privateAddressTrace())
  const standIn = await managerStandIn({ Uniqueid: '1713571200.7', Cause: '38', 'Cause-txt': 'Network out of order' })
  const { port } = standIn.address() as AddressInfo
  const Manager = createRequire(import.meta.url)('asterisk-manager') as new (
    ...given: unknown[]
  ) => { disconnect(): void }
  const managers: { disconnect(): void }[] = []
  const here = (path: string) => path.replace('/var/log/asterisk', logs)
  const fs = await import('node:fs')
  const modules: Record<string, unknown> = {
    // The real client, at the stand-in's port; the log directory is the test's.
    'asterisk-manager': function At(_port: number, _host: string, ...rest: unknown[]) {
      const manager = new Manager(port, '127.0.0.1', ...rest)
      managers.push(manager)
      return manager
    },
    fs: {
      existsSync: (path: string) => existsSync(here(path)),
      readFileSync: (path: string, encoding: 'utf8') => fs.readFileSync(here(path), encoding),
    },
  }
  try {
    const alert = await new Promise<{ event: { uniqueid: string }; result: Answer }>((resolve) => {
      void run('asterisk-monitor.cjs', {
        require: (name: string) => modules[name],
        process: { env: { SIPSYMPOSIUM_API_KEY: service.key } },
        alertOncall: (event: { uniqueid: string }, result: Answer) => resolve({ event, result }),
      })
    })
    expect(alert.event.uniqueid).toBe('1713571200.7')
    expect(alert.result.findings[0]).toMatchObject({
      severity: 'high',
      category: 'media',
      title: 'RFC 1918 private IP in SDP c= line',
    })
  } finally {
    for (const manager of managers) manager.disconnect()
    standIn.close()
    await rm(logs, { recursive: true })
  }
})

test('AI voice agent: the analysis is logged and the media issue told to the team', async () => {
  const inserted: Record<string, unknown>[] = []
  const notified: [string, Answer['findings']][] = []
  const context = await run('ai-voice-agent.cjs', {
    process: { env: { SIPSYMPOSIUM_KEY: service.key } },
    db: { insertCallAnalysis: async (row: Record<string, unknown>) => inserted.push(row) },
    notifyDevTeam: (sid: string, issues: Answer['findings']) => notified.push([sid, issues]),
  })
  await (context.onCallEnded as (sid: string, trace: string) => Promise<void>)('CA1', privateAddressTrace())
  expect(inserted).toMatchObject([
    {
      call_sid: 'CA1',
      top_issue: 'RFC 1918 private IP in SDP c= line',
      severity_counts: { high: 1 },
      analyzed_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    },
  ])
  expect(notified).toMatchObject([['CA1', [{ category: 'media', severity: 'high' }]]])
})
