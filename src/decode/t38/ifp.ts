/** T30-INDICATOR of ITU-T T.38 annex A.1, by value: 0 to 15 in the root, the rest in the extension. */
const INDICATORS = [
  'no-signal',
  'cng',
  'ced',
  'v21-preamble',
  'v27-2400-training',
  'v27-4800-training',
  'v29-7200-training',
  'v29-9600-training',
  'v17-7200-short-training',
  'v17-7200-long-training',
  'v17-9600-short-training',
  'v17-9600-long-training',
  'v17-12000-short-training',
  'v17-12000-long-training',
  'v17-14400-short-training',
  'v17-14400-long-training',
  'v8-ansam',
  'v8-signal',
  'v34-cntl-channel-1200',
  'v34-pri-channel',
  'v34-cc-retrain',
  'v33-12000-training',
  'v33-14400-training',
]
const ROOT_INDICATORS = 16

/** T30-DATA: 0 to 8 in the root, the rest in the extension. */
const DATA = [
  'v21-data',
  'v27-2400-data',
  'v27-4800-data',
  'v29-7200-data',
  'v29-9600-data',
  'v17-7200-data',
  'v17-9600-data',
  'v17-12000-data',
  'v17-14400-data',
  'v8-data',
  'v34-pri-rate-data',
  'v34-cc-1200-data',
  'v34-pri-ch-data',
  'v33-12000-data',
  'v33-14400-data',
]
const ROOT_DATA = 9

/**
 * What an IFP packet (ITU-T T.38 §7.2, packed encoding rules) between `start` and `end` says, undefined for what is none.
 *
 *     has data field | indicator 0, data 1 | extension | value, 4 bits in the root, 6 in the extension | ...
 */
export function ifpName(bytes: Uint8Array, start: number, end: number): string | undefined {
  if (start >= end) return undefined
  const first = bytes[start]!
  const isData = (first & 0x40) !== 0
  // An indicator stands alone; data without its field is nothing.
  if (isData !== (first & 0x80) > 0) return undefined
  const names = isData ? DATA : INDICATORS
  const root = isData ? ROOT_DATA : ROOT_INDICATORS
  if ((first & 0x20) === 0) {
    const value = (first >> 1) & 0x0f
    if (!isData && (end - start > 1 || (first & 1) !== 0)) return undefined
    return value < root ? names[value] : undefined
  }
  // A small number: a zero bit before six bits of value.
  if (end - start < 2 || (first & 0x10) !== 0) return undefined
  return names[root + (((first & 0x0f) << 2) | (bytes[start + 1]! >> 6))]
}
