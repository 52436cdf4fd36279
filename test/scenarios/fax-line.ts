import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { isIPv6 } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { udptl } from '../support/media-writer.ts'
import type { Plug } from './media-line.ts'

export type FaxSide = 'called' | 'calling'

const NO_SIGNAL = Uint8Array.of(0x00)
const PREAMBLE = Uint8Array.of(0x06)
const TRAINING_9600 = Uint8Array.of(0x0e)
const INDICATOR_MS = 300
const V21_DATA = Uint8Array.of(0xc0, 0x01, 0x80, 0x00, 0x00, 0xff)
const V29_DATA = Uint8Array.of(0xc8, 0x01, 0x80, 0x00, 0x27, ...new Uint8Array(40).fill(0x55))

type Turn = readonly [side: FaxSide, ifp: Uint8Array, everyMs: number, times: number]

const frames = (side: FaxSide): readonly Turn[] => [
  [side, PREAMBLE, INDICATOR_MS, 1],
  [side, V21_DATA, 30, 10],
  [side, NO_SIGNAL, 75, 1],
]

/** A fax as its packets look from outside (ITU-T T.38): the called side identifies itself, one page goes the other way. */
const PAGE: readonly Turn[] = [
  ...frames('called'),
  ...frames('calling'),
  ['calling', TRAINING_9600, INDICATOR_MS, 1],
  ['calling', V29_DATA, 33, 60],
  ['calling', NO_SIGNAL, 75, 1],
  ...frames('called'),
]

/** What one side says of it, in real time. */
export async function sendFax(side: FaxSide, from: Plug, to: Plug): Promise<void> {
  const socket = createSocket(isIPv6(from.address) ? 'udp6' : 'udp4')
  socket.bind(from.port, from.address)
  await once(socket, 'listening')
  let sequence = 0
  let before: readonly Uint8Array[] = []
  for (const [who, ifp, everyMs, times] of PAGE) {
    for (let i = 0; i < times; i++) {
      if (who === side) {
        socket.send(udptl(sequence++, ifp, ...before), to.port, to.address)
        before = [ifp]
      }
      await setTimeout(everyMs)
    }
  }
  socket.close()
}
