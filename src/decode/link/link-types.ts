import { uint16, uint32 } from '../container/integers.ts'
import { decodeEnc, decodePflog } from './bsd.ts'
import { decodeCiscoHdlc, decodePppHdlc } from './cisco-hdlc.ts'
import { decodeErf } from './erf.ts'
import { decodeLlc, decodeMpls } from './ether-type.ts'
import { decodeEthernet } from './ethernet.ts'
import { type LinkDecoder, NOT_IP, SHORT_FRAME } from './link-decoder.ts'
import { decodeLinuxSll } from './linux-sll.ts'
import { decodeLinuxSll2 } from './linux-sll2.ts'
import { decodeNflog } from './nflog.ts'
import { decodeNull } from './null.ts'
import { decodeDirectedPpp, decodePpp, decodePppd, decodePppoe } from './ppp.ts'
import { decodePrism } from './prism.ts'
import { decodeRadiotap } from './radiotap.ts'
import { decodeRaw } from './raw.ts'
import { decodeBareWireless } from './wireless.ts'

/** Those that hold a frame by themselves. */
const PLAIN_LINK_TYPES: ReadonlyMap<number, LinkDecoder> = new Map([
  [0, decodeNull],
  [1, decodeEthernet],
  [9, decodePpp],
  [11, decodeLlc],
  [12, decodeRaw],
  [14, decodeRaw],
  [50, decodePppHdlc],
  [51, decodePppoe],
  [101, decodeRaw],
  [104, decodeCiscoHdlc],
  [105, decodeBareWireless],
  [108, decodeNull],
  [109, decodeEnc],
  [113, decodeLinuxSll],
  [117, decodePflog],
  [119, decodePrism],
  [127, decodeRadiotap],
  [163, decodePrism],
  [166, decodePppd],
  [197, decodeErf],
  [204, decodeDirectedPpp],
  [219, decodeMpls],
  [228, decodeRaw],
  [229, decodeRaw],
  [239, decodeNflog],
  [276, decodeLinuxSll2],
])

/**
 * Link layers by LINKTYPE number (www.tcpdump.org/linktypes.html). 12 and 14 are DLT_RAW as some systems wrote it. Two
 * headers name the link type of what is behind them: per-packet information and Apple's.
 */
export const LINK_TYPES: ReadonlyMap<number, LinkDecoder> = new Map([
  ...PLAIN_LINK_TYPES,
  [192, decodePpi],
  [258, decodePktap],
])

/** LINKTYPE_PPI, little endian: version (1) | flags (1) | length of the header (2) | link type (4) | fields. */
function decodePpi(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 8) return SHORT_FRAME
  return behind(bytes, start, end, uint16(bytes, start + 2, true), uint32(bytes, start + 4, true))
}

/** LINKTYPE_PKTAP of macOS, little endian: length of the header (4) | what follows (4) | link type (4) | fields. */
function decodePktap(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 12) return SHORT_FRAME
  return behind(bytes, start, end, uint32(bytes, start, true), uint32(bytes, start + 8, true))
}

function behind(bytes: Uint8Array, start: number, end: number, header: number, linkType: number): number {
  if (header < 8 || header > end - start) return SHORT_FRAME
  return PLAIN_LINK_TYPES.get(linkType)?.(bytes, start + header, end) ?? NOT_IP
}
