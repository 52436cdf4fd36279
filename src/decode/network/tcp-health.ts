import type { Moment, TcpConnectionRecord } from '../../model/network.ts'
import type { Micros } from '../../model/time.ts'
import type { Side } from '../stream/reader.ts'
import type { Packet } from './packet.ts'

type Span = Moment & { readonly us: Micros }

/** How a connection fares: what the rules on TCP want to know, counted as segments pass. */
export class TcpHealth {
  protocol: TcpConnectionRecord['protocol']
  opened: Moment | undefined
  syns = 0
  answered = false
  refused: Moment | undefined
  segments = 0
  repeated = 0
  stall: Span | undefined
  zeroWindow: Span | undefined
  idle: Span | undefined
  closed: (Moment & { readonly how: 'fin' | 'rst'; readonly side: Side }) | undefined
  firstAt: Micros = Number.NaN
  lastAt: Micros = Number.NaN
  /** Since when each side has taken nothing; NaN while it does. */
  private readonly shutAt: [Micros, Micros] = [Number.NaN, Number.NaN]

  /** Any segment, whatever is in it. */
  seen(side: Side, packet: Packet, window: number): void {
    const { at, frame } = packet
    const us = at - this.lastAt
    if (Number.isNaN(us)) this.firstAt = at
    else if (us > (this.idle?.us ?? 0)) this.idle = { frame, at, us }
    this.lastAt = at
    const shut = this.shutAt[side]
    if (window === 0) {
      if (Number.isNaN(shut)) this.shutAt[side] = at
      return
    }
    if (Number.isNaN(shut)) return
    this.shutAt[side] = Number.NaN
    if (at - shut > (this.zeroWindow?.us ?? 0)) this.zeroWindow = { frame, at, us: at - shut }
  }

  syn(packet: Packet, opens: boolean): void {
    if (!opens) {
      this.answered = true
      return
    }
    this.syns++
    this.opened ??= { frame: packet.frame, at: packet.at }
  }

  /** Data that was there before; `since` is when it was first sent, or what came last before it. */
  again(packet: Packet, since: Micros): void {
    this.repeated++
    this.waited(packet, since)
  }

  /** What was missing since then is there. */
  waited(packet: Packet, since: Micros): void {
    const us = packet.at - since
    if (us > (this.stall?.us ?? 0)) this.stall = { frame: packet.frame, at: packet.at, us }
  }

  end(packet: Packet, how: 'fin' | 'rst', side: Side): void {
    this.closed ??= { how, side, frame: packet.frame, at: packet.at }
  }
}
