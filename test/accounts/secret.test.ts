import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { keptSecret } from '../../src/accounts/secret.ts'

const base = await mkdtemp(join(tmpdir(), 'sips-secret-'))
afterAll(() => rm(base, { recursive: true, force: true }))

it('makes one secret, whoever asks at once, and keeps it for its owner only', async () => {
  const directory = join(base, 'new')
  const secrets = await Promise.all(Array.from({ length: 10 }, () => keptSecret(directory)))
  expect(new Set(secrets).size).toBe(1)
  expect(secrets[0]?.length).toBeGreaterThanOrEqual(43)
  expect(await keptSecret(directory)).toBe(secrets[0])
  expect(await keptSecret(join(base, 'other'))).not.toBe(secrets[0])
  expect((await stat(join(directory, 'auth-secret'))).mode & 0o777).toBe(0o600)
  expect(await readdir(directory)).toEqual(['auth-secret'])
})
