import { SHORT_FRAME } from './link-decoder.ts'

/** No link header: the IP header itself, whose first four bits tell the version. */
export function decodeRaw(_bytes: Uint8Array, start: number, end: number): number {
  return start < end ? start : SHORT_FRAME
}
