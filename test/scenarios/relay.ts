import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { createNoise } from '../support/rtp-path.ts'
import type { Plug } from './media-line.ts'
import { hurry } from './programs.ts'

// A relay of RTP and RTCP that treats what goes through it badly, the same way on each run: a program of its own, so that it can
// stand on a host of its own. The caller's media address is the relay's, as that of a client behind TURN is (RFC 8656 §2): the
// caller's offer names it, the callee sends there, and the caller's media comes from there. Nothing has to be rewritten on the way,
// no description lies, and a tap beside the callee sees an ordinary call whose media comes along a bad path.
//
//     caller ⇄ inner │ relay │ outer ⇄ callee

/** What becomes of the packets of one direction, RTP and RTCP alike unless said otherwise. */
export interface Path {
  /** Every so many RTP packets one is lost. */
  readonly loseEvery?: number
  /** Share of RTP packets that are lost by chance, 0 to 1. */
  readonly loseShare?: number
  /** Every `every` RTP packets `length` in a row are lost. */
  readonly bursts?: { readonly every: number; readonly length: number }
  /** From this RTP packet on nothing goes through. */
  readonly endsAt?: number
  readonly delayMs?: number
  /** RTP is kept longer by up to so much, by chance, and stays in order. */
  readonly jitterMs?: number
  /** Every `every` RTP packets one comes `ms` late, after others. */
  readonly late?: { readonly every: number; readonly ms: number }
  /** Every so many RTP packets one comes twice, the second time this much later. */
  readonly copies?: { readonly every: number; readonly ms: number }
}

export interface RelayShape {
  /** Port for RTP; the next one is for RTCP. */
  readonly inner: Plug
  readonly outer: Plug
  /** Towards the callee. */
  readonly there: Path
  /** Towards the caller. */
  readonly back: Path
  readonly seed: number
}

/** For each packet of one direction, in turn, when it goes out: never, once or twice. Times in ms on the caller's clock. */
export function createPath(path: Path, seed: number): (now: number, isRtp: boolean) => readonly number[] {
  const noise = createNoise(seed)
  const { loseEvery, loseShare = 0, bursts, endsAt = Number.POSITIVE_INFINITY, delayMs = 0, jitterMs = 0 } = path
  const { late, copies } = path
  const isNth = (i: number, every: number | undefined): boolean => every !== undefined && i % every === every - 1
  let i = -1
  let last = 0
  return (now, isRtp) => {
    if (!isRtp) return i + 1 >= endsAt ? [] : [now + delayMs]
    i++
    const chance = noise()
    const shaken = jitterMs * noise()
    if (i >= endsAt || isNth(i, loseEvery) || chance < loseShare) return []
    if (bursts && i % bursts.every >= bursts.every - bursts.length) return []
    if (late && isNth(i, late.every)) return [now + delayMs + late.ms]
    last = Math.max(last, now + delayMs + shaken)
    return copies && isNth(i, copies.every) ? [last, last + copies.ms] : [last]
  }
}

/** One kind of packets, RTP or RTCP, both ways: each goes to where that side last sent from (RFC 7362 §4). */
async function join(shape: RelayShape, above: number, there: Way, back: Way): Promise<void> {
  const [inner, outer] = await Promise.all([listen(shape.inner, above), listen(shape.outer, above)])
  carry(inner, outer, above === 0, there)
  carry(outer, inner, above === 0, back)
}

type Way = ReturnType<typeof createPath>

async function listen({ address, port }: Plug, above: number): Promise<Joint> {
  const socket = createSocket('udp4')
  socket.bind(port + above, address)
  await once(socket, 'listening')
  return { socket, peer: undefined }
}

interface Joint {
  readonly socket: Socket
  peer: Plug | undefined
}

/** By so much; who is left over then would wait for the next packet. */
const TIMERS_ARE_EARLY_MS = 1

function carry(from: Joint, to: Joint, isRtp: boolean, way: Way): void {
  // By when they go out: timers alone would let one overtake another that is due in the same millisecond.
  const held: { readonly at: number; readonly packet: Buffer }[] = []
  const forward = (): void => {
    while (held.length > 0 && held[0]!.at <= performance.now() + TIMERS_ARE_EARLY_MS) {
      const { packet } = held.shift()!
      if (to.peer) to.socket.send(packet, to.peer.port, to.peer.address)
    }
  }
  from.socket.on('error', () => {})
  from.socket.on('message', (packet, { address, port }) => {
    from.peer = { address, port }
    const now = performance.now()
    for (const at of way(now, isRtp)) {
      held.splice(held.findLastIndex((one) => one.at <= at) + 1, 0, { at, packet })
      if (at > now) setTimeout(forward, Math.ceil(at - now))
    }
    forward()
  })
}

const [, program, shape] = process.argv
if (program === import.meta.filename && shape !== undefined) {
  const relay = JSON.parse(shape) as RelayShape
  const there = createPath(relay.there, relay.seed)
  const back = createPath(relay.back, relay.seed + 1)
  await Promise.all([0, 1].map((above) => join(relay, above, there, back)))
  hurry(process.pid)
  console.log('relays')
}
