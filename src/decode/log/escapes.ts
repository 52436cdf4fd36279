import { BIT } from './repairs.ts'

/** Line ends written out in characters: by JSON and source code, by syslog daemons in octal, by XML, by people. */
const ESCAPE = /\\{1,2}r\\{1,2}n|\\{1,2}[nr]|#015#012|#012|&#(?:13|xd);&#(?:10|xa);|&#(?:10|xa);|<CR>\s?<LF>/gi
const AT_END = /(?:\\r\\n|\\n|\\r|#015#012|#012|#015|&#(?:13|xd);(?:&#(?:10|xa);)?|<CR>(?:\s?<LF>)?)$/i
/** Fewer than these may be part of a header value. */
const MIN_ESCAPES = 3
/** A start line, or a usual header, with its line end written out. */
const MESSAGE = /SIP\/2\.0|(?:\\{1,2}[nr]|#012|;|<LF>)[A-Za-z-]{1,40}: /
/** After these the next header follows beyond doubt. */
const AFTER_START = /SIP\/2\.0(?: \d{3}[^\\#&<]{0,60})?(?:\\{1,2}r\\{1,2}n|\\{1,2}[nr]|#015#012|#012|&#)/i

/**
 * A line that holds a whole message with its line ends written as `\r\n`, `\n` or `#015#012`, split into those lines. One such
 * mark at a line's end, as tshark prints it, is taken off. Anything else comes back as it is.
 */
export function splitEscapes(line: string): { readonly texts: readonly string[]; readonly repairs: number } {
  const as = (texts: readonly string[]) => ({ texts, repairs: texts[0] === line ? 0 : BIT.escapes })
  if (!line.includes('\\') && !line.includes('#01') && !line.includes('&#') && !line.includes('<CR>')) return as([line])
  const found = line.match(ESCAPE)?.length ?? 0
  if ((found >= MIN_ESCAPES && MESSAGE.test(line)) || (found > 0 && AFTER_START.test(line))) {
    const text = line.includes('\\"') ? line.replace(/\\{1,3}"/g, '"').replace(/\\\//g, '/') : line
    // A record of syslog loses its last line feed, not the CR before it.
    return as(text.replace(/#011/g, '\t').replace(/#015$/, '').split(ESCAPE))
  }
  return as(found <= 1 ? [line.replace(AT_END, '')] : [line])
}
