import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSpool, type Spool } from '../../src/app/spool.ts'

let directory: string
let spool: Spool
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'spool-'))
  spool = await openSpool(directory)
})
afterAll(() => rm(directory, { recursive: true, force: true }))

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield new TextEncoder().encode(text)
}
const done = async () => ({ complete: true })
async function textOf(source: AsyncIterable<Uint8Array>): Promise<string> {
  let text = ''
  for await (const chunk of source) text += new TextDecoder().decode(chunk)
  return text
}

test('what was written is read, and grown tells how far it is', async () => {
  const grown: number[] = []
  expect(await spool.write('a', chunks('abc', 'de'), 100, (bytes) => void grown.push(bytes))).toBe(5)
  expect(grown).toEqual([3, 5])
  expect(await spool.size('a')).toBe(5)
  expect(await textOf(spool.follow('a', done))).toBe('abcde')
})

test('a reader follows a file that is still being written', async () => {
  let more: () => void = () => {}
  const wait = new Promise<void>((resolve) => {
    more = resolve
  })
  let complete = false
  async function* slowly(): AsyncGenerator<Uint8Array> {
    yield* chunks('first ')
    await wait
    yield* chunks('second')
  }
  let seen: () => void = () => {}
  const firstSeen = new Promise<void>((resolve) => {
    seen = resolve
  })
  const writing = spool
    .write('b', slowly(), 100, () => seen())
    .then(() => {
      complete = true
    })
  let read = ''
  const asked: number[] = []
  for await (const chunk of spool.follow('b', async (offset) => {
    asked.push(offset)
    if (offset === 0) await firstSeen
    else {
      more()
      await writing
    }
    return { complete }
  }))
    read += new TextDecoder().decode(chunk)
  expect(read).toBe('first second')
  expect(asked).toEqual([0, 6])
})

test('the first byte over the limit is refused', async () => {
  await expect(spool.write('c', chunks('abc', 'def'), 5, () => {})).rejects.toMatchObject({ code: 'payload_too_large' })
})

test('an empty upload is an empty file', async () => {
  expect(await spool.write('d', chunks(), 5, () => {})).toBe(0)
  expect(await textOf(spool.follow('d', done))).toBe('')
})

test('a removed file is gone, and removing it again is nothing', async () => {
  await spool.write('e', chunks('x'), 5, () => {})
  await spool.remove('e')
  await spool.remove('e')
  expect(await spool.size('e')).toBeUndefined()
})
