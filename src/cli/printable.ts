const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** Text from a trace made safe for a terminal or a document: no escape sequences, no change of writing direction. */
export const printable = (text: string): string => text.toWellFormed().replace(/\t/g, ' ').replace(CONTROL, '')

/** The same on one line. */
export const oneLine = (text: string): string => printable(text.replace(/\s+/g, ' ')).trim()

/** At most `width` characters, the last an ellipsis where something is missing. */
export const clipped = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`

/** Words over lines of at most `width` characters, each line behind `indent`. A longer word stands alone. */
export function wrapped(text: string, indent: string, width: number): string {
  const lines: string[] = []
  for (const paragraph of printable(text).split('\n')) {
    let line = ''
    for (const word of paragraph.split(/ +/)) {
      if (line !== '' && indent.length + line.length + 1 + word.length > width) {
        lines.push(line)
        line = word
      } else line = line === '' ? word : `${line} ${word}`
    }
    lines.push(line)
  }
  return lines.map((line) => indent + line).join('\n')
}

/** `12.3 MB`, decimal. */
export function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(1)} kB`
  return bytes < 1_000_000_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${(bytes / 1_000_000_000).toFixed(2)} GB`
}

/** `1 call`, `12,034 calls`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`
