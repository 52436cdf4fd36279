import { gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { INFLATION_RATIO_MAX, inflated } from '../../src/decode/inflate.ts'

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

const unpack = async (bytes: Uint8Array, size = bytes.length): Promise<Buffer> =>
  Buffer.concat(await Array.fromAsync(inflated(inPieces(bytes, size))))

const text = Buffer.from('OPTIONS sip:a@example.com SIP/2.0\r\n'.repeat(5_000))

test.each([1, 3, 4, 1_000, 1_000_000])(
  'gives plain, gzip and zstd input alike, in pieces of %i bytes',
  async (size) => {
    const short = text.subarray(0, 2_000)
    expect(await unpack(short, size)).toEqual(short)
    expect(await unpack(gzipSync(short), size)).toEqual(short)
    expect(await unpack(zstdCompressSync(short), size)).toEqual(short)
  },
)

test('gzip members in a row are one input', async () => {
  expect(await unpack(Buffer.concat([gzipSync(text), gzipSync(text)]))).toEqual(Buffer.concat([text, text]))
})

test('nothing, and less than a magic number, pass', async () => {
  expect(await unpack(Buffer.alloc(0), 1)).toHaveLength(0)
  expect(await unpack(Buffer.from('ab'))).toEqual(Buffer.from('ab'))
})

test('packed input that ends too soon gives what there is', async () => {
  const random = Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 7919 + (i >> 3) * 104_729) & 0xff))
  const cut = await unpack(gzipSync(random).subarray(0, -1_000))
  expect(cut.length).toBeGreaterThan(0)
  expect(random.subarray(0, cut.length)).toEqual(cut)
})

test('what is cut or damaged further in gives what comes before, and says so', async () => {
  const told: string[] = []
  const read = async (bytes: Uint8Array) =>
    Buffer.concat(await Array.fromAsync(inflated(inPieces(bytes, 100), (what) => void told.push(what))))
  const large = Buffer.from(Array.from({ length: 200_000 }, (_, index) => `${Math.imul(index, 0x9e3779b1)}`).join(' '))
  const packed = gzipSync(large)
  const cut = await read(packed.subarray(0, packed.length >> 1))
  const damaged = await read(Buffer.from(packed).fill(0, packed.length >> 1, (packed.length >> 1) + 50))
  const trailing = await read(Buffer.concat([gzipSync(text), Buffer.from('and more')]))
  for (const [read, whole] of [
    [cut, large],
    [damaged, large],
    [trailing, text],
  ] as const) {
    expect(read.length).toBeGreaterThan(100)
    expect(whole.subarray(0, Math.min(read.length, 100_000))).toEqual(read.subarray(0, 100_000))
  }
  expect(told[0]).toBe('it ends before its end')
  expect(told[1]).toMatch(/^damaged after \d+ unpacked bytes$/)
  expect(told).toHaveLength(3)
})

test('damaged packed input and ZIP archives are refused', async () => {
  const broken = gzipSync(text)
  broken.fill(0xff, 40, 60)
  await expect(unpack(broken)).rejects.toMatchObject({ code: 'invalid_input' })
  await expect(unpack(Buffer.from('PK\x03\x04 and so on'))).rejects.toMatchObject({ code: 'invalid_input' })
})

test('what unpacks to far more than its size is refused', async () => {
  const bomb = gzipSync(Buffer.alloc(40 * 1024 * 1024))
  expect((40 * 1024 * 1024) / bomb.length).toBeGreaterThan(INFLATION_RATIO_MAX)
  await expect(unpack(bomb)).rejects.toMatchObject({ code: 'payload_too_large' })
})

test('an error of the source comes through, and a reader who leaves closes it', async () => {
  let closed = false
  async function* source(): AsyncGenerator<Uint8Array> {
    try {
      yield gzipSync(text).subarray(0, 200)
      throw new Error('the line broke')
    } finally {
      closed = true
    }
  }
  await expect(Array.fromAsync(inflated(source()))).rejects.toThrow('the line broke')
  expect(closed).toBe(true)
  closed = false
  async function* endless(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) yield text
    } finally {
      closed = true
    }
  }
  for await (const _ of inflated(endless())) break
  expect(closed).toBe(true)
})
