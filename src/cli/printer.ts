import type { Severity } from '../model/finding.ts'
import { type Analysed, MAX_KEPT } from './analysis.ts'
import type { Format } from './arguments.ts'
import { type LadderFormat, ladderDocument } from './call-ladder.ts'
import { eventLine, reportJson, type ToldEvent, verdictLine } from './json.ts'
import { junitReport } from './junit.ts'
import { markdownReport } from './markdown.ts'
import { sarifReport } from './sarif.ts'
import { textReport } from './text.ts'

/** Prints what happens in one of the formats. `report` comes once for each file that could be read, `end` once for all. */
export interface Printer {
  events(file: string, events: readonly ToldEvent[]): Promise<void> | void
  report(analysed: Analysed): Promise<void> | void
  end(): Promise<void> | void
  /** How many calls it prints something of; undefined: all. */
  readonly calls: number | undefined
}

export interface PrinterOptions {
  readonly version: string
  readonly failOn: Severity | undefined
  readonly width: number
  readonly colour: boolean
  readonly ascii: boolean
  readonly write: (text: string) => Promise<void>
}

export function createPrinter(format: Format, options: PrinterOptions): Printer {
  const { write } = options
  switch (format) {
    case 'ndjson':
      return {
        events: (file, events) =>
          events.length === 0 ? undefined : write(events.map((event) => `${eventLine(file, event)}\n`).join('')),
        report: (analysed) => write(`${verdictLine(analysed)}\n`),
        end() {},
        calls: undefined,
      }
    case 'json':
      return perFile((analysed) => `${JSON.stringify(reportJson(analysed))}\n`, write, 0)
    case 'text':
      return perFile((analysed) => textReport(analysed, options), write, MAX_KEPT, '\n')
    case 'markdown':
      return perFile(markdownReport, write, MAX_KEPT, '\n')
    case 'sarif':
      return atTheEnd((all) => sarifReport(all, options.version), write)
    case 'junit':
      return atTheEnd((all) => junitReport(all, options.failOn), write)
    default:
      return format satisfies never
  }
}

/** Prints the ladder of one call of each file in place of a report. Throws where there is no such call. */
export const createLadderPrinter = (format: LadderFormat, call: number | undefined, options: PrinterOptions): Printer =>
  perFile((analysed) => ladderDocument(analysed, format, call, options), options.write, MAX_KEPT, '\n')

function perFile(
  print: (analysed: Analysed) => string,
  write: PrinterOptions['write'],
  calls: number,
  between = '',
): Printer {
  let before = ''
  return {
    events() {},
    async report(analysed) {
      await write(before + print(analysed))
      before = between
    },
    end() {},
    calls,
  }
}

/** For formats that are one document over all files. */
function atTheEnd(print: (all: readonly Analysed[]) => string, write: PrinterOptions['write']): Printer {
  const all: Analysed[] = []
  return {
    events() {},
    report: (analysed) => void all.push(analysed),
    end: () => write(print(all)),
    calls: 0,
  }
}
