import { type LogFormat, stateless } from './envelope.ts'
import { findTime } from './time.ts'

const ENVELOPE =
  /^([<>]) (\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})?) {1,3}length=\d{1,9} from=\d{1,12} to=\d{1,12}/

/**
 * `socat -v`: `> 2026/04/16 18:30:00.000123  length=479 from=0 to=478`, then what was relayed, each CR as `\r`. The arrow
 * points from the first address of its command line to the second, or back; neither is told.
 */
export const socat: LogFormat = {
  name: 'socat',
  reader: stateless((line) => {
    const match = line.includes(' length=') ? ENVELOPE.exec(line) : null
    if (!match) return undefined
    return { time: findTime(match[2] ?? ''), source: undefined, destination: undefined, transport: undefined }
  }),
}
