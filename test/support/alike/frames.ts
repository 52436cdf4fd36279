import { Frame } from '../../../src/decode/container/frame.ts'
import { createContainerReader } from '../../../src/decode/container/reader.ts'
import { type WrittenFrame, writePcap } from '../capture-writer.ts'

/** The frames of a capture of one link layer. */
export interface Frames {
  readonly linkType: number
  readonly frames: readonly WrittenFrame[]
}

/** Undefined where interfaces differ, or where there is nothing to read. */
export function framesIn(bytes: Uint8Array): Frames | undefined {
  const frame = new Frame()
  const frames: WrittenFrame[] = []
  const kinds = new Set<string>()
  let linkType = -1
  const reader = createContainerReader(
    frame,
    () => {
      linkType = frame.linkType
      kinds.add(`${linkType} ${frame.interface}`)
      const { at, start, end, originalLength } = frame
      frames.push({ at: Number.isNaN(at) ? 0 : at, bytes: frame.bytes.slice(start, end), originalLength })
    },
    () => {},
  )
  reader.push(bytes)
  reader.end()
  return kinds.size === 1 && linkType >= 0 ? { linkType, frames } : undefined
}

export const captureOf = ({ linkType, frames }: Frames): Uint8Array => writePcap(frames, { linkType })

/** Every frame once more, a millisecond later, as a mirror port gives it: same bytes, same IP identification. */
export const doubled = ({ linkType, frames }: Frames): Frames => ({
  linkType,
  frames: frames.flatMap((one) => [one, { ...one, at: one.at + 1000 }]).toSorted((a, b) => a.at - b.at),
})

export const shifted = ({ linkType, frames }: Frames, micros: number): Frames => ({
  linkType,
  frames: frames.map((one) => ({ ...one, at: one.at + micros })),
})

/** Undefined where that cuts off nothing, or all. */
export function withoutTail({ linkType, frames }: Frames, seconds: number): Frames | undefined {
  const end = frames.at(-1)!.at - seconds * 1_000_000
  const kept = frames.filter(({ at }) => at <= end)
  return kept.length === 0 || kept.length === frames.length ? undefined : { linkType, frames: kept }
}
