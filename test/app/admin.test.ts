import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { createAuth } from '../../src/accounts/auth.ts'
import { createOperator, type Operator } from '../../src/app/admin.ts'
import { identify } from '../../src/app/identity.ts'
import { runOperatorCommand } from '../../src/cli/operator.ts'
import type { Store } from '../../src/store/open.ts'
import { keepsInput, workspacePolicy } from '../../src/store/workspaces.ts'
import { describeEachDatabase } from '../support/database.ts'

describeEachDatabase('the operator’s commands', (open) => {
  let store: Store
  let operator: Operator
  let auth: Awaited<ReturnType<typeof createAuth>>
  beforeAll(async () => {
    store = await open()
    auth = await createAuth({ store, publicUrl: 'http://127.0.0.1:4000', secret: 'x'.repeat(40), dataDir: '' })
    operator = createOperator({ store, auth })
  })

  const run = async (...argv: string[]): Promise<{ code: number; said: string }> => {
    const lines: string[] = []
    const code = await runOperatorCommand(operator, argv, (line) => lines.push(line))
    return { code, said: lines.join('\n') }
  }
  const user = async (email: string) => {
    const { said } = await run('create-user', '--email', email, '--password', 'a long password')
    return /workspace (\S+)/.exec(said)?.[1] ?? ''
  }
  const whoIs = (secret: string) =>
    identify(
      { store, auth, now: () => Date.now() * 1000 },
      { authorization: `Bearer ${secret}`, cookie: undefined, workspaceId: undefined },
    )

  test('a user, a plan, a key: the key is the workspace’s, on the plan', async () => {
    const workspace = await user('first@example.com')
    expect((await run('set-plan', '--workspace', workspace, '--plan', 'teams')).said).toMatch(
      /Teams: 1000 analyses a day/i,
    )
    const secret = /sips_\w+/.exec((await run('issue-key', '--workspace', workspace, '--name', 'CI')).said)?.[0] ?? ''
    expect(await whoIs(secret)).toMatchObject({
      kind: 'key',
      workspace: { id: workspace, plan: { slug: 'teams', apiAccess: true } },
    })
    expect((await run('workspaces')).said).toContain(workspace)
  })

  test('a revoked key is nobody', async () => {
    const workspace = await user('second@example.com')
    const issued = (await run('issue-key', '--workspace', workspace)).said
    const [secret, id] = [/sips_\w+/.exec(issued)?.[0] ?? '', /id (\S+),/.exec(issued)?.[1] ?? '']
    expect((await run('revoke-key', '--workspace', workspace, '--key', id)).code).toBe(0)
    expect(await whoIs(secret)).toEqual({ kind: 'anonymous', reason: 'invalid' })
  })

  test('a plan’s limits change without a deploy', async () => {
    const workspace = await user('third@example.com')
    const secret = /sips_\w+/.exec((await run('issue-key', '--workspace', workspace)).said)?.[0] ?? ''
    expect((await run('set-limits', '--plan', 'free', '--analyses-per-day', '7', '--api-access', 'true')).code).toBe(0)
    expect(await whoIs(secret)).toMatchObject({ workspace: { plan: { analysesPerDay: 7, apiAccess: true } } })
    await run('set-limits', '--plan', 'free', '--analyses-per-day', '5', '--api-access', 'false')
  })

  test('what a workspace’s analyses go by', async () => {
    const workspace = await user('habits@example.com')
    const file = join(await mkdtemp(join(tmpdir(), 'policy-')), 'policy.json')
    await writeFile(file, '{ "srtpRequired": true }')
    const set = (...more: string[]) => run('set-workspace', '--workspace', workspace, ...more)
    expect((await set('--policy', file, '--keep-input', 'true', '--retention-days', '7')).said).toContain('7 days')
    expect(await workspacePolicy(store.db, workspace)).toEqual({ srtpRequired: true })
    expect(await keepsInput(store.db, workspace)).toBe(true)
    await writeFile(file, '{ "srtpRequired": "perhaps" }')
    expect((await set('--policy', file)).code).toBe(2)
    expect((await set('--policy', `${file}.none`)).code).toBe(2)
    expect((await set('--keep-input', 'perhaps')).code).toBe(2)
    expect((await set('--retention-days', '0')).code).toBe(2)
    expect(await workspacePolicy(store.db, workspace)).toEqual({ srtpRequired: true })
  })

  test.each([
    ['an unknown command', ['destroy']],
    ['nothing', []],
    ['a missing option', ['issue-key']],
    ['an unknown option', ['workspaces', '--all', 'x']],
    ['settings of an unknown workspace', ['set-workspace', '--workspace', 'nowhere']],
    ['an unknown workspace', ['set-plan', '--workspace', 'nowhere', '--plan', 'pro']],
    ['a limit that is no number', ['set-limits', '--plan', 'pro', '--analyses-per-day', 'many']],
    ['an unknown plan', ['set-limits', '--plan', 'gold', '--analyses-per-day', '1']],
    ['a short password', ['create-user', '--email', 'x@example.com', '--password', 'short']],
  ])('%s is refused with 2', async (_, argv) => {
    expect((await run(...argv)).code).toBe(2)
  })

  test('a plan that does not exist is not set', async () => {
    const workspace = await user('fourth@example.com')
    expect((await run('set-plan', '--workspace', workspace, '--plan', 'gold')).code).toBe(2)
    expect((await run('workspaces')).said).toContain(`${workspace}  free`)
  })
})
