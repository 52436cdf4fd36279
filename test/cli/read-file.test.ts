import { execFileSync } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readFile } from '../../src/cli/read-file.ts'

const MIB = 1024 * 1024
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-file-'))
})
afterAll(() => rm(folder, { recursive: true }))

const counting = (size: number) => Buffer.from(Uint32Array.from({ length: size / 4 }, (_, i) => i).buffer)

async function stored(name: string, content: Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

/** Copies each chunk when it comes, as a reader must. */
async function read(path: string): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of readFile(path)) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

describe('readFile', () => {
  test.each([0, 4, MIB - 4, MIB, MIB + 4, 3 * MIB, 5 * MIB + 400])('%i bytes', async (size) => {
    const content = counting(size)
    expect((await read(await stored(`plain-${size}`, content))).equals(content)).toBe(true)
  })

  test('two buffers take turns', async () => {
    const memory = new Set<ArrayBufferLike>()
    for await (const chunk of readFile(await stored('turns', counting(6 * MIB)))) memory.add(chunk.buffer)
    expect(memory.size).toBe(2)
  })

  test('chunks of a packed file may be kept', async () => {
    const packed = Buffer.concat([gzipSync('x'), counting(4 * MIB)])
    const kept: Uint8Array[] = []
    for await (const chunk of readFile(await stored('packed.gz', packed))) kept.push(chunk)
    expect(Buffer.concat(kept).equals(packed)).toBe(true)
  })

  test('chunks of a pipe may be kept', async () => {
    const pipe = join(folder, 'pipe')
    execFileSync('sh', ['-c', 'mkfifo "$0"', pipe])
    const content = counting(3 * MIB)
    createWriteStream(pipe).end(content)
    const kept: Uint8Array[] = []
    for await (const chunk of readFile(pipe)) kept.push(chunk)
    expect(Buffer.concat(kept).equals(content)).toBe(true)
  })

  test('a reader who leaves early', async () => {
    for await (const chunk of readFile(await stored('early', counting(4 * MIB)))) {
      expect(chunk.length).toBe(MIB)
      break
    }
  })

  test('what cannot be read is told by the system', async () => {
    await expect(read(join(folder, 'none'))).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(read(folder)).rejects.toMatchObject({ code: 'EISDIR' })
  })
})
