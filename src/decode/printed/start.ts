import { parseStartLine } from '../sip/start-line.ts'

/** The line is a request or status line and nothing else. Most lines of a message fail at the version. */
export const isStartLine = (line: string): boolean => line.includes('SIP/2.0') && parseStartLine(line) !== undefined
