import { gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inflated } from '../../../src/decode/inflate.ts'
import { join, text, writePcap, writePcapng } from '../../support/capture-writer.ts'
import { writeZip, type ZippedFile } from '../../support/zip-writer.ts'

async function* inPieces(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0
  for (const cut of [...cuts, bytes.length].sort((a, b) => a - b)) {
    if (cut > from) yield bytes.subarray(from, cut)
    from = Math.max(from, cut)
  }
}

const every = (bytes: Uint8Array, size: number): number[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => i * size)

const unpack = async (bytes: Uint8Array, cuts: readonly number[] = []): Promise<Uint8Array> =>
  new Uint8Array(Buffer.concat(await Array.fromAsync(inflated(inPieces(bytes, cuts)))))

const AT = 1_776_000_000_000_000
const capture = writePcap(
  Array.from({ length: 40 }, (_, i) => ({ at: AT + i, bytes: new Uint8Array(900).fill(i * 31) })),
)
const other = writePcapng([{ at: AT, bytes: new Uint8Array(60) }])
const trace = text('OPTIONS sip:bob@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1\r\n\r\n'.repeat(40))
const readme = text('This is what our switch wrote on Monday, when no call went through.\n')
const picture = join(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10), new Uint8Array(600))

describe('one file', () => {
  test.each<[string, Omit<ZippedFile, 'name' | 'bytes'>]>([
    ['deflated', {}],
    ['stored', { method: 0 }],
    ['zstd', { method: 93 }],
    ['ZIP64', { zip64: true }],
    ['sizes behind the data', { descriptor: 'signed' }],
    ['sizes behind the data, without a signature', { descriptor: 'bare' }],
    ['sizes behind the data, ZIP64', { descriptor: 'long' }],
  ])('%s, in pieces of any size', async (_name, shape) => {
    const zip = writeZip({ name: 'call.pcap', bytes: capture, ...shape })
    for (const size of [1, 7, 1_000, zip.length]) expect(await unpack(zip, every(zip, size))).toEqual(capture)
  })

  test('a text', async () => {
    expect(await unpack(writeZip({ name: 'sip.log', bytes: trace }))).toEqual(trace)
    expect(await unpack(writeZip({ name: 'readme.txt', bytes: readme }))).toEqual(readme)
  })

  test('a long text is passed on as it comes', async () => {
    const long = text('2026-04-12 12:00:00 nothing to be seen here\n'.repeat(250_000))
    const random = Uint8Array.from(long, (c, i) => (i % 3 === 0 ? 97 + ((i * 7_919) % 26) : c))
    expect(Buffer.compare(await unpack(writeZip({ name: 'big.log', bytes: random })), random)).toBe(0)
  })

  test('packed once more, and not more often', async () => {
    const inner = new Uint8Array(gzipSync(capture))
    expect(await unpack(writeZip({ name: 'call.pcap.gz', bytes: inner, method: 0 }))).toEqual(capture)
    expect(await unpack(new Uint8Array(gzipSync(writeZip({ name: 'call.pcap', bytes: capture }))))).toEqual(capture)
    const thrice = new Uint8Array(zstdCompressSync(writeZip({ name: 'call.pcap.gz', bytes: inner })))
    expect(await unpack(thrice)).toEqual(inner)
  })

  test('an archive that ends too soon gives what there is', async () => {
    const zip = writeZip({ name: 'call.pcap', bytes: capture, method: 0 })
    expect(await unpack(zip.slice(0, 20_000))).toEqual(capture.slice(0, 20_000 - 39))
  })
})

describe('several files', () => {
  const junk: ZippedFile[] = [
    { name: 'logs/', bytes: new Uint8Array(0), method: 0 },
    { name: '__MACOSX/logs/._call.pcap', bytes: capture },
    { name: 'logs/.DS_Store', bytes: picture },
    { name: 'logs/empty.pcap', bytes: new Uint8Array(0) },
    { name: 'screenshot.png', bytes: picture },
  ]

  test.each<[string, ZippedFile[], Uint8Array]>([
    ['a capture among what systems add', [...junk, { name: 'logs/call.pcap', bytes: capture }], capture],
    [
      'the same as macOS writes it, sizes behind the data',
      [
        { name: 'logs/', bytes: new Uint8Array(0), method: 0, descriptor: 'signed' },
        { name: 'logs/call.pcap', bytes: capture, descriptor: 'signed' },
        { name: '__MACOSX/logs/._call.pcap', bytes: capture, descriptor: 'signed' },
        { name: 'logs/more/', bytes: new Uint8Array(0), method: 0 },
      ],
      capture,
    ],
    [
      'a readme before the capture',
      [
        { name: 'a.txt', bytes: readme },
        { name: 'b.pcap', bytes: capture },
      ],
      capture,
    ],
    [
      'a readme behind it',
      [
        { name: 'b.pcap', bytes: capture, descriptor: 'bare' },
        { name: 'z.txt', bytes: readme },
      ],
      capture,
    ],
    [
      'a readme and a trace',
      [
        { name: 'a.txt', bytes: readme },
        { name: 'b.txt', bytes: trace, descriptor: 'signed' },
      ],
      trace,
    ],
  ])('%s', async (_name, files, expected) => {
    const zip = writeZip(...files)
    expect(await unpack(zip)).toEqual(expected)
    expect(await unpack(zip, every(zip, 13))).toEqual(expected)
  })

  test.each<[string, ZippedFile[], RegExp]>([
    [
      'two captures',
      [
        { name: 'a.pcap', bytes: capture },
        { name: 'b.pcapng', bytes: other },
      ],
      /a\.pcap, b\.pcapng/,
    ],
    [
      'a trace and a capture',
      [
        { name: 'a.txt', bytes: trace },
        { name: 'b.pcap', bytes: capture },
      ],
      /a\.txt, b\.pcap/,
    ],
    [
      'a capture and a trace',
      [
        { name: 'b.pcap', bytes: capture },
        { name: 'c.txt', bytes: trace },
      ],
      /b\.pcap, c\.txt/,
    ],
    [
      'two texts without SIP',
      [
        { name: 'a.txt', bytes: readme },
        { name: 'b.txt', bytes: text('other') },
      ],
      /a\.txt, b\.txt/,
    ],
    ['nothing that is read', [{ name: 'a.png', bytes: picture }], /but a\.png/],
    ['nothing', junk.slice(0, 1), /holds no file/],
    ['an encrypted file', [{ name: 'a.pcap', bytes: capture, encrypted: true }], /a\.pcap.*encrypted/],
    ['another method', [{ name: 'a.pcap', bytes: capture, method: 12 }], /a\.pcap.*bzip2/],
    ['an unknown method', [{ name: 'a.pcap', bytes: capture, method: 77 }], /method 77/],
    [
      'no length',
      [{ name: 'a.pcap', bytes: capture, method: 0, descriptor: 'signed' }],
      /does not say how long a\.pcap/,
    ],
    ['names to be careful with', [{ name: 'a\u001b[2J', bytes: picture }], /but a\?\[2J\./],
  ])('%s are refused by name', async (_name, files, message) => {
    await expect(unpack(writeZip(...files))).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringMatching(message),
    })
  })

  test('more files than an archive of one trace has', async () => {
    const many = Array.from({ length: 1_001 }, (_, i) => ({ name: `${i}.bin`, bytes: picture, method: 0 }))
    await expect(unpack(writeZip(...many))).rejects.toMatchObject({ code: 'invalid_input' })
  })

  test('what unpacks to far more than its size is refused, in whatever file it is', async () => {
    const bomb = { name: 'zeros.bin', bytes: new Uint8Array(40 * 1024 * 1024) }
    await expect(unpack(writeZip(bomb))).rejects.toMatchObject({ code: 'payload_too_large' })
    const nested = new Uint8Array(gzipSync(gzipSync(new Uint8Array(40 * 1024 * 1024))))
    await expect(unpack(nested)).rejects.toMatchObject({ code: 'payload_too_large' })
  })
})

test('zstd frames one after the other, with frames to be passed over between, are one input', async () => {
  const frame = (bytes: Uint8Array) => new Uint8Array(zstdCompressSync(bytes))
  const skipped = Uint8Array.of(0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3)
  const packed = join(skipped, frame(trace), frame(readme), skipped, frame(trace))
  for (const size of [1, 50, packed.length]) {
    expect(await unpack(packed, every(packed, size))).toEqual(join(trace, readme, trace))
  }
})

test('wherever any of them is cut, the result is the same', async () => {
  const files = [
    new Uint8Array(gzipSync(capture)),
    new Uint8Array(zstdCompressSync(capture)),
    writeZip({ name: 'a.txt', bytes: readme }, { name: 'b.pcap', bytes: capture, descriptor: 'signed' }),
    join(new Uint8Array(gzipSync(trace)), new Uint8Array(gzipSync(readme))),
  ]
  const whole = await Promise.all(files.map((file) => unpack(file)))
  const cuts = fc.array(fc.nat({ max: 3_000 }), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 3 }), cuts, async (which, places) => {
      const file = files[which]!
      expect(
        await unpack(
          file,
          places.map((place) => Math.min(place, file.length)),
        ),
      ).toEqual(whole[which])
    }),
    { numRuns: 60 },
  )
})

test('mutated archives are read or refused', async () => {
  const zip = writeZip(
    { name: 'a.txt', bytes: readme },
    { name: 'b.pcap', bytes: other, method: 0 },
    { name: 'c.png', bytes: picture },
  )
  const changes = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(changes, async (changed) => {
      const mutated = zip.slice()
      for (const [place, value] of changed) mutated[place % mutated.length] = value
      const result = await unpack(mutated).catch((error: unknown) => error)
      if (!(result instanceof Uint8Array)) expect(result).toMatchObject({ name: 'Refusal' })
    }),
    { numRuns: 200 },
  )
})
