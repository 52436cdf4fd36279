import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { lockDirectory } from '../../src/store/directory-lock.ts'

const directories: string[] = []
const children: ChildProcess[] = []
const directory = async () => {
  const made = await mkdtemp(join(tmpdir(), 'sips-lock-'))
  directories.push(made)
  return made
}
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  for (const made of directories) await rm(made, { recursive: true, force: true })
})

/** A process that tries for the lock and says `held` or why not. */
async function starter(path: string): Promise<{ child: ChildProcess; answer: Promise<string> }> {
  const child = fork(new URL('./lock-holder.ts', import.meta.url))
  children.push(child)
  expect((await once(child, 'message'))[0]).toBe('ready')
  const answer = once(child, 'message').then(([text]) => text as string)
  child.send(path)
  return { child, answer }
}

it('refuses a second process with one line that names the directory and the holder', async () => {
  const path = await directory()
  const first = await starter(path)
  expect(await first.answer).toBe('held')
  const second = await starter(path)
  expect(await second.answer).toBe(
    `The data directory ${path} is in use by another process (pid ${first.child.pid}). Stop that one, or give this one its own.`,
  )
})

it('refuses a second caller in the same process, and lets one in after the release', async () => {
  const path = await directory()
  const lock = await lockDirectory(path)
  await expect(lockDirectory(path)).rejects.toThrow('is in use by another process')
  await lock.release()
  await lock.release()
  const next = await lockDirectory(path)
  await next.release()
  expect(await readdir(join(path, '.lock'))).toEqual([])
})

it('takes over from a process that was killed', async () => {
  const path = await directory()
  const { child, answer } = await starter(path)
  expect(await answer).toBe('held')
  child.kill('SIGKILL')
  await once(child, 'exit')
  const lock = await lockDirectory(path)
  expect(await readdir(join(path, '.lock'))).toEqual(['2.sock'])
  await lock.release()
})

it('lets exactly one of several starters at once take over', async () => {
  const path = await directory()
  const dead = await starter(path)
  await dead.answer
  dead.child.kill('SIGKILL')
  await once(dead.child, 'exit')
  const starters = await Promise.all(Array.from({ length: 6 }, () => starter(path)))
  const answers = await Promise.all(starters.map(({ answer }) => answer))
  expect(answers.filter((answer) => answer === 'held')).toHaveLength(1)
  expect(answers.filter((answer) => answer.includes('is in use by another process'))).toHaveLength(5)
}, 120_000)

it('lets exactly one of many callers at once take over, again and again', async () => {
  const path = await directory()
  for (let round = 0; round < 30; round++) {
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => lockDirectory(path)))
    const held = tries.filter((attempt) => attempt.status === 'fulfilled')
    expect(held.length).toBeLessThanOrEqual(1)
    for (const { value } of held) await value.release()
  }
})

it('holds in a directory whose path is too long for a socket, under whatever name it is reached', async () => {
  const base = await directory()
  const path = join(base, 'd'.repeat(100), 'e'.repeat(100))
  await mkdir(path, { recursive: true })
  const lock = await lockDirectory(path)
  await expect(lockDirectory(path)).rejects.toThrow('is in use by another process')
  const before = process.cwd()
  const { answer } = await starter(join(path, '..', 'e'.repeat(100)))
  expect(await answer).toContain('is in use by another process')
  expect(process.cwd()).toBe(before)
  await lock.release()
  expect(await readdir(join(path, '.lock'))).toEqual([])
})

it('is refused by a holder too busy to say its name', async () => {
  const path = await directory()
  await mkdir(join(path, '.lock'))
  const mute = createServer(() => {})
  mute.listen(join(path, '.lock', '7.sock'))
  await once(mute, 'listening')
  await expect(lockDirectory(path)).rejects.toThrow(`The data directory ${path} is in use by another process. Stop`)
  mute.close()
})
