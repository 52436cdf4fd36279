import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { isIPv6 } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

/** Where media goes out, or in. */
export interface Plug {
  readonly address: string
  readonly port: number
}

/** A stretch of packets alike, or of silence. */
export type Part =
  | {
      readonly payloadType: number
      readonly payload: Uint8Array
      readonly packets: number
      readonly everyMs?: number
      /** RTP timestamp ticks from one to the next, 160 by default; of a telephone-event, all have the time of its beginning. */
      readonly ticks?: number
      /** `event`: the packets of one key (RFC 4733): growing durations, the last three say that it ended. */
      readonly event?: number
    }
  | { readonly silentMs: number }

/** One direction of RTP with its reports, sent in real time. */
export interface MediaLine {
  send(parts: readonly Part[]): Promise<void>
  close(): void
}

const REPORTS_EVERY_MS = 2_000
const EPOCH_1900 = 2_208_988_800

/** Opens the port of `from` and the one above it, for RTCP. `ssrc` names the sender, `other` who is reported on. */
export async function openLine(
  from: Plug,
  to: Plug,
  ssrc: number,
  other: number,
  reportsEveryMs = REPORTS_EVERY_MS,
): Promise<MediaLine> {
  const rtp = await bind(from)
  const rtcp = await bind({ ...from, port: from.port + 1 })
  const heard: Heard = { packets: 0, first: 0, highest: 0, told: { packets: 0, lost: 0 }, report: undefined }
  rtp.on('message', (packet) => {
    if (packet.length < 12) return
    const number = packet.readUInt16BE(2)
    if (heard.packets++ === 0) heard.first = number
    heard.highest = Math.max(heard.highest, number)
  })
  rtcp.on('message', (packet) => {
    // The middle of its NTP time comes back to the sender (LSR, RFC 3550 §6.4.1).
    if (packet.length >= 28 && packet[1] === 200) heard.report = { ntp: packet.readUInt32BE(10), at: performance.now() }
  })
  rtp.on('error', () => {})
  rtcp.on('error', () => {})
  const sent = {
    sequence: ssrc % 50_000,
    timestamp: ssrc % 1_000_000,
    packets: 0,
    octets: 0,
    reportedAt: performance.now() - reportsEveryMs / 2,
  }

  const report = (): void => {
    if (performance.now() - sent.reportedAt < reportsEveryMs) return
    sent.reportedAt = performance.now()
    rtcp.send(senderReport(ssrc, other, sent, heard), to.port + 1, to.address)
  }

  const sendPart = async (part: Part): Promise<void> => {
    if ('silentMs' in part) {
      sent.timestamp += part.silentMs * 8
      await setTimeout(part.silentMs)
      return
    }
    const { payloadType, payload, packets, everyMs = 20, ticks = 160, event } = part
    const begin = performance.now()
    for (let i = 0; i < packets; i++) {
      const packet = Buffer.alloc(12 + payload.length)
      packet[0] = 0x80
      packet[1] = payloadType | (i === 0 && payloadType !== 13 ? 0x80 : 0)
      packet.writeUInt16BE(sent.sequence++ & 0xffff, 2)
      packet.writeUInt32BE(sent.timestamp >>> 0, 4)
      packet.writeUInt32BE(ssrc, 8)
      packet.set(payload, 12)
      if (event !== undefined) {
        const ended = i >= packets - 3
        packet.set([event, (ended ? 0x80 : 0) | 10], 12)
        packet.writeUInt16BE(Math.min(i + 1, packets - 2) * ticks, 14)
      } else sent.timestamp += ticks
      sent.packets++
      sent.octets += payload.length
      rtp.send(packet, to.port, to.address)
      report()
      await setTimeout(Math.max(0, begin + (i + 1) * everyMs - performance.now()))
    }
    if (event !== undefined) sent.timestamp += packets * ticks
  }

  return {
    async send(parts) {
      for (const part of parts) await sendPart(part)
    },
    close() {
      rtp.close()
      rtcp.close()
    },
  }
}

async function bind({ address, port }: Plug): Promise<Socket> {
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4')
  socket.bind(port, address)
  await once(socket, 'listening')
  return socket
}

/** Numbers are not wrapped: lines begin far below 65,535 and are short. */
interface Heard {
  packets: number
  first: number
  highest: number
  /** Up to the last report. */
  told: { readonly packets: number; readonly lost: number }
  report: { readonly ntp: number; readonly at: number } | undefined
}

/** SR with one block and a CNAME (RFC 3550 §6.4.1, §6.5.1). */
function senderReport(
  ssrc: number,
  other: number,
  sent: { readonly timestamp: number; readonly packets: number; readonly octets: number },
  heard: Heard,
): Buffer {
  const blocks = heard.packets > 0 ? 1 : 0
  const report = Buffer.alloc(28 + 24 * blocks)
  report.writeUInt8(0x80 | blocks, 0)
  report.writeUInt8(200, 1)
  report.writeUInt16BE(report.length / 4 - 1, 2)
  report.writeUInt32BE(ssrc, 4)
  const seconds = Date.now() / 1_000
  report.writeUInt32BE(Math.floor(seconds) + EPOCH_1900, 8)
  report.writeUInt32BE(Math.floor((seconds % 1) * 2 ** 32), 12)
  report.writeUInt32BE(sent.timestamp >>> 0, 16)
  report.writeUInt32BE(sent.packets, 20)
  report.writeUInt32BE(sent.octets, 24)
  if (blocks > 0) {
    report.writeUInt32BE(other, 28)
    const lost = Math.max(0, heard.highest - heard.first + 1 - heard.packets)
    const lately = { packets: heard.packets - heard.told.packets, lost: Math.max(0, lost - heard.told.lost) }
    heard.told = { packets: heard.packets, lost }
    report.writeUInt32BE(lost, 32)
    report.writeUInt8(Math.min(255, Math.floor((256 * lately.lost) / Math.max(1, lately.packets + lately.lost))), 32)
    report.writeUInt32BE(heard.highest, 36)
    if (heard.report) {
      report.writeUInt32BE(heard.report.ntp, 44)
      report.writeUInt32BE(Math.round(((performance.now() - heard.report.at) / 1_000) * 65_536), 48)
    }
  }
  const name = Buffer.from(`line-${ssrc}`.padEnd(14, 'x').slice(0, 14))
  const description = Buffer.alloc(28)
  description.writeUInt8(0x81, 0)
  description.writeUInt8(202, 1)
  description.writeUInt16BE(6, 2)
  description.writeUInt32BE(ssrc, 4)
  description.set([1, name.length], 8)
  description.set(name, 10)
  return Buffer.concat([report, description])
}

/** Resolves once a scenario has left that mark in the directory. */
export async function marked(directory: string, mark: string): Promise<void> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await setTimeout(5)) {
    if (existsSync(join(directory, mark))) return
  }
  throw new Error(`no mark ${mark}`)
}
