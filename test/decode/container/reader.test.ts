import { Readable } from 'node:stream'
import fc from 'fast-check'
import parser from 'pcap-parser'
import { describe, expect, test } from 'vitest'
import { Frame } from '../../../src/decode/container/frame.ts'
import { TLS_KEY_LOG } from '../../../src/decode/container/pcapng.ts'
import { createContainerReader } from '../../../src/decode/container/reader.ts'
import type { FlawKind } from '../../../src/model/flaw.ts'
import {
  enhancedPacket,
  interfaceBlock,
  join,
  obsoletePacket,
  pcapngBlock,
  pcapngOption,
  secretsBlock,
  sectionHeader,
  simplePacket,
  statisticsBlock,
  text,
  uint64,
  type WrittenFrame,
  writePcap,
  writePcapng,
} from '../../support/capture-writer.ts'

interface ReadFrame {
  readonly number: number
  readonly at: number
  readonly bytes: string
  readonly originalLength: number
  readonly linkType: number
}

function read(file: Uint8Array, cuts: readonly number[] = []) {
  const frames: ReadFrame[] = []
  const flaws: FlawKind[] = []
  const secrets: string[] = []
  const frame = new Frame()
  const reader = createContainerReader(
    frame,
    () => {
      const { number, at, originalLength, linkType } = frame
      const bytes = Buffer.from(frame.bytes.subarray(frame.start, frame.end)).toString('hex')
      frames.push({ number, at, bytes, originalLength, linkType })
    },
    (kind) => flaws.push(kind),
    (kind, bytes) => secrets.push(`${kind === TLS_KEY_LOG ? 'TLS' : kind} ${Buffer.from(bytes).toString('latin1')}`),
  )
  let from = 0
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    reader.push(file.slice(from, cut))
    from = Math.max(from, cut)
  }
  reader.push(file.slice(from))
  reader.end()
  return { frames, flaws, secrets, format: reader.format(), droppedPackets: reader.droppedPackets() }
}

const AT = 1_776_000_000_123_456
const frame = (size: number, at = AT): WrittenFrame => ({ at, bytes: new Uint8Array(size).fill(size) })
const anyFrames = fc.array(
  fc.record({
    // Time 0 with no bytes would be a record of zeros, which is damage.
    at: fc.integer({ min: 1, max: 4_294_967_295_999_999 }),
    bytes: fc.uint8Array({ maxLength: 300 }),
  }),
  { maxLength: 20 },
)

describe('pcap', () => {
  test.each([
    [true, false],
    [true, true],
    [false, false],
    [false, true],
  ])('reads back what was written, little endian %s, nanoseconds %s', (littleEndian, nanoseconds) => {
    fc.assert(
      fc.property(anyFrames, (frames) => {
        const { frames: got, flaws } = read(writePcap(frames, { littleEndian, nanoseconds, linkType: 113 }))
        expect(flaws).toEqual([])
        expect(got).toEqual(
          frames.map(({ at, bytes }, i) => {
            const hex = Buffer.from(bytes).toString('hex')
            return { number: i + 1, at, bytes: hex, originalLength: bytes.length, linkType: 113 }
          }),
        )
      }),
    )
  })

  test('nanoseconds are rounded down to microseconds', () => {
    const file = writePcap([frame(4)], { nanoseconds: true })
    new DataView(file.buffer).setUint32(28, 999_999_999, true)
    expect(read(file).frames[0]?.at).toBe(1_776_000_000_999_999)
  })

  test('a file that ends inside a record is truncated, and the records before are read', () => {
    const file = writePcap([frame(60), frame(70)])
    for (const missing of [1, 69, 70, 71, 85]) {
      const { frames, flaws } = read(file.slice(0, file.length - missing))
      expect(frames).toHaveLength(1)
      expect(flaws).toEqual(['capture-truncated'])
    }
  })

  test('a record too long within the snap length is skipped, with its number', () => {
    const file = writePcap([frame(10), frame(300_000), frame(20)], { snapLength: 500_000 })
    const { frames, flaws } = read(file, [1_000, 100_000])
    expect(frames.map(({ number, bytes }) => [number, bytes.length / 2])).toEqual([
      [1, 10],
      [3, 20],
    ])
    expect(flaws).toEqual(['capture-record-too-long'])
  })

  test('Kuznetzov records have a longer header', () => {
    const { frames, flaws } = read(writePcap([frame(10), frame(20)], { kuznetzov: true }))
    expect(frames.map(({ bytes }) => bytes.length / 2)).toEqual([10, 20])
    expect(flaws).toEqual([])
  })

  test('a frame check sequence is taken off, where it was captured', () => {
    const file = writePcap([
      { ...frame(64) },
      { ...frame(61), originalLength: 64 },
      { ...frame(20), originalLength: 64 },
    ])
    new DataView(file.buffer).setUint32(20, 0x24000001, true)
    const { frames } = read(file)
    expect(frames.map(({ bytes, originalLength, linkType }) => [bytes.length / 2, originalLength, linkType])).toEqual([
      [60, 60, 1],
      [60, 60, 1],
      [20, 60, 1],
    ])
  })

  test('a file whose end was never written, and holds zeros, is damaged there and read up to there', () => {
    const file = writePcap([frame(10), frame(20)])
    const { frames, flaws } = read(join(file, new Uint8Array(200_000)), [500, 100_000])
    expect(frames).toHaveLength(2)
    expect(flaws).toEqual(['capture-damaged'])
  })

  test.each([
    [true, 'little'],
    [false, 'big'],
  ])('agrees with pcap-parser on microsecond files (little endian: %s)', async (littleEndian) => {
    const frames = [60, 0, 1_500, 1, 214].map((size, i) => frame(size, AT + i * 20_123))
    const file = writePcap(frames, { littleEndian })
    const reference = await readWithPcapParser(file)
    expect(reference).toHaveLength(frames.length)
    expect(read(file).frames.map(({ at, bytes, originalLength }) => ({ at, bytes, originalLength }))).toEqual(reference)
  })
})

test('agrees with pcap-parser on any classic file', async () => {
  const shapes = fc.record({ littleEndian: fc.boolean(), snapLength: fc.integer({ min: 300, max: 65_535 }) })
  const cut = fc.integer({ min: 0, max: 3_000 })
  await fc.assert(
    fc.asyncProperty(anyFrames, shapes, cut, async (frames, shape, more) => {
      const written = frames.map((one) => ({ ...one, originalLength: one.bytes.length + more }))
      const file = writePcap(written, shape)
      const got = read(file).frames.map(({ at, bytes, originalLength }) => ({ at, bytes, originalLength }))
      expect(got).toEqual(await readWithPcapParser(file))
    }),
    { numRuns: 60 },
  )
})

async function readWithPcapParser(file: Uint8Array) {
  const packets: { at: number; bytes: string; originalLength: number }[] = []
  await new Promise<void>((resolve, reject) => {
    const parsing = parser.parse(Readable.from([Buffer.from(file)], { objectMode: false }))
    parsing.on('packet', ({ header, data }) => {
      packets.push({
        at: header.timestampSeconds * 1_000_000 + header.timestampMicroseconds,
        bytes: data.toString('hex'),
        originalLength: header.originalLength,
      })
    })
    parsing.on('end', () => resolve())
    parsing.on('error', reject)
  })
  return packets
}

describe('pcapng', () => {
  test.each([true, false])('reads back what was written, little endian %s', (littleEndian) => {
    fc.assert(
      fc.property(anyFrames, (frames) => {
        const { frames: got, flaws, format } = read(writePcapng(frames, { littleEndian, linkType: 101 }))
        expect(flaws).toEqual([])
        expect(format).toBe('pcapng')
        expect(got.map(({ at, bytes, linkType }) => ({ at, bytes, linkType }))).toEqual(
          frames.map(({ at, bytes }) => ({ at, bytes: Buffer.from(bytes).toString('hex'), linkType: 101 })),
        )
      }),
    )
  })

  test.each([
    ['microseconds', 6, BigInt(AT)],
    ['nanoseconds, rounded down', 9, BigInt(AT) * 1_000n + 999n],
    ['milliseconds', 3, BigInt(AT) / 1_000n],
    ['picoseconds of a small time', 12, 123_456_999_999n],
    ['2^-20 s', 0x80 | 20, (BigInt(AT) << 20n) / 1_000_000n + 1n],
  ])('time in %s', (_name, tsresol, units) => {
    const file = join(sectionHeader(), interfaceBlock(1, { tsresol }), enhancedPacket(frame(4), units))
    const expected = { 3: 1_776_000_000_123_000, 12: 123_456 }[tsresol] ?? AT
    expect(read(file).frames[0]?.at).toBe(expected)
  })

  test('sections change byte order and begin their interfaces anew; each packet has its own link type', () => {
    const file = join(
      sectionHeader(true),
      interfaceBlock(1),
      interfaceBlock(113),
      enhancedPacket({ ...frame(4), interface: 1 }),
      sectionHeader(false),
      interfaceBlock(101, { littleEndian: false }),
      enhancedPacket(frame(5), BigInt(AT), false),
    )
    const { frames, flaws } = read(file)
    expect(frames.map(({ linkType, at }) => [linkType, at])).toEqual([
      [113, AT],
      [101, AT],
    ])
    expect(flaws).toEqual([])
  })

  test('simple packets take the time of the packet before; unknown blocks are skipped', () => {
    const file = join(
      sectionHeader(),
      interfaceBlock(1),
      enhancedPacket(frame(4)),
      pcapngBlock(0x0bad, new Uint8Array(1_000_000)),
      simplePacket(new Uint8Array(6)),
    )
    const { frames, flaws } = read(file, [200, 300_000])
    expect(frames.map(({ at, bytes }) => [at, bytes.length / 2])).toEqual([
      [AT, 4],
      [AT, 6],
    ])
    expect(flaws).toEqual([])
  })

  test('a packet of an interface nobody described is counted and has no link type', () => {
    const { frames, flaws } = read(join(sectionHeader(), enhancedPacket({ ...frame(4), interface: 7 })))
    expect(frames[0]?.linkType).toBe(-1)
    expect(flaws).toEqual(['capture-block-invalid'])
  })

  test('a captured length beyond its block is cut to the block', () => {
    const packet = enhancedPacket(frame(8))
    new DataView(packet.buffer).setUint32(20, 5_000, true)
    const { frames, flaws } = read(join(sectionHeader(), interfaceBlock(1), packet))
    expect(frames[0]?.bytes).toHaveLength(16)
    expect(flaws).toEqual(['capture-block-invalid'])
  })

  test('an enormous packet block is skipped without being gathered', () => {
    const file = join(
      sectionHeader(),
      interfaceBlock(1),
      enhancedPacket(frame(700_000)),
      enhancedPacket(frame(300_000)),
      enhancedPacket(frame(9)),
    )
    const { frames, flaws } = read(file, [100, 400_000])
    expect(frames.map(({ number }) => number)).toEqual([3])
    expect(flaws).toEqual(['capture-record-too-long', 'capture-record-too-long'])
  })

  test('the time offset of an interface is added', () => {
    const file = join(sectionHeader(), interfaceBlock(1, { tsoffset: -3_600n }), enhancedPacket(frame(4)))
    expect(read(file).frames[0]?.at).toBe(AT - 3_600_000_000)
  })

  test('a frame check sequence is taken off', () => {
    const file = join(sectionHeader(), interfaceBlock(1, { fcsBytes: 4 }), enhancedPacket(frame(64)))
    expect(read(file).frames[0]).toMatchObject({ originalLength: 60, bytes: '40'.repeat(60) })
  })

  test.each([true, false])(
    'packets dropped, little endian %s: the statistics, or the packets, whichever is more',
    (little) => {
      const drops = join(pcapngOption(4, uint64(5n, little), little), pcapngOption(0, new Uint8Array(0), little))
      const file = join(
        sectionHeader(little),
        interfaceBlock(1, { littleEndian: little }),
        interfaceBlock(1, { littleEndian: little }),
        enhancedPacket(frame(7), BigInt(AT), little, drops),
        enhancedPacket(frame(7), BigInt(AT), little, drops),
        statisticsBlock(0, { ifDrop: 3n }, little),
        statisticsBlock(1, { ifDrop: 100n, osDrop: 11n }, little),
        statisticsBlock(1, { ifDrop: 200n, osDrop: 22n }, little),
        sectionHeader(),
        interfaceBlock(1),
        obsoletePacket(frame(9), 1_000),
        obsoletePacket(frame(9), 0xffff),
        statisticsBlock(0, { ifDrop: 0xffffffffffffffffn }),
      )
      const { frames, flaws, droppedPackets } = read(file)
      expect(frames.map(({ bytes }) => bytes.length / 2)).toEqual([7, 7, 9, 9])
      expect(droppedPackets).toBe(10 + 222 + 1_000)
      expect(flaws).toEqual(['capture-packets-dropped'])
    },
  )

  test('decryption secrets are handed on, and a length that lies is not believed', () => {
    const lying = secretsBlock(TLS_KEY_LOG, text('CLIENT_RANDOM'))
    new DataView(lying.buffer).setUint32(12, 5_000, true)
    const file = join(
      sectionHeader(),
      secretsBlock(TLS_KEY_LOG, text('CLIENT_RANDOM 01 02\n')),
      interfaceBlock(1),
      lying,
      secretsBlock(7, text('x'.repeat(600_000))),
      enhancedPacket(frame(4)),
    )
    const { secrets, flaws, frames } = read(file, [100, 3_000, 300_000])
    expect(secrets.map((one) => one.slice(0, 30))).toEqual(['TLS CLIENT_RANDOM 01 02\n', `7 ${'x'.repeat(28)}`])
    expect(flaws).toEqual(['capture-block-invalid'])
    expect(frames).toHaveLength(1)
  })
})

/** With a word of the file changed. */
function spoilt(file: Uint8Array, at: number, value: number): Uint8Array {
  const copy = file.slice()
  new DataView(copy.buffer).setUint32(at, value, true)
  return copy
}

describe('a damaged place', () => {
  const sizes = ({ frames }: ReturnType<typeof read>) => frames.map(({ bytes }) => bytes.length / 2)
  const frames = Array.from({ length: 12 }, (_, i) => frame(100 + i, AT + i * 20_000))

  test.each([
    ['of 4 GB', 0xffffffff, 0],
    ['too long by some hundred', 400, 3],
    ['beyond the end of the file, and possible', 200_000, 99],
    ['too short', 20, 0],
  ])('pcap: a record length %s costs the record and what it hides', (_name, length, hidden) => {
    const file = spoilt(writePcap(frames), 24 + (16 + 100) + 8, length)
    const { flaws, ...result } = read(file)
    const read1 = sizes({ flaws, ...result })
    if (hidden === 99) {
      expect(read1).toEqual([100])
      expect(flaws).toEqual(['capture-truncated'])
    } else {
      expect(read1.slice(-(12 - 3 - hidden))).toEqual(
        Array.from({ length: 12 - 3 - hidden }, (_, i) => 103 + hidden + i),
      )
      expect(flaws).toEqual(['capture-damaged'])
    }
  })

  const packets = frames.map((one) => enhancedPacket(one))
  const blocks = [sectionHeader(), interfaceBlock(1), ...packets]
  const second = blocks.slice(0, 3).reduce((sum, { length }) => sum + length, 0)

  test.each([
    ['of 4 GB', 4, 0xffffffff],
    ['of 0', 4, 0],
    ['too long, and in the file', 4, 500],
    ['too short', 4, 64],
    ['behind the block', 4 + packets[1]!.length - 8, 7],
  ])('pcapng: a block length %s costs no other packet', (_name, at, length) => {
    const file = spoilt(join(...blocks), second + at, length)
    const { flaws, ...result } = read(file)
    expect(sizes({ flaws, ...result }).filter((size) => size !== 101)).toEqual([
      100,
      ...frames.slice(2).map(({ bytes }) => bytes.length),
    ])
    expect(flaws).toEqual(['capture-damaged'])
  })

  test('pcapng: noise between blocks, and bytes that are lost', () => {
    const noise = Uint8Array.from({ length: 1_001 }, (_, i) => (i * 151 + 7) & 0xff)
    const whole = join(...blocks.slice(0, 5), noise, ...blocks.slice(5))
    expect(sizes(read(whole))).toEqual(frames.map(({ bytes }) => bytes.length))
    const lost = join(...blocks.slice(0, 5), blocks[5]!.slice(0, 51), ...blocks.slice(6))
    expect(sizes(read(lost)).filter((size) => size !== 103)).toEqual(
      frames.map(({ bytes }) => bytes.length).filter((size) => size !== 103),
    )
  })

  test('pcapng: a section header without a byte order is passed over', () => {
    const file = join(...blocks.slice(0, 5), spoilt(sectionHeader(), 8, 0x12345678), ...blocks.slice(5))
    expect(sizes(read(file))).toEqual(frames.map(({ bytes }) => bytes.length))
  })

  test('the result does not depend on where the chunks are cut', () => {
    const files = [writePcap(frames), join(...blocks)]
    const damage = fc.array(fc.tuple(fc.nat(), fc.constantFrom(0, 1, 40, 300, 4_000, 0xffffffff)), {
      minLength: 1,
      maxLength: 4,
    })
    const cuts = fc.array(fc.nat({ max: 1_700 }), { maxLength: 20 })
    fc.assert(
      fc.property(fc.constantFrom(...files), damage, cuts, (file, places, parts) => {
        let spoiltFile = file
        for (const [place, value] of places) spoiltFile = spoilt(spoiltFile, 28 + (place % (file.length - 32)), value)
        expect(
          read(
            spoiltFile,
            parts.map((cut) => Math.min(cut, file.length)),
          ),
        ).toEqual(read(spoiltFile))
      }),
      { numRuns: 300 },
    )
  })
})

describe('any container', () => {
  const files = [
    writePcap([frame(60), frame(0), frame(300), frame(5)]),
    writePcap([frame(300_000), frame(7)], { snapLength: 400_000 }),
    writePcapng([frame(61), frame(0), frame(300), frame(5)]),
    join(
      sectionHeader(),
      interfaceBlock(1, { tsresol: 9 }),
      enhancedPacket(frame(600_000)),
      simplePacket(new Uint8Array(7)),
    ),
  ]

  test('the result does not depend on where the chunks are cut', () => {
    const cuts = fc.array(fc.nat({ max: 700_000 }), { maxLength: 12 })
    const nearStart = fc.array(fc.nat({ max: 200 }), { maxLength: 40 })
    fc.assert(
      fc.property(fc.constantFrom(...files), cuts, nearStart, fc.nat({ max: 3 }), (file, far, near, missing) => {
        const cutFile = file.slice(0, file.length - missing)
        expect(
          read(
            cutFile,
            [...far, ...near].map((cut) => Math.min(cut, cutFile.length)),
          ),
        ).toEqual(read(cutFile))
      }),
    )
  })

  test('byte by byte', () => {
    for (const file of [files[0]!, files[2]!]) expect(read(file, [...file.keys()])).toEqual(read(file))
  })

  test('mutated bytes never throw, and no frame is longer than its file', () => {
    const small = [files[0]!, files[2]!]
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(fc.constantFrom(...small), changes, (file, changed) => {
        const mutated = file.slice()
        for (const [at, value] of changed) mutated[at % mutated.length] = value
        for (const { bytes } of read(mutated).frames) expect(bytes.length / 2).toBeLessThan(file.length)
      }),
      { numRuns: 500 },
    )
  })

  test('what is no capture is said to be none, once', () => {
    expect(read(new TextEncoder().encode('INVITE sip:a@b SIP/2.0')).flaws).toEqual(['container-unsupported'])
    expect(read(new Uint8Array([1, 2])).flaws).toEqual(['container-unsupported'])
    expect(read(new Uint8Array(0)).flaws).toEqual([])
  })
})
