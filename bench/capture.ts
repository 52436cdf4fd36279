import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { createRtpStreams } from '../src/correlate/rtp-streams.ts'
import { createCaptureDecoder } from '../src/decode/capture.ts'
import { Frame } from '../src/decode/container/frame.ts'
import { createContainerReader } from '../src/decode/container/reader.ts'
import type { Complain } from '../src/model/flaw.ts'

/**
 * `node bench/capture.ts file.pcap [rounds]`: the bare walk over the records, then capture decoding with the table of
 * streams, both reading the file through one buffer of 1 MiB; best of the rounds, ratio, and peak memory.
 */
const CHUNK_BYTES = 1_048_576
const [path, rounds = '3'] = process.argv.slice(2)
if (path === undefined) throw new Error('usage: capture.ts file.pcap [rounds]')

const silent: Complain = () => {}

function readThrough(file: string, push: (chunk: Uint8Array) => void): void {
  const buffer = new Uint8Array(CHUNK_BYTES)
  const descriptor = openSync(file, 'r')
  for (let length = 1; length > 0; ) {
    length = readSync(descriptor, buffer, 0, CHUNK_BYTES, null)
    if (length > 0) push(buffer.subarray(0, length))
  }
  closeSync(descriptor)
}

function walk(file: string): string {
  const frame = new Frame()
  let octets = 0
  const count = (): void => {
    octets += frame.end - frame.start
  }
  const reader = createContainerReader(frame, count, silent)
  readThrough(file, reader.push)
  reader.end()
  return `${frame.number} frames, ${octets} octets`
}

function decode(file: string): string {
  const flaws = new Map<string, number>()
  const complain: Complain = (kind) => void flaws.set(kind, (flaws.get(kind) ?? 0) + 1)
  const streams = createRtpStreams(complain)
  const decoder = createCaptureDecoder(
    {
      message({ description }) {
        for (const media of description?.media ?? []) {
          const address = (media.connection ?? description?.connection)?.address
          if (address !== undefined) streams.announce(address, media.port, media.codecs)
        }
      },
      icmpError() {},
      rtp: streams.rtp,
      rtcp: streams.rtcp,
      stun() {},
      dtls() {},
      tls() {},
      t38() {},
    },
    complain,
  )
  let closed = 0
  let lost = 0
  readThrough(file, (chunk) => {
    decoder.push(chunk)
    streams.news()
    for (const stream of streams.closed()) {
      closed++
      lost += stream.lost
    }
  })
  decoder.end()
  for (const stream of streams.end()) {
    closed++
    lost += stream.lost
  }
  const { packets, messages } = decoder.counters()
  const { rtpPackets, rtcpPackets } = streams.counters()
  const found = `${packets} packets, ${messages} messages, ${closed} streams, ${rtpPackets} RTP, ${rtcpPackets} RTCP, ${lost} lost`
  return `${found}, flaws ${JSON.stringify([...flaws])}`
}

function best(measure: (file: string) => string, file: string): { readonly ms: number; readonly said: string } {
  let ms = Number.POSITIVE_INFINITY
  let said = ''
  for (let round = 0; round < Number(rounds); round++) {
    const start = process.hrtime.bigint()
    said = measure(file)
    ms = Math.min(ms, Number(process.hrtime.bigint() - start) / 1e6)
  }
  return { ms, said }
}

const megabytes = statSync(path).size / 1e6
const bare = best(walk, path)
const full = best(decode, path)
const line = (name: string, { ms, said }: { ms: number; said: string }) =>
  `${name}: ${ms.toFixed(0)} ms, ${((megabytes / ms) * 1_000).toFixed(0)} MB/s; ${said}`
console.log(line('walk', bare))
console.log(line('decode and streams', full))
console.log(`ratio ${(full.ms / bare.ms).toFixed(2)}, peak ${(process.resourceUsage().maxRSS / 1_024).toFixed(0)} MiB`)
