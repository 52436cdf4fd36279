import { printable } from '../model/printable.ts'

/** Words over lines of at most `width` characters, each line behind `indent`. A longer word stands alone. */
export function wrapped(text: string, indent: string, width: number): string {
  const lines: string[] = []
  for (const paragraph of printable(text).split('\n')) {
    let line = ''
    for (const word of paragraph.split(BETWEEN_WORDS)) {
      if (line !== '' && indent.length + line.length + 1 + word.length > width) {
        lines.push(line)
        line = word
      } else line = line === '' ? word : `${line} ${word}`
    }
    lines.push(line)
  }
  return lines.map((line) => indent + line).join('\n')
}

/** A figure and its unit are one word. */
const BETWEEN_WORDS = / +(?!(?<=\d )(?:%|ms|s|kB|MB|GB|kbit\/s)(?!\w))/

/** `12.3 MB`, decimal. */
export function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(1)} kB`
  return bytes < 1_000_000_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${(bytes / 1_000_000_000).toFixed(2)} GB`
}

/** `1 call`, `12,034 calls`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`

const PLAIN: Readonly<Record<string, string>> = {
  '→': '->',
  '…': '...',
  '×': 'x',
  '·': '-',
  '“': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
  '–': '-',
  '—': '-',
  '≥': '>=',
  '≤': '<=',
  '±': '+-',
  µ: 'u',
  '§': 'section ',
}

/** For terminals that know no more than ASCII: the usual marks spelled out, all else a question mark. */
export const inAscii = (text: string): string => text.replace(/[^\u0000-\u007e]/gu, (mark) => PLAIN[mark] ?? '?')
