/** Bytes that are enough to know each of them by. */
export const FOREIGN_BYTES = 8

type Nature = 'capture' | 'archive' | 'file'

/** Formats that people send and that are not read here, by their first bytes (in Latin-1). */
const FORMATS: readonly (readonly [magic: string, name: string, nature: Nature])[] = [
  ['RTSS', 'a Microsoft Network Monitor 1 capture', 'capture'],
  ['snoop\0', 'a Solaris snoop capture', 'capture'],
  ['TRSNIFF ', 'a Network General Sniffer capture', 'capture'],
  ['XCP\0', 'a NetXRay or Windows Sniffer capture', 'capture'],
  ['btsnoop\0', 'a Bluetooth capture', 'capture'],
  ['ElfFile\0', 'a Windows event log', 'file'],
  ['7z\xbc\xaf', 'a 7z archive', 'archive'],
  ['Rar!\x1a\x07', 'a RAR archive', 'archive'],
  ['BZh', 'bzip2 data', 'archive'],
  ['\xfd7zXZ\0', 'xz data', 'archive'],
  ['\x04\x22\x4d\x18', 'LZ4 data', 'archive'],
  ['RIFF', 'a sound or video file', 'file'],
  ['OggS', 'a sound or video file', 'file'],
  ['ID3', 'a sound file', 'file'],
  ['%PDF-', 'a PDF document', 'file'],
  ['\xd0\xcf\x11\xe0', 'a Microsoft Office document', 'file'],
  ['\x89PNG', 'a picture', 'file'],
  ['\xff\xd8\xff', 'a picture', 'file'],
  ['GIF8', 'a picture', 'file'],
  ['\x7fELF', 'a program', 'file'],
  ['SQLite f', 'a database', 'file'],
]

const ADVICE: Readonly<Record<Nature, string>> = {
  capture: 'It is not read here: save it as pcap or pcapng, as Wireshark does, and send that.',
  archive: 'It is not unpacked here: send the trace or capture in it.',
  file: 'It holds no trace: send SIP messages as text, a log, or a pcap or pcapng capture.',
}

/** A sentence or two on what the input is, where its first bytes are those of a format not read here. */
export function foreignFormat(head: Uint8Array): string | undefined {
  const start = Buffer.from(head.subarray(0, FOREIGN_BYTES)).toString('latin1')
  const found = FORMATS.find(([magic]) => start.startsWith(magic))
  return found && `The input is ${found[1]}. ${ADVICE[found[2]]}`
}

/** Bytes that are looked at to tell text from what is none. */
export const SAMPLE_BYTES = 512
/** Fewer of them tell nothing. */
const SAMPLE_MIN_BYTES = 16
/** Share of control characters that no text has. Chosen by us; captures and sound have a fifth and more. */
const CONTROL_SHARE = 0.1

/** True for bytes that no text begins with, in whatever encoding. Latin letters in UTF-16 come with every other byte zero. */
export function isBinary(sample: Uint8Array): boolean {
  if (sample.length < SAMPLE_MIN_BYTES) return false
  const zeros: [even: number, odd: number] = [0, 0]
  let controls = 0
  for (let at = 0; at < sample.length; at++) {
    const c = sample[at]!
    if (c === 0) zeros[at % 2 === 0 ? 0 : 1]++
    else if (c < 32 && !isTextControl(c)) controls++
  }
  const wide = Math.min(...zeros) === 0 && Math.max(...zeros) > sample.length / 4
  return controls + (wide ? 0 : zeros[0] + zeros[1]) > CONTROL_SHARE * sample.length
}

/** Backspace, tab, line and page ends, and the escape that colours a terminal. */
const isTextControl = (c: number): boolean => (c >= 8 && c <= 13) || c === 27
