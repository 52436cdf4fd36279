import type { Packet } from '../../decode/network/packet.ts'
import type { RtpHeader } from '../../decode/rtp/rtp.ts'
import type { DigitalSilence } from '../../model/stream.ts'
import type { Micros } from '../../model/time.ts'

/** Octets compared, spread over the payload: noise of the least two levels passes once in 32,768 packets. Chosen by us. */
const PROBES = 16
/** A longer time between two packets looked at is no part of a silence. */
const TOGETHER_MICROS = 500_000

/** G.711 payloads of one octet repeated: a muted microphone, or a machine with nothing to say. */
export class SilenceMeter {
  private seen = 0
  private silent = 0
  private sinceAt: Micros = Number.NaN
  private untilAt: Micros = Number.NaN
  private longest = -0
  private longestAt: Micros = Number.NaN

  look(packet: Packet, header: RtpHeader): void {
    this.seen++
    if (!isConstant(packet.bytes, header.payloadStart, packet.end)) {
      this.sinceAt = Number.NaN
      return
    }
    this.silent++
    if (!(packet.at - this.untilAt < TOGETHER_MICROS)) this.sinceAt = Number.NaN
    this.untilAt = packet.at
    if (Number.isNaN(this.sinceAt)) this.sinceAt = packet.at
    const micros = packet.at - this.sinceAt
    if (micros <= this.longest) return
    this.longest = micros
    this.longestAt = this.sinceAt
  }

  figures(): DigitalSilence | undefined {
    if (this.seen === 0) return undefined
    const longestAt = Number.isNaN(this.longestAt) ? undefined : this.longestAt
    return { share: this.silent / this.seen, longestMs: (this.longest + 0) / 1_000, longestAt }
  }
}

function isConstant(bytes: Uint8Array, start: number, end: number): boolean {
  const octets = end - start
  if (octets < PROBES) return false
  const first = bytes[start]
  for (let probe = 1; probe < PROBES; probe++) {
    if (bytes[start + (((probe * (octets - 1)) / (PROBES - 1)) | 0)] !== first) return false
  }
  return true
}
